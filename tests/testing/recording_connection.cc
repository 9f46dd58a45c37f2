#include "tests/testing/recording_connection.h"

#include <optional>

namespace rujukan::testing {

void StatementRecord::Begin() {
  const std::lock_guard lock(mutex_);
  run_.clear();
}

std::vector<std::string> StatementRecord::Texts() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> texts;
  for (const auto& [text, rows] : run_) texts.push_back(text);
  return texts;
}

std::vector<std::string> StatementRecord::TextsAndRows() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> texts;
  for (const auto& [text, rows] : run_) texts.push_back(text + " -> " + std::to_string(rows));
  return texts;
}

std::size_t StatementRecord::Add(std::string_view text) {
  const std::lock_guard lock(mutex_);
  run_.emplace_back(std::string(text), 0);
  return run_.size() - 1;
}

void StatementRecord::CountRow(std::size_t index) {
  const std::lock_guard lock(mutex_);
  if (index < run_.size()) ++run_[index].second;
}

class RecordingConnection::RecordingStatement final : public sql::Statement {
 public:
  RecordingStatement(std::string text, StatementRecord& record, sql::Statement& inner)
      : text_(std::move(text)), record_(record), inner_(inner) {}
  void BindInt(int index, std::int64_t value) override { inner_.BindInt(index, value); }
  void BindText(int index, std::string_view value) override { inner_.BindText(index, value); }
  void BindBlob(int index, std::string_view value) override { inner_.BindBlob(index, value); }
  void BindNull(int index) override { inner_.BindNull(index); }
  sql::Result Step() override {
    if (!place_) place_ = record_.Add(text_);
    const sql::Result result = inner_.Step();
    if (result == sql::Result::kRow) record_.CountRow(*place_);
    return result;
  }
  bool IsNull(int column) override { return inner_.IsNull(column); }
  std::int64_t Int(int column) override { return inner_.Int(column); }
  std::string_view Text(int column) override { return inner_.Text(column); }
  std::string_view Blob(int column) override { return inner_.Blob(column); }
  void Reset() override {
    place_.reset();
    inner_.Reset();
  }

 private:
  const std::string text_;
  StatementRecord& record_;
  sql::Statement& inner_;
  // Where it is written down, from the first step to the reset.
  std::optional<std::size_t> place_;
};

sql::Statement* RecordingConnection::Prepare(std::string_view sql) {
  sql::Statement* const inner = inner_->Prepare(sql);
  if (inner == nullptr) return nullptr;
  std::unique_ptr<sql::Statement>& statement = statements_[inner];
  if (statement == nullptr) statement = std::make_unique<RecordingStatement>(std::string(sql), record_, *inner);
  return statement.get();
}

}  // namespace rujukan::testing
