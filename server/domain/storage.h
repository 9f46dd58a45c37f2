// The storage port: the one contract between the rules and whatever keeps the records.
//
// A use case is a closure over a Transaction. The store may run the closure again after a conflict, so it touches nothing but its
// transaction and what it returns; it must be the same each time it is run. All the closure wrote is kept, or none of it. When
// Transact returns OK, everything is durable: it survives kill -9 and power loss.
//
// Closures may run side by side, and each statement of one may see what others committed since the last. So:
// * Changes are compare-and-set on a version: Update names the version that was read and fails with a conflict when it is no longer
//   the present one; the store then runs the closure again, up to kAttemptsMax times.
// * Compare-and-set alone does not stop write skew. A closure that writes one record because of what another one says Holds the
//   other one: a session because of its officer, a reading because of its referral, a household because there is none in its
//   village yet. Hold leaves the version as it is, so whoever changes such a record changes it first, and then what hangs on it.
// * What a closure reads twice may differ. It decides from one reading.
// Records are held and changed in this order, so that few closures wait for each other: regions by code; attempts to sign in, then
// officers, then sessions; numbers; households by id; referrals by id; inboxes by unit. A deadlock is a conflict like any other.
//
// Every method of every interface may also return StoreUnavailable, StoreFull or RecordDamaged (errors.h); the closure returns
// such a status unchanged. Thread-safe: Store. Not thread-safe: Transaction, which lives only inside its closure.
#ifndef RUJUKAN_SERVER_DOMAIN_STORAGE_H_
#define RUJUKAN_SERVER_DOMAIN_STORAGE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/domain/audit.h"
#include "server/domain/case_file.h"
#include "server/domain/checkpoint.h"
#include "server/domain/event.h"
#include "server/domain/household.h"
#include "server/domain/ids.h"
#include "server/domain/inbox.h"
#include "server/domain/packet.h"
#include "server/domain/ports.h"
#include "server/domain/referral.h"
#include "server/domain/region.h"
#include "server/domain/unit.h"

