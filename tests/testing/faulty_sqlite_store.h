// A store in memory whose n-th statement fails, and which tells what it holds.
#ifndef RUJUKAN_TESTS_TESTING_FAULTY_SQLITE_STORE_H_
#define RUJUKAN_TESTS_TESTING_FAULTY_SQLITE_STORE_H_

#include <memory>
#include <string>

#include "adapters/sqlite/sqlite_store.h"
#include "tests/testing/faulty_connection.h"

namespace rujukan::testing {

// Fail, do something, and if it struck() expect an error and the Dump() of before; go on with the next n until it did not strike.
// Fail, Dump and Execute are for when nothing is under way in the store.
class FaultySqliteStore {
 public:
  // Throws when the store does not open.
  FaultySqliteStore(const Sealer& sealer, const Clock& clock);

  Store& store() { return *store_; }

  // From now on the n-th statement of any transaction fails once; 0: none.
  void Fail(int n, sql::Result result = sql::Result::kUnavailable) { Fail(Fault{.at = n, .result = result}); }
  void Fail(const Fault& fault) { fault_ = fault; }
  // Whether it did, since Fail.
  bool struck() const { return fault_.struck; }
  // The statements since Fail.
  int statements() const { return fault_.seen; }

  // Every row of every table, in order.
  std::string Dump();
  // Runs SQL behind the store's back. Throws when it is refused.
  void Execute(std::string_view script);

 private:
  Fault fault_;
  // The store's own.
  sql::Connection* connection_ = nullptr;
  std::unique_ptr<SqliteStore> store_;
};

// Every row of every table of a SQLite database.
std::string DumpOf(sql::Connection& connection);

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_FAULTY_SQLITE_STORE_H_
