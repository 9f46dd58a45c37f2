#include <google/protobuf/util/time_util.h>

#include <filesystem>

#include "adapters/system/checkpoint_folder.h"
#include "adapters/system/checkpoint_key.h"
#include "client/chain_proof.h"
#include "client/commands.h"
#include "rujukan/v1/audit.grpc.pb.h"

namespace rujukan::client {
namespace {

// Where the key is looked for in a folder of checkpoints. It never comes from the server, which is to be proved by it.
constexpr const char* kPublicKeyFile = "public-key.txt";
// A finding tells an auditor something; a thousand tell that the table is gone.
constexpr std::size_t kFindingsShownMax = 100;

// A number of the own unit names a referral or a case file; everything else is a name of the API.
std::string FindRecord(Shell& shell, const std::string& word) {
  if (word.find('/') != std::string::npos) return word;
  const bool is_case = word.starts_with("K-") || word.starts_with("k-");
  return is_case ? shell.FindCaseFile(word).name() : shell.FindReferral(word).name();
}

std::string FindAuditedOfficer(Shell& shell, const std::string& word) {
  return word.find('/') != std::string::npos ? word : shell.FindOfficer(word);
}

google::protobuf::Timestamp TimeOf(const std::string& word) {
  google::protobuf::Timestamp time;
  // A day begins at another moment in each of three zones, and which is meant is not for this machine to guess.
  const bool is_instant =
      word.size() > 10 && (word[10] == 'T' || word[10] == 't') && google::protobuf::util::TimeUtil::FromString(word, &time);
  if (!is_instant) throw WrongUsage{"message.not_an_instant", {word}};
  return time;
}

// -- Who did what -------------------------------------------------------------------------------------------------------------

Table EventTable(const Texts& texts) {
  return Table({{texts.Get("field.event_time")},
                {texts.Get("field.sequence")},
                {texts.Get("field.action")},
                {texts.Get("field.officer")},
                {texts.Get("field.role"), Fit::kCut},
                {texts.Get("field.record")},
                {texts.Get("field.reason")}});
}

std::string ActionText(const Texts& texts, const v1::AuditEvent& event) {
  if (event.action() == v1::AUDIT_ACTION_UNSPECIFIED) return texts.Get("message.not_told");
  const bool is_look = event.action() == v1::AUDIT_ACTION_READ && event.method().rfind("AuditService/", 0) == 0;
  if (is_look) return texts.Get("message.looked_into_trail");
  std::string text = event.action() == v1::AUDIT_ACTION_MOVE ? texts.LabelOf(event.move()) : texts.LabelOf(event.action());
  if (event.count() > 1) text += " ×" + std::to_string(event.count());
  return text;
}

// What was read or refused, or else whose chain it is, by names that the command takes.
std::string RecordsText(const v1::AuditEvent& event) {
  if (event.records().empty()) return event.record();
  const std::string more = event.records_size() > 1 ? " +" + std::to_string(event.records_size() - 1) : "";
  return event.records(0) + more;
}

void AddEvent(Shell& shell, const v1::AuditEvent& event, Table& table) {
  if (shell.ShowForPrograms(event)) return;
  const Texts& texts = shell.texts();
  const std::string officer =
      event.officer().empty() && event.reading() ? texts.Get("message.another_unit") : ShortId(event.officer());
  table.Add({ShowTime(event.event_time()), event.sequence() == 0 ? "" : std::to_string(event.sequence()), ActionText(texts, event),
             officer, texts.LabelOf(event.role()), RecordsText(event), event.reason()},
            !event.intact(), event.intact() ? "" : texts.Get("message.event_not_intact"));
}

void ListRecord(Shell& shell, const std::string& word) {
  Table table = EventTable(shell.texts());
  v1::ListAuditEventsRequest request;
  request.set_parent(FindRecord(shell, word));
  shell.EachPage(&v1::AuditService::Stub::ListAuditEvents, request, [&](const v1::ListAuditEventsResponse& page) {
    for (const v1::AuditEvent& event : page.events()) AddEvent(shell, event, table);
    return true;
  });
  if (!shell.settings.json && !shell.settings.name_only) shell.Print(table);
}

void ListOfficer(Shell& shell, const std::string& word, const std::string& since, const std::string& until, bool readings_only) {
  if (since.empty() || until.empty()) throw WrongUsage{"message.since_and_until", {}};
  v1::ListOfficerEventsRequest request;
  *request.mutable_start_time() = TimeOf(since);
  *request.mutable_end_time() = TimeOf(until);
  request.set_readings_only(readings_only);
  request.set_parent(FindAuditedOfficer(shell, word));
  Table table = EventTable(shell.texts());
  shell.EachPage(&v1::AuditService::Stub::ListOfficerEvents, request, [&](const v1::ListOfficerEventsResponse& page) {
    for (const v1::AuditEvent& event : page.events()) AddEvent(shell, event, table);
    return true;
  });
  if (!shell.settings.json && !shell.settings.name_only) shell.Print(table);
}

// -- The proof ----------------------------------------------------------------------------------------------------------------

void ShowFinding(Shell& shell, const Finding& finding) {
  v1::Chain chain;
  chain.set_record(finding.name);
  v1::ChainFinding& found = *chain.add_findings();
  found.set_reason(std::string(NameOf(finding.reason)));
  for (const std::string& argument : finding.arguments) found.add_arguments(argument);
  found.set_text(DescribeInEnglish(finding));
  if (shell.ShowForPrograms(chain)) return;
  const bool indonesian = shell.texts().language() == Language::kIndonesian;
  shell.console().out << shell.texts().Get("message.finding",
                                           {finding.name, indonesian ? DescribeInIndonesian(finding) : DescribeInEnglish(finding)})
                      << '\n';
}

void FetchCheckpoints(Shell& shell, const std::string& path) {
  const auto folder = CheckpointFolder::Open(path);
  if (!folder.ok()) throw WrongUsage{"message.not_a_folder", {path}};
  const auto list = [&](std::int64_t after, std::size_t size) {
    std::vector<KeptCheckpoint> checkpoints;
    v1::ListCheckpointsRequest request;
    request.set_after_number(after);
    shell.EachPage(&v1::AuditService::Stub::ListCheckpoints, request, [&](const v1::ListCheckpointsResponse& page) {
      for (const v1::SignedCheckpoint& checkpoint : page.checkpoints()) {
        if (checkpoints.size() < size) checkpoints.push_back({checkpoint.number(), checkpoint.text()});
      }
      return checkpoints.size() < size;
    });
    return absl::StatusOr<std::vector<KeptCheckpoint>>(std::move(checkpoints));
  };
  CheckpointsAdded added;
  // What the server refuses is thrown.
  folder->Add(list, folder->without_gap(), added).IgnoreError();
  for (const Finding& finding : added.findings) ShowFinding(shell, finding);
  shell.Say("message.checkpoints_fetched", {std::to_string(added.written), path});
  if (!added.folder.ok()) throw WrongUsage{"message.cannot_write", {path}};
  if (!added.findings.empty()) shell.exit_code = ExitCode::kFindings;
}

HeldCheckpoints ReadHeld(const std::string& folder, const std::string& key_file) {
  auto files = ReadCheckpointFolder(folder);
  if (!files.ok()) throw WrongUsage{"message.not_a_folder", {folder}};
  if (files->empty()) throw WrongUsage{"message.no_checkpoints", {folder}};
  const std::string file = key_file.empty() ? (std::filesystem::path(folder) / kPublicKeyFile).string() : key_file;
  auto keys = ReadPublicKeyFile(file);
  if (!keys.ok()) throw WrongUsage{"message.no_public_key", {file}};
  return HeldUnder(*std::move(keys), *std::move(files));
}

void Verify(Shell& shell, const std::string& word, const std::string& folder, const std::string& key_file) {
  // What is held is read before anything is asked, so that the store has all of it.
  const HeldCheckpoints held = ReadHeld(folder, key_file);
  ChainProof proof(held);
  shell.EachPage(&v1::AuditService::Stub::ListCheckpoints, v1::ListCheckpointsRequest(),
                 [&](const v1::ListCheckpointsResponse& page) {
                   for (const v1::SignedCheckpoint& checkpoint : page.checkpoints()) proof.Take(checkpoint);
                   return true;
                 });
  proof.EndCheckpoints();
  v1::ListChainsRequest request;
  if (!word.empty()) request.set_parent(FindRecord(shell, word));
  shell.EachPage(&v1::AuditService::Stub::ListChains, request, [&](const v1::ListChainsResponse& page) {
    for (const v1::Chain& chain : page.chains()) proof.Take(chain);
    return true;
  });
  proof.End(word.empty());
  const auto& findings = proof.findings();
  for (std::size_t i = 0; i < findings.size() && i < kFindingsShownMax; ++i) ShowFinding(shell, findings[i]);
  shell.Say("message.verified", {std::to_string(proof.events()), std::to_string(proof.pinned()), std::to_string(held.files.size()),
                                 std::to_string(findings.size())});
  if (!findings.empty()) shell.exit_code = ExitCode::kFindings;
}

}  // namespace

void AddAuditCommands(CLI::App& app, Shell& shell) {
  CLI::App& group = AddCommand(app, shell, "audit", "jejak");
  group.require_subcommand(1);

  CLI::App& list = AddCommand(group, shell, "list", "daftar");
  const auto listed = AddWord(list, shell, "RECORD", true);
  const auto since = AddWord(list, shell, "--since");
  const auto until = AddWord(list, shell, "--until");
  const auto readings_only = AddFlag(list, shell, "--readings");
  Do(list, shell, [&shell, listed, since, until, readings_only] {
    const bool of_officer = !since->empty() || !until->empty() || *readings_only;
    of_officer ? ListOfficer(shell, *listed, *since, *until, *readings_only) : ListRecord(shell, *listed);
  });

  CLI::App& checkpoints = AddCommand(group, shell, "checkpoints", "titik-uji");
  const auto destination = AddWord(checkpoints, shell, "FOLDER", true);
  Do(checkpoints, shell, [&shell, destination] { FetchCheckpoints(shell, *destination); });

  CLI::App& verify = AddCommand(group, shell, "verify", "buktikan");
  const auto proved = AddWord(verify, shell, "RECORD");
  const auto folder = AddWord(verify, shell, "--checkpoints", true);
  const auto key_file = AddWord(verify, shell, "--public-key");
  Do(verify, shell, [&shell, proved, folder, key_file] { Verify(shell, *proved, *folder, *key_file); });
}

}  // namespace rujukan::client
