#include <algorithm>
#include <iterator>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/sql/aggregates.h"
#include "adapters/sql/binding.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/records.h"
#include "adapters/sql/statements.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

template <typename Enum>
std::int64_t Code(Enum value) {
  return static_cast<std::int64_t>(value);
}

std::int64_t Micros(absl::Time time) { return absl::ToUnixMicros(time); }

// All that is in clear, so that no column can be changed without the seal breaking.
std::string ColumnsOf(const Referral& referral) {
  return absl::StrJoin(
      std::make_tuple(referral.root.value, Code(referral.kind), Code(referral.state), referral.sender.value,
                      Code(referral.sender_kind), referral.receiver.value, Code(referral.receiver_kind), referral.accountable.value,
                      Micros(referral.due_time), Code(referral.due_kind), Code(referral.urgency), Code(referral.legal_basis),
                      referral.redirected_by.value, referral.predecessor.value, referral.successor.value, referral.read_by_receiver,
                      referral.reading_suspended, referral.sender_number, referral.receiver_number, referral.front_number,
                      referral.view_version, Micros(referral.view_time), Micros(referral.create_time),
                      Micros(referral.update_time)),
      "|");
}

std::string BindingOf(const Referral& referral) {
  return absl::StrCat(Binding("referrals", referral.id, "details", referral.version), "|", ColumnsOf(referral));
}

std::string BindingOf(const ReferralId& id, PacketSection section, std::int64_t version) {
  return Binding("packet_sections", id, absl::StrCat(static_cast<std::int32_t>(section)), version);
}

void BindFields(const Referral& referral, const std::string& sealed, const Sealer& sealer, Query& query) {
  query.Id(referral.root).Code(referral.kind).Code(referral.state).Id(referral.sender).Code(referral.sender_kind);
  query.Id(referral.receiver).Code(referral.receiver_kind).Id(referral.accountable).Time(referral.due_time);
  query.Code(referral.due_kind).Code(referral.urgency).Code(referral.legal_basis).Id(referral.redirected_by);
  query.Id(referral.predecessor).Id(referral.successor).Int(referral.read_by_receiver).Int(referral.reading_suspended);
  query.Text(referral.sender_number).Text(referral.receiver_number).Text(referral.front_number).Int(referral.version);
  query.Int(referral.view_version).Time(referral.view_time).Time(referral.create_time).Time(referral.update_time);
  query.Sealed(sealed, sealer).Int(IsOpen(referral.state));
}

// Oldest first: each after the one it goes on from. Ids tell nothing, a client may have chosen them long before.
void SortChain(std::vector<Referral>& chain) {
  ReferralId last;
  for (auto place = chain.begin(); place != chain.end(); ++place) {
    const auto next = std::find_if(place, chain.end(), [&](const Referral& member) { return member.predecessor == last; });
    if (next == chain.end()) return;
    std::iter_swap(place, next);
    last = place->id;
  }
}

std::string_view StatementFor(const ReferralQuery& query) {
  const bool open = query.open_only;
  const bool tails = query.tails_only;
  switch (query.box) {
    case ReferralBox::kSent:
      if (open) return tails ? kListSentOpenTails : kListSentOpen;
      return tails ? kListSentTails : kListSent;
    case ReferralBox::kReceived:
      if (open) return tails ? kListReceivedOpenTails : kListReceivedOpen;
      return tails ? kListReceivedTails : kListReceived;
    case ReferralBox::kAccountable:
      return tails ? kListAccountableTails : kListAccountable;
  }
  return kListAccountable;
}

constexpr PacketSection kSections[] = {PacketSection::kContact,   PacketSection::kIdentity,   PacketSection::kNeed,
                                       PacketSection::kHousehold, PacketSection::kChronology, PacketSection::kAllegedPerpetrator,
                                       PacketSection::kHealth,    PacketSection::kAttachments};

