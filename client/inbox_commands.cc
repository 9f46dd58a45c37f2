#include "client/commands.h"
#include "client/inbox_watch.h"
#include "rujukan/v1/inbox_event.grpc.pb.h"

namespace rujukan::client {
namespace {

std::vector<std::string> Cells(const Texts& texts, const v1::InboxEvent& event) {
  return {std::to_string(event.sequence()),
          ShowTime(event.event_time()),
          event.number(),
          texts.LabelOf(event.state()),
          texts.LabelOf(event.urgency()),
          event.action_needed() ? texts.Get("message.your_turn") : ""};
}

void List(Shell& shell, const std::string& cursor) {
  const Texts& texts = shell.texts();
  Table table({{"#"},
               {texts.Get("field.event_time")},
               {texts.Get("field.number")},
               {texts.Get("field.state"), Fit::kCut},
               {texts.Get("message.urgency")},
               {texts.Get("field.action_needed")}});
  shell.EachEvent(cursor, [&](const v1::InboxEvent& event) {
    if (!shell.settings.json) table.Add(Cells(texts, event), event.urgency() == v1::URGENCY_EMERGENCY);
    if (shell.settings.json) shell.ShowForPrograms(event);
  });
  if (!shell.settings.json) shell.Print(table);
}

void PrintEvent(Shell& shell, const v1::InboxEvent& event) {
  Console& console = shell.console();
  if (shell.settings.json) {
    shell.ShowForPrograms(event);
  } else {
    std::string line;
    for (const std::string& cell : Cells(shell.texts(), event)) {
      if (!cell.empty()) line += (line.empty() ? "" : "  ") + cell;
    }
    console.out << line << '\n';
    if (console.out_is_terminal && event.urgency() == v1::URGENCY_EMERGENCY) console.out << '\a';
  }
  console.out << std::flush;
}

struct WatchOptions {
  std::string cursor;
  bool new_only;
  // 0: without end.
  int until_count;
};

void Watch(Shell& shell, WatchOptions options) {
  if (options.new_only) options.cursor = shell.EachEvent(options.cursor, [](const v1::InboxEvent&) {});
  int count = 0;
  const auto error = WatchInbox(
      shell.connection(), shell.unit(), options.cursor,
      [&](const v1::InboxEvent& event) {
        PrintEvent(shell, event);
        return ++count != options.until_count && shell.console().out.good();
      },
      [&](const CallError&) { shell.console().err << shell.texts().Get("message.reconnecting") << '\n'; });
  if (error) throw Refused(*error);
}

}  // namespace

void AddInboxCommands(CLI::App& app, Shell& shell) {
  CLI::App& group = AddCommand(app, shell, "inbox", "kotak-masuk");
  group.require_subcommand(1);

  CLI::App& list = AddCommand(group, shell, "list", "daftar");
  const auto from = AddWord(list, shell, "--cursor");
  Do(list, shell, [&shell, from] { List(shell, *from); });

  CLI::App& watch = AddCommand(group, shell, "watch", "pantau");
  const auto cursor = AddWord(watch, shell, "--cursor");
  const auto new_only = AddFlag(watch, shell, "--new");
  const auto until_count = std::make_shared<int>(0);
  watch.add_option("--until-count", *until_count, shell.texts().Get("option.until-count"))->type_name("NUMBER");
  Do(watch, shell, [&shell, cursor, new_only, until_count] {
    Watch(shell, {.cursor = *cursor, .new_only = *new_only, .until_count = *until_count});
  });
}

}  // namespace rujukan::client
