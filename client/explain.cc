#include "client/explain.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "client/unicode.h"

namespace rujukan::client {

std::string FieldWords(const Texts& texts, std::string_view path) {
  std::string words;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    const std::size_t bracket = part.find('[');
    const std::string label = "field." + std::string(part.substr(0, bracket));
    int index = 0;
    const bool item = bracket != std::string_view::npos &&
                      std::from_chars(part.data() + bracket + 1, part.data() + part.size(), index).ec == std::errc();
    if (item) words += texts.Get(label) + " " + std::to_string(index + 1) + (path.empty() ? "" : ", ");
    if (!item && path.empty()) words += texts.Get(label);
  }
  return words.find("field.") == std::string::npos ? words : "";
}

std::string WarningText(const Texts& texts, const v1::FieldWarning& warning) {
  const std::string words = FieldWords(texts, warning.field());
  const bool indonesian = texts.language() == Language::kIndonesian;
  return (words.empty() ? warning.field() : words) + ": " + (indonesian ? warning.message_id() : warning.message_en());
}

namespace {

// "Kode wilayah (--region)": people's word for a field, and what they typed to fill it.
std::string Spoken(const Shell& shell, const std::string& field) {
  const std::string words = FieldWords(shell.texts(), field);
  const std::string typed = shell.TypedFor(field);
  if (words.empty()) return typed.empty() ? field : typed;
  return typed.empty() ? words : words + " (" + typed + ")";
}

void PrintProblems(Shell& shell, const CallError& error) {
  const bool indonesian = shell.texts().language() == Language::kIndonesian;
  for (const FieldProblem& problem : error.problems) {
    const std::string& text = indonesian && !problem.indonesian.empty() ? problem.indonesian : problem.english;
    const std::string field = shell.settings.json ? problem.field : Spoken(shell, problem.field);
    shell.console().err << "  " << field << ": " << text << " [" << problem.reason << "]\n";
  }
  const auto excludes = [](const FieldProblem& problem) { return problem.field.rfind("referral.excluded_", 0) == 0; };
  if (std::any_of(error.problems.begin(), error.problems.end(), excludes)) {
    shell.console().err << "  " << shell.texts().Get("message.exclude_otherwise") << '\n';
  }
}

// The values of a code list that the server names ("ACCEPT", "CASE_MANAGER, AUDITOR"), in words and as they are typed.
std::string CodeWords(const Texts& texts, const std::string& prefix, std::string_view codes) {
  std::string words;
  while (!codes.empty()) {
    const std::string code(codes.substr(0, codes.find(',')));
    codes.remove_prefix(std::min(code.size() + 1, codes.size()));
    const std::string name(Trim(code));
    words += (words.empty() ? "" : ", ") + (texts.Has(prefix + name) ? texts.Get(prefix + name) + " (" + name + ")" : name);
  }
  return words;
}

// What a refusal is about. Programs read it raw; people in their own words, and not what only programs understand.
void PrintMetadata(Shell& shell, const CallError& error) {
  const Texts& texts = shell.texts();
  std::ostream& err = shell.console().err;
  for (const auto& [key, value] : error.metadata) {
    if (shell.settings.json) {
      err << "  " << key << ": " << value << '\n';
    } else if (key == "move") {
      err << "  " << texts.Get("field.move") << ": " << texts.Get("code.MOVE_" + value) << '\n';
    } else if (key == "role" || key == "roles") {
      err << "  " << texts.Get("field.role") << ": " << CodeWords(texts, "code.ROLE_", value) << '\n';
    } else if (key == "violations_left_out") {
      err << "  " << texts.Get("message.more_problems", {value}) << '\n';
    }
  }
}

// A wrong password, whatever other session there is.
constexpr std::string_view kSignInRefused = "SIGN_IN_REFUSED";

// Whether what was asked may have been done, or may be done by asking again.
bool MayBeRepeated(const CallError& error) {
  if (ExitCodeOf(error.code) == ExitCode::kUnavailable) return true;
  // A connection that broke in the midst of a call.
  using grpc::StatusCode;
  return error.reason.empty() &&
         (error.code == StatusCode::UNKNOWN || error.code == StatusCode::INTERNAL || error.code == StatusCode::CANCELLED);
}

// How to go on. A server that told its reason was reached.
void PrintWhatToDo(Shell& shell, const CallError& error) {
  const Texts& texts = shell.texts();
  std::ostream& err = shell.console().err;
  const std::string todo = "todo." + std::to_string(static_cast<int>(error.code));
  const bool reached = error.code == grpc::StatusCode::UNAVAILABLE && !error.reason.empty();
  if (texts.Has(todo) && !reached) err << "  " << texts.Get(todo) << '\n';
  if (shell.RepeatOptions().empty() || !MayBeRepeated(error)) return;
  err << "  " << texts.Get("message.repeat_safely", {shell.RepeatOptions()}) << '\n';
}

}  // namespace

void Explain(Shell& shell, const CallError& error) {
  const Texts& texts = shell.texts();
  const bool no_session = error.code == grpc::StatusCode::UNAUTHENTICATED && error.reason != kSignInRefused;
  if (const std::string other = no_session ? shell.OtherServer() : ""; !other.empty()) {
    shell.console().err << "rujukan: " << texts.Get("message.other_server", {shell.settings.profile, other, shell.server()})
                        << '\n';
    return;
  }
  const std::string code = std::to_string(static_cast<int>(error.code));
  std::string text = texts.language() == Language::kIndonesian ? error.indonesian : error.english;
  // What gRPC itself says is for developers; a person gets our own sentence about it.
  if (error.reason.empty() || text.empty())
    text = texts.Get(texts.Has("status." + code) ? "status." + code : "status.other", {shell.server()});
  std::ostream& err = shell.console().err;
  err << "rujukan: " << text;
  if (!error.reason.empty()) err << " [" << error.reason << "]";
  err << '\n';
  PrintProblems(shell, error);
  PrintMetadata(shell, error);
  if (error.reason.empty() && !error.english.empty()) err << "  (" << error.english << ")\n";
  if (error.retry_delay.count() > 0) {
    err << "  " << texts.Get("message.retry_after", {std::to_string((error.retry_delay.count() + 999) / 1000)}) << '\n';
  }
  PrintWhatToDo(shell, error);
}

}  // namespace rujukan::client
