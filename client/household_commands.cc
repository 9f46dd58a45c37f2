#include "client/commands.h"
#include "client/household_import.h"
#include "rujukan/v1/household.grpc.pb.h"

namespace rujukan::client {
namespace {

const std::vector<InputField>& HouseholdFields() {
  static const std::vector<InputField> kFields = {{"family_card_number", "household.family_card_number", true},
                                                  {"region", "household.region", true},
                                                  {"address", "household.address", true},
                                                  {"rt", "household.rt", true},
                                                  {"rw", "household.rw", true},
                                                  {"decile", "household.decile"},
                                                  {"decile_source", "household.decile_source"},
                                                  {"decile_as_of", "household.decile_as_of"},
                                                  {"full_name", "household.members[+].full_name", true},
                                                  {"nik", "household.members[].nik", true},
                                                  {"sex", "household.members[].sex", true},
                                                  {"birth_date", "household.members[].birth_date", true},
                                                  {"birth_date_precision", "household.members[].birth_date_precision"},
                                                  {"relation", "household.members[].relation", true},
                                                  {"phone", "household.members[].phone"}};
  return kFields;
}

const std::vector<InputField>& SearchFields() {
  static const std::vector<InputField> kFields = {
      {"member_name", "member_name", true}, {"family_card_number", "family_card_number", true}, {"nik", "nik", true}};
  return kFields;
}

const std::vector<InputField>& FlagFields() {
  static const std::vector<InputField> kFields = {{"vulnerability", "flags[+].vulnerability"}, {"note", "flags[].note", true}};
  return kFields;
}

v1::Household Get(Shell& shell, const std::string& word) {
  v1::GetHouseholdRequest request;
  request.set_name(shell.FindHousehold(word));
  v1::Household household;
  shell.Call(&v1::HouseholdService::Stub::GetHousehold, request, &household);
  return household;
}

void Create(Shell& shell, v1::CreateHouseholdRequest request, const std::string& from) {
  shell.FillAndSend(from, HouseholdFields(), request,
                    [&] { shell.Show(shell.Write(&v1::HouseholdService::Stub::CreateHousehold, request)); });
}

// The name by which people know a household: its head's, else the first one's.
std::string HeadOf(const v1::Household& household) {
  for (const v1::Person& person : household.members()) {
    if (person.relation() == v1::FAMILY_RELATION_HEAD) return person.full_name();
  }
  return household.members_size() > 0 ? household.members(0).full_name() : "";
}

std::string FlagsOf(const Texts& texts, const v1::Household& household) {
  std::string flags;
  for (const v1::HouseholdFlag& flag : household.flags()) {
    flags += (flags.empty() ? "" : ", ") + texts.LabelOf(flag.vulnerability());
  }
  return flags;
}

// An officer of one village needs only the end of an id; for a wider scope it must be whole, and other columns make room.
std::vector<Column> HouseholdColumns(Shell& shell) {
  const Texts& texts = shell.texts();
  std::vector<Column> columns = {{texts.Get("message.head"), Fit::kCut}, {texts.Get("message.people")}};
  if (!shell.village().empty()) {
    columns.insert(columns.end(), {{texts.Get("field.address"), Fit::kCut}, {texts.Get("field.flags"), Fit::kCut}});
  }
  columns.insert(columns.end(), {{texts.Get("field.decile")}, {texts.Get("message.region")}, {texts.Get("message.id")}});
  return columns;
}

std::vector<std::string> HouseholdCells(Shell& shell, const v1::Household& household) {
  const bool village = !shell.village().empty();
  std::vector<std::string> cells = {HeadOf(household), std::to_string(household.members_size())};
  if (village) cells.insert(cells.end(), {household.address(), FlagsOf(shell.texts(), household)});
  cells.insert(cells.end(), {household.decile() == 0 ? "" : std::to_string(household.decile()), household.region(),
                             village ? ShortId(household.name()) : IdOf(household.name())});
  return cells;
}

void List(Shell& shell, v1::ListHouseholdsRequest request, bool search, const std::string& from) {
  if (request.region().empty()) request.set_region(shell.village());
  if (search || !from.empty()) shell.Fill(from, SearchFields(), request);
  Table table(HouseholdColumns(shell));
  shell.EachPage(&v1::HouseholdService::Stub::ListHouseholds, request, [&](const v1::ListHouseholdsResponse& page) {
    for (const v1::Household& household : page.households()) {
      if (shell.ShowForPrograms(household)) continue;
      table.Add(HouseholdCells(shell, household));
    }
    return true;
  });
  if (!shell.settings.json && !shell.settings.name_only) shell.Print(table);
}

void Flag(Shell& shell, const std::string& word, const std::string& etag, v1::FlagHouseholdRequest request,
          const std::string& from) {
  const v1::Household household = Get(shell, word);
  request.set_name(household.name());
  request.set_etag(etag.empty() ? household.etag() : etag);
  shell.FillAndSend(from, FlagFields(), request,
                    [&] { shell.Show(shell.Write(&v1::HouseholdService::Stub::FlagHousehold, request)); });
}

void AddFlagCommand(CLI::App& group, Shell& shell) {
  CLI::App& flag = AddCommand(group, shell, "flag", "catat");
  const auto request = std::make_shared<v1::FlagHouseholdRequest>();
  const auto household = AddWord(flag, shell, "HOUSEHOLD", true);
  AddField(flag, shell, "--vulnerability", request, "flags[+].vulnerability");
  const auto etag = AddWord(flag, shell, "--etag");
  const auto from = AddFrom(flag, shell, FlagFields(), *request);
  Do(flag, shell, [&shell, request, household, etag, from] { Flag(shell, *household, *etag, *request, *from); });
}

void AddImport(CLI::App& group, Shell& shell) {
  CLI::App& import = AddCommand(group, shell, "import", "impor");
  const auto file = AddWord(import, shell, "FILE", true);
  const auto report = AddWord(import, shell, "--report");
  const auto verbose = AddFlag(import, shell, "--verbose");
  import.footer(shell.texts().Get("message.import_columns"));
  Do(import, shell,
     [&shell, file, report, verbose] { ImportHouseholds(shell, {.file = *file, .report = *report, .verbose = *verbose}); });
}

}  // namespace

void AddHouseholdCommands(CLI::App& app, Shell& shell) {
  CLI::App& group = AddCommand(app, shell, "household", "keluarga");
  group.require_subcommand(1);

  CLI::App& create = AddCommand(group, shell, "create", "buat");
  const auto request = std::make_shared<v1::CreateHouseholdRequest>();
  AddField(create, shell, "--region", request, "household.region");
  AddField(create, shell, "--id", request, "household_id");
  const auto from = AddFrom(create, shell, HouseholdFields(), *request);
  Do(create, shell, [&shell, request, from] { Create(shell, *request, *from); });

  CLI::App& show = AddCommand(group, shell, "show", "lihat");
  const auto shown = AddWord(show, shell, "HOUSEHOLD", true);
  Do(show, shell, [&shell, shown] { shell.Show(Get(shell, *shown)); });

  CLI::App& list = AddCommand(group, shell, "list", "daftar");
  const auto filter = std::make_shared<v1::ListHouseholdsRequest>();
  AddField(list, shell, "--region", filter, "region");
  const auto search = AddFlag(list, shell, "--search");
  const auto list_from = AddFrom(list, shell, SearchFields(), *filter);
  Do(list, shell, [&shell, filter, search, list_from] { List(shell, *filter, *search, *list_from); });

  AddFlagCommand(group, shell);
  AddImport(group, shell);
}

}  // namespace rujukan::client
