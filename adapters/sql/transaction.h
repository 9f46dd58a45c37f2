// A transaction of the store over one connection.
#ifndef RUJUKAN_ADAPTERS_SQL_TRANSACTION_H_
#define RUJUKAN_ADAPTERS_SQL_TRANSACTION_H_

#include <set>

#include "adapters/sql/aggregates.h"
#include "server/domain/storage.h"

namespace rujukan::sql {

// Hands out the aggregates; beginning and ending the transaction is its maker's. Not thread-safe.
class SqlTransaction final : public Transaction {
 public:
  explicit SqlTransaction(const Context& context)
      : audit_(context),
        units_(context, audit_),
        officers_(context, audit_),
        sessions_(context),
        regions_(context, audit_),
        households_(context, audit_),
        case_files_(context, audit_),
        referrals_(context),
        events_(context),
        checkpoints_(context),
        inboxes_(context),
        receipts_(context),
        numbers_(context) {}

  Units& units() override { return units_; }
  Officers& officers() override { return officers_; }
  Sessions& sessions() override { return sessions_; }
  Regions& regions() override { return regions_; }
  Households& households() override { return households_; }
  CaseFiles& case_files() override { return case_files_; }
  Referrals& referrals() override { return referrals_; }
  Events& events() override { return events_; }
  AuditTrail& audit() override { return audit_; }
  Checkpoints& checkpoints() override { return checkpoints_; }
  Inboxes& inboxes() override { return inboxes_; }
  Receipts& receipts() override { return receipts_; }
  Numbers& numbers() override { return numbers_; }

  // The units whose inboxes grew in it.
  const std::set<UnitId>& grown_inboxes() const { return inboxes_.grown(); }

 private:
  SqlAuditTrail audit_;
  SqlUnits units_;
  SqlOfficers officers_;
  SqlSessions sessions_;
  SqlRegions regions_;
  SqlHouseholds households_;
  SqlCaseFiles case_files_;
  SqlReferrals referrals_;
  SqlEvents events_;
  SqlCheckpoints checkpoints_;
  SqlInboxes inboxes_;
  SqlReceipts receipts_;
  SqlNumbers numbers_;
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_TRANSACTION_H_
