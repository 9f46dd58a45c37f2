// The interfaces of server/domain/storage.h over one connection; what their methods promise is written there. One file of
// definitions an aggregate.
#ifndef RUJUKAN_ADAPTERS_SQL_AGGREGATES_H_
#define RUJUKAN_ADAPTERS_SQL_AGGREGATES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/sql/driver.h"
#include "adapters/sql/known_records.h"
#include "server/domain/digest_fields.h"
#include "server/domain/storage.h"

namespace rujukan::sql {

class Query;

// What every aggregate works with. All outlive it.
struct Context {
  Connection& connection;
  const Sealer& sealer;
  // Where the store knows records; nullptr: everything is read.
  KnownToTransaction* known = nullptr;
};

// The chains of all records but referrals. The aggregates of these records tell it what they changed.
class SqlAuditTrail final : public AuditTrail {
 public:
  explicit SqlAuditTrail(const Context& context) : context_(context) {}
  void ActAs(const Deed& deed) override { deed_ = deed; }
  absl::Status Append(AuditEvent event) override;
  RecordName ChainOf(const RecordName& record) const override;
  absl::StatusOr<std::vector<AuditEvent>> List(const RecordName& chain, const PageRequest& page) override;
  absl::StatusOr<std::vector<AuditEvent>> ListReadings(const RecordName& record, const OfficerId& officer, std::int64_t sequence,
                                                       std::size_t size) override;
  absl::StatusOr<std::vector<AuditEvent>> ListDeeds(const DeedQuery& query) override;
  absl::StatusOr<std::string> RecordDigest(const RecordName& record) override;
  absl::StatusOr<bool> IsIndexed(const AuditEvent& event) override;
  absl::StatusOr<std::vector<std::string>> ListRecords(RecordKind kind, const PageRequest& page) override;
  absl::StatusOr<std::vector<std::string>> ListChains(RecordKind kind, const PageRequest& page) override;

  // Appends that the record is now of this version (0: it has none) and stored as `fields`.
  absl::Status Changed(AuditAction action, const RecordName& record, std::int64_t version, const DigestFields& fields);

 private:
  std::string DigestOf(const DigestFields& fields) const;
  absl::StatusOr<AuditEvent> Read(Query& row) const;
  absl::Status AppendAfter(std::int64_t last_sequence, const std::string& last_hash, AuditEvent event);
  // The sequence that it got.
  absl::StatusOr<std::int64_t> AppendToChain(AuditEvent event);

  const Context context_;
  Deed deed_;
};

class SqlUnits final : public Units {
 public:
  SqlUnits(const Context& context, SqlAuditTrail& audit) : context_(context), audit_(audit) {}
  absl::Status Insert(const Unit& unit) override;
  absl::StatusOr<std::optional<Unit>> Find(const UnitId& id) override;
  absl::StatusOr<std::vector<Unit>> FindAll(std::span<const UnitId> ids) override;
  absl::Status Update(const Unit& unit) override;
  absl::StatusOr<bool> IsIndexed(const Unit& unit) override;
  absl::StatusOr<std::vector<Unit>> List(UnitKind kind, std::string_view region, const PageRequest& page) override;

 private:
  absl::Status InsertPlaces(const Unit& unit);

  const Context context_;
  SqlAuditTrail& audit_;
};

class SqlOfficers final : public Officers {
 public:
  SqlOfficers(const Context& context, SqlAuditTrail& audit) : context_(context), audit_(audit) {}
  absl::Status Insert(const Officer& officer) override;
  absl::StatusOr<std::optional<Officer>> Find(const OfficerId& id) override;
  absl::StatusOr<std::optional<Officer>> FindBySignInName(std::string_view sign_in_name) override;
  absl::Status Update(const Officer& officer) override;
  absl::Status Hold(const Officer& officer) override;
  absl::StatusOr<std::vector<Officer>> List(const UnitId& unit, const PageRequest& page) override;

 private:
  const Context context_;
  SqlAuditTrail& audit_;
};

class SqlSessions final : public Sessions {
 public:
  explicit SqlSessions(const Context& context) : context_(context) {}
  absl::Status Insert(const Session& session) override;
  absl::StatusOr<std::optional<Session>> Find(std::string_view token_digest) override;
  absl::StatusOr<std::optional<ActingSession>> FindActing(std::string_view token_digest) override;
  absl::Status SetLastUsed(std::string_view token_digest, absl::Time time) override;
  absl::Status Delete(std::string_view token_digest) override;
  absl::Status DeleteOf(const OfficerId& officer, std::string_view except_token_digest) override;
  absl::Status DeleteExpired(absl::Time time, std::size_t count_max) override;
  absl::StatusOr<std::optional<SignInAttempts>> FindAttempts(std::string_view name_mac) override;
  absl::Status PutAttempts(const SignInAttempts& attempts, std::int32_t failures_found) override;
  absl::Status DeleteAttempts(std::string_view name_mac) override;
  absl::Status DeleteOldAttempts(absl::Time time, std::size_t count_max) override;

