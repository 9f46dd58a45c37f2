#include "client/shell.h"

#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <iterator>
#include <map>

#include "client/explain.h"
#include "client/unicode.h"
#include "google/api/resource.pb.h"
#include "rujukan/v1/case_file.grpc.pb.h"
#include "rujukan/v1/household.grpc.pb.h"
#include "rujukan/v1/inbox_event.grpc.pb.h"
#include "rujukan/v1/officer.grpc.pb.h"
#include "rujukan/v1/referral.grpc.pb.h"
#include "rujukan/v1/unit.grpc.pb.h"

namespace rujukan::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr std::size_t kUuidLength = 36;
// What labels, their indentation and the gap take at most, and what remains for a value on the narrowest terminal.
constexpr std::size_t kLabelWidthMax = 36;
constexpr std::size_t kValueWidthMin = 24;
// The SLRT's series of numbers: each receiver has one of its own, so that such a number names one referral there.
constexpr std::string_view kFrontSeries = "s-";
// More proposals do not wait at once for one supervising unit.
constexpr std::size_t kConfirmationsMax = 50;
// Fewer characters of an id are a coincidence.
constexpr std::size_t kIdPartMin = 8;

bool IsUuid(std::string_view word) {
  return word.size() == kUuidLength && word.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

// Of the four levels of a region's code.
bool IsVillage(std::string_view region) { return std::count(region.begin(), region.end(), '.') == 3; }

// Whether `word` is the full name, or the last part of the id.
bool NamesResource(std::string_view word, std::string_view name) {
  if (word == name) return true;
  const std::string id = IdOf(name);
  if (word.size() < kIdPartMin || word.size() > id.size()) return false;
  return id.compare(id.size() - word.size(), word.size(), word) == 0;
}

bool SameWord(std::string_view a, std::string_view b) { return Lower(a) == Lower(b); }

// By what somebody tells one candidate from another: whose it is, and the end of the id.
std::vector<std::string> Marks(const v1::Unit& unit, const std::string&) { return {unit.display_name(), unit.region()}; }
std::vector<std::string> Marks(const v1::Officer& officer, const std::string&) { return {officer.sign_in_name()}; }
std::vector<std::string> Marks(const v1::CaseFile& file, const std::string&) { return {file.number()}; }
std::vector<std::string> Marks(const v1::Household& household, const std::string&) { return {household.region()}; }
std::vector<std::string> Marks(const v1::Referral& referral, const std::string& unit) {
  const bool sent = referral.sender() == unit;
  return {NumberOf(referral, unit), sent ? "→ " + referral.receiver_display_name() : "← " + referral.sender_display_name()};
}

// The candidates, a line each.
template <typename Resource>
std::string LinesOf(const std::vector<Resource>& resources, const std::string& unit) {
  std::string lines;
  for (const Resource& resource : resources) {
    lines += "\n    ";
    for (const std::string& mark : Marks(resource, unit)) lines += Printable(mark) + "  ";
    lines += ShortId(resource.name());
  }
  return lines;
}

// What a word was found to mean, as long as it means one thing.
template <typename Resource>
class Finding {
 public:
  // `unit`: whose view the candidates are told in.
  Finding(std::string word, std::string unit) : word_(std::move(word)), unit_(std::move(unit)) {}
  void Add(const Resource& resource) {
    const auto same = [&](const Resource& each) { return each.name() == resource.name(); };
    if (std::none_of(found_.begin(), found_.end(), same)) found_.push_back(resource);
  }
  bool empty() const { return found_.empty(); }
  Resource Get() const {
    if (found_.empty()) throw Refused::NotFound();
    if (found_.size() > 1) throw WrongUsage{"message.ambiguous", {word_, LinesOf(found_, unit_)}};
    return found_.front();
  }

 private:
  std::string word_;
  std::string unit_;
  std::vector<Resource> found_;
};

bool SaysYes(std::string_view answer) {
  const std::string word = Lower(Trim(answer));
  return word == "y" || word == "ya" || word == "yes";
}

std::string Json(const Message& message) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) throw Refused(grpc::StatusCode::INTERNAL);
  return json;
}

