// A database connection that writes down what is asked of it.
#ifndef RUJUKAN_TESTS_TESTING_RECORDING_CONNECTION_H_
#define RUJUKAN_TESTS_TESTING_RECORDING_CONNECTION_H_

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/sql/driver.h"

namespace rujukan::testing {

// The statements that were run, in order, each with how many rows it gave. Thread-safe.
class StatementRecord {
 public:
  // Forgets what was written down, and goes on.
  void Begin();
  // What was run since Begin: the texts, and the texts with their rows.
  std::vector<std::string> Texts();
  std::vector<std::string> TextsAndRows();

 private:
  friend class RecordingConnection;
  std::size_t Add(std::string_view text);
  void CountRow(std::size_t index);

  std::mutex mutex_;
  std::vector<std::pair<std::string, int>> run_;
};

// Passes everything to `inner`.
class RecordingConnection final : public sql::Connection {
 public:
  RecordingConnection(std::unique_ptr<sql::Connection> inner, StatementRecord& record)
      : inner_(std::move(inner)), record_(record) {}

  sql::Statement* Prepare(std::string_view sql) override;
  std::int64_t Changes() override { return inner_->Changes(); }
  std::int64_t AllChanges() override { return inner_->AllChanges(); }
  sql::Result Execute(std::string_view script) override { return inner_->Execute(script); }
  sql::Result Begin() override { return inner_->Begin(); }
  sql::Result BeginReading() override { return inner_->BeginReading(); }
  sql::Result BeginPlainReading() override { return inner_->BeginPlainReading(); }
  sql::Result Commit() override { return inner_->Commit(); }
  void Rollback() override { inner_->Rollback(); }
  sql::Result Savepoint() override { return inner_->Savepoint(); }
  sql::Result ReleaseSavepoint() override { return inner_->ReleaseSavepoint(); }
  sql::Result RollbackToSavepoint() override { return inner_->RollbackToSavepoint(); }
  bool InTransaction() override { return inner_->InTransaction(); }
  sql::Result FindTable(std::string_view name) override { return inner_->FindTable(name); }
  sql::Result LockSchema() override { return inner_->LockSchema(); }
  void UnlockSchema() override { inner_->UnlockSchema(); }
  std::string LastRefusal() override { return inner_->LastRefusal(); }

 private:
  class RecordingStatement;

  // The statements refer to it, and it must outlive them.
  std::unique_ptr<sql::Connection> inner_;
  StatementRecord& record_;
  std::map<sql::Statement*, std::unique_ptr<sql::Statement>> statements_;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_RECORDING_CONNECTION_H_
