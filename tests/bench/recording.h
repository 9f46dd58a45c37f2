// The statements that requests make, with what was bound to them.
#ifndef RUJUKAN_TESTS_BENCH_RECORDING_H_
#define RUJUKAN_TESTS_BENCH_RECORDING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace rujukan::bench {

struct Text {
  std::string bytes;
};
struct Blob {
  std::string bytes;
};
// Nothing is NULL.
using Value = std::variant<std::monostate, std::int64_t, Text, Blob>;

struct BoundStatement {
  // In Recording::texts.
  std::size_t text = 0;
  std::vector<Value> values;
};

using Statements = std::vector<BoundStatement>;

struct Recording {
  std::vector<std::string> texts;
  // What fills an empty database, of the present schema, so far that the requests can be carried out.
  Statements world;
  std::vector<Statements> requests;
};

// A file for its owner only. Both end the program when it cannot be done.
void WriteRecording(const std::string& path, const Recording& recording);
Recording ReadRecording(const std::string& path);

}  // namespace rujukan::bench

#endif  // RUJUKAN_TESTS_BENCH_RECORDING_H_
