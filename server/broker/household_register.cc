#include "server/broker/household_register.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/domain/region.h"
#include "server/domain/text.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// Households that may share one number before the rest is not looked at. A card number or NIK repeated more often is a placeholder.
constexpr std::size_t kSameNumberMax = 100;
// Households opened at once while looking for a name in a village.
constexpr std::size_t kVillagePageSize = 500;

// An id that tells not when it was chosen: beside an alert of the same minute it would tell whose household it is. A UUID of
// version 8, as good as random.
HouseholdId TimelessId(const Workplace& work) {
  std::string bytes = work.sealer.Mac("household id", work.ids.NewUuid()).substr(0, 16);
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0F) | 0x80);
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3F) | 0x80);
  std::string id = absl::BytesToHexString(bytes);
  for (const std::size_t dash : {20u, 16u, 12u, 8u}) id.insert(dash, "-");
  return HouseholdId(id);
}

bool InScope(const Caller& caller, std::string_view region) { return Within(region, caller.region_scope); }

absl::StatusOr<Household> VisibleHousehold(const HouseholdId& id, const Caller& caller, Transaction& transaction) {
  RUJUKAN_TRY_ASSIGN(Household household, Existing(transaction.households().Find(id)));
  if (!InScope(caller, household.region)) return NotFound();
  return household;
}

Violations FaultsOfRequest(const Household& household) {
  Violations faults = FaultsOf(household);
  for (Violation& fault : faults) fault.field.insert(0, "household.");
  return faults;
}

// A write of a household, answered by the household as it then is.
absl::StatusOr<Household> WriteHousehold(const Workplace& work, const WriteRequest& request,
                                         absl::FunctionRef<absl::StatusOr<HouseholdId>(Transaction&)> act) {
  Household household;
  RUJUKAN_TRY(Once(
      work, request,
      [&](Transaction& transaction) -> absl::StatusOr<std::string> {
        RUJUKAN_TRY_ASSIGN(const HouseholdId id, act(transaction));
        return NameOf(id);
      },
      [&](Transaction& transaction, const std::string& resource) {
        return MoveInto(household, VisibleHousehold(HouseholdId(IdIn(resource)), request.caller, transaction));
      }));
  return household;
}

// Changes a household whose etag the caller knows: `change` alters it in memory.
absl::StatusOr<Household> ChangeHousehold(const Workplace& work, const WriteRequest& request, const HouseholdId& id,
                                          std::string_view etag, absl::FunctionRef<absl::Status(Household&)> change) {
  const absl::Time now = work.clock.Now();
  return WriteHousehold(work, request, [&](Transaction& transaction) -> absl::StatusOr<HouseholdId> {
    RUJUKAN_TRY_ASSIGN(Household household, VisibleHousehold(id, request.caller, transaction));
    if (etag != EtagOf(work.sealer, NameOf(id), household.version)) return EtagStale();
    RUJUKAN_TRY(change(household));
    ++household.version;
    household.update_time = now;
    RUJUKAN_TRY(transaction.households().Update(household));
    return id;
  });
}

// True when every word is part of one member's name.
bool HasMemberNamed(const Household& household, const std::vector<std::string>& words) {
  return std::any_of(household.members.begin(), household.members.end(), [&](const Person& person) {
    const std::string name = absl::AsciiStrToLower(person.full_name);
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) { return absl::StrContains(name, word); });
  });
}

// Reads a page with `list`, and keeps of it what `keep` says, which is what the caller has then read.
absl::StatusOr<HouseholdRegister::Page> ReadPage(
    const Workplace& work, const Caller& caller, const PageRequest& page,
    absl::FunctionRef<absl::StatusOr<std::vector<Household>>(Transaction&, const PageRequest&)> list,
    absl::FunctionRef<bool(const Household&)> keep) {
  HouseholdRegister::Page result;
  const Deed deed = DeedOf(caller, "HouseholdService/ListHouseholds", work.clock.Now());
  RUJUKAN_TRY(work.store.Transact([&](Transaction& transaction) -> absl::Status {
    result = {};
    // One more than asked shows whether another page follows.
    RUJUKAN_TRY_ASSIGN(std::vector<Household> households, list(transaction, {page.size + 1, page.after}));
    if (households.size() > page.size) {
      households.resize(page.size);
      result.next_after = households.back().id.value;
    }
    std::erase_if(households, [&](const Household& household) { return !keep(household); });
    std::vector<RecordName> read;
    for (const Household& household : households) read.push_back(RecordOf(household.id));
    result.households = std::move(households);
    return RecordReading(deed, std::move(read), transaction);
  }));
  return result;
}

