#include <charconv>

#include "absl/strings/str_cat.h"
#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/digest_fields.h"
#include "server/domain/errors.h"

namespace rujukan::sql {
namespace {

// "2@73.09.01.2003 3@73.09": a region code has neither blanks nor '@'.
std::string AssignmentsText(const Officer& officer) {
  std::string text;
  for (const Assignment& assignment : officer.assignments) {
    absl::StrAppend(&text, text.empty() ? "" : " ", static_cast<std::int32_t>(assignment.role), "@", assignment.region_scope);
  }
  return text;
}

Assignment ReadAssignment(std::string_view word) {
  const std::size_t at = word.find('@');
  std::int32_t role = 0;
  std::from_chars(word.data(), word.data() + at, role);
  return {.role = static_cast<Role>(role), .region_scope = std::string(word.substr(at + 1))};
}

std::vector<Assignment> ReadAssignments(std::string_view text) {
  std::vector<Assignment> assignments;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    assignments.push_back(ReadAssignment(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return assignments;
}

void BindFields(const Officer& officer, Query& query) {
  query.Id(officer.unit).Text(officer.sign_in_name).Text(officer.display_name).Text(AssignmentsText(officer));
  query.Int(officer.disabled).Text(officer.password_hash).Int(officer.version).Time(officer.create_time).Time(officer.update_time);
}

// The keyed check of the whole row; stored values depend on it. Whoever writes the database without the keys could otherwise give
// somebody else's rights, or a password of their own, to anybody.
std::string MacOf(const Officer& officer, const Sealer& sealer) {
  DigestFields fields;
  fields.Text(officer.id.value).Text(officer.unit.value).Text(officer.sign_in_name).Text(officer.display_name);
  fields.Text(AssignmentsText(officer)).Int(officer.disabled).Text(officer.password_hash).Int(officer.version);
  fields.Time(officer.create_time).Time(officer.update_time);
  return sealer.Mac("officer", fields.bytes());
}

// RecordDamaged for an officer that this installation did not write so.
absl::StatusOr<Officer> ReadOfficer(Query& row, const Sealer& sealer) {
  Officer officer;
  officer.id = row.GetId<OfficerId>();
  officer.unit = row.GetId<UnitId>();
  officer.sign_in_name = row.GetText();
  officer.display_name = row.GetText();
  officer.assignments = ReadAssignments(row.GetText());
  officer.disabled = row.GetBool();
  officer.password_hash = row.GetText();
  officer.version = row.GetInt();
  officer.create_time = row.GetTime();
  officer.update_time = row.GetTime();
  if (row.GetBlob() != MacOf(officer, sealer)) return RecordDamaged();
  return officer;
}

}  // namespace

absl::Status SqlOfficers::Insert(const Officer& officer) {
  Result result = Result::kDone;
  DigestFields stored;
  {
    Query query(context_.connection, kInsertOfficer);
    query.Id(officer.id).Cover(stored);
    BindFields(officer, query);
    result = query.Uncover().Blob(MacOf(officer, context_.sealer)).RunForResult();
  }
  if (IsOk(result)) return audit_.Changed(AuditAction::kCreate, RecordOf(officer.id), officer.version, stored);
  if (result != Result::kUnique) return ToStatus(result);
  // Two keys may be taken; databases do not name them alike.
  const auto same_id = Find(officer.id);
  if (!same_id.ok()) return same_id.status();
  return same_id->has_value() ? IdTaken() : SignInNameTaken();
}

absl::StatusOr<std::optional<Officer>> SqlOfficers::Find(const OfficerId& id) {
  Query query(context_.connection, kFindOfficer);
  return ReadOne<Officer>(query.Id(id), [this](Query& row) { return ReadOfficer(row, context_.sealer); });
}

absl::StatusOr<std::optional<Officer>> SqlOfficers::FindBySignInName(std::string_view sign_in_name) {
  Query query(context_.connection, kFindOfficerBySignInName);
  return ReadOne<Officer>(query.Text(sign_in_name), [this](Query& row) { return ReadOfficer(row, context_.sealer); });
}

absl::Status SqlOfficers::Update(const Officer& officer) {
  if (context_.known != nullptr) context_.known->changes().AddAll();
  DigestFields stored;
  Query query(context_.connection, kUpdateOfficer);
  query.Cover(stored);
  BindFields(officer, query);
  query.Uncover().Blob(MacOf(officer, context_.sealer));
  const Result result = query.Id(officer.id).Int(officer.version - 1).RunForResult();
  if (result == Result::kUnique) return SignInNameTaken();
  if (!IsOk(result)) return ToStatus(result);
  if (context_.connection.Changes() != 1) return StoreConflict();
  return audit_.Changed(AuditAction::kChange, RecordOf(officer.id), officer.version, stored);
}

absl::Status SqlOfficers::Hold(const Officer& officer) {
  Query query(context_.connection, kHoldOfficer);
  return query.Id(officer.id).Int(officer.version).RunOnOneRow();
}

absl::StatusOr<std::vector<Officer>> SqlOfficers::List(const UnitId& unit, const PageRequest& page) {
  Query query(context_.connection, kListOfficers);
  return ReadRows<Officer>(query.Id(unit).Blob(AfterInOrder(page)).Size(page.size),
                           [this](Query& row) { return ReadOfficer(row, context_.sealer); });
}

}  // namespace rujukan::sql
