#include "client/run.h"

#include <cstdlib>
#include <exception>
#include <string_view>

#include "client/commands.h"
#include "client/explain.h"
#include "client/manual.h"

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
  app.add_option("--ca", settings.ca_file, texts.Get("option.ca"))->envname("RUJUKAN_CA")->type_name("FILE");
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

// "rujukan wilayah impor, rujukan keluarga impor" for "impor": what may be meant by a word that is no command alone.
std::string CommandsWith(const Texts& texts, const CLI::App& app, const std::string& word) {
  std::string found;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string deeper = CommandsWith(texts, *command, word);
    for (const std::string& each : {command->check_name(word) ? CommandWords(texts, *command) : "", deeper}) {
      if (!each.empty()) found += (found.empty() ? "" : ", ") + each;
    }
  }
  return found;
}

void PrintHelp(Shell& shell, const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = CommandOf(app, words);
  if (command == nullptr) {
    const std::string meant = CommandsWith(shell.texts(), app, words.back());
    if (!meant.empty()) throw WrongUsage{"message.command_of_others", {words.back(), meant}};
    throw WrongUsage{"message.no_such_command", {words.back()}};
  }
  PrintManual(shell.console().out, shell.texts(), *command);
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

// `app` may be absent; with it the person is sent to the page of the command that was meant.
ExitCode WrongWords(Shell& shell, const std::string& text, const CLI::App* app) {
  std::string help = "rujukan " + std::string(shell.texts().language() == Language::kIndonesian ? "bantuan" : "help");
  const CLI::App* command = app == nullptr ? nullptr : CommandOf(*app, ParsedCommand(*app));
  // Whoever asked the help for a page needs the list of them.
  if (command != nullptr && !command->check_name("help")) {
    help += CommandWords(shell.texts(), *command).substr(std::string_view("rujukan").size());
  }
  shell.console().err << "rujukan: " << text << '\n' << "  " << shell.texts().Get("message.see_help", {help}) << '\n';
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
  app->set_help_flag("-h,--help", shell.texts().Get("option.help"));
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
  AddAuditCommands(*app, shell);
  AddHelp(*app, shell);
  return app;
}

namespace {

ExitCode RunCommand(Shell& shell, const std::vector<std::string>& words) {
  std::unique_ptr<CLI::App> app;
  try {
    app = MakeApp(shell);
    return ParseAndAct(shell, *app, words);
  } catch (const CLI::ParseError& wrong) {
    return WrongWords(shell, ParseProblem(shell.texts(), wrong), app.get());
  } catch (const WrongUsage& wrong) {
    return WrongWords(shell, WrongUsageText(shell.texts(), wrong), app.get());
  } catch (const InputEnded&) {
    shell.console().err << '\n' << "rujukan: " << shell.texts().Get("message.abandoned") << '\n';
    return ExitCode::kWrongUsage;
  } catch (const Refused& refused) {
    if (!refused.told) Explain(shell, refused.error);
    return ExitCodeOf(refused.error.code);
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
