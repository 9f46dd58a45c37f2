// The commands of `rujukan`, one function and one file a group, and what they are built with.
#ifndef RUJUKAN_CLIENT_COMMANDS_H_
#define RUJUKAN_CLIENT_COMMANDS_H_

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "client/shell.h"

namespace rujukan::client {

void AddSessionCommands(CLI::App& app, Shell& shell);
void AddUnitCommands(CLI::App& app, Shell& shell);
void AddOfficerCommands(CLI::App& app, Shell& shell);
void AddRegionCommands(CLI::App& app, Shell& shell);
void AddHouseholdCommands(CLI::App& app, Shell& shell);
void AddCaseCommands(CLI::App& app, Shell& shell);
void AddReferralCommands(CLI::App& app, Shell& shell);
void AddMoveCommands(CLI::App& app, Shell& shell);
void AddInboxCommands(CLI::App& app, Shell& shell);
void AddAuditCommands(CLI::App& app, Shell& shell);

// -- How commands are built -------------------------------------------------------------------------------------------------------

// A command by its English and its Indonesian word; what it does stands in the texts under `command.` and its English words.
CLI::App& AddCommand(CLI::App& parent, Shell& shell, const std::string& name, const std::string& indonesian = "");
// The key of a command's texts: "command.household import".
std::string CommandKey(const CLI::App& command);

// What the command does once the whole command line is understood.
void Do(CLI::App& command, Shell& shell, std::function<void()> action);

// A value of the command itself; `option.NAME` says what it is. Positional when the name has no dashes.
std::shared_ptr<std::string> AddWord(CLI::App& command, Shell& shell, const std::string& name, bool required = false);
std::shared_ptr<bool> AddFlag(CLI::App& command, Shell& shell, const std::string& name);
// An option that fills the field at `path` of the request; a list, or a field of a list's new item, may be given several times. A
// code list is told in the help.
void AddField(CLI::App& command, Shell& shell, const std::string& name, const std::shared_ptr<google::protobuf::Message>& request,
              const std::string& path, bool required = false);
// `--from FILE`, with the keys of `fields` in the help.
std::shared_ptr<std::string> AddFrom(CLI::App& command, Shell& shell, const std::vector<InputField>& fields,
                                     const google::protobuf::Message& request);

// -- What several groups need -----------------------------------------------------------------------------------------------------

// The fields of a packet, as they are called in a file.
const std::vector<InputField>& PacketFields();
// A referral in a list: number, kind, urgency, state, the other party.
std::vector<Column> ReferralColumns(const Texts& texts);
std::vector<std::string> ReferralCells(Shell& shell, const v1::Referral& referral);
// "2026-11-23 10:15 (dibaca)", with a mark before it when it has passed.
std::string DueText(const Texts& texts, const v1::Referral& referral, std::chrono::sys_seconds now);
bool IsOverdue(const v1::Referral& referral, std::chrono::sys_seconds now);
// The command of a move, in the language of the texts: "terima" or "receive".
std::string MoveWord(const Texts& texts, v1::Move move);
std::chrono::sys_seconds Now();

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_COMMANDS_H_