// -- Import -----------------------------------------------------------------------------------------------------------------

using Verdict = HouseholdRegister::Verdict;

bool HasNik(const Household& household, std::string_view nik) {
  return std::any_of(household.members.begin(), household.members.end(), [&](const Person& member) { return member.nik == nik; });
}

bool HasPerson(const Household& household, const Person& person) {
  return std::any_of(household.members.begin(), household.members.end(),
                     [&](const Person& member) { return SamePerson(member, person); });
}

// Where a person without any number is looked for.
std::string PlaceAndName(const Household& household, const Person& person) {
  return absl::AsciiStrToLower(absl::StrCat(household.region, "\n", household.address, "\n", person.full_name));
}

// Takes the rows of one batch. Every household is read at most once and written at most once, whatever the order of its rows.
class RowImporter {
 public:
  // `ids` are for the households to be made, at least as many as rows.
  RowImporter(const Caller& caller, const Sealer& sealer, const std::vector<HouseholdId>& ids, absl::Time now,
              Transaction& transaction)
      : caller_(caller), sealer_(sealer), ids_(ids), now_(now), transaction_(transaction) {}

  // Until the transaction ends nobody else imports into the villages of these rows: a household that is not there is not being
  // made.
  absl::Status HoldVillages(const std::vector<HouseholdRow>& rows) {
    std::set<std::string> villages;
    for (const HouseholdRow& row : rows) villages.insert(ReadHouseholdRow(row, TodayInIndonesia(now_)).household.region);
    for (const std::string& village : villages) {
      if (village.empty() || !InScope(caller_, village)) continue;
      RUJUKAN_TRY_ASSIGN(const bool is_known, IsKnownRegion(village));
      if (is_known) RUJUKAN_TRY(transaction_.regions().Hold(village));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Verdict> Take(const HouseholdRow& row) {
    ReadRow read = ReadHouseholdRow(row, TodayInIndonesia(now_));
    Verdict verdict;
    verdict.line_number = row.line_number;
    RUJUKAN_TRY(CheckPlace(read));
    if (read.errors.empty()) RUJUKAN_TRY(Merge(read, verdict));
    verdict.rejected = !read.errors.empty();
    verdict.errors = std::move(read.errors);
    verdict.warnings = std::move(read.warnings);
    return verdict;
  }

  // True when a household is now what it was before the batch.
  bool IsUntouched(const HouseholdId& id) const {
    const Entry& entry = entries_.at(id);
    return !entry.is_new && SameContent(entry.before, entry.household);
  }

  bool IsNew(const HouseholdId& id) const { return entries_.at(id).is_new; }

  absl::Status Write() {
    for (auto& [id, entry] : entries_) {
      if (IsUntouched(id)) continue;
      RUJUKAN_TRY(entry.is_new ? transaction_.households().Insert(entry.household) : Update(entry.household));
    }
    return absl::OkStatus();
  }

 private:
  struct Entry {
    Household household;
    // As it was in the store.
    Household before;
    bool is_new = false;
  };
  using Ids = std::set<HouseholdId>;

  // Adds an error when the village is not the caller's or not known.
  absl::Status CheckPlace(ReadRow& read) {
    const std::string& region = read.household.region;
    if (region.empty()) return absl::OkStatus();
    if (!InScope(caller_, region)) {
      read.errors.push_back({"region", "REGION_OUT_OF_SCOPE", ""});
      return absl::OkStatus();
    }
    RUJUKAN_TRY_ASSIGN(const bool is_known, IsKnownRegion(region));
    if (!is_known) read.errors.push_back({"region", "REGION_UNKNOWN", ""});
    return absl::OkStatus();
  }

  absl::StatusOr<bool> IsKnownRegion(const std::string& region) {
    const auto checked = known_regions_.find(region);
    if (checked != known_regions_.end()) return checked->second;
    const absl::Status known = CheckRegion(transaction_, region, now_);
    if (!known.ok() && known != RegionUnknown()) return known;
    return known_regions_[region] = known.ok();
  }

  // Merges a row without errors into its household, made when there is none.
  absl::Status Merge(ReadRow& read, Verdict& verdict) {
    const Household& row = read.household;
    const Person& person = row.members.front();
    RUJUKAN_TRY(LoadSameNik(person.nik));
    RUJUKAN_TRY_ASSIGN(const std::optional<HouseholdId> found, FindHousehold(row));

    const HouseholdId id = found.value_or(ids_[next_id_]);
    Household merged = found ? entries_.at(id).household : NewHousehold(id, row.region);
    verdict.result = MergeRow(merged, row);
    if (merged.members.size() > kHouseholdMembersMax) {
      read.errors.push_back({"full_name", "TOO_MANY", absl::StrCat(kHouseholdMembersMax)});
      return absl::OkStatus();
    }
    if (!found) {
      verdict.result = RowResult::kCreated;
      entries_[id].is_new = true;
      ++next_id_;
    }
    verdict.household = id;
    entries_[id].household = std::move(merged);
    Index(id, row);
    WarnOfNik(id, person.nik, read.warnings);
    return absl::OkStatus();
  }

  Household NewHousehold(const HouseholdId& id, const std::string& region) const {
    Household household;
    household.id = id;
    household.unit = caller_.unit;
    household.region = region;
    household.version = FirstVersion(sealer_, id);
    household.create_time = household.update_time = now_;
    return household;
  }

  // The household of a row: by card; by NIK among those without a card; without any number by name, birth date and address.
  absl::StatusOr<std::optional<HouseholdId>> FindHousehold(const Household& row) {
    const Person& person = row.members.front();
    if (!row.family_card_number.empty()) {
      RUJUKAN_TRY(LoadSameCard(row.family_card_number));
      const auto by_card = FirstOf(by_card_[row.family_card_number], [&](const Household& household) {
        return household.region == row.region && household.family_card_number == row.family_card_number;
      });
      if (by_card) return by_card;
      return FirstOf(by_nik_[person.nik], [&](const Household& household) {
        return household.region == row.region && household.family_card_number.empty() && HasPerson(household, person);
      });
    }
    const auto is_of_person = [&](const Household& household) {
      return household.region == row.region && HasPerson(household, person);
    };
    if (!person.nik.empty()) return FirstOf(by_nik_[person.nik], is_of_person);
    RUJUKAN_TRY(LoadVillage(row.region));
    const Ids& namesakes = by_name_[PlaceAndName(row, person)];
    RUJUKAN_TRY(Load(namesakes));
    return FirstOf(namesakes, is_of_person);
  }

  template <typename Accept>
  std::optional<HouseholdId> FirstOf(const Ids& ids, Accept accept) const {
    const auto found =
        std::find_if(ids.begin(), ids.end(), [&](const HouseholdId& id) { return accept(entries_.at(id).household); });
    if (found == ids.end()) return std::nullopt;
    return *found;
  }

  absl::Status LoadSameCard(const std::string& number) {
    if (!loaded_cards_.insert(number).second) return absl::OkStatus();
    return Adopt(transaction_.households().FindByFamilyCard(number, {.size = kSameNumberMax, .after = ""}), by_card_[number]);
  }

  absl::Status LoadSameNik(const std::string& nik) {
    if (nik.empty() || !loaded_niks_.insert(nik).second) return absl::OkStatus();
    return Adopt(transaction_.households().FindByNik(nik, {.size = kSameNumberMax, .after = ""}), by_nik_[nik]);
  }

  // Puts what the store knows beside what the batch has changed already, which stays.
  absl::Status Adopt(absl::StatusOr<std::vector<Household>> found, Ids& ids) {
    RUJUKAN_TRY_ASSIGN(std::vector<Household> households, std::move(found));
    for (Household& household : households) {
      ids.insert(household.id);
      Keep(std::move(household));
    }
    return absl::OkStatus();
  }

  absl::Status Load(const Ids& ids) {
    for (const HouseholdId& id : ids) {
      if (entries_.contains(id)) continue;
      RUJUKAN_TRY_ASSIGN(Household household, Existing(transaction_.households().Find(id)));
      Keep(std::move(household));
    }
    return absl::OkStatus();
  }

  void Keep(Household household) {
    const auto [entry, is_first] = entries_.try_emplace(household.id);
    if (!is_first) return;
    entry->second.before = household;
    entry->second.household = std::move(household);
  }

  // There is no index of names, on purpose: the households of the one village are opened, and only where they live is remembered.
  absl::Status LoadVillage(const std::string& region) {
    if (!loaded_villages_.insert(region).second) return absl::OkStatus();
    PageRequest page = {.size = kVillagePageSize, .after = ""};
    while (true) {
      RUJUKAN_TRY_ASSIGN(const std::vector<Household> households, transaction_.households().List(region, page));
      const bool is_last = households.size() < page.size;
      if (!is_last) page.after = households.back().id.value;
      for (const Household& household : households) {
        for (const Person& member : household.members) by_name_[PlaceAndName(household, member)].insert(household.id);
      }
      if (is_last) return absl::OkStatus();
    }
  }

  // Later rows of the batch find the household by what this row says.
  void Index(const HouseholdId& id, const Household& row) {
    const Person& person = row.members.front();
    if (!row.family_card_number.empty()) by_card_[row.family_card_number].insert(id);
    if (!person.nik.empty()) by_nik_[person.nik].insert(id);
    by_name_[PlaceAndName(row, person)].insert(id);
  }

  // Only of households that the caller may see: nobody learns here that a person is registered elsewhere.
  void WarnOfNik(const HouseholdId& id, const std::string& nik, Violations& warnings) const {
    if (nik.empty()) return;
    const auto& members = entries_.at(id).household.members;
    const auto count = std::count_if(members.begin(), members.end(), [&](const Person& member) { return member.nik == nik; });
    if (count > 1) warnings.push_back({"nik", "NIK_TWICE_IN_HOUSEHOLD", ""});
    const bool is_elsewhere = FirstOf(by_nik_.at(nik), [&](const Household& household) {
                                return household.id != id && InScope(caller_, household.region) && HasNik(household, nik);
                              }).has_value();
    if (is_elsewhere) warnings.push_back({"nik", "NIK_IN_OTHER_HOUSEHOLD", ""});
  }

  absl::Status Update(Household& household) {
    ++household.version;
    household.update_time = now_;
    return transaction_.households().Update(household);
  }

  const Caller& caller_;
  const Sealer& sealer_;
  const std::vector<HouseholdId>& ids_;
  const absl::Time now_;
  Transaction& transaction_;
  std::size_t next_id_ = 0;
  std::map<HouseholdId, Entry> entries_;
  std::map<std::string, Ids> by_card_, by_nik_, by_name_;
  std::set<std::string> loaded_cards_, loaded_niks_, loaded_villages_;
  std::map<std::string, bool> known_regions_;
};

}  // namespace

std::int64_t FirstVersion(const Sealer& sealer, const HouseholdId& id) {
  const std::string bytes = sealer.Mac("household version", id.value);
  std::int64_t version = 1;
  for (std::size_t i = 0; i < 4; ++i) version = version * 256 + static_cast<unsigned char>(bytes[i]);
  return version;
}

absl::StatusOr<Household> HouseholdRegister::Create(const WriteRequest& request, Household household) {
  if (household.id.empty()) household.id = TimelessId(work_);
  household.unit = request.caller.unit;
  household.flags.clear();
  household.version = FirstVersion(work_.sealer, household.id);
  household.create_time = household.update_time = work_.clock.Now();
  const WriteRequest checked = WithViolations(request, FaultsOfRequest(household));
  return WriteHousehold(work_, checked, [&](Transaction& transaction) -> absl::StatusOr<HouseholdId> {
    if (!InScope(request.caller, household.region)) return RegionOutOfScope();
    RUJUKAN_TRY(CheckRegion(transaction, household.region, household.create_time));
    RUJUKAN_TRY(transaction.households().Insert(household));
    return household.id;
  });
}

absl::StatusOr<Household> HouseholdRegister::Get(const Caller& caller, const HouseholdId& id) {
  Household household;
  const Deed deed = DeedOf(caller, "HouseholdService/GetHousehold", work_.clock.Now());
  RUJUKAN_TRY(work_.store.Transact([&](Transaction& transaction) -> absl::Status {
    RUJUKAN_TRY(MoveInto(household, VisibleHousehold(id, caller, transaction)));
    return RecordReading(deed, {RecordOf(id)}, transaction);
  }));
  return household;
}

absl::StatusOr<HouseholdRegister::Page> HouseholdRegister::List(const Caller& caller, std::string_view region,
                                                                std::string_view member_name, const PageRequest& page) {
  if (!InScope(caller, region)) return RegionOutOfScope();
  const std::vector<std::string> words =
      absl::StrSplit(absl::AsciiStrToLower(absl::string_view(member_name.data(), member_name.size())), ' ', absl::SkipEmpty());
  return ReadPage(
      work_, caller, page,
      [&](Transaction& transaction, const PageRequest& wanted) { return transaction.households().List(region, wanted); },
      [&](const Household& household) { return words.empty() || HasMemberNamed(household, words); });
}

absl::StatusOr<HouseholdRegister::Page> HouseholdRegister::FindByFamilyCard(const Caller& caller, std::string_view number,
                                                                            const PageRequest& page) {
  return ReadPage(
      work_, caller, page,
      [&](Transaction& transaction, const PageRequest& wanted) {
        return transaction.households().FindByFamilyCard(number, wanted);
      },
      [&](const Household& household) { return InScope(caller, household.region); });
}

absl::StatusOr<HouseholdRegister::Page> HouseholdRegister::FindByNik(const Caller& caller, std::string_view nik,
                                                                     const PageRequest& page) {
  return ReadPage(
      work_, caller, page,
      [&](Transaction& transaction, const PageRequest& wanted) { return transaction.households().FindByNik(nik, wanted); },
      [&](const Household& household) { return InScope(caller, household.region); });
}

absl::StatusOr<Household> HouseholdRegister::Update(const WriteRequest& request, Household household, std::string_view etag) {
  const WriteRequest checked = WithViolations(request, FaultsOfRequest(household));
  return ChangeHousehold(work_, checked, household.id, etag, [&](Household& present) {
    Household changed = household;
    changed.unit = present.unit;
    changed.region = present.region;
    changed.flags = std::move(present.flags);
    changed.version = present.version;
    changed.create_time = present.create_time;
    present = std::move(changed);
    return absl::OkStatus();
  });
}

absl::StatusOr<Household> HouseholdRegister::Flag(const WriteRequest& request, const HouseholdId& id, std::string_view etag,
                                                  std::vector<HouseholdFlag> flags) {
  for (HouseholdFlag& flag : flags) flag.create_time = work_.clock.Now();
  return ChangeHousehold(work_, request, id, etag, [&](Household& household) {
    if (household.flags.size() + flags.size() > kHouseholdFlagsMax) return RecordFull(absl::StrCat(kHouseholdFlagsMax));
    household.flags.insert(household.flags.end(), flags.begin(), flags.end());
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<Verdict>> HouseholdRegister::Import(const WriteRequest& request, const std::vector<HouseholdRow>& rows) {
  const absl::Time now = work_.clock.Now();
  // Made outside the closure, which must be the same each time it is run.
  std::vector<HouseholdId> ids(rows.size());
  for (HouseholdId& id : ids) id = TimelessId(work_);

  std::vector<Verdict> verdicts;
  const auto import = [&](Transaction& transaction, bool again) -> absl::Status {
    verdicts.clear();
    RowImporter importer(request.caller, work_.sealer, ids, now, transaction);
    if (!again) RUJUKAN_TRY(importer.HoldVillages(rows));
    for (const HouseholdRow& row : rows) {
      RUJUKAN_TRY_ASSIGN(Verdict verdict, importer.Take(row));
      verdicts.push_back(std::move(verdict));
    }
    for (Verdict& verdict : verdicts) {
      if (verdict.rejected) continue;
      if (again || importer.IsUntouched(verdict.household)) verdict.result = RowResult::kUnchanged;
      if (again && importer.IsNew(verdict.household)) verdict.household = HouseholdId();
    }
    return again ? absl::OkStatus() : importer.Write();
  };
  RUJUKAN_TRY(OnceOrAgain(work_, request, import));
  return verdicts;
}

}  // namespace rujukan