 private:
  const Context context_;
};

class SqlRegions final : public Regions {
 public:
  SqlRegions(const Context& context, SqlAuditTrail& audit) : context_(context), audit_(audit) {}
  absl::StatusOr<std::optional<Region>> Find(std::string_view code) override;
  absl::Status Put(const Region& region) override;
  absl::Status Hold(std::string_view code) override;
  absl::StatusOr<std::vector<Region>> List(std::string_view parent, const PageRequest& page) override;

 private:
  const Context context_;
  SqlAuditTrail& audit_;
};

class SqlHouseholds final : public Households {
 public:
  SqlHouseholds(const Context& context, SqlAuditTrail& audit) : context_(context), audit_(audit) {}
  absl::Status Insert(const Household& household) override;
  absl::StatusOr<std::optional<Household>> Find(const HouseholdId& id) override;
  absl::Status Update(const Household& household) override;
  absl::StatusOr<std::vector<Household>> List(std::string_view region, const PageRequest& page) override;
  absl::StatusOr<std::vector<Household>> FindByFamilyCard(std::string_view family_card_number, const PageRequest& page) override;
  absl::StatusOr<std::vector<Household>> FindByNik(std::string_view nik, const PageRequest& page) override;
  absl::StatusOr<bool> IsIndexed(const Household& household) override;
  absl::StatusOr<std::vector<HouseholdId>> ListIds(const PageRequest& page) override;

 private:
  std::string Seal(const Household& household, const std::string& encoded) const;
  absl::Status KeepWritten(Household household, const std::string& encoded, const std::set<std::string>& numbers);
  void KeepNumbers(const Household& household);
  absl::StatusOr<Household> Read(Query& row) const;
  absl::StatusOr<std::vector<Household>> ReadAll(Query& rows) const;
  std::set<std::string> NumbersOf(const Household& household) const;
  absl::StatusOr<std::set<std::string>> StoredNumbersOf(const HouseholdId& id) const;
  absl::Status IndexNumbers(const HouseholdId& id, const std::set<std::string>& before, const std::set<std::string>& after) const;
  absl::StatusOr<std::vector<Household>> FindByNumber(const std::string& blind_index, const PageRequest& page);

  const Context context_;
  SqlAuditTrail& audit_;
  // What this transaction wrote, so that it is not read again.
  std::map<HouseholdId, Household> written_;
  // The numbers of the households that it found one by one or by number, or wrote: while they stay, their index does.
  struct SeenNumbers {
    std::int64_t version = 0;
    std::set<std::string> numbers;
  };
  std::map<HouseholdId, SeenNumbers> seen_numbers_;
};

class SqlCaseFiles final : public CaseFiles {
 public:
  SqlCaseFiles(const Context& context, SqlAuditTrail& audit) : context_(context), audit_(audit) {}
  absl::Status Insert(const CaseFile& case_file) override;
  absl::StatusOr<std::optional<CaseFile>> Find(const CaseFileId& id) override;
  absl::Status Update(const CaseFile& case_file) override;
  absl::StatusOr<std::vector<CaseFile>> List(const UnitId& unit, bool open_only, const PageRequest& page) override;
  absl::StatusOr<std::vector<CaseFileId>> ListIds(const PageRequest& page) override;

 private:
  std::string Seal(const CaseFile& case_file) const;
  absl::StatusOr<CaseFile> Read(Query& row) const;

  const Context context_;
  SqlAuditTrail& audit_;
};

// As Store::SealPacket.
SealedPacket SealPacket(const Sealer& sealer, const ReferralId& id, const Packet& packet);

class SqlReferrals final : public Referrals {
 public:
  explicit SqlReferrals(const Context& context) : context_(context) {}
  absl::Status Insert(const Referral& referral, const SealedPacket& packet) override;
  absl::StatusOr<std::optional<Referral>> Find(const ReferralId& id) override;
  absl::StatusOr<std::vector<Referral>> FindChain(const ReferralId& root) override;
  absl::Status Update(const Referral& referral) override;
  absl::Status Hold(const Referral& referral) override;
  // What was sent is listed by chain, newest chain first: a redirect does not move an entry in a list.
  absl::StatusOr<std::vector<Referral>> List(const ReferralQuery& query, const PageRequest& page) override;
  absl::StatusOr<std::vector<ReferralId>> ListIds(const PageRequest& page) override;
  absl::StatusOr<Packet> ReadPacket(const ReferralId& id, SectionSet sections) override;
  absl::Status WriteSections(const ReferralId& id, const Packet& packet) override;
  absl::Status DeletePacket(const ReferralId& id) override;
  absl::StatusOr<std::string> RecordDigest(const ReferralId& id) override;