std::string NameOf(const Message& resource) {
  const FieldDescriptor* name = resource.GetDescriptor()->FindFieldByName("name");
  return name == nullptr ? "" : resource.GetReflection()->GetString(resource, name);
}

// Fields that tell a person nothing.
bool ForProgramsOnly(const FieldDescriptor& field) {
  // The moves are told below the fields, as the words that make them.
  static constexpr std::array<std::string_view, 5> kHidden = {"etag", "token", "cursor", "emergency_notice", "available_moves"};
  return std::find(kHidden.begin(), kHidden.end(), field.name()) != kHidden.end();
}

bool IsReference(const FieldDescriptor& field) { return field.options().HasExtension(google::api::resource_reference); }

// "Puskesos Tenrigangkae" of sender_display_name, for the field sender; empty where there is no such field.
std::string DisplayNameOf(const Message& message, const FieldDescriptor& field) {
  const FieldDescriptor* words = message.GetDescriptor()->FindFieldByName(field.name() + "_display_name");
  return words == nullptr ? "" : message.GetReflection()->GetString(message, words);
}

// What people call the resources that a message and the session name, by resource name.
using KnownNames = std::map<std::string, std::string>;

void AddKnownNames(const Message& message, KnownNames& known) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!IsReference(*field) || field->is_repeated()) continue;
    const std::string words = DisplayNameOf(message, *field);
    if (!words.empty()) known[message.GetReflection()->GetString(message, field)] = words;
  }
}

// Writes the filled fields of a message as rows of label and value.
class FieldRows {
 public:
  // `width`: the columns of the terminal, 0 for no limit.
  FieldRows(const Texts& texts, const KnownNames& known, std::size_t width, Table& table)
      : texts_(texts),
        known_(known),
        value_width_(width == 0 ? 0 : std::max(kValueWidthMin, width - std::min(width, kLabelWidthMax))),
        table_(table) {}

  void Add(const Message& message, const std::string& indent) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const bool in_words = IsReference(*field) && !DisplayNameOf(message, *field).empty();
      if (!ForProgramsOnly(*field) && !InOtherLanguage(*field) && !in_words) AddField(message, *field, indent);
    }
  }

 private:
  void AddField(const Message& message, const FieldDescriptor& field, const std::string& indent) {
    const auto* reflection = message.GetReflection();
    const std::string label = indent + texts_.Label(field);
    if (IsNested(field)) {
      if (!field.is_repeated()) return AddNested(label, reflection->GetMessage(message, &field), indent);
      for (int i = 0; i < reflection->FieldSize(message, &field); ++i) {
        AddNested(label + " " + std::to_string(i + 1), reflection->GetRepeatedMessage(message, &field, i), indent);
      }
      return;
    }
    if (!field.is_repeated()) return AddText(label, Value(message, field));
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return table_.Add({label, JoinedCodes(message, field)});
    for (int i = 0; i < reflection->FieldSize(message, &field); ++i) {
      AddText(label, InWords(field, reflection->GetRepeatedString(message, &field, i)));
    }
  }

  // Of a text that comes in both languages the other one.
  bool InOtherLanguage(const FieldDescriptor& field) const {
    return field.name() == (texts_.language() == Language::kIndonesian ? "message_en" : "message_id");
  }

  void AddNested(const std::string& label, const Message& nested, const std::string& indent) {
    if (nested.GetDescriptor() == v1::FieldWarning::descriptor()) {
      return AddText(label, WarningText(texts_, static_cast<const v1::FieldWarning&>(nested)));
    }
    table_.Add({label, ""});
    Add(nested, indent + "  ");
  }

  // A long text takes several rows; nothing of it is cut off.
  void AddText(const std::string& label, std::string_view text) {
    if (text.empty()) return;
    bool first = true;
    for (const std::string& line : Wrap(text, value_width_)) {
      table_.Add({first ? label : "", line});
      first = false;
    }
  }

  static bool IsNested(const FieldDescriptor& field) {
    return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.message_type() != Timestamp::descriptor();
  }

  // A resource by what people call it, else by the end of its id; the own name by the whole id, so that it can be copied.
  std::string InWords(const FieldDescriptor& field, const std::string& value) const {
    // "regions/73.09" and "referrals/.../packet" say nothing that is not told beside them.
    if (field.name() == "name") return IsUuid(IdOf(value)) ? IdOf(value) : "";
    if (!IsReference(field)) return value;
    const auto found = known_.find(value);
    return found == known_.end() ? ShortId(value) : found->second;
  }

  std::string JoinedCodes(const Message& message, const FieldDescriptor& field) const {
    std::string joined;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, &field); ++i) {
      joined += (i == 0 ? "" : ", ") + texts_.Label(*message.GetReflection()->GetRepeatedEnum(message, &field, i));
    }
    return joined;
  }

  std::string Value(const Message& message, const FieldDescriptor& field) const {
    const auto* reflection = message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return InWords(field, reflection->GetString(message, &field));
      case FieldDescriptor::CPPTYPE_ENUM:
        return texts_.Label(*reflection->GetEnum(message, &field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return texts_.Get(reflection->GetBool(message, &field) ? "message.yes" : "message.no");
      case FieldDescriptor::CPPTYPE_INT32:
        return std::to_string(reflection->GetInt32(message, &field));
      case FieldDescriptor::CPPTYPE_INT64:
        return std::to_string(reflection->GetInt64(message, &field));
      default: {
        Timestamp time;
        time.CopyFrom(reflection->GetMessage(message, &field));
        return ShowTime(time);
      }
    }
  }

  const Texts& texts_;
  const KnownNames& known_;
  std::size_t value_width_;
  Table& table_;
};

}  // namespace

