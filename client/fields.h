// From what people write to fields of the API: codes by name, times, and files of `key: value` lines, which carry personal data so
// that it never stands on a command line.
#ifndef RUJUKAN_CLIENT_FIELDS_H_
#define RUJUKAN_CLIENT_FIELDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <chrono>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/console.h"
#include "client/texts.h"

namespace rujukan::client {

// The command was written wrongly, and the server was not asked: a text and its arguments. Never carries a value from a file.
struct WrongUsage {
  std::string text_key;
  std::vector<std::string> arguments;
  // The field to ask for again, where a person can mend it.
  std::string path = {};
};

// HIGH for URGENCY_HIGH.
std::string CodeName(const google::protobuf::EnumValueDescriptor& value);
// The names of a code list, separated by commas, without UNSPECIFIED.
std::string CodeNames(const google::protobuf::EnumDescriptor& codes);
// The value called `word`: HIGH, high or URGENCY_HIGH. Throws WrongUsage.
const google::protobuf::EnumValueDescriptor& FindCode(const google::protobuf::EnumDescriptor& codes, std::string_view word);

// 2026-11-30, 2026-11-30 09:00 (this machine's time zone), 2026-11-30T02:00:00Z, or +3d, +48h, +30m from `now`. A day without a
// time is its last second when `end_of_day`, else its first.
std::optional<std::chrono::sys_seconds> ParseTime(std::string_view text, std::chrono::sys_seconds now, bool end_of_day);

// A field that a command takes by prompt or file.
struct InputField {
  // The name in the file; `field.KEY` is its label.
  std::string_view key;
  // Where it goes in the request: "packet.contact.safe_contact"; "members[+].full_name" begins the next member, "members[].nik"
  // belongs to the last one, "members[2].nik" to the third.
  std::string_view path;
  // Asked for on a terminal when no file is given.
  bool asked = false;
  // Asked for until there is an answer; a field that the API calls REQUIRED is so in any case.
  bool required = false;
  // Taken when the answer is empty.
  std::string suggestion = {};
};

// "household.members[].nik" for household.members[2].nik and household.members[+].nik; "titles" for titles[0].
std::string WithoutIndexes(std::string_view path);
// The field at the path. REQUIRES: the path exists.
const google::protobuf::FieldDescriptor& FieldAt(const google::protobuf::Message& root, std::string_view path);
// Sets the field at the path from text; a list gains an item. Throws WrongUsage.
void SetField(google::protobuf::Message& root, std::string_view path, std::string_view text);

// Larger than all that the API takes in one call; a file without end is refused instead of read.
inline constexpr std::size_t kFieldFileBytesMax = 1 << 20;

struct FieldLine {
  std::string key;
  std::string value;
  int line_number;
};

// Reads `key: value` lines in UTF-8. An indented line continues the value; empty lines and lines that begin with # are skipped.
// Text is brought into Unicode's form NFC. Throws WrongUsage with the line's number.
std::vector<FieldLine> ReadFieldLines(std::istream& in);

// Fills `root` from the file `source` ("-": standard input); without one it asks on a terminal, until each answer can be used, for
// what is not filled yet, and else does nothing. Throws
// WrongUsage for a file that cannot be read, is no text or says nothing, for an unknown key, and for one that is there twice
// where only one value can count.
void ReadFields(Console& console, const Texts& texts, const std::string& source, const std::vector<InputField>& fields,
                google::protobuf::Message& root);

// Asks anew for the fields at `paths`, as the server names them, and keeps all others. False, and nothing is asked, when one of
// them is not among `fields`.
bool AskAgain(Console& console, const Texts& texts, const std::vector<InputField>& fields, const std::vector<std::string>& paths,
              google::protobuf::Message& root);

// The sentence for what was written wrongly, with people's word for the field.
std::string WrongUsageText(const Texts& texts, const WrongUsage& wrong);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_FIELDS_H_