namespace rujukan {

// A page of a list: at most `size` records that come after the one named `after` (empty: from the beginning).
struct PageRequest {
  std::size_t size = 0;
  std::string after;
};

// A lost compare-and-set, or a key that appeared meanwhile. Made by stores, understood by Transact; a closure returns it unchanged.
absl::Status StoreConflict();
bool IsStoreConflict(const absl::Status& status);

class Units {
 public:
  virtual ~Units() = default;
  // IdTaken when the id exists.
  virtual absl::Status Insert(const Unit& unit) = 0;
  virtual absl::StatusOr<std::optional<Unit>> Find(const UnitId& id) = 0;
  // Those of them that there are, once each, in no order. A statement for several.
  virtual absl::StatusOr<std::vector<Unit>> FindAll(std::span<const UnitId> ids) = 0;
  // Writes `unit`, whose version is one more than the stored one; StoreConflict otherwise.
  virtual absl::Status Update(const Unit& unit) = 0;
  // True when the unit is listed exactly where it belongs. For verification of the whole store.
  virtual absl::StatusOr<bool> IsIndexed(const Unit& unit) = 0;
  // By id. `kind` kUnspecified: all; `region` empty: all, else in it or below.
  virtual absl::StatusOr<std::vector<Unit>> List(UnitKind kind, std::string_view region, const PageRequest& page) = 0;
};

class Officers {
 public:
  virtual ~Officers() = default;
  // IdTaken, SignInNameTaken.
  virtual absl::Status Insert(const Officer& officer) = 0;
  virtual absl::StatusOr<std::optional<Officer>> Find(const OfficerId& id) = 0;
  virtual absl::StatusOr<std::optional<Officer>> FindBySignInName(std::string_view sign_in_name) = 0;
  // As Units::Update; SignInNameTaken.
  virtual absl::Status Update(const Officer& officer) = 0;
  // Until this transaction ends nobody else changes the officer; StoreConflict when this is no longer the present version.
  virtual absl::Status Hold(const Officer& officer) = 0;
  // By id.
  virtual absl::StatusOr<std::vector<Officer>> List(const UnitId& unit, const PageRequest& page) = 0;
};

// A session, and what whoever acts by it is now.
struct ActingSession {
  Session session;
  bool officer_disabled = false;
  UnitKind unit_kind = UnitKind::kUnspecified;
  std::string unit_region;
};

class Sessions {
 public:
  virtual ~Sessions() = default;
  virtual absl::Status Insert(const Session& session) = 0;
  virtual absl::StatusOr<std::optional<Session>> Find(std::string_view token_digest) = 0;
  // With its officer and unit in one statement, because every call begins with it. Nothing when one of them is missing.
  virtual absl::StatusOr<std::optional<ActingSession>> FindActing(std::string_view token_digest) = 0;
  virtual absl::Status SetLastUsed(std::string_view token_digest, absl::Time time) = 0;
  // OK also when there is none.
  virtual absl::Status Delete(std::string_view token_digest) = 0;
  // All of an officer's, but for `except_token_digest` (may be empty).
  virtual absl::Status DeleteOf(const OfficerId& officer, std::string_view except_token_digest) = 0;
  // Removes those that expired before `time`, at most `count_max`.
  virtual absl::Status DeleteExpired(absl::Time time, std::size_t count_max) = 0;
  virtual absl::StatusOr<std::optional<SignInAttempts>> FindAttempts(std::string_view name_mac) = 0;
  // Inserts when no failures were found, replaces otherwise; StoreConflict when the failures are no longer as many as were found.
  virtual absl::Status PutAttempts(const SignInAttempts& attempts, std::int32_t failures_found) = 0;
  virtual absl::Status DeleteAttempts(std::string_view name_mac) = 0;
  // Removes those whose wait ended before `time`, at most `count_max`.
  virtual absl::Status DeleteOldAttempts(absl::Time time, std::size_t count_max) = 0;
};

class Regions {
 public:
  virtual ~Regions() = default;
  virtual absl::StatusOr<std::optional<Region>> Find(std::string_view code) = 0;
  // Inserts or replaces.
  virtual absl::Status Put(const Region& region) = 0;
  // Until this transaction ends nobody else holds or changes the region; StoreConflict when there is none.
  virtual absl::Status Hold(std::string_view code) = 0;
  // By code; children of `parent`, provinces when empty.
  virtual absl::StatusOr<std::vector<Region>> List(std::string_view parent, const PageRequest& page) = 0;
};

class Households {
 public:
  virtual ~Households() = default;
  // IdTaken when the id exists. Indexes the No KK and the NIK of members under the welfare side's key.
  virtual absl::Status Insert(const Household& household) = 0;
  virtual absl::StatusOr<std::optional<Household>> Find(const HouseholdId& id) = 0;
  // Indexes the numbers anew where they are others than those that this transaction found; an index that was wrong before, as
  // IsIndexed tells, is mended by that only.
  virtual absl::Status Update(const Household& household) = 0;
  // By id, in one village.
  virtual absl::StatusOr<std::vector<Household>> List(std::string_view region, const PageRequest& page) = 0;
  // By id; exact match of a number, in any region.
  virtual absl::StatusOr<std::vector<Household>> FindByFamilyCard(std::string_view family_card_number, const PageRequest& page) = 0;
  virtual absl::StatusOr<std::vector<Household>> FindByNik(std::string_view nik, const PageRequest& page) = 0;
  // True when the household is found by its own numbers and by no other. For verification of the whole store.
  virtual absl::StatusOr<bool> IsIndexed(const Household& household) = 0;
  // All, by id; opens none. For verification of the whole store.
  virtual absl::StatusOr<std::vector<HouseholdId>> ListIds(const PageRequest& page) = 0;
};

class CaseFiles {
 public:
  virtual ~CaseFiles() = default;
  virtual absl::Status Insert(const CaseFile& case_file) = 0;
  virtual absl::StatusOr<std::optional<CaseFile>> Find(const CaseFileId& id) = 0;
  virtual absl::Status Update(const CaseFile& case_file) = 0;
  // Newest first; `after` is an id.
  virtual absl::StatusOr<std::vector<CaseFile>> List(const UnitId& unit, bool open_only, const PageRequest& page) = 0;
  // As Households::ListIds.
  virtual absl::StatusOr<std::vector<CaseFileId>> ListIds(const PageRequest& page) = 0;
};

// Which referrals of a unit a list holds.
enum class ReferralBox { kSent, kReceived, kAccountable };

struct ReferralQuery {
  UnitId unit;
  ReferralBox box = ReferralBox::kSent;
  bool open_only = false;
  // Only the newest member of each chain: what a post sees of what it sent.
  bool tails_only = false;
};

class Referrals {
 public:
  virtual ~Referrals() = default;
  // IdTaken when the id exists. `packet` is sealed for this referral.
  virtual absl::Status Insert(const Referral& referral, const SealedPacket& packet) = 0;
  virtual absl::StatusOr<std::optional<Referral>> Find(const ReferralId& id) = 0;
  // The members of a chain of redirects, oldest first.
  virtual absl::StatusOr<std::vector<Referral>> FindChain(const ReferralId& root) = 0;
  virtual absl::Status Update(const Referral& referral) = 0;
  // Until this transaction ends nobody else changes the referral or its packet; StoreConflict when this is no longer the present
  // version.
  virtual absl::Status Hold(const Referral& referral) = 0;
  // One that does not open is there as Referral::damaged says, so that it hides no other.
  // Newest first by the first of each chain for what was sent, by the referral itself otherwise, so that a redirect moves no entry;
  // `after` is the id of the last one read.
  virtual absl::StatusOr<std::vector<Referral>> List(const ReferralQuery& query, const PageRequest& page) = 0;
  // As Households::ListIds.
  virtual absl::StatusOr<std::vector<ReferralId>> ListIds(const PageRequest& page) = 0;
  // The sections wanted that exist.
  virtual absl::StatusOr<Packet> ReadPacket(const ReferralId& id, SectionSet sections) = 0;
  // Replaces the sections that are present in `packet`.
  virtual absl::Status WriteSections(const ReferralId& id, const Packet& packet) = 0;
  // Removes every section.
  virtual absl::Status DeletePacket(const ReferralId& id) = 0;
  // SHA-256 of all columns, the sealed details and every sealed section as stored now.
  virtual absl::StatusOr<std::string> RecordDigest(const ReferralId& id) = 0;
};

// A page of what an officer did, in order of time: from `begin` until before `end`, without the first `skipped` of it, at most
// `size`. Times are to the microsecond; of what was done at one time the order is always the same. What is committed between two
// pages may belong behind the place that was reached, and is then in later lists only; so it is with ListReadings.
struct DeedQuery {
  OfficerId officer;
  absl::Time begin;
  absl::Time end;
  bool readings_only = false;
  std::size_t skipped = 0;
  std::size_t size = 0;
};

class Events {
 public:
  virtual ~Events() = default;
  // Appends: gives sequence, record_digest as named, text_digest, previous_hash and hash. StoreConflict when another event took the
  // place meanwhile.
  virtual absl::Status Append(ReferralEvent event) = 0;
  // In order of sequence, as Inboxes::List; `page.after` is a sequence in decimal.
  virtual absl::StatusOr<std::vector<ReferralEvent>> List(const ReferralId& referral, const PageRequest& page) = 0;
  // What an officer did with referrals, whosever they are.
  virtual absl::StatusOr<std::vector<ReferralEvent>> ListDeeds(const DeedQuery& query) = 0;
  // The referrals that have events, by id; for verification of the whole store.
  virtual absl::StatusOr<std::vector<ReferralId>> ListReferrals(const PageRequest& page) = 0;
};

// The chains of all other records. Every Insert, Update and Put of a unit, officer, household, case file or region appends its
// event here by itself, so that no change is without one.
class AuditTrail {
 public:
  virtual ~AuditTrail() = default;
  // Says who changes records in the rest of the transaction. Before it is said, it is the installation, at the beginning of time.
  virtual void ActAs(const Deed& deed) = 0;
  // Appends: gives sequence, previous_hash and hash. What was read is found by record, too (ListReadings). StoreConflict when
  // another event took the place meanwhile.
  virtual absl::Status Append(AuditEvent event) = 0;
  // The name under which chains and checkpoints know a record: of a household and of a referral a pseudonym that only this
  // installation can make, else the record's own.
  virtual RecordName ChainOf(const RecordName& record) const = 0;
  // A chain, by that name, as Events::List. Of a referral: nothing, its chain is there.
  virtual absl::StatusOr<std::vector<AuditEvent>> List(const RecordName& chain, const PageRequest& page) = 0;
  // The readings of a record, which are events of the chains of officers, by officer and sequence; after the one that `officer` and
  // `sequence` name (empty and 0: from the beginning).
  virtual absl::StatusOr<std::vector<AuditEvent>> ListReadings(const RecordName& record, const OfficerId& officer,
                                                               std::int64_t sequence, std::size_t size) = 0;
  // What an officer did with all other records, in whosever chain it stands.
  virtual absl::StatusOr<std::vector<AuditEvent>> ListDeeds(const DeedQuery& query) = 0;
  // Keyed digest of all that is stored of a unit, officer, household, case file or region now; empty when there is no such record.
  virtual absl::StatusOr<std::string> RecordDigest(const RecordName& record) = 0;
  // True when whatever the event says was read is found by record. For verification of the whole store.
  virtual absl::StatusOr<bool> IsIndexed(const AuditEvent& event) = 0;
  // The ids of the records of this kind (not of referrals) that are there, or have events by their own name, by id. For
  // verification of the whole store.
  virtual absl::StatusOr<std::vector<std::string>> ListRecords(RecordKind kind, const PageRequest& page) = 0;
  // The ids of the chains of this kind, by id. For verification of the whole store.
  virtual absl::StatusOr<std::vector<std::string>> ListChains(RecordKind kind, const PageRequest& page) = 0;
};

class Inboxes {
 public:
  virtual ~Inboxes() = default;
  // Appends each event to the inbox of its unit and gives it the next sequence there, dense and in the order of commit; events of
  // one unit in the order given. Inboxes are taken by unit, a few together with few statements, and of these the new ones last.
  virtual absl::Status AppendAll(std::span<const InboxEvent> events) = 0;
  absl::Status Append(const InboxEvent& event) { return AppendAll({&event, 1}); }
  // Those after `sequence`, in order, at most `size`; none is passed over that is about to be seen.
  virtual absl::StatusOr<std::vector<InboxEvent>> List(const UnitId& unit, std::int64_t after_sequence, std::size_t size) = 0;
  // The highest sequence given; 0 for an empty inbox.
  virtual absl::StatusOr<std::int64_t> Head(const UnitId& unit) = 0;
  // The units that have a head or events, by id; for verification of the whole store.
  virtual absl::StatusOr<std::vector<UnitId>> ListUnits(const PageRequest& page) = 0;
};

// The signed checkpoints of all chains, and what the next of them will hold.
class Checkpoints {
 public:
  virtual ~Checkpoints() = default;
  // Events of committed transactions that are in no checkpoint, by record, at most `size`.
  virtual absl::StatusOr<std::vector<SignedEvent>> ListUnsigned(std::size_t size) = 0;
  // Keeps the text of a checkpoint, and takes its events from those that are in none. StoreConflict when there is one of this
  // number meanwhile.
  virtual absl::Status Insert(const Checkpoint& checkpoint, std::string_view signed_text) = 0;
  using Kept = KeptCheckpoint;
  virtual absl::StatusOr<std::optional<Kept>> Last() = 0;
  // By number, those after `after`, as Inboxes::List.
  virtual absl::StatusOr<std::vector<Kept>> List(std::int64_t after, std::size_t size) = 0;
};

// The proof that a request was carried out.
struct Receipt {
  UnitId unit;
  OfficerId officer;
  std::string method;
  std::string request_id;
  // Sealer::Mac of the parsed request.
  std::string fingerprint;
  // The resource that the request made or changed: "referrals/…".
  std::string resource;
  absl::Time create_time;
  bool genuine = true;
};

class Receipts {
 public:
  virtual ~Receipts() = default;
  // RecordDamaged when the receipt is not as this installation wrote it.
  virtual absl::StatusOr<std::optional<Receipt>> Find(const UnitId& unit, const OfficerId& officer, std::string_view method,
                                                      std::string_view request_id) = 0;
  // StoreConflict when the key exists: the closure runs again and finds it.
  virtual absl::Status Insert(const Receipt& receipt) = 0;
  // The receipts of one officer by method and request, those after `after` (may be empty ids); also those that are not as this
  // installation wrote them, as Receipt::genuine says. For verification of the whole store.
  virtual absl::StatusOr<std::vector<Receipt>> List(const UnitId& unit, const OfficerId& officer, const Receipt& after,
                                                    std::size_t size) = 0;
};

struct NumberSeries {
  std::string series;
  std::int64_t last_number = 0;
};

class Numbers {
 public:
  virtual ~Numbers() = default;
  // By name. For verification of the whole store.
  virtual absl::StatusOr<std::vector<NumberSeries>> List(const PageRequest& page) = 0;
  // The next number of each of these series, from 1, dense; of no series twice. Series are taken by name, as inboxes are.
  virtual absl::StatusOr<std::vector<std::int64_t>> NextOfAll(std::span<const std::string> series) = 0;
  absl::StatusOr<std::int64_t> Next(std::string_view series) {
    const std::string one(series);
    const absl::StatusOr<std::vector<std::int64_t>> next = NextOfAll({&one, 1});
    return next.ok() ? absl::StatusOr<std::int64_t>(next->front()) : next.status();
  }
};

class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual Units& units() = 0;
  virtual Officers& officers() = 0;
  virtual Sessions& sessions() = 0;
  virtual Regions& regions() = 0;
  virtual Households& households() = 0;
  virtual CaseFiles& case_files() = 0;
  virtual Referrals& referrals() = 0;
  virtual Events& events() = 0;
  virtual AuditTrail& audit() = 0;
  virtual Checkpoints& checkpoints() = 0;
  virtual Inboxes& inboxes() = 0;
  virtual Receipts& receipts() = 0;
  virtual Numbers& numbers() = 0;
};