Refused Refused::NotFound() {
  Refused refused(grpc::StatusCode::NOT_FOUND);
  refused.error.reason = "NOT_FOUND";
  refused.error.english = Texts(Language::kEnglish).Get("status.5");
  refused.error.indonesian = Texts(Language::kIndonesian).Get("status.5");
  return refused;
}

Shell::Shell(Console& console, Language language) : console_(console), texts_(language) {}

bool Shell::color() const { return console_.out_is_terminal && !settings.no_color; }

std::string Shell::server() {
  if (!settings.server.empty()) return settings.server;
  const auto saved = SessionFile(settings.profile).Read();
  return saved && !saved->server.empty() ? saved->server : kServerDefault;
}

const std::optional<SavedSession>& Shell::saved() {
  if (!saved_read_) {
    saved_ = SessionFile(settings.profile).Read();
    if (saved_ && saved_->server != server()) saved_.reset();
    saved_read_ = true;
  }
  return saved_;
}

std::string Shell::OtherServer() {
  const auto kept = SessionFile(settings.profile).Read();
  return kept && kept->server != server() ? kept->server : "";
}

Connection& Shell::connection() {
  if (connection_ == nullptr) {
    ConnectionOptions options;
    if (saved()) options.token = saved()->session.token();
    if (settings.deadline_seconds > 0) options.deadline = std::chrono::seconds(settings.deadline_seconds);
    options.retry.attempts_max = settings.attempts_max;
    connection_ = std::make_unique<Connection>(Dial(), std::move(options));
  }
  return *connection_;
}

// In clear on this machine only; there, too, with TLS when it was said whom to trust.
std::shared_ptr<grpc::Channel> Shell::Dial() {
  const auto local = LocalAddress(server());
  if (local && settings.ca_file.empty()) return OpenChannel(*local);
  const auto address = local ? local : RemoteAddress(server());
  if (!address) throw WrongUsage{"message.not_a_server", {server()}};
  TlsOptions tls;
  if (!settings.ca_file.empty()) {
    std::ifstream file(settings.ca_file, std::ios::binary);
    tls.ca.assign(std::istreambuf_iterator<char>(file), {});
    // An empty text would be taken for whoever the system trusts.
    if (tls.ca.empty()) throw WrongUsage{"message.cannot_open", {settings.ca_file}};
  }
  return OpenChannel(*address, TlsCredentials(tls));
}

std::string Shell::village() {
  return saved() && IsVillage(saved()->session.region_scope()) ? saved()->session.region_scope() : "";
}

