#include "client/commands.h"

#include "client/manual.h"

namespace rujukan::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string OptionText(Shell& shell, const std::string& name) {
  const std::size_t word = name.find_first_not_of('-');
  return shell.texts().Get("option." + name.substr(word));
}

std::string TypeName(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return "CODE";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "TIME";
    case FieldDescriptor::CPPTYPE_INT32:
      return "NUMBER";
    default:
      return "TEXT";
  }
}

std::string TypeOfWord(const std::string& name) {
  if (name == "--from" || name == "--report" || name == "--public-key") return "FILE";
  if (name == "--checkpoints") return "DIR";
  return name == "--since" || name == "--until" ? "TIME" : "TEXT";
}

}  // namespace

CLI::App& AddCommand(CLI::App& parent, Shell& shell, const std::string& name, const std::string& indonesian) {
  CLI::App& command = *parent.add_subcommand(name);
  if (!indonesian.empty()) command.alias(indonesian);
  command.description(shell.texts().Get(CommandKey(command)));
  command.fallthrough();
  return command;
}

std::string CommandKey(const CLI::App& command) {
  std::string words = command.get_name();
  for (const CLI::App* parent = command.get_parent(); parent != nullptr && parent->get_parent() != nullptr;
       parent = parent->get_parent()) {
    words = parent->get_name() + " " + words;
  }
  return "command." + words;
}

void Do(CLI::App& command, Shell& shell, std::function<void()> action) {
  command.callback([&shell, &command, action = std::move(action)] {
    shell.action = action;
    shell.takes_etag = command.get_option_no_throw("--etag") != nullptr;
  });
}

std::shared_ptr<std::string> AddWord(CLI::App& command, Shell& shell, const std::string& name, bool required) {
  auto word = std::make_shared<std::string>();
  const std::string text = OptionText(shell, name);
  command
      .add_option_function<std::string>(
          name, [word](const std::string& given) { *word = given; }, text)
      ->required(required)
      ->type_name(name.front() != '-' ? "" : TypeOfWord(name));
  return word;
}

std::shared_ptr<bool> AddFlag(CLI::App& command, Shell& shell, const std::string& name) {
  auto given = std::make_shared<bool>(false);
  command.add_flag_callback(
      name, [given] { *given = true; }, OptionText(shell, name));
  return given;
}

void AddField(CLI::App& command, Shell& shell, const std::string& name, const std::shared_ptr<Message>& request,
              const std::string& path, bool required) {
  const FieldDescriptor& field = FieldAt(*request, path);
  std::string text = OptionText(shell, name);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) text += ": " + CodeNames(*field.enum_type());
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    command.add_flag_callback(
        name,
        [&shell, name, request, path] {
          shell.NoteTyped(path, name);
          SetField(*request, path, "yes");
        },
        text);
    return;
  }
  const bool is_list = field.is_repeated() || path.find("[+]") != std::string::npos;
  CLI::Option* option = nullptr;
  if (is_list) {
    option = command.add_option_function<std::vector<std::string>>(
        name,
        [&shell, name, request, path](const std::vector<std::string>& given) {
          shell.NoteTyped(path, name);
          for (const std::string& word : given) SetField(*request, path, word);
        },
        text);
    option->allow_extra_args(false);
  } else {
    option = command.add_option_function<std::string>(
        name,
        [&shell, name, request, path](const std::string& given) {
          shell.NoteTyped(path, name);
          SetField(*request, path, given);
        },
        text);
  }
  option->required(required)->type_name(TypeName(field));
}

std::shared_ptr<std::string> AddFrom(CLI::App& command, Shell& shell, const std::vector<InputField>& fields,
                                     const Message& request) {
  auto source = AddWord(command, shell, "--from");
  std::string keys = shell.texts().Get("message.keys_of_file") + "\n\n";
  for (const InputField& field : fields) {
    const std::string key(field.key);
    std::string text = shell.texts().Get(shell.texts().Has("prompt." + key) ? "prompt." + key : "field." + key);
    const FieldDescriptor& descriptor = FieldAt(request, field.path);
    if (descriptor.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) text += " (" + CodeNames(*descriptor.enum_type()) + ")";
    keys += Definition(key + ":", text);
  }
  command.footer(keys);
  return source;
}

std::chrono::sys_seconds Now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

}  // namespace rujukan::client