class Store {
 public:
  // How often a closure is run before the caller is told to try again later.
  static constexpr int kAttemptsMax = 8;

  using Closure = absl::FunctionRef<absl::Status(Transaction&)>;

  virtual ~Store() = default;

  // Runs the closure; commits when it returns OK and rolls back when it does not, returning its status. StoreUnavailable also when
  // the outcome of the commit is not known.
  virtual absl::Status Transact(Closure closure) = 0;

  // Runs a closure that only reads; whatever it writes is refused as a defect. Each of its statements sees what is committed then,
  // as in Transact: for what is decided from one record, or from records of which none must fit another. Cheap: on a server such a
  // closure costs its own statements and no more. May run the closure again, too.
  virtual absl::Status Read(Closure closure) = 0;

  // As Read, but all of the closure sees the same moment: for pages that are made of several statements, and for records that are
  // compared with each other.
  virtual absl::Status ReadSnapshot(Closure closure) = 0;

  // The sections that are present, for Referrals::Insert. Needs no transaction: while one seals, nobody waits for it to write.
  virtual SealedPacket SealPacket(const ReferralId& id, const Packet& packet) const = 0;

  // OK when the store can answer now; StoreFull as long as there is no room to write.
  virtual absl::Status Ping() = 0;

  // What the database itself finds wrong with its tables and indexes, a line each, at most some hundred and without the content of
  // any record. Nothing where the database offers no such check. Reads everything.
  virtual absl::StatusOr<std::vector<std::string>> CheckIntegrity() { return std::vector<std::string>(); }

  // `doorbell` is called after each commit with the units whose inboxes grew, from a thread of the store; it must not block. Losing
  // a ring loses nothing, watchers also poll. Set once, before the first Transact.
  virtual void SetDoorbell(std::function<void(const std::vector<UnitId>&)> doorbell) = 0;
};

}  // namespace rujukan

#endif  // RUJUKAN_SERVER_DOMAIN_STORAGE_H_
