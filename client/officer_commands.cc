#include "client/commands.h"
#include "rujukan/v1/officer.grpc.pb.h"

namespace rujukan::client {
namespace {

const std::vector<InputField>& CreateFields() {
  static const std::vector<InputField> kFields = {{"officer_display_name", "officer.display_name", true}, {"password", "password"}};
  return kFields;
}

v1::Officer Get(Shell& shell, const std::string& unit, const std::string& word) {
  v1::GetOfficerRequest request;
  request.set_name(unit.empty() ? shell.FindOfficer(word) : shell.FindOfficer(shell.FindUnit(unit), word));
  v1::Officer officer;
  shell.Call(&v1::OfficerService::Stub::GetOfficer, request, &officer);
  return officer;
}

// The unit named, else the own one.
std::string UnitOf(Shell& shell, const std::string& word) { return word.empty() ? shell.unit() : shell.FindUnit(word); }

// Typed twice where it cannot be seen.
std::string AskNewPassword(Shell& shell, const std::string& text_key) {
  Console& console = shell.console();
  for (;;) {
    std::string password = AskSecret(console, shell.texts().Get(text_key));
    if (!console.in_is_terminal || password == AskSecret(console, shell.texts().Get("message.password_again"))) return password;
    console.err << "  " << shell.texts().Get("message.passwords_differ") << '\n';
  }
}

struct NewOfficer {
  std::string unit;
  std::string scope;
  std::vector<std::string> roles;
  std::string from;
};

void Create(Shell& shell, v1::CreateOfficerRequest request, const NewOfficer& options) {
  request.set_parent(UnitOf(shell, options.unit));
  for (const std::string& role : options.roles) {
    SetField(request, "officer.assignments[+].role", role);
    if (!options.scope.empty()) SetField(request, "officer.assignments[].region_scope", options.scope);
  }
  shell.Fill(options.from, CreateFields(), request);
  if (request.password().empty()) request.set_password(AskNewPassword(shell, "message.first_password"));
  if (request.officer().display_name().empty()) {
    request.mutable_officer()->set_display_name(request.officer().sign_in_name());
  }
  shell.Show(shell.Write(&v1::OfficerService::Stub::CreateOfficer, request));
}

// A row for each assignment, the officer named in the first.
void AddRows(Table& table, const Texts& texts, const v1::Officer& officer) {
  const std::string disabled = officer.disabled() ? texts.Get("message.yes") : "";
  std::vector<std::string> who = {officer.sign_in_name(), officer.display_name()};
  for (const v1::Assignment& assignment : officer.assignments()) {
    table.Add({who[0], who[1], texts.LabelOf(assignment.role()), assignment.region_scope(), disabled});
    who = {"", ""};
  }
  if (officer.assignments().empty()) table.Add({who[0], who[1], "", "", disabled});
}

void List(Shell& shell, const std::string& unit) {
  const Texts& texts = shell.texts();
  v1::ListOfficersRequest request;
  request.set_parent(UnitOf(shell, unit));
  Table table({{texts.Get("field.sign_in_name")},
               {texts.Get("field.display_name"), Fit::kCut},
               {texts.Get("field.role"), Fit::kCut},
               {texts.Get("message.region")},
               {texts.Get("field.disabled")}});
  shell.EachPage(&v1::OfficerService::Stub::ListOfficers, request, [&](const v1::ListOfficersResponse& page) {
    for (const v1::Officer& officer : page.officers()) {
      if (!shell.ShowForPrograms(officer)) AddRows(table, texts, officer);
    }
    return true;
  });
  if (!shell.settings.json && !shell.settings.name_only) shell.Print(table);
}

void Disable(Shell& shell, const std::string& unit, const std::string& word) {
  const v1::Officer officer = Get(shell, unit, word);
  v1::DisableOfficerRequest request;
  request.set_name(officer.name());
  request.set_etag(officer.etag());
  shell.Show(shell.Write(&v1::OfficerService::Stub::DisableOfficer, request));
}

// Without a word the own password, which needs the old one; an administrator sets anybody's.
void SetPassword(Shell& shell, const std::string& unit, const std::string& word) {
  const bool own = word.empty();
  if (own && !shell.saved()) throw Refused(grpc::StatusCode::UNAUTHENTICATED);
  const v1::Officer officer = Get(shell, unit, own ? shell.saved()->session.officer() : word);
  v1::SetOfficerPasswordRequest request;
  request.set_name(officer.name());
  request.set_etag(officer.etag());
  if (own) request.set_old_password(AskSecret(shell.console(), shell.texts().Get("message.old_password")));
  request.set_new_password(AskNewPassword(shell, "message.new_password"));
  shell.Show(shell.Write(&v1::OfficerService::Stub::SetOfficerPassword, request));
}

void AddCreate(CLI::App& group, Shell& shell) {
  CLI::App& create = AddCommand(group, shell, "create", "buat");
  const auto request = std::make_shared<v1::CreateOfficerRequest>();
  const auto roles = std::make_shared<std::vector<std::string>>();
  const auto unit = AddWord(create, shell, "--unit");
  AddField(create, shell, "--sign-in-name", request, "officer.sign_in_name", true);
  create
      .add_option_function<std::vector<std::string>>(
          "--role", [roles](const std::vector<std::string>& given) { *roles = given; },
          shell.texts().Get("option.assignment") + ": " + CodeNames(*v1::Role_descriptor()))
      ->allow_extra_args(false)
      ->required()
      ->type_name("CODE");
  const auto scope = AddWord(create, shell, "--scope");
  AddField(create, shell, "--id", request, "officer_id");
  const auto from = AddFrom(create, shell, CreateFields(), *request);
  Do(create, shell, [&shell, request, unit, roles, scope, from] {
    Create(shell, *request, {.unit = *unit, .scope = *scope, .roles = *roles, .from = *from});
  });
}

}  // namespace

void AddOfficerCommands(CLI::App& app, Shell& shell) {
  CLI::App& group = AddCommand(app, shell, "officer", "petugas");
  group.require_subcommand(1);
  AddCreate(group, shell);

  CLI::App& list = AddCommand(group, shell, "list", "daftar");
  const auto list_unit = AddWord(list, shell, "--unit");
  Do(list, shell, [&shell, list_unit] { List(shell, *list_unit); });

  CLI::App& show = AddCommand(group, shell, "show", "lihat");
  const auto shown = AddWord(show, shell, "OFFICER", true);
  const auto show_unit = AddWord(show, shell, "--unit");
  Do(show, shell, [&shell, shown, show_unit] { shell.Show(Get(shell, *show_unit, *shown)); });

  CLI::App& disable = AddCommand(group, shell, "disable", "nonaktifkan");
  const auto disabled = AddWord(disable, shell, "OFFICER", true);
  const auto disable_unit = AddWord(disable, shell, "--unit");
  Do(disable, shell, [&shell, disabled, disable_unit] { Disable(shell, *disable_unit, *disabled); });

  CLI::App& password = AddCommand(group, shell, "password", "sandi");
  const auto whose = AddWord(password, shell, "OFFICER");
  const auto password_unit = AddWord(password, shell, "--unit");
  Do(password, shell, [&shell, whose, password_unit] { SetPassword(shell, *password_unit, *whose); });
}

}  // namespace rujukan::client
