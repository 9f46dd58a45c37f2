#include <algorithm>
#include <iterator>
#include <utility>

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

// The purposes of the blind indexes; stored values depend on them.
constexpr std::string_view kFamilyCardPurpose = "household/family-card";
constexpr std::string_view kNikPurpose = "household/nik";

std::string BindingOf(const Household& household) { return Binding("households", household.id, "record", household.version); }

void BindFields(const Household& household, const std::string& sealed, const Sealer& sealer, Query& query) {
  query.Id(household.unit).Text(household.region).Int(household.decile).Code(household.decile_source);
  // The true times are sealed: in clear, they would lead from a household to what the same officer did for its people next.
  query.Text(household.decile_as_of).Int(household.version).Time(absl::UnixEpoch()).Time(absl::UnixEpoch());
  query.Sealed(sealed, sealer);
}

}  // namespace

std::string SqlHouseholds::Seal(const Household& household, const std::string& encoded) const {
  return context_.sealer.Seal(encoded, BindingOf(household));
}

// As it will be read: times, for one, to the microsecond.
absl::Status SqlHouseholds::KeepWritten(Household household, const std::string& encoded, const std::set<std::string>& numbers) {
  household.members.clear();
  household.flags.clear();
  if (!Decode(encoded, household)) return RecordDamaged();
  seen_numbers_.insert_or_assign(household.id, SeenNumbers{household.version, numbers});
  const HouseholdId id = household.id;
  written_.insert_or_assign(id, std::move(household));
  return absl::OkStatus();
}

void SqlHouseholds::KeepNumbers(const Household& household) {
  seen_numbers_.insert_or_assign(household.id, SeenNumbers{household.version, NumbersOf(household)});
}

absl::StatusOr<Household> SqlHouseholds::Read(Query& row) const {
  Household household;
  household.id = row.GetId<HouseholdId>();
  household.unit = row.GetId<UnitId>();
  household.region = row.GetText();
  household.decile = static_cast<std::int32_t>(row.GetInt());
  household.decile_source = row.GetCode<DecileSource>();
  household.decile_as_of = row.GetText();
  household.version = row.GetInt();
  household.create_time = row.GetTime();
  household.update_time = row.GetTime();
  RUJUKAN_TRY_ASSIGN(const std::string record, context_.sealer.Open(row.GetBlob(), BindingOf(household)));
  if (!Decode(record, household)) return RecordDamaged();
  return household;
}

absl::StatusOr<std::vector<Household>> SqlHouseholds::ReadAll(Query& rows) const {
  return ReadRows<Household>(rows, [this](Query& row) { return Read(row); });
}

std::set<std::string> SqlHouseholds::NumbersOf(const Household& household) const {
  std::set<std::string> numbers;
  const auto add = [&](std::string_view purpose, const std::string& number) {
    if (!number.empty()) numbers.insert(context_.sealer.BlindIndex(Side::kWelfare, purpose, number));
  };
  add(kFamilyCardPurpose, household.family_card_number);
  for (const Person& member : household.members) add(kNikPurpose, member.nik);
  return numbers;
}

absl::StatusOr<std::set<std::string>> SqlHouseholds::StoredNumbersOf(const HouseholdId& id) const {
  Query query(context_.connection, kListHouseholdNumbers);
  const auto numbers = ReadRows<std::string>(query.Id(id), [](Query& row) -> absl::StatusOr<std::string> { return row.GetBlob(); });
  if (!numbers.ok()) return numbers.status();
  return std::set<std::string>(numbers->begin(), numbers->end());
}

absl::Status SqlHouseholds::IndexNumbers(const HouseholdId& id, const std::set<std::string>& before,
                                         const std::set<std::string>& after) const {
  std::vector<std::string> gone;
  std::vector<std::string> added;
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(gone));
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(added));
  for (const std::string& number : gone) {
    Query query(context_.connection, kDeleteHouseholdNumber);
    RUJUKAN_TRY(query.Blob(number).Id(id).Run());
  }
  for (std::span<const std::string> left = added; !left.empty();) {
    const auto some = left.first(std::min(left.size(), kListedMax));
    Query query(context_.connection, kInsertHouseholdNumbers[some.size() - 1]);
    for (const std::string& number : some) query.Blob(number).Id(id);
    RUJUKAN_TRY(query.Run());
    left = left.subspan(some.size());
  }
  return absl::OkStatus();
}