// In the order of their numbers.
std::vector<PacketSection> ListOf(SectionSet sections) {
  std::vector<PacketSection> list;
  std::copy_if(std::begin(kSections), std::end(kSections), std::back_inserter(list),
               [&](PacketSection section) { return (sections & Bit(section)) != 0; });
  return list;
}

absl::Time ToTheMicrosecond(absl::Time time) {
  const bool is_stored_as_null = time == absl::InfinitePast() || time == absl::InfiniteFuture();
  return is_stored_as_null ? absl::InfiniteFuture() : absl::FromUnixMicros(absl::ToUnixMicros(time));
}

// A referral as it will be read, `encoded` being what is sealed of it.
Referral AsStored(Referral referral, const std::string& encoded) {
  for (absl::Time* time : {&referral.due_time, &referral.view_time, &referral.create_time, &referral.update_time}) {
    *time = ToTheMicrosecond(*time);
  }
  referral.details = ReferralDetails();
  referral.damaged = !Decode(encoded, referral.details);
  return referral;
}

constexpr std::int64_t kFirstSectionVersion = 1;

SealedSection SealSection(const Sealer& sealer, const ReferralId& id, PacketSection section, std::int64_t version,
                          const Packet& packet) {
  return {section, sealer.Seal(EncodeSection(section, packet), BindingOf(id, section, version))};
}

}  // namespace

SealedPacket SealPacket(const Sealer& sealer, const ReferralId& id, const Packet& packet) {
  SealedPacket sealed;
  for (const PacketSection section : ListOf(SectionsOf(packet))) {
    sealed.push_back(SealSection(sealer, id, section, kFirstSectionVersion, packet));
  }
  return sealed;
}

absl::StatusOr<Referral> SqlReferrals::Read(Query& row) const {
  Referral referral;
  RUJUKAN_TRY(Read(row, referral));
  return referral;
}

absl::Status SqlReferrals::Read(Query& row, Referral& referral) const {
  referral.id = row.GetId<ReferralId>();
  referral.root = row.GetId<ReferralId>();
  referral.kind = row.GetCode<ReferralKind>();
  referral.state = row.GetCode<ReferralState>();
  referral.sender = row.GetId<UnitId>();
  referral.sender_kind = row.GetCode<UnitKind>();
  referral.receiver = row.GetId<UnitId>();
  referral.receiver_kind = row.GetCode<UnitKind>();
  referral.accountable = row.GetId<UnitId>();
  referral.due_time = row.GetTimeIfAny().value_or(absl::InfiniteFuture());
  referral.due_kind = row.GetCode<DueKind>();
  referral.urgency = row.GetCode<Urgency>();
  referral.legal_basis = row.GetCode<LegalBasis>();
  referral.redirected_by = row.GetId<UnitId>();
  referral.predecessor = row.GetId<ReferralId>();
  referral.successor = row.GetId<ReferralId>();
  referral.read_by_receiver = row.GetBool();
  referral.reading_suspended = row.GetBool();
  referral.sender_number = row.GetText();
  referral.receiver_number = row.GetText();
  referral.front_number = row.GetText();
  referral.version = row.GetInt();
  referral.view_version = row.GetInt();
  referral.view_time = row.GetTime();
  referral.create_time = row.GetTime();
  referral.update_time = row.GetTime();
  RUJUKAN_TRY_ASSIGN(const std::string details, context_.sealer.Open(row.GetBlob(), BindingOf(referral)));
  return Decode(details, referral.details) ? absl::OkStatus() : RecordDamaged();
}

absl::StatusOr<std::vector<Referral>> SqlReferrals::ReadList(Query& rows) const {
  return ReadRows<Referral>(rows, [this](Query& row) -> absl::StatusOr<Referral> {
    Referral referral;
    const absl::Status opened = Read(row, referral);
    if (opened != RecordDamaged()) return opened.ok() ? absl::StatusOr<Referral>(std::move(referral)) : opened;
    Referral damaged;
    damaged.damaged = true;
    damaged.id = referral.id;
    damaged.root = referral.root;
    damaged.sender = referral.sender;
    damaged.sender_kind = referral.sender_kind;
    damaged.receiver = referral.receiver;
    damaged.sender_number = referral.sender_number;
    damaged.receiver_number = referral.receiver_number;
    return damaged;
  });
}

