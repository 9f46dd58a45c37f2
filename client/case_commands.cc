#include "client/commands.h"
#include "rujukan/v1/case_file.grpc.pb.h"

namespace rujukan::client {
namespace {

const std::vector<InputField>& CreateFields() {
  static const std::vector<InputField> kFields = {{"person_name", "case_file.person_name", true},
                                                  {"summary", "case_file.summary", true},
                                                  {"report_time", "case_file.report_time"},
                                                  {"report_time_precision", "case_file.report_time_precision"}};
  return kFields;
}

const std::vector<InputField>& ReasonFields() {
  static const std::vector<InputField> kFields = {{"reason", "reason", true}};
  return kFields;
}

void Create(Shell& shell, v1::CreateCaseFileRequest request, const std::string& from) {
  v1::CaseFile& file = *request.mutable_case_file();
  file.set_household(shell.FindHousehold(file.household()));
  if (!file.referral().empty()) file.set_referral(shell.FindReferral(file.referral()).name());
  shell.FillAndSend(from, CreateFields(), request,
                    [&] { shell.Show(shell.Write(&v1::CaseFileService::Stub::CreateCaseFile, request)); });
}

void List(Shell& shell, bool open_only) {
  const Texts& texts = shell.texts();
  v1::ListCaseFilesRequest request;
  request.set_open_only(open_only);
  Table table({{texts.Get("field.number")},
               {texts.Get("field.kind")},
               {texts.Get("field.stage"), Fit::kCut},
               {texts.Get("message.person"), Fit::kCut},
               {texts.Get("field.update_time")}});
  shell.EachPage(&v1::CaseFileService::Stub::ListCaseFiles, request, [&](const v1::ListCaseFilesResponse& page) {
    for (const v1::CaseFile& file : page.case_files()) {
      if (shell.ShowForPrograms(file)) continue;
      table.Add({file.number(), texts.LabelOf(file.kind()), texts.LabelOf(file.stage()), file.person_name(),
                 ShowTime(file.update_time())});
    }
    return true;
  });
  if (!shell.settings.json && !shell.settings.name_only) shell.Print(table);
}

// Reads the etag of the file unless one is given.
template <typename Request>
void Address(Shell& shell, const std::string& word, const std::string& etag, Request& request) {
  const v1::CaseFile file = shell.FindCaseFile(word);
  request.set_name(file.name());
  request.set_etag(etag.empty() ? file.etag() : etag);
}

void AddCreate(CLI::App& group, Shell& shell) {
  CLI::App& create = AddCommand(group, shell, "create", "buat");
  const auto request = std::make_shared<v1::CreateCaseFileRequest>();
  AddField(create, shell, "--kind", request, "case_file.kind", true);
  AddField(create, shell, "--household", request, "case_file.household");
  AddField(create, shell, "--referral", request, "case_file.referral");
  AddField(create, shell, "--report-time", request, "case_file.report_time");
  AddField(create, shell, "--report-precision", request, "case_file.report_time_precision");
  AddField(create, shell, "--id", request, "case_file_id");
  const auto from = AddFrom(create, shell, CreateFields(), *request);
  Do(create, shell, [&shell, request, from] { Create(shell, *request, *from); });
}

void AddAdvance(CLI::App& group, Shell& shell) {
  CLI::App& advance = AddCommand(group, shell, "advance", "lanjut");
  const auto request = std::make_shared<v1::AdvanceCaseFileRequest>();
  const auto file = AddWord(advance, shell, "CASE", true);
  AddField(advance, shell, "--stage", request, "stage", true);
  const auto etag = AddWord(advance, shell, "--etag");
  Do(advance, shell, [&shell, request, file, etag] {
    Address(shell, *file, *etag, *request);
    shell.Show(shell.Write(&v1::CaseFileService::Stub::AdvanceCaseFile, *request));
  });
}

template <typename Request>
void AddReasoned(CLI::App& command, Shell& shell,
                 grpc::Status (v1::CaseFileService::Stub::*method)(grpc::ClientContext*, const Request&, v1::CaseFile*)) {
  const auto request = std::make_shared<Request>();
  const auto file = AddWord(command, shell, "CASE", true);
  const auto etag = AddWord(command, shell, "--etag");
  const auto from = AddFrom(command, shell, ReasonFields(), *request);
  Do(command, shell, [&shell, method, request, file, etag, from] {
    Address(shell, *file, *etag, *request);
    shell.FillAndSend(*from, ReasonFields(), *request, [&] { shell.Show(shell.Write(method, *request)); });
  });
}

}  // namespace

void AddCaseCommands(CLI::App& app, Shell& shell) {
  CLI::App& group = AddCommand(app, shell, "case", "kasus");
  group.require_subcommand(1);
  AddCreate(group, shell);

  CLI::App& show = AddCommand(group, shell, "show", "lihat");
  const auto file = AddWord(show, shell, "CASE", true);
  Do(show, shell, [&shell, file] { shell.Show(shell.FindCaseFile(*file)); });

  CLI::App& list = AddCommand(group, shell, "list", "daftar");
  const auto open_only = AddFlag(list, shell, "--open");
  Do(list, shell, [&shell, open_only] { List(shell, *open_only); });

  AddAdvance(group, shell);
  AddReasoned(AddCommand(group, shell, "close", "tutup"), shell, &v1::CaseFileService::Stub::CloseCaseFile);
  AddReasoned(AddCommand(group, shell, "reopen", "buka-lagi"), shell, &v1::CaseFileService::Stub::ReopenCaseFile);
}

}  // namespace rujukan::client