const std::string& Shell::unit() {
  if (!saved()) throw Refused(grpc::StatusCode::UNAUTHENTICATED);
  return saved()->session.unit();
}

void Shell::Save(const v1::Session& session) {
  const SessionFile file(settings.profile);
  if (!file.Write({server(), session})) throw WrongUsage{"message.cannot_write", {file.path()}};
}

void Shell::Forget() {
  SessionFile(settings.profile).Remove();
  saved_.reset();
}

std::string Shell::EachEvent(std::string cursor, const std::function<void(const v1::InboxEvent&)>& take) {
  v1::ListInboxEventsRequest request;
  request.set_parent(unit());
  request.set_cursor(std::move(cursor));
  request.set_page_size(kPageSize);
  for (;;) {
    v1::ListInboxEventsResponse page;
    Call(&v1::InboxService::Stub::ListInboxEvents, request, &page);
    for (const v1::InboxEvent& event : page.events()) take(event);
    request.set_cursor(page.next_cursor());
    if (page.events_size() < kPageSize) return page.next_cursor();
  }
}

std::vector<v1::Referral> Shell::ReferralsToConfirm() {
  std::vector<std::string> proposed;
  EachEvent("", [&](const v1::InboxEvent& event) {
    if (!event.action_needed() || event.move() != v1::MOVE_CLOSE_UNSERVED) return;
    std::erase(proposed, event.referral());
    proposed.push_back(event.referral());
    if (proposed.size() > kConfirmationsMax) proposed.erase(proposed.begin());
  });
  std::vector<v1::Referral> waiting;
  for (auto name = proposed.rbegin(); name != proposed.rend(); ++name) {
    v1::GetReferralRequest get;
    get.set_name(*name);
    v1::Referral referral;
    const auto error = connection().Call(&v1::ReferralService::Stub::GetReferral, get, &referral);
    // What was confirmed is no longer this unit's to see.
    if (error && error->code == grpc::StatusCode::NOT_FOUND) continue;
    if (error) throw Refused{*error};
    const auto& moves = referral.available_moves();
    if (std::find(moves.begin(), moves.end(), v1::MOVE_CLOSE_UNSERVED) != moves.end()) waiting.push_back(referral);
  }
  return waiting;
}

void Shell::TellOthersNumber(const std::string& word, bool own, const std::vector<v1::Referral>& others) {
  if (others.empty()) return;
  const std::string lines = LinesOf(others, unit());
  if (!own) throw WrongUsage{"message.number_of_other_party", {word, lines}};
  if (!settings.json) console_.err << texts_.Get("message.number_of_other_party_too", {word, lines}) << '\n';
}

v1::Referral Shell::FindReferral(const std::string& word) {
  v1::GetReferralRequest get;
  if (word.rfind("referrals/", 0) == 0) get.set_name(word);
  if (IsUuid(word)) get.set_name("referrals/" + word);
  if (!get.name().empty()) {
    v1::Referral referral;
    Call(&v1::ReferralService::Stub::GetReferral, get, &referral);
    return referral;
  }
  std::vector<v1::Referral> found;
  std::vector<v1::Referral> others;
  const auto is_called = [&](const v1::Referral& referral) {
    return SameWord(word, NumberOf(referral, unit())) || NamesResource(word, referral.name());
  };
  EachPage(&v1::ReferralService::Stub::ListReferrals, v1::ListReferralsRequest(), [&](const v1::ListReferralsResponse& page) {
    for (const v1::Referral& referral : page.referrals()) {
      if (is_called(referral)) {
        found.push_back(referral);
      } else if (referral.sender() != unit() && SameWord(word, referral.sender_number())) {
        others.push_back(referral);
      }
    }
    return true;
  });
  if (found.empty() && Lower(word).rfind(kFrontSeries, 0) == 0) found.swap(others);
  if (found.empty() && others.empty()) {
    found = ReferralsToConfirm();
    std::erase_if(found, [&](const v1::Referral& each) { return !is_called(each); });
  }
  TellOthersNumber(word, !found.empty(), others);
  // A redirected referral and its successor have one number; what goes on is meant.
  if (found.size() > 1) std::erase_if(found, [](const auto& each) { return each.state() == v1::REFERRAL_STATE_REDIRECTED; });
  Finding<v1::Referral> finding(word, unit());
  for (const v1::Referral& referral : found) finding.Add(referral);
  return finding.Get();
}