absl::Status SqlReferrals::Insert(const Referral& referral, const SealedPacket& packet) {
  const std::string details = Encode(referral.details);
  DigestFields stored;
  Query query(context_.connection, kInsertReferral);
  query.Id(referral.id).Cover(stored);
  BindFields(referral, context_.sealer.Seal(details, BindingOf(referral)), context_.sealer, query);
  const Result result = query.RunForResult();
  if (result == Result::kUnique) return IdTaken();
  if (!IsOk(result)) return ToStatus(result);
  RUJUKAN_TRY(InsertSections(referral.id, packet, &stored));
  written_[referral.id] = {AsStored(referral, details), std::move(stored), true};
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Referral>> SqlReferrals::Find(const ReferralId& id) {
  if (const auto written = written_.find(id); written != written_.end()) return written->second.referral;
  Query query(context_.connection, kFindReferral);
  return ReadOne<Referral>(query.Id(id), [this](Query& row) { return Read(row); });
}

absl::StatusOr<std::vector<Referral>> SqlReferrals::FindChain(const ReferralId& root) {
  Query query(context_.connection, kFindReferralChain);
  absl::StatusOr<std::vector<Referral>> chain = ReadRows<Referral>(query.Id(root), [this](Query& row) { return Read(row); });
  if (chain.ok()) SortChain(*chain);
  return chain;
}

absl::Status SqlReferrals::Update(const Referral& referral) {
  const std::string details = Encode(referral.details);
  DigestFields stored;
  Query query(context_.connection, kUpdateReferral);
  query.Cover(stored);
  BindFields(referral, context_.sealer.Seal(details, BindingOf(referral)), context_.sealer, query);
  RUJUKAN_TRY(query.Uncover().Id(referral.id).Int(referral.version - 1).RunOnOneRow());
  written_[referral.id] = {AsStored(referral, details), std::move(stored), false};
  return absl::OkStatus();
}

absl::Status SqlReferrals::Hold(const Referral& referral) {
  Query query(context_.connection, kHoldReferral);
  return query.Id(referral.id).Int(referral.version).RunOnOneRow();
}

absl::StatusOr<std::vector<Referral>> SqlReferrals::List(const ReferralQuery& query, const PageRequest& page) {
  if (query.box == ReferralBox::kSent) return ListSent(query, page);
  Query rows(context_.connection, StatementFor(query));
  return ReadList(rows.Id(query.unit).Blob(AfterInReverse(page)).Size(page.size));
}

absl::StatusOr<std::vector<ReferralId>> SqlReferrals::ListIds(const PageRequest& page) {
  return ReadIds<ReferralId>(context_.connection, kListReferralIds, page);
}

absl::StatusOr<std::vector<Referral>> SqlReferrals::ListSent(const ReferralQuery& query, const PageRequest& page) const {
  const std::string id = AfterInReverse(page);
  RUJUKAN_TRY_ASSIGN(const std::string root, RootOf(id));
  Query rows(context_.connection, StatementFor(query));
  rows.Id(query.unit).Blob(root);
  if (!query.tails_only) rows.Blob(root).Blob(id);
  return ReadList(rows.Size(page.size));
}

// An id that is no referral's counts as the first of a chain.
absl::StatusOr<std::string> SqlReferrals::RootOf(const std::string& packed_id) const {
  Query query(context_.connection, kFindReferralRoot);
  RUJUKAN_TRY_ASSIGN(const bool row, query.Blob(packed_id).Next());
  return row ? query.GetBlob() : packed_id;
}

absl::StatusOr<Packet> SqlReferrals::ReadPacket(const ReferralId& id, SectionSet sections) {
  Query query(context_.connection, kReadPacketSections);
  query.Id(id);
  Packet packet;
  while (true) {
    RUJUKAN_TRY_ASSIGN(const bool row, query.Next());
    if (!row) return packet;
    const auto section = query.GetCode<PacketSection>();
    if ((sections & Bit(section)) == 0) continue;
    const std::int64_t version = query.GetInt();
    RUJUKAN_TRY_ASSIGN(const std::string bytes, context_.sealer.Open(query.GetBlob(), BindingOf(id, section, version)));
    if (!DecodeSection(section, bytes, packet)) return RecordDamaged();
  }
}

absl::Status SqlReferrals::InsertSections(const ReferralId& id, const SealedPacket& packet, DigestFields* stored) const {
  if (packet.empty()) return absl::OkStatus();
  if (packet.size() > std::size(kInsertPacketSections)) return ServerDefect();
  Query query(context_.connection, kInsertPacketSections[packet.size() - 1]);
  for (const SealedSection& section : packet) {
    query.Uncover().Id(id);
    if (stored != nullptr) query.Cover(*stored);
    query.Code(section.section).Int(kFirstSectionVersion).Sealed(section.sealed, context_.sealer);
  }
  return query.Run();
}

absl::Status SqlReferrals::ReplaceSection(const ReferralId& id, PacketSection section, const Packet& packet) const {
  std::int64_t version = kFirstSectionVersion;
  {
    Query query(context_.connection, kFindPacketSectionVersion);
    RUJUKAN_TRY_ASSIGN(const bool row, query.Id(id).Code(section).Next());
    if (!row) return InsertSections(id, {SealSection(context_.sealer, id, section, version, packet)}, nullptr);
    version = query.GetInt() + 1;
  }
  Query query(context_.connection, kUpdatePacketSection);
  query.Int(version).Blob(SealSection(context_.sealer, id, section, version, packet).sealed);
  return query.Id(id).Code(section).RunOnOneRow();
}

absl::Status SqlReferrals::WriteSections(const ReferralId& id, const Packet& packet) {
  PacketIsChanged(id);
  for (const PacketSection section : ListOf(SectionsOf(packet))) RUJUKAN_TRY(ReplaceSection(id, section, packet));
  return absl::OkStatus();
}

// What was written with it is no longer what is stored of it.
void SqlReferrals::PacketIsChanged(const ReferralId& id) {
  const auto written = written_.find(id);
  if (written != written_.end() && written->second.with_packet) written_.erase(written);
}

absl::Status SqlReferrals::DeletePacket(const ReferralId& id) {
  PacketIsChanged(id);
  Query query(context_.connection, kDeletePacketSections);
  return query.Id(id).Run();
}

absl::StatusOr<std::string> SqlReferrals::RecordDigest(const ReferralId& id) {
  DigestFields fields;
  if (const auto written = written_.find(id); written != written_.end()) {
    fields = written->second.stored;
    if (written->second.with_packet) return context_.sealer.Digest(fields.bytes());
  } else {
    RUJUKAN_TRY(CoverStored(id, fields));
  }
  Query sections(context_.connection, kReadPacketSections);
  sections.Id(id);
  while (true) {
    RUJUKAN_TRY_ASSIGN(const bool section, sections.Next());
    if (!section) return context_.sealer.Digest(fields.bytes());
    sections.CoverRow("iis", context_.sealer, fields);
  }
}

absl::Status SqlReferrals::CoverStored(const ReferralId& id, DigestFields& fields) const {
  Query query(context_.connection, kDigestReferral);
  RUJUKAN_TRY_ASSIGN(const bool row, query.Id(id).Next());
  // A chain of events without its referral.
  if (!row) return RecordDamaged();
  query.GetBlob();
  query.CoverRow("biibibibiiiibbbiitttiiiiisi", context_.sealer, fields);
  return absl::OkStatus();
}

}  // namespace rujukan::sql
