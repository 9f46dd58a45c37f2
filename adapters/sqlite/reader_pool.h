// Connections that only read.
#ifndef RUJUKAN_ADAPTERS_SQLITE_READER_POOL_H_
#define RUJUKAN_ADAPTERS_SQLITE_READER_POOL_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "adapters/sql/driver.h"

namespace rujukan::sqlite {

// Thread-safe.
class ReaderPool {
 public:
  explicit ReaderPool(std::vector<std::unique_ptr<sql::Connection>> connections) : idle_(std::move(connections)) {}

  // Lends a connection, waiting for one to be idle.
  absl::Status Lend(absl::FunctionRef<absl::Status(sql::Connection&)> use);

 private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<sql::Connection>> idle_;
};

}  // namespace rujukan::sqlite

#endif  // RUJUKAN_ADAPTERS_SQLITE_READER_POOL_H_