std::string Shell::FindUnit(const std::string& word) {
  if (word.empty() || word.rfind("units/", 0) == 0) return word;
  if (IsUuid(word)) return "units/" + word;
  Finding<v1::Unit> finding(word, unit());
  EachPage(&v1::UnitService::Stub::ListUnits, v1::ListUnitsRequest(), [&](const v1::ListUnitsResponse& page) {
    for (const v1::Unit& unit : page.units()) {
      if (SameWord(word, unit.display_name()) || NamesResource(word, unit.name())) finding.Add(unit);
    }
    return true;
  });
  return finding.Get().name();
}

std::string Shell::FindOfficer(const std::string& unit, const std::string& word) {
  if (word.empty() || word.rfind("units/", 0) == 0) return word;
  if (IsUuid(word)) return unit + "/officers/" + word;
  Finding<v1::Officer> finding(word, unit);
  v1::ListOfficersRequest list;
  list.set_parent(unit);
  EachPage(&v1::OfficerService::Stub::ListOfficers, list, [&](const v1::ListOfficersResponse& page) {
    for (const v1::Officer& officer : page.officers()) {
      if (word == officer.sign_in_name() || NamesResource(word, officer.name())) finding.Add(officer);
    }
    return true;
  });
  return finding.Get().name();
}

std::string Shell::FindOfficer(const std::string& word) {
  std::vector<std::string> units = {unit()};
  if (saved()->session.role() == v1::ROLE_ADMINISTRATOR && !IsUuid(word)) {
    EachPage(&v1::UnitService::Stub::ListUnits, v1::ListUnitsRequest(), [&](const v1::ListUnitsResponse& page) {
      for (const v1::Unit& each : page.units()) units.push_back(each.name());
      return true;
    });
  }
  for (const std::string& each : units) {
    try {
      return FindOfficer(each, word);
    } catch (const Refused& refused) {
      if (refused.error.code != grpc::StatusCode::NOT_FOUND) throw;
    }
  }
  throw Refused::NotFound();
}

v1::CaseFile Shell::FindCaseFile(const std::string& word) {
  v1::GetCaseFileRequest get;
  if (word.rfind("caseFiles/", 0) == 0) get.set_name(word);
  if (IsUuid(word)) get.set_name("caseFiles/" + word);
  if (get.name().empty()) {
    Finding<v1::CaseFile> finding(word, unit());
    EachPage(&v1::CaseFileService::Stub::ListCaseFiles, v1::ListCaseFilesRequest(), [&](const v1::ListCaseFilesResponse& page) {
      for (const v1::CaseFile& file : page.case_files()) {
        if (SameWord(word, file.number()) || NamesResource(word, file.name())) finding.Add(file);
      }
      return true;
    });
    return finding.Get();
  }
  v1::CaseFile file;
  Call(&v1::CaseFileService::Stub::GetCaseFile, get, &file);
  return file;
}

std::string Shell::FindHousehold(const std::string& word) {
  if (word.empty() || word.rfind("households/", 0) == 0) return word;
  if (IsUuid(word)) return "households/" + word;
  v1::ListHouseholdsRequest list;
  list.set_region(village());
  Finding<v1::Household> finding(word, unit());
  // Households are listed village by village; over a wider area only a whole id will do.
  if (!list.region().empty()) {
    EachPage(&v1::HouseholdService::Stub::ListHouseholds, list, [&](const v1::ListHouseholdsResponse& page) {
      for (const v1::Household& household : page.households()) {
        if (NamesResource(word, household.name())) finding.Add(household);
      }
      return true;
    });
  }
  return finding.Get().name();
}

void Shell::Show(const Message& resource) {
  if (ShowForPrograms(resource)) return;
  KnownNames known;
  if (saved()) AddKnownNames(saved()->session, known);
  AddKnownNames(resource, known);
  Table table({{texts_.Get("message.field"), Fit::kCut}, {texts_.Get("message.value")}});
  FieldRows(texts_, known, console_.width, table).Add(resource, "");
  Print(table);
}

