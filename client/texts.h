// Every text that a person reads, in Bahasa Indonesia and English, in one table.
#ifndef RUJUKAN_CLIENT_TEXTS_H_
#define RUJUKAN_CLIENT_TEXTS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include <string>
#include <string_view>
#include <vector>

namespace rujukan::client {

enum class Language { kIndonesian, kEnglish };

struct TextEntry {
  // message.X; command.X, about.X and example.X (the English words of the command); option.X; field.X (a field of the API) and
  // prompt.X (asking for it, where that takes more words); code.X (the full name of an enum's value); status.X and todo.X (what a
  // gRPC code means, and what to do); help.X (a heading), word.X (a placeholder) and sample.X (something to put in its place) in
  // the manual.
  std::string_view key;
  std::string_view indonesian;
  std::string_view english;
};

// The table, sorted by key.
const std::vector<TextEntry>& AllTexts();

// The texts in one language. A key that is not in the table is answered as it is; a test finds those.
class Texts {
 public:
  explicit Texts(Language language) : language_(language) {}

  Language language() const { return language_; }
  bool Has(std::string_view key) const;
  // {0}, {1} ... in the text stand for the arguments.
  std::string Get(std::string_view key, const std::vector<std::string>& arguments = {}) const;
  // What people call a value of a code list.
  std::string Label(const google::protobuf::EnumValueDescriptor& value) const;
  // What people call a field.
  std::string Label(const google::protobuf::FieldDescriptor& field) const;

  template <typename Enum>
  std::string LabelOf(Enum value) const {
    const auto* descriptor = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(static_cast<int>(value));
    return descriptor == nullptr || descriptor->number() == 0 ? "" : Label(*descriptor);
  }

 private:
  Language language_;
};

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_TEXTS_H_
