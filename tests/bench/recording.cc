#include "tests/bench/recording.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace rujukan::bench {
namespace {

[[noreturn]] void Fail(const std::string& path) {
  std::cerr << "no file of recorded statements: " << path << "\n";
  std::exit(1);
}

class Writer {
 public:
  explicit Writer(std::ofstream& file) : file_(file) {}
  void Number(std::uint64_t number) { file_.write(reinterpret_cast<const char*>(&number), sizeof number); }
  void Bytes(const std::string& bytes) {
    Number(bytes.size());
    file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void One(const Value& value) {
    Number(value.index());
    if (const auto* number = std::get_if<std::int64_t>(&value)) Number(static_cast<std::uint64_t>(*number));
    if (const auto* text = std::get_if<Text>(&value)) Bytes(text->bytes);
    if (const auto* blob = std::get_if<Blob>(&value)) Bytes(blob->bytes);
  }
  void All(const Statements& statements) {
    Number(statements.size());
    for (const BoundStatement& statement : statements) {
      Number(statement.text);
      Number(statement.values.size());
      for (const Value& value : statement.values) One(value);
    }
  }

 private:
  std::ofstream& file_;
};

class Reader {
 public:
  explicit Reader(std::ifstream& file) : file_(file) {}
  std::uint64_t Number() {
    std::uint64_t number = 0;
    file_.read(reinterpret_cast<char*>(&number), sizeof number);
    return file_ ? number : 0;
  }
  std::string Bytes() {
    std::string bytes(Number(), '\0');
    file_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
  }
  Value One() {
    switch (Number()) {
      case 1:
        return static_cast<std::int64_t>(Number());
      case 2:
        return Text{Bytes()};
      case 3:
        return Blob{Bytes()};
      default:
        return {};
    }
  }
  Statements All() {
    Statements statements(Number());
    for (BoundStatement& statement : statements) {
      statement.text = Number();
      statement.values.resize(Number());
      for (Value& value : statement.values) value = One();
    }
    return statements;
  }

 private:
  std::ifstream& file_;
};

}  // namespace

void WriteRecording(const std::string& path, const Recording& recording) {
  umask(077);
  std::ofstream file(path, std::ios::binary);
  Writer writer(file);
  writer.Number(recording.texts.size());
  for (const std::string& text : recording.texts) writer.Bytes(text);
  writer.All(recording.world);
  writer.Number(recording.requests.size());
  for (const Statements& request : recording.requests) writer.All(request);
  if (!file.flush()) Fail(path);
}

Recording ReadRecording(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Reader reader(file);
  Recording recording;
  recording.texts.resize(reader.Number());
  for (std::string& text : recording.texts) text = reader.Bytes();
  recording.world = reader.All();
  recording.requests.resize(reader.Number());
  for (Statements& request : recording.requests) request = reader.All();
  if (!file || recording.requests.empty()) Fail(path);
  return recording;
}

}  // namespace rujukan::bench
