#include "client/manual.h"

#include <vector>

#include "client/commands.h"
#include "client/unicode.h"

namespace rujukan::client {
namespace {

constexpr std::size_t kIndent = 2;
// "cabut-persetujuan, withdraw-consent" and a gap.
constexpr std::size_t kCommandColumn = 39;

std::vector<const CLI::App*> CommandsOf(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// The command's word in the language of the texts, and its word in the other.
std::vector<std::string> NamesOf(const Texts& texts, const CLI::App& command) {
  std::vector<std::string> names = {command.get_name()};
  const bool indonesian = texts.language() == Language::kIndonesian;
  for (const std::string& alias : command.get_aliases()) names.insert(indonesian ? names.begin() : names.end(), alias);
  return names;
}

std::string Joined(const std::vector<std::string>& words, const char* between) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : between) + word;
  return joined;
}

// REFERRAL and CODE are what the program calls them.
std::string Placeholder(const Texts& texts, const std::string& word) {
  return texts.Has("word." + word) ? texts.Get("word." + word) : word;
}

std::string Term(const Texts& texts, const CLI::Option& option) {
  if (option.get_positional()) return Placeholder(texts, option.get_name());
  std::string term = option.get_name(false, true);
  if (option.get_type_size() > 0 && !option.get_type_name().empty()) term += " " + Placeholder(texts, option.get_type_name());
  return term;
}

std::vector<const CLI::Option*> OptionsOf(const CLI::App& command, bool positional) {
  return command.get_options([positional](const CLI::Option* option) { return option->get_positional() == positional; });
}

void Heading(std::ostream& out, const Texts& texts, const std::string& key) { out << '\n' << texts.Get("help." + key) << '\n'; }

void Paragraph(std::ostream& out, std::string_view text) {
  for (const std::string& line : Wrap(text, kManualWidth - kIndent)) out << std::string(kIndent, ' ') << line << '\n';
}

std::string Synopsis(const Texts& texts, const CLI::App& command) {
  std::string synopsis = CommandWords(texts, command);
  if (!CommandsOf(command).empty()) synopsis += " " + Placeholder(texts, "COMMAND");
  for (const bool positional : {true, false}) {
    for (const CLI::Option* option : OptionsOf(command, positional)) {
      if (option->get_required()) synopsis += " " + Term(texts, *option);
      if (positional && !option->get_required()) synopsis += " [" + Term(texts, *option) + "]";
    }
  }
  return synopsis + " [" + texts.Get("help.options") + "]";
}

void PrintOptions(std::ostream& out, const Texts& texts, const CLI::App& command, bool positional) {
  const auto options = OptionsOf(command, positional);
  if (options.empty()) return;
  Heading(out, texts, positional ? "arguments" : "options");
  for (const CLI::Option* option : options) {
    const std::string required = option->get_required() ? " (" + texts.Get("help.required") + ")" : "";
    out << Definition(Term(texts, *option), option->get_description() + required);
  }
}

void PrintCommands(std::ostream& out, const Texts& texts, const CLI::App& app) {
  const auto commands = CommandsOf(app);
  if (commands.empty()) return;
  Heading(out, texts, "commands");
  for (const CLI::App* each : commands) {
    out << Definition(Joined(NamesOf(texts, *each), ", "), each->get_description(), kCommandColumn);
  }
}

// What somebody would type, where the texts have no better example.
std::string PlainExample(const Texts& texts, const CLI::App& command) {
  std::string example = "  " + CommandWords(texts, command);
  for (const CLI::Option* option : OptionsOf(command, true)) {
    if (option->get_required()) example += " " + texts.Get("sample." + option->get_name());
  }
  return example;
}

void PrintExample(std::ostream& out, const Texts& texts, const CLI::App& command) {
  if (!CommandsOf(command).empty()) return;
  Heading(out, texts, "example");
  const std::string key = "example." + CommandKey(command).substr(std::string_view("command.").size());
  out << (texts.Has(key) ? texts.Get(key) : PlainExample(texts, command)) << '\n';
}

void PrintDescription(std::ostream& out, const Texts& texts, const CLI::App& command) {
  const std::string key = "about." + CommandKey(command).substr(std::string_view("command.").size());
  if (!texts.Has(key)) return;
  Heading(out, texts, "description");
  Paragraph(out, texts.Get(key));
}

void PrintPage(std::ostream& out, const Texts& texts, const CLI::App& command) {
  out << texts.Get("help.name") << '\n';
  Paragraph(out, CommandWords(texts, command) + " - " + command.get_description());
  Heading(out, texts, "synopsis");
  Paragraph(out, Synopsis(texts, command));
  PrintDescription(out, texts, command);
  PrintCommands(out, texts, command);
  PrintOptions(out, texts, command, true);
  PrintOptions(out, texts, command, false);
  if (!command.get_footer().empty()) {
    Heading(out, texts, "fields");
    out << command.get_footer();
  }
  out << '\n' << texts.Get("manual.exit_codes") << '\n';
  PrintExample(out, texts, command);
}

// The text of CLI11 begins with the option's name: "--kind is required", "--lang: fr not in {id,en}"; or it names it after this.
constexpr std::string_view kNotConverted = "Could not convert: ";
constexpr std::string_view kNotExpected = "expected: ";

std::string OptionIn(const Texts& texts, std::string problem) {
  if (problem.rfind(kNotConverted, 0) == 0) problem.erase(0, kNotConverted.size());
  return Placeholder(texts, problem.substr(0, problem.find_first_of(": ")));
}

}  // namespace

std::string Definition(std::string_view term, std::string_view text, std::size_t column) {
  std::string definition = std::string(kIndent, ' ') + std::string(term);
  const std::size_t width = DisplayWidth(definition);
  if (text.empty()) return definition + '\n';
  definition += width + kIndent > column ? "\n" + std::string(column, ' ') : std::string(column - width, ' ');
  bool first = true;
  for (const std::string& line : Wrap(text, kManualWidth - column)) {
    definition += (first ? "" : std::string(column, ' ')) + line + '\n';
    first = false;
  }
  return definition;
}

std::string CommandWords(const Texts& texts, const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? "rujukan" : CommandWords(texts, *parent) + " " + NamesOf(texts, command).front();
}

void PrintManual(std::ostream& out, const Texts& texts, const CLI::App& command) {
  if (command.get_parent() != nullptr) return PrintPage(out, texts, command);
  out << texts.Get("manual") << '\n';
  PrintCommands(out, texts, command);
  out << '\n'
      << texts.Get("manual.end") << '\n'
      << texts.Get("manual.exit_codes") << "\n\n"
      << texts.Get("manual.emergency") << '\n';
}

std::string ParseProblem(const Texts& texts, const CLI::ParseError& wrong) {
  const std::string problem = wrong.what();
  if (dynamic_cast<const CLI::ExtrasError*>(&wrong) != nullptr) {
    return texts.Get("message.not_expected", {problem.substr(problem.find(kNotExpected) + kNotExpected.size())});
  }
  if (dynamic_cast<const CLI::RequiredError*>(&wrong) != nullptr) {
    return problem.rfind("A subcommand", 0) == 0 ? texts.Get("message.command_needed")
                                                 : texts.Get("message.option_needed", {OptionIn(texts, problem)});
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&wrong) != nullptr) {
    return texts.Get("message.option_value_missing", {OptionIn(texts, problem)});
  }
  return texts.Get("message.option_value_wrong", {OptionIn(texts, problem)});
}

}  // namespace rujukan::client
