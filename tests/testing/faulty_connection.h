// A database connection that fails when told.
#ifndef RUJUKAN_TESTS_TESTING_FAULTY_CONNECTION_H_
#define RUJUKAN_TESTS_TESTING_FAULTY_CONNECTION_H_

#include <map>
#include <memory>
#include <string_view>

#include "adapters/sql/driver.h"

namespace rujukan::testing {

// Which statement fails, and how. Read and written by the connection's thread only while it works.
struct Fault {
  // The n-th from now, the next one being 1; 0: none.
  int at = 0;
  sql::Result result = sql::Result::kUnavailable;
  // The database then undoes the whole transaction on its own, as SQLite does when the disk is full.
  bool rolls_back = false;
  // All that follow fail, too.
  bool lasts = false;

  // How many statements have been run, steps, beginnings and ends alike.
  int seen = 0;
  int commits = 0;
  bool struck = false;
};

// Passes everything to `inner` but what `fault` says.
class FaultyConnection final : public sql::Connection {
 public:
  FaultyConnection(std::unique_ptr<sql::Connection> inner, Fault& fault) : inner_(std::move(inner)), fault_(fault) {}

  sql::Statement* Prepare(std::string_view sql) override;
  std::int64_t Changes() override { return inner_->Changes(); }
  std::int64_t AllChanges() override { return inner_->AllChanges(); }
  sql::Result Execute(std::string_view script) override { return inner_->Execute(script); }
  sql::Result Begin() override { return Strikes() ? fault_.result : inner_->Begin(); }
  sql::Result BeginReading() override { return Strikes() ? fault_.result : inner_->BeginReading(); }
  sql::Result BeginPlainReading() override { return inner_->BeginPlainReading(); }
  sql::Result Commit() override;
  void Rollback() override { inner_->Rollback(); }
  sql::Result Savepoint() override { return Strikes() ? fault_.result : inner_->Savepoint(); }
  sql::Result ReleaseSavepoint() override { return Strikes() ? fault_.result : inner_->ReleaseSavepoint(); }
  sql::Result RollbackToSavepoint() override { return Strikes() ? fault_.result : inner_->RollbackToSavepoint(); }
  bool InTransaction() override { return inner_->InTransaction(); }
  sql::Result FindTable(std::string_view name) override { return inner_->FindTable(name); }
  sql::Result LockSchema() override { return inner_->LockSchema(); }
  void UnlockSchema() override { inner_->UnlockSchema(); }
  std::string LastRefusal() override { return inner_->LastRefusal(); }

  sql::Connection& inner() { return *inner_; }

 private:
  class FaultyStatement;

  bool Strikes();

  // The statements refer to it, and it must outlive them.
  std::unique_ptr<sql::Connection> inner_;
  Fault& fault_;
  std::map<sql::Statement*, std::unique_ptr<sql::Statement>> statements_;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_FAULTY_CONNECTION_H_