 private:
  absl::StatusOr<Referral> Read(Query& row) const;
  // Reads as far as it can be read.
  absl::Status Read(Query& row, Referral& referral) const;
  absl::StatusOr<std::vector<Referral>> ReadList(Query& rows) const;
  absl::StatusOr<std::vector<Referral>> ListSent(const ReferralQuery& query, const PageRequest& page) const;
  absl::StatusOr<std::string> RootOf(const std::string& packed_id) const;
  // What is stored of it but for its packet.
  absl::Status CoverStored(const ReferralId& id, DigestFields& fields) const;
  // Puts what it stores into `stored`, if there is one.
  absl::Status InsertSections(const ReferralId& id, const SealedPacket& packet, DigestFields* stored) const;
  absl::Status ReplaceSection(const ReferralId& id, PacketSection section, const Packet& packet) const;
  void PacketIsChanged(const ReferralId& id);

  const Context context_;
  // What this transaction wrote, so that it is not read again.
  struct Written {
    Referral referral;
    // As the digest covers it; with the packet when `with_packet`.
    DigestFields stored;
    bool with_packet = false;
  };
  std::map<ReferralId, Written> written_;
};

class SqlEvents final : public Events {
 public:
  explicit SqlEvents(const Context& context) : context_(context) {}
  absl::Status Append(ReferralEvent event) override;
  absl::StatusOr<std::vector<ReferralEvent>> List(const ReferralId& referral, const PageRequest& page) override;
  absl::StatusOr<std::vector<ReferralEvent>> ListDeeds(const DeedQuery& query) override;
  absl::StatusOr<std::vector<ReferralId>> ListReferrals(const PageRequest& page) override;

 private:
  absl::Status Link(ReferralEvent& event) const;
  absl::Status Insert(const ReferralEvent& event) const;
  absl::StatusOr<ReferralEvent> Read(Query& row) const;

  const Context context_;
};

class SqlCheckpoints final : public Checkpoints {
 public:
  explicit SqlCheckpoints(const Context& context) : context_(context) {}
  absl::StatusOr<std::vector<SignedEvent>> ListUnsigned(std::size_t size) override;
  absl::Status Insert(const Checkpoint& checkpoint, std::string_view signed_text) override;
  absl::StatusOr<std::optional<Kept>> Last() override;
  absl::StatusOr<std::vector<Kept>> List(std::int64_t after, std::size_t size) override;

 private:
  const Context context_;
};

class SqlInboxes final : public Inboxes {
 public:
  explicit SqlInboxes(const Context& context) : context_(context) {}
  absl::Status AppendAll(std::span<const InboxEvent> events) override;
  absl::StatusOr<std::vector<InboxEvent>> List(const UnitId& unit, std::int64_t after_sequence, std::size_t size) override;
  absl::StatusOr<std::int64_t> Head(const UnitId& unit) override;
  absl::StatusOr<std::vector<UnitId>> ListUnits(const PageRequest& page) override;

  // The units whose inboxes this object has appended to.
  const std::set<UnitId>& grown() const { return grown_; }

 private:
  // Of different units, and few.
  absl::Status AppendOneEach(const std::map<UnitId, const InboxEvent*>& events);
  absl::StatusOr<std::map<UnitId, std::int64_t>> Advance(const std::vector<UnitId>& units) const;

  const Context context_;
  std::set<UnitId> grown_;
};

class SqlReceipts final : public Receipts {
 public:
  // The keyed check of all that a receipt says; stored values depend on it.
  static std::string MacOf(const Receipt& receipt, const Sealer& sealer);

  explicit SqlReceipts(const Context& context) : context_(context) {}
  absl::StatusOr<std::optional<Receipt>> Find(const UnitId& unit, const OfficerId& officer, std::string_view method,
                                              std::string_view request_id) override;
  absl::Status Insert(const Receipt& receipt) override;
  absl::StatusOr<std::vector<Receipt>> List(const UnitId& unit, const OfficerId& officer, const Receipt& after,
                                            std::size_t size) override;

 private:
  const Context context_;
};

class SqlNumbers final : public Numbers {
 public:
  explicit SqlNumbers(const Context& context) : context_(context) {}
  absl::StatusOr<std::vector<std::int64_t>> NextOfAll(std::span<const std::string> series) override;
  absl::StatusOr<std::vector<NumberSeries>> List(const PageRequest& page) override;

 private:
  // Of those that exist.
  absl::StatusOr<std::map<std::string, std::int64_t>> Advance(std::span<const std::string> series) const;

  const Context context_;
};

}  // namespace rujukan::sql

#endif  // RUJUKAN_ADAPTERS_SQL_AGGREGATES_H_
