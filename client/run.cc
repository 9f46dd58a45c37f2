#include "client/run.h"

#include <cstdlib>
#include <exception>
#include <string_view>

#include "client/commands.h"

namespace rujukan::client {
namespace {

// The language is known before anything is parsed, because the help is written in it.
Language LanguageOf(const std::vector<std::string>& words) {
  const char* environment = std::getenv("RUJUKAN_LANG");
  std::string language = environment == nullptr ? "" : environment;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].rfind("--lang=", 0) == 0) language = words[i].substr(7);
    if (words[i] == "--lang" && i + 1 < words.size()) language = words[i + 1];
  }
  return language.rfind("en", 0) == 0 ? Language::kEnglish : Language::kIndonesian;
}

void AddGlobalOptions(CLI::App& app, Shell& shell) {
  const Texts& texts = shell.texts();
  Settings& settings = shell.settings;
  app.add_option("--server", settings.server, texts.Get("option.server"))->envname("RUJUKAN_SERVER")->type_name("ADDRESS");
  app.add_option_function<std::string>(
         "--profile",
         [&settings](const std::string& name) {
           if (!IsProfileName(name)) throw WrongUsage{"message.not_a_profile_name", {}};
           settings.profile = name;
         },
         texts.Get("option.profile"))
      ->type_name("NAME");
  app.add_option_function<std::string>(
         "--lang", [](const std::string&) {}, texts.Get("option.lang"))
      ->check(CLI::IsMember({"id", "en"}))
      ->type_name("id|en");
  app.add_flag("--json", settings.json, texts.Get("option.json"));
  app.add_flag("--name-only", settings.name_only, texts.Get("option.name-only"));
  app.add_flag("--no-color", settings.no_color, texts.Get("option.no-color"))->envname("NO_COLOR");
  app.add_option("--deadline", settings.deadline_seconds, texts.Get("option.deadline"))
      ->check(CLI::Range(1, 3600))
      ->type_name("SECONDS");
  app.add_option("--request-id", settings.request_id, texts.Get("option.request-id"))->type_name("UUID");
}

void Localize(CLI::App& app, const Texts& texts) {
  auto formatter = std::make_shared<CLI::Formatter>();
  for (const char* label :
       {"Usage", "OPTIONS", "SUBCOMMAND", "SUBCOMMANDS", "POSITIONALS", "REQUIRED", "Positionals", "Options", "Subcommands"}) {
    formatter->label(label, texts.Get(std::string("help.") + label));
  }
  formatter->column_width(34);
  app.formatter(formatter);
  app.set_help_flag("-h,--help", texts.Get("option.help"));
}

// The command that words like {"household", "import"} name; nothing when there is none.
const CLI::App* CommandOf(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = &app;
  for (const std::string& word : words) {
    const auto commands = command->get_subcommands([&](const CLI::App* candidate) { return candidate->check_name(word); });
    if (commands.empty()) return nullptr;
    command = commands.front();
  }
  return command;
}

void PrintHelp(Shell& shell, const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = CommandOf(app, words);
  if (command == nullptr) throw WrongUsage{"message.no_such_command", {words.back()}};
  std::ostream& out = shell.console().out;
  if (command == &app) {
    out << shell.texts().Get("manual") << '\n';
    for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; })) {
      std::string names = each->get_name();
      for (const std::string& alias : each->get_aliases()) names += " | " + alias;
      out << "  " << names << std::string(names.size() < 36 ? 36 - names.size() : 1, ' ') << each->get_description() << '\n';
    }
    out << '\n' << shell.texts().Get("manual.end") << '\n';
  } else {
    std::string path = "rujukan";
    if (command->get_parent() != &app) path += " " + command->get_parent()->get_name();
    out << command->help(path, CLI::AppFormatMode::Normal);
    const std::string examples = "example." + CommandKey(*command).substr(8);
    if (shell.texts().Has(examples))
      out << '\n' << shell.texts().Get("message.examples") << '\n' << shell.texts().Get(examples) << '\n';
  }
}

void AddHelp(CLI::App& app, Shell& shell) {
  CLI::App& help = AddCommand(app, shell, "help", "bantuan");
  const auto words = std::make_shared<std::vector<std::string>>();
  help.add_option("COMMAND", *words, shell.texts().Get("option.COMMAND"))->type_name("");
  Do(help, shell, [&shell, &app, words] { PrintHelp(shell, app, *words); });
}

