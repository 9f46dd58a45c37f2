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

std::string SqlHouseholds::Seal(const Household& household) const {
  return context_.sealer.Seal(Encode(household), BindingOf(household));
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

absl::Status SqlHouseholds::IndexNumbers(const Household& household, const std::set<std::string>& before) const {
  const std::set<std::string> after = NumbersOf(household);
  const auto run_on_those_missing = [&](const std::set<std::string>& numbers, const std::set<std::string>& others,
                                        std::string_view statement) {
    for (const std::string& number : numbers) {
      if (others.contains(number)) continue;
      Query query(context_.connection, statement);
      RUJUKAN_TRY(query.Blob(number).Id(household.id).Run());
    }
    return absl::OkStatus();
  };
  RUJUKAN_TRY(run_on_those_missing(before, after, kDeleteHouseholdNumber));
  return run_on_those_missing(after, before, kInsertHouseholdNumber);
}

absl::Status SqlHouseholds::Insert(const Household& household) {
  DigestFields stored;
  Query query(context_.connection, kInsertHousehold);
  query.Id(household.id).Cover(stored);
  BindFields(household, Seal(household), context_.sealer, query);
  const Result result = query.RunForResult();
  if (result == Result::kUnique) return IdTaken();
  if (!IsOk(result)) return ToStatus(result);
  RUJUKAN_TRY(IndexNumbers(household, {}));
  return audit_.Changed(AuditAction::kCreate, RecordOf(household.id), household.version, stored);
}

absl::StatusOr<bool> SqlHouseholds::IsIndexed(const Household& household) {
  RUJUKAN_TRY_ASSIGN(const std::set<std::string> stored, StoredNumbersOf(household.id));
  return stored == NumbersOf(household);
}

absl::StatusOr<std::optional<Household>> SqlHouseholds::Find(const HouseholdId& id) {
  Query query(context_.connection, kFindHousehold);
  return ReadOne<Household>(query.Id(id), [this](Query& row) { return Read(row); });
}

absl::Status SqlHouseholds::Update(const Household& household) {
  DigestFields stored;
  Query query(context_.connection, kUpdateHousehold);
  query.Cover(stored);
  BindFields(household, Seal(household), context_.sealer, query);
  RUJUKAN_TRY(query.Uncover().Id(household.id).Int(household.version - 1).RunOnOneRow());
  RUJUKAN_TRY_ASSIGN(const std::set<std::string> before, StoredNumbersOf(household.id));
  RUJUKAN_TRY(IndexNumbers(household, before));
  return audit_.Changed(AuditAction::kChange, RecordOf(household.id), household.version, stored);
}

absl::StatusOr<std::vector<Household>> SqlHouseholds::List(std::string_view region, const PageRequest& page) {
  Query query(context_.connection, kListHouseholds);
  return ReadAll(query.Text(region).Blob(AfterInOrder(page)).Size(page.size));
}

absl::StatusOr<std::vector<Household>> SqlHouseholds::FindByNumber(const std::string& blind_index, const PageRequest& page) const {
  Query query(context_.connection, kListHouseholdsByNumber);
  return ReadAll(query.Blob(blind_index).Blob(AfterInOrder(page)).Size(page.size));
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
