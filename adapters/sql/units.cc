#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/sql/aggregates.h"
#include "adapters/sql/listing.h"
#include "adapters/sql/query.h"
#include "adapters/sql/statements.h"
#include "server/domain/errors.h"
#include "server/domain/region.h"
#include "server/domain/try.h"

namespace rujukan::sql {
namespace {

// Lists of codes are short texts, "4:1 7:2", which a person reads in the table and which cost no second statement.
template <typename Item, typename Write>
std::string JoinWords(const std::vector<Item>& items, Write write) {
  std::string text;
  for (const Item& item : items) absl::StrAppend(&text, text.empty() ? "" : " ", write(item));
  return text;
}

// Calls `take` with each word.
template <typename Take>
void ForEachWord(std::string_view text, Take take) {
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    take(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

template <typename Enum>
Enum CodeIn(std::string_view digits) {
  std::int32_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return static_cast<Enum>(number);
}

std::string OffersText(const Unit& unit) {
  return JoinWords(unit.service_offers, [](const ServiceOffer& offer) {
    return absl::StrCat(static_cast<std::int32_t>(offer.service), ":", static_cast<std::int32_t>(offer.capacity));
  });
}

std::string ProgramsText(const Unit& unit) {
  return JoinWords(unit.welfare_programs, [](WelfareProgram program) { return absl::StrCat(static_cast<std::int32_t>(program)); });
}

std::string CoverageText(const Unit& unit) {
  return JoinWords(unit.coverage_regions, [](const std::string& region) { return region; });
}

// All columns but the id, in the order of both statements.
void BindFields(const Unit& unit, Query& query) {
  query.Code(unit.kind).Text(unit.display_name).Text(unit.region).Id(unit.supervising_unit).Text(OffersText(unit));
  query.Text(ProgramsText(unit)).Text(CoverageText(unit)).Text(unit.duty_phone).Int(unit.active).Int(unit.version);
  query.Time(unit.create_time).Time(unit.update_time);
}

absl::StatusOr<Unit> ReadUnit(Query& row) {
  Unit unit;
  unit.id = row.GetId<UnitId>();
  unit.kind = row.GetCode<UnitKind>();
  unit.display_name = row.GetText();
  unit.region = row.GetText();
  unit.supervising_unit = row.GetId<UnitId>();
  ForEachWord(row.GetText(), [&](std::string_view word) {
    const std::size_t colon = word.find(':');
    unit.service_offers.push_back(
        {.service = CodeIn<Service>(word.substr(0, colon)), .capacity = CodeIn<Capacity>(word.substr(colon + 1))});
  });
  ForEachWord(row.GetText(), [&](std::string_view word) { unit.welfare_programs.push_back(CodeIn<WelfareProgram>(word)); });
  ForEachWord(row.GetText(), [&](std::string_view word) { unit.coverage_regions.emplace_back(word); });
  unit.duty_phone = row.GetText();
  unit.active = row.GetBool();
  unit.version = row.GetInt();
  unit.create_time = row.GetTime();
  unit.update_time = row.GetTime();
  return unit;
}

// The region itself, those above it, and "" for everywhere.
std::vector<std::string> RegionsAround(std::string_view region) {
  std::vector<std::string> around{""};
  while (!region.empty()) {
    around.emplace_back(region);
    if (LevelOf(region) == RegionLevel::kUnspecified) break;
    region = ParentOf(region);
  }
  return around;
}

// Where a unit is listed.
using Place = std::pair<UnitKind, std::string>;
std::set<Place> PlacesOf(const Unit& unit) {
  std::set<Place> places;
  for (const std::string& region : RegionsAround(unit.region)) {
    places.emplace(UnitKind::kUnspecified, region);
    places.emplace(unit.kind, region);
  }
  return places;
}

}  // namespace

absl::Status SqlUnits::Insert(const Unit& unit) {
  if (context_.known != nullptr) context_.known->changes().AddAll();
  DigestFields stored;
  Query query(context_.connection, kInsertUnit);
  query.Id(unit.id).Cover(stored);
  BindFields(unit, query);
  const Result result = query.RunForResult();
  if (result == Result::kUnique) return IdTaken();
  if (!IsOk(result)) return ToStatus(result);
  RUJUKAN_TRY(InsertPlaces(unit));
  return audit_.Changed(AuditAction::kCreate, RecordOf(unit.id), unit.version, stored);
}

absl::Status SqlUnits::InsertPlaces(const Unit& unit) {
  for (const auto& [kind, region] : PlacesOf(unit)) {
    Query query(context_.connection, kInsertUnitPlace);
    RUJUKAN_TRY(query.Code(kind).Text(region).Id(unit.id).Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> SqlUnits::IsIndexed(const Unit& unit) {
  Query query(context_.connection, kListUnitPlaces);
  RUJUKAN_TRY_ASSIGN(const std::vector<Place> places, ReadRows<Place>(query.Id(unit.id), [](Query& row) -> absl::StatusOr<Place> {
                       const auto kind = row.GetCode<UnitKind>();
                       return Place(kind, row.GetText());
                     }));
  return std::set<Place>(places.begin(), places.end()) == PlacesOf(unit);
}

absl::StatusOr<std::optional<Unit>> SqlUnits::Find(const UnitId& id) {
  if (context_.known != nullptr) {
    if (const auto known = context_.known->FindUnit(id)) return *known;
  }
  Query query(context_.connection, kFindUnit);
  RUJUKAN_TRY_ASSIGN(std::optional<Unit> unit, ReadOne<Unit>(query.Id(id), ReadUnit));
  if (context_.known != nullptr) context_.known->KeepUnit(id, unit);
  return unit;
}

absl::StatusOr<std::vector<Unit>> SqlUnits::FindAll(std::span<const UnitId> ids) {
  std::vector<Unit> units;
  std::vector<UnitId> unread;
  for (const UnitId& id : std::set<UnitId>(ids.begin(), ids.end())) {
    const auto known = context_.known == nullptr ? std::nullopt : context_.known->FindUnit(id);
    if (!known) {
      unread.push_back(id);
    } else if (*known) {
      units.push_back(**known);
    }
  }
  for (std::span<const UnitId> left = unread; !left.empty();) {
    const std::span<const UnitId> some = left.first(std::min(left.size(), kListedMax));
    Query query(context_.connection, kFindUnits);
    query.Listed(kListedMax, some, [&](const UnitId& id) { query.Id(id); });
    RUJUKAN_TRY_ASSIGN(const std::vector<Unit> found, ReadRows<Unit>(query, ReadUnit));
    if (context_.known != nullptr) {
      for (const UnitId& id : some) {
        const auto unit = std::find_if(found.begin(), found.end(), [&](const Unit& one) { return one.id == id; });
        context_.known->KeepUnit(id, unit == found.end() ? std::nullopt : std::optional<Unit>(*unit));
      }
    }
    units.insert(units.end(), found.begin(), found.end());
    left = left.subspan(some.size());
  }
  return units;
}

absl::Status SqlUnits::Update(const Unit& unit) {
  if (context_.known != nullptr) context_.known->changes().AddAll();
  DigestFields stored;
  Query query(context_.connection, kUpdateUnit);
  query.Cover(stored);
  BindFields(unit, query);
  RUJUKAN_TRY(query.Uncover().Id(unit.id).Int(unit.version - 1).RunOnOneRow());
  Query places(context_.connection, kDeleteUnitPlaces);
  RUJUKAN_TRY(places.Id(unit.id).Run());
  RUJUKAN_TRY(InsertPlaces(unit));
  return audit_.Changed(AuditAction::kChange, RecordOf(unit.id), unit.version, stored);
}

absl::StatusOr<std::vector<Unit>> SqlUnits::List(UnitKind kind, std::string_view region, const PageRequest& page) {
  Query query(context_.connection, kListUnits);
  return ReadRows<Unit>(query.Code(kind).Text(region).Blob(AfterInOrder(page)).Size(page.size), ReadUnit);
}

}  // namespace rujukan::sql