bool Shell::ShowForPrograms(const Message& resource) {
  if (settings.name_only) {
    console_.out << NameOf(resource) << '\n';
  } else if (settings.json) {
    console_.out << Json(resource) << '\n';
  } else {
    return false;
  }
  return true;
}

void Shell::Print(const Table& table) {
  if (table.empty()) return Say("message.nothing_to_show");
  table.Print(console_.out, console_.width, color());
}

void Shell::Say(const std::string& text_key, const std::vector<std::string>& arguments) {
  if (!settings.json && !settings.name_only) console_.out << texts_.Get(text_key, arguments) << '\n';
}

void Shell::NoteTyped(std::string_view path, std::string_view typed) { typed_.emplace(WithoutIndexes(path), typed); }

std::string Shell::TypedFor(std::string_view field) const {
  const std::string path = WithoutIndexes(field);
  for (const auto& [known, typed] : typed_) {
    // An option may know less of the path than the server tells.
    const bool end = path.size() > known.size() && path.compare(path.size() - known.size() - 1, path.npos, "." + known) == 0;
    if (path == known || end) return typed;
  }
  return "";
}

void Shell::Confirm(const std::string& text_key, const std::vector<std::string>& arguments) {
  if (console_.in_is_terminal && !SaysYes(AskLine(console_, texts_.Get(text_key, arguments)))) throw InputEnded();
}

void Shell::Fill(const std::string& source, const std::vector<InputField>& fields, Message& root) {
  if (!source.empty()) {
    for (const InputField& field : fields) NoteTyped(field.path, field.key);
  }
  ReadFields(console_, texts_, source, fields, root);
}

bool Shell::Mend(const CallError& error, const std::vector<InputField>& fields, Message& root) {
  std::vector<std::string> paths;
  for (const FieldProblem& problem : error.problems) paths.push_back(problem.field);
  if (error.reason == "REGION_UNKNOWN") paths.push_back("referral.region");
  if (!paths.empty()) {
    // Other content is another request.
    settings.request_id = NewRequestId();
    return AskAgain(console_, texts_, fields, paths, root);
  }
  const ExitCode code = ExitCodeOf(error.code);
  if (code != ExitCode::kUnavailable && code != ExitCode::kSignInNeeded) return false;
  const bool again = SaysYes(AskLine(console_, texts_.Get("message.send_again")));
  // Somebody may have signed in again in another window.
  connection_.reset();
  saved_read_ = false;
  return again;
}

void Shell::FillAndSend(const std::string& source, const std::vector<InputField>& fields, Message& root,
                        const std::function<void()>& send) {
  Fill(source, fields, root);
  const bool can_ask = source.empty() && console_.in_is_terminal;
  // Sent again after an answer that was lost, it still counts once.
  if (settings.request_id.empty()) settings.request_id = NewRequestId();
  for (;;) {
    try {
      return send();
    } catch (Refused& refused) {
      if (!can_ask) throw;
      Explain(*this, refused.error);
      refused.told = true;
      if (!Mend(refused.error, fields, root)) throw;
    } catch (const WrongUsage& wrong) {
      if (!can_ask || wrong.path.empty()) throw;
      console_.err << "  " << WrongUsageText(texts_, wrong) << '\n';
      if (!AskAgain(console_, texts_, fields, {wrong.path}, root)) throw;
    }
  }
}

std::string ShowTime(const Timestamp& time) {
  if (time.seconds() == 0) return "";
  const std::time_t seconds = time.seconds();
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &local);
  return text.data();
}

std::string NumberOf(const v1::Referral& referral, std::string_view unit) {
  const bool sent = referral.sender() == unit || referral.receiver_number().empty();
  return sent ? referral.sender_number() : referral.receiver_number();
}

std::string IdOf(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return std::string(slash == std::string_view::npos ? name : name.substr(slash + 1));
}

std::string ShortId(std::string_view name) {
  const std::string id = IdOf(name);
  return id.size() <= kIdPartMin ? id : id.substr(id.size() - kIdPartMin);
}

}  // namespace rujukan::client