absl::Status SqlHouseholds::Insert(const Household& household) {
  const std::string encoded = Encode(household);
  DigestFields stored;
  Query query(context_.connection, kInsertHousehold);
  query.Id(household.id).Cover(stored);
  BindFields(household, Seal(household, encoded), context_.sealer, query);
  const Result result = query.RunForResult();
  if (result == Result::kUnique) return IdTaken();
  if (!IsOk(result)) return ToStatus(result);
  const std::set<std::string> numbers = NumbersOf(household);
  RUJUKAN_TRY(IndexNumbers(household.id, {}, numbers));
  RUJUKAN_TRY(KeepWritten(household, encoded, numbers));
  return audit_.Changed(AuditAction::kCreate, RecordOf(household.id), household.version, stored);
}

absl::StatusOr<bool> SqlHouseholds::IsIndexed(const Household& household) {
  RUJUKAN_TRY_ASSIGN(const std::set<std::string> stored, StoredNumbersOf(household.id));
  return stored == NumbersOf(household);
}

absl::StatusOr<std::optional<Household>> SqlHouseholds::Find(const HouseholdId& id) {
  if (const auto written = written_.find(id); written != written_.end()) return written->second;
  Query query(context_.connection, kFindHousehold);
  RUJUKAN_TRY_ASSIGN(std::optional<Household> household,
                     ReadOne<Household>(query.Id(id), [this](Query& row) { return Read(row); }));
  if (household) KeepNumbers(*household);
  return household;
}

absl::Status SqlHouseholds::Update(const Household& household) {
  const std::string encoded = Encode(household);
  DigestFields stored;
  Query query(context_.connection, kUpdateHousehold);
  query.Cover(stored);
  BindFields(household, Seal(household, encoded), context_.sealer, query);
  RUJUKAN_TRY(query.Uncover().Id(household.id).Int(household.version - 1).RunOnOneRow());
  const std::set<std::string> numbers = NumbersOf(household);
  // It was the version that was seen which is now replaced.
  const auto seen = seen_numbers_.find(household.id);
  const bool has_same =
      seen != seen_numbers_.end() && seen->second.version == household.version - 1 && seen->second.numbers == numbers;
  if (!has_same) {
    RUJUKAN_TRY_ASSIGN(const std::set<std::string> before, StoredNumbersOf(household.id));
    RUJUKAN_TRY(IndexNumbers(household.id, before, numbers));
  }
  RUJUKAN_TRY(KeepWritten(household, encoded, numbers));
  return audit_.Changed(AuditAction::kChange, RecordOf(household.id), household.version, stored);
}

absl::StatusOr<std::vector<Household>> SqlHouseholds::List(std::string_view region, const PageRequest& page) {
  Query query(context_.connection, kListHouseholds);
  return ReadAll(query.Text(region).Blob(AfterInOrder(page)).Size(page.size));
}

absl::StatusOr<std::vector<Household>> SqlHouseholds::FindByNumber(const std::string& blind_index, const PageRequest& page) {
  Query query(context_.connection, kListHouseholdsByNumber);
  auto households = ReadAll(query.Blob(blind_index).Blob(AfterInOrder(page)).Size(page.size));
  if (!households.ok()) return households;
  for (const Household& household : *households) KeepNumbers(household);
  return households;
}

absl::StatusOr<std::vector<Household>> SqlHouseholds::FindByFamilyCard(std::string_view family_card_number,
                                                                       const PageRequest& page) {
  return FindByNumber(context_.sealer.BlindIndex(Side::kWelfare, kFamilyCardPurpose, family_card_number), page);
}

absl::StatusOr<std::vector<Household>> SqlHouseholds::FindByNik(std::string_view nik, const PageRequest& page) {
  return FindByNumber(context_.sealer.BlindIndex(Side::kWelfare, kNikPurpose, nik), page);
}

absl::StatusOr<std::vector<HouseholdId>> SqlHouseholds::ListIds(const PageRequest& page) {
  return ReadIds<HouseholdId>(context_.connection, kListHouseholdIds, page);
}

}  // namespace rujukan::sql
