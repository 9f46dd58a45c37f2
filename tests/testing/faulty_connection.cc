#include "tests/testing/faulty_connection.h"

namespace rujukan::testing {

class FaultyConnection::FaultyStatement final : public sql::Statement {
 public:
  FaultyStatement(FaultyConnection& connection, sql::Statement& inner) : connection_(connection), inner_(inner) {}
  void BindInt(int index, std::int64_t value) override { inner_.BindInt(index, value); }
  void BindText(int index, std::string_view value) override { inner_.BindText(index, value); }
  void BindBlob(int index, std::string_view value) override { inner_.BindBlob(index, value); }
  void BindNull(int index) override { inner_.BindNull(index); }
  sql::Result Step() override { return connection_.Strikes() ? connection_.fault_.result : inner_.Step(); }
  bool IsNull(int column) override { return inner_.IsNull(column); }
  std::int64_t Int(int column) override { return inner_.Int(column); }
  std::string_view Text(int column) override { return inner_.Text(column); }
  std::string_view Blob(int column) override { return inner_.Blob(column); }
  void Reset() override { inner_.Reset(); }

 private:
  FaultyConnection& connection_;
  sql::Statement& inner_;
};

sql::Statement* FaultyConnection::Prepare(std::string_view sql) {
  sql::Statement* const inner = inner_->Prepare(sql);
  if (inner == nullptr) return nullptr;
  std::unique_ptr<sql::Statement>& statement = statements_[inner];
  if (statement == nullptr) statement = std::make_unique<FaultyStatement>(*this, *inner);
  return statement.get();
}

sql::Result FaultyConnection::Commit() {
  ++fault_.commits;
  return Strikes() ? fault_.result : inner_->Commit();
}

bool FaultyConnection::Strikes() {
  ++fault_.seen;
  if (fault_.at == 0 || fault_.seen < fault_.at || (fault_.seen > fault_.at && !fault_.lasts)) return false;
  fault_.struck = true;
  if (fault_.rolls_back) inner_->Rollback();
  return true;
}

}  // namespace rujukan::testing