// The words of the deepest command that was recognized before `--help`.
std::vector<std::string> ParsedCommand(const CLI::App& app) {
  std::vector<std::string> words;
  for (auto commands = app.get_subcommands(); !commands.empty(); commands = commands.front()->get_subcommands()) {
    words.push_back(commands.front()->get_name());
  }
  return words;
}

void PrintProblems(Shell& shell, const CallError& error) {
  const bool indonesian = shell.texts().language() == Language::kIndonesian;
  for (const FieldProblem& problem : error.problems) {
    const std::string& text = indonesian && !problem.indonesian.empty() ? problem.indonesian : problem.english;
    shell.console().err << "  " << problem.field << ": " << text << " [" << problem.reason << "]\n";
  }
}

ExitCode Explain(Shell& shell, const CallError& error) {
  const Texts& texts = shell.texts();
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
  for (const auto& [key, value] : error.metadata) err << "  " << key << ": " << value << '\n';
  if (error.reason.empty() && !error.english.empty()) err << "  (" << error.english << ")\n";
  if (error.retry_delay.count() > 0) {
    err << "  " << texts.Get("message.retry_after", {std::to_string((error.retry_delay.count() + 999) / 1000)}) << '\n';
  }
  if (texts.Has("todo." + code)) err << "  " << texts.Get("todo." + code) << '\n';
  return ExitCodeOf(error.code);
}

ExitCode WrongWords(Shell& shell, const std::string& text) {
  shell.console().err << "rujukan: " << text << '\n' << "  " << shell.texts().Get("message.see_help") << '\n';
  return ExitCode::kWrongUsage;
}

ExitCode ParseAndAct(Shell& shell, CLI::App& app, std::vector<std::string> words) {
  // CLI11 takes the words from the back.
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    PrintHelp(shell, app, ParsedCommand(app));
    return ExitCode::kOk;
  } catch (const CLI::CallForVersion& version) {
    shell.console().out << version.what() << '\n';
    return ExitCode::kOk;
  }
  if (!shell.action) {
    PrintHelp(shell, app, ParsedCommand(app));
    return ExitCode::kWrongUsage;
  }
  shell.action();
  return shell.exit_code;
}

}  // namespace

std::unique_ptr<CLI::App> MakeApp(Shell& shell) {
  auto app = std::make_unique<CLI::App>("", "rujukan");
  Localize(*app, shell.texts());
  app->fallthrough();
  // One command a run; a word after it is its argument, even where it is also a command's name.
  app->require_subcommand(0, 1);
  app->set_version_flag("--version", "rujukan " RUJUKAN_VERSION, shell.texts().Get("option.version"));
  AddGlobalOptions(*app, shell);
  AddSessionCommands(*app, shell);
  AddReferralCommands(*app, shell);
  AddMoveCommands(*app, shell);
  AddInboxCommands(*app, shell);
  AddHouseholdCommands(*app, shell);
  AddCaseCommands(*app, shell);
  AddUnitCommands(*app, shell);
  AddOfficerCommands(*app, shell);
  AddRegionCommands(*app, shell);
  AddHelp(*app, shell);
  return app;
}

namespace {

ExitCode RunCommand(Shell& shell, const std::vector<std::string>& words) {
  try {
    const std::unique_ptr<CLI::App> app = MakeApp(shell);
    return ParseAndAct(shell, *app, words);
  } catch (const CLI::ParseError& wrong) {
    return WrongWords(shell, shell.texts().Get("message.wrong_usage", {wrong.what()}));
  } catch (const WrongUsage& wrong) {
    return WrongWords(shell, shell.texts().Get(wrong.text_key, wrong.arguments));
  } catch (const Refused& refused) {
    return Explain(shell, refused.error);
  } catch (const std::exception& defect) {
    shell.console().err << "rujukan: " << shell.texts().Get("message.defect", {defect.what()}) << '\n';
    return ExitCode::kInternal;
  }
}

}  // namespace

ExitCode Run(const std::vector<std::string>& words, Console& console) {
  Shell shell(console, LanguageOf(words));
  const ExitCode code = RunCommand(shell, words);
  if (console.out.flush()) return code;
  // A full disk, or a reader that has gone: what was done is done, but nobody may rely on what was printed.
  console.err << "rujukan: " << shell.texts().Get("message.output_lost") << '\n';
  return ExitCode::kInternal;
}

}  // namespace rujukan::client
