#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/digest_fields.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

// The keyed check of what a session lets its holder do; stored values depend on it.
std::string MacOf(const Session& session, const Sealer& sealer) {
  DigestFields fields;
  fields.Text(session.token_digest).Text(session.officer.value).Text(session.unit.value).Code(session.role);
  fields.Text(session.region_scope).Time(session.create_time).Time(session.expire_time);
  return sealer.Mac("session", fields.bytes());
}

// RecordDamaged for a session that this installation did not open so.
absl::StatusOr<Session> ReadSession(Query& row, const Sealer& sealer) {
  Session session;
  session.token_digest = row.GetBlob();
  session.officer = row.GetId<OfficerId>();
  session.unit = row.GetId<UnitId>();
  session.role = row.GetCode<Role>();
  session.region_scope = row.GetText();
  session.create_time = row.GetTime();
  session.last_used_time = row.GetTime();
  session.expire_time = row.GetTime();
  if (row.GetBlob() != MacOf(session, sealer)) return RecordDamaged();
  return session;
}

absl::StatusOr<SignInAttempts> ReadAttempts(Query& row) {
  SignInAttempts attempts;
  attempts.name_mac = row.GetBlob();
  attempts.failures = static_cast<std::int32_t>(row.GetInt());
  attempts.not_before = row.GetTimeIfAny().value_or(absl::InfinitePast());
  return attempts;
}

absl::StatusOr<std::string> ReadKey(Query& row) { return row.GetBlob(); }

// The keys of the rows that are older than `time` by their statement.
absl::StatusOr<std::vector<std::string>> KeysBefore(Connection& connection, std::string_view statement, absl::Time time,
                                                    std::size_t count_max) {
  Query query(connection, statement);
  return ReadRows<std::string>(query.Time(time).Size(count_max), ReadKey);
}

}  // namespace

absl::Status SqlSessions::Insert(const Session& session) {
  if (context_.known != nullptr) context_.known->changes().AddSession(session.token_digest);
  Query query(context_.connection, kInsertSession);
  query.Blob(session.token_digest).Id(session.officer).Id(session.unit).Code(session.role).Text(session.region_scope);
  query.Time(session.create_time).Time(session.last_used_time).Time(session.expire_time);
  return query.Blob(MacOf(session, context_.sealer)).Run();
}

absl::StatusOr<std::optional<Session>> SqlSessions::Find(std::string_view token_digest) {
  Query query(context_.connection, kFindSession);
  return ReadOne<Session>(query.Blob(token_digest), [this](Query& row) { return ReadSession(row, context_.sealer); });
}

absl::StatusOr<std::optional<ActingSession>> SqlSessions::FindActing(std::string_view token_digest) {
  if (context_.known != nullptr) {
    if (std::optional<ActingSession> known = context_.known->FindActing(token_digest)) return known;
  }
  Query query(context_.connection, kFindActingSession);
  return ReadOne<ActingSession>(query.Blob(token_digest), [this](Query& row) -> absl::StatusOr<ActingSession> {
    ActingSession acting;
    RUJUKAN_TRY_ASSIGN(acting.session, ReadSession(row, context_.sealer));
    acting.officer_disabled = row.GetBool();
    acting.unit_kind = row.GetCode<UnitKind>();
    acting.unit_region = row.GetText();
    if (context_.known != nullptr) context_.known->KeepActing(acting);
    return acting;
  });
}

absl::Status SqlSessions::SetLastUsed(std::string_view token_digest, absl::Time time) {
  if (context_.known != nullptr) context_.known->changes().AddSession(token_digest);
  Query query(context_.connection, kSetSessionLastUsed);
  return query.Time(time).Blob(token_digest).Run();
}

absl::Status SqlSessions::Delete(std::string_view token_digest) {
  if (context_.known != nullptr) context_.known->changes().AddSession(token_digest);
  Query query(context_.connection, kDeleteSession);
  return query.Blob(token_digest).Run();
}

absl::Status SqlSessions::DeleteOf(const OfficerId& officer, std::string_view except_token_digest) {
  if (context_.known != nullptr) context_.known->changes().AddAll();
  Query query(context_.connection, kDeleteSessionsOfOfficer);
  return query.Id(officer).Blob(except_token_digest).Run();
}

absl::Status SqlSessions::DeleteExpired(absl::Time time, std::size_t count_max) {
  RUJUKAN_TRY_ASSIGN(const auto expired, KeysBefore(context_.connection, kListExpiredSessions, time, count_max));
  for (const std::string& token_digest : expired) {
    RUJUKAN_TRY(Delete(token_digest));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<SignInAttempts>> SqlSessions::FindAttempts(std::string_view name_mac) {
  Query query(context_.connection, kFindSignInAttempts);
  return ReadOne<SignInAttempts>(query.Blob(name_mac), ReadAttempts);
}

absl::Status SqlSessions::PutAttempts(const SignInAttempts& attempts, std::int32_t failures_found) {
  if (failures_found == 0) {
    Query query(context_.connection, kInsertSignInAttempts);
    return query.Blob(attempts.name_mac).Int(attempts.failures).Time(attempts.not_before).Run();
  }
  Query query(context_.connection, kUpdateSignInAttempts);
  query.Int(attempts.failures).Time(attempts.not_before).Blob(attempts.name_mac).Int(failures_found);
  return query.RunOnOneRow();
}

absl::Status SqlSessions::DeleteAttempts(std::string_view name_mac) {
  Query query(context_.connection, kDeleteSignInAttempts);
  return query.Blob(name_mac).Run();
}

absl::Status SqlSessions::DeleteOldAttempts(absl::Time time, std::size_t count_max) {
  RUJUKAN_TRY_ASSIGN(const auto old, KeysBefore(context_.connection, kListOldSignInAttempts, time, count_max));
  for (const std::string& name_mac : old) {
    RUJUKAN_TRY(DeleteAttempts(name_mac));
  }
  return absl::OkStatus();
}

}  // namespace rujukan::sql
