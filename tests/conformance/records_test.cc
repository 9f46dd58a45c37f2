// Every record comes back as it was given, found by each of its keys, and refused by name when a key is taken.
#include <functional>
#include <limits>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/domain/errors.h"
#include "server/domain/try.h"
#include "tests/conformance/store_under_test.h"
#include "tests/testing/empty_database.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StoreRecords : public StoreTest {
 protected:
  template <typename Found>
  static std::string Text(const Found& found) {
    return found.has_value() ? Described(*found) : "none";
  }
  static PageRequest Page() { return {.size = 100, .after = ""}; }
};
RUJUKAN_FOR_EVERY_STORE(StoreRecords);

std::vector<std::string> HoursAheadOn(std::string_view server) {
  return EmptyDatabase(server).Ask("SELECT TIMESTAMPDIFF(HOUR, UTC_TIMESTAMP(), NOW())");
}

TEST_P(StoreRecords, KeepAUnit) {
  Unit unit = make.MakeUnit();
  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Insert(unit); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.units().Find(unit.id); })), Described(unit));

  unit.kind = UnitKind::kDinasSosial;
  unit.display_name = "Dinas Sosial Maros";
  unit.region = "73.09";
  unit.supervising_unit = UnitId();
  unit.service_offers.clear();
  unit.welfare_programs.clear();
  unit.coverage_regions.clear();
  unit.duty_phone.clear();
  unit.active = false;
  unit.version = 2;
  unit.update_time += absl::Microseconds(1);
  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Update(unit); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.units().Find(unit.id); })), Described(unit));
}

TEST_P(StoreRecords, FindSeveralUnitsTogether) {
  std::vector<UnitId> ids;
  std::vector<std::string> expected;
  for (int i = 0; i < 6; ++i) {
    ids.push_back(StoredUnit());
    expected.push_back(Text(Get([&](Transaction& t) { return t.units().Find(ids.back()); })));
  }
  StoredUnit();
  ids.insert(ids.end(), {make.NewId<UnitId>(), UnitId(), UnitId("no id"), ids.front()});
  std::vector<std::string> found;
  for (const Unit& unit : Get([&](Transaction& t) { return t.units().FindAll(ids); })) found.push_back(Described(unit));
  EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(expected));
  EXPECT_TRUE(Get([&](Transaction& t) { return t.units().FindAll({}); }).empty());
}

TEST_P(StoreRecords, KeepAnOfficerFoundByIdAndByName) {
  Officer officer = StoredOfficer(StoredUnit(), "siti.contoh");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.officers().Find(officer.id); })), Described(officer));
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.officers().FindBySignInName("siti.contoh"); })), Described(officer));
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.officers().FindBySignInName("siti"); })), "none");

  officer.disabled = true;
  officer.assignments.clear();
  officer.version = 2;
  EXPECT_EQ(Do([&](Transaction& t) { return t.officers().Update(officer); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.officers().Find(officer.id); })), Described(officer));
}

TEST_P(StoreRecords, TellATakenIdFromATakenSignInName) {
  const Officer officer = StoredOfficer(StoredUnit(), "siti");
  Officer same_id = make.MakeOfficer(officer.unit, "budi");
  same_id.id = officer.id;
  EXPECT_EQ(Do([&](Transaction& t) { return t.officers().Insert(same_id); }), "ID_TAKEN");
  Officer same_name = make.MakeOfficer(officer.unit, "siti");
  EXPECT_EQ(Do([&](Transaction& t) { return t.officers().Insert(same_name); }), "SIGN_IN_NAME_TAKEN");
  same_name.sign_in_name = "budi";
  EXPECT_EQ(Do([&](Transaction& t) { return t.officers().Insert(same_name); }), "OK");
  same_name.sign_in_name = "siti";
  ++same_name.version;
  EXPECT_EQ(Do([&](Transaction& t) { return t.officers().Update(same_name); }), "SIGN_IN_NAME_TAKEN");
}

TEST_P(StoreRecords, RefuseAnIdThatIsTaken) {
  const UnitId unit = StoredUnit();
  Unit other = make.MakeUnit();
  other.id = unit;
  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Insert(other); }), "ID_TAKEN");
  const Household household = make.MakeHousehold(unit);
  EXPECT_EQ(Do([&](Transaction& t) { return t.households().Insert(household); }), "OK");
  EXPECT_EQ(Do([&](Transaction& t) { return t.households().Insert(household); }), "ID_TAKEN");
  const CaseFile case_file = make.MakeCaseFile(unit);
  EXPECT_EQ(Do([&](Transaction& t) { return t.case_files().Insert(case_file); }), "OK");
  EXPECT_EQ(Do([&](Transaction& t) { return t.case_files().Insert(case_file); }), "ID_TAKEN");
  const Referral referral = StoredReferral(unit, unit);
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Insert(referral, SealedPacket()); }), "ID_TAKEN");
}

TEST_P(StoreRecords, GoOnAfterARefusedInsertInTheSameTransaction) {
  const UnitId unit = StoredUnit();
  Unit same = make.MakeUnit();
  same.id = unit;
  const Unit other = make.MakeUnit();
  EXPECT_EQ(Do([&](Transaction& t) {
              EXPECT_EQ(Reason(t.units().Insert(same)), "ID_TAKEN");
              return t.units().Insert(other);
            }),
            "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.units().Find(other.id); })), Described(other));
}

TEST_P(StoreRecords, KeepSessionsUntilTheyEnd) {
  const Officer officer = StoredOfficer(StoredUnit(), "siti");
  const std::string digest = std::string("\0\xFF'\"\n", 5) + std::string(27, 'x');
  Session session = make.MakeSession(officer, digest);
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().Insert(session); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.sessions().Find(digest); })), Described(session));
  session.last_used_time += absl::Minutes(5);
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().SetLastUsed(digest, session.last_used_time); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.sessions().Find(digest); })), Described(session));
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().Delete(digest); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.sessions().Find(digest); })), "none");
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().Delete(digest); }), "OK");
}

TEST_P(StoreRecords, FindASessionWithWhatItsOfficerAndUnitAreNow) {
  Officer officer = StoredOfficer(StoredUnit(), "siti");
  const Session session = make.MakeSession(officer, "digest");
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().Insert(session); }), "OK");
  const auto unit = Get([&](Transaction& t) { return t.units().Find(officer.unit); });
  for (const bool disabled : {officer.disabled, !officer.disabled}) {
    officer.disabled = disabled;
    ++officer.version;
    EXPECT_EQ(Do([&](Transaction& t) { return t.officers().Update(officer); }), "OK");
    const auto acting = Get([&](Transaction& t) { return t.sessions().FindActing("digest"); });
    ASSERT_TRUE(acting.has_value());
    EXPECT_EQ(Described(acting->session), Described(session));
    EXPECT_EQ(acting->officer_disabled, disabled);
    EXPECT_EQ(acting->unit_kind, unit->kind);
    EXPECT_EQ(acting->unit_region, unit->region);
  }
  EXPECT_FALSE(Get([&](Transaction& t) { return t.sessions().FindActing("another"); }).has_value());
}

TEST_P(StoreRecords, EndAllSessionsOfAnOfficerButOne) {
  const UnitId unit = StoredUnit();
  const Officer siti = StoredOfficer(unit, "siti");
  const Officer budi = StoredOfficer(unit, "budi");
  EXPECT_EQ(Do([&](Transaction& t) {
              absl::Status status = t.sessions().Insert(make.MakeSession(siti, "a"));
              status.Update(t.sessions().Insert(make.MakeSession(siti, "b")));
              status.Update(t.sessions().Insert(make.MakeSession(budi, "c")));
              status.Update(t.sessions().DeleteOf(siti.id, "b"));
              return status;
            }),
            "OK");
  EXPECT_FALSE(Get([&](Transaction& t) { return t.sessions().Find("a"); }).has_value());
  EXPECT_TRUE(Get([&](Transaction& t) { return t.sessions().Find("b"); }).has_value());
  EXPECT_TRUE(Get([&](Transaction& t) { return t.sessions().Find("c"); }).has_value());
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().DeleteOf(siti.id, ""); }), "OK");
  EXPECT_FALSE(Get([&](Transaction& t) { return t.sessions().Find("b"); }).has_value());
}

TEST_P(StoreRecords, RemoveExpiredSessionsOldestFirstAndNoMoreThanAsked) {
  const Officer officer = StoredOfficer(StoredUnit(), "siti");
  for (const int hours : {3, 1, 2}) {
    Session session = make.MakeSession(officer, std::to_string(hours));
    session.expire_time = clock.Now() + absl::Hours(hours);
    EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().Insert(session); }), "OK");
  }
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().DeleteExpired(clock.Now() + absl::Hours(3), 1); }), "OK");
  EXPECT_FALSE(Get([&](Transaction& t) { return t.sessions().Find("1"); }).has_value());
  EXPECT_TRUE(Get([&](Transaction& t) { return t.sessions().Find("2"); }).has_value());
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().DeleteExpired(clock.Now() + absl::Hours(3), 10); }), "OK");
  EXPECT_FALSE(Get([&](Transaction& t) { return t.sessions().Find("2"); }).has_value());
  EXPECT_TRUE(Get([&](Transaction& t) { return t.sessions().Find("3"); }).has_value());
}

TEST_P(StoreRecords, CountFailedAttemptsToSignIn) {
  EXPECT_FALSE(Get([&](Transaction& t) { return t.sessions().FindAttempts("mac"); }).has_value());
  SignInAttempts attempts{.name_mac = "mac", .failures = 1, .not_before = absl::InfinitePast()};
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().PutAttempts(attempts, 0); }), "OK");
  EXPECT_EQ(Get([&](Transaction& t) { return t.sessions().FindAttempts("mac"); })->not_before, absl::InfinitePast());
  attempts.failures = 5;
  attempts.not_before = clock.Now() + absl::Minutes(1);
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().PutAttempts(attempts, 1); }), "OK");
  const auto found = Get([&](Transaction& t) { return t.sessions().FindAttempts("mac"); });
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->failures, 5);
  EXPECT_EQ(found->not_before, attempts.not_before);
  EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().DeleteAttempts("mac"); }), "OK");
  EXPECT_FALSE(Get([&](Transaction& t) { return t.sessions().FindAttempts("mac"); }).has_value());
}

TEST_P(StoreRecords, RefuseToCountFailedAttemptsFromANumberThatIsNoLongerSo) {
  const auto put = [&](int failures, int failures_found) {
    absl::Status status;
    EXPECT_EQ(Do([&](Transaction& t) {
                status =
                    t.sessions().PutAttempts({.name_mac = "mac", .failures = failures, .not_before = clock.Now()}, failures_found);
                return absl::OkStatus();
              }),
              "OK");
    return IsStoreConflict(status) ? std::string("conflict") : Reason(status);
  };
  EXPECT_EQ(put(2, 1), "conflict") << "there are none";
  EXPECT_EQ(put(1, 0), "OK");
  EXPECT_EQ(put(1, 0), "conflict") << "somebody was first";
  EXPECT_EQ(put(2, 1), "OK");
  EXPECT_EQ(put(2, 1), "conflict") << "somebody counted";
  EXPECT_EQ(Get([&](Transaction& t) { return t.sessions().FindAttempts("mac"); })->failures, 2);
}

TEST_P(StoreRecords, ForgetFailedAttemptsOfLongAgoSomeAtATime) {
  const auto kept = [&](const std::string& mac) {
    return Get([&](Transaction& t) { return t.sessions().FindAttempts(mac); }).has_value();
  };
  for (int hours = 1; hours <= 4; ++hours) {
    const SignInAttempts attempts{.name_mac = std::to_string(hours), .failures = 1, .not_before = clock.Now() + absl::Hours(hours)};
    EXPECT_EQ(Do([&](Transaction& t) { return t.sessions().PutAttempts(attempts, 0); }), "OK");
  }
  const auto forget = [&] {
    return Do([&](Transaction& t) { return t.sessions().DeleteOldAttempts(clock.Now() + absl::Hours(4), 2); });
  };
  EXPECT_EQ(forget(), "OK");
  EXPECT_FALSE(kept("1"));
  EXPECT_FALSE(kept("2"));
  EXPECT_TRUE(kept("3"));
  EXPECT_EQ(forget(), "OK");
  EXPECT_FALSE(kept("3"));
  EXPECT_TRUE(kept("4"));
}

TEST_P(StoreRecords, PutARegionOnceOrAgain) {
  Region region{.code = "73.09", .display_name = "Kabupaten Maros", .valid_from = "1959-07-04", .valid_until = ""};
  EXPECT_EQ(Do([&](Transaction& t) { return t.regions().Put(region); }), "OK");
  EXPECT_EQ(Do([&](Transaction& t) { return t.regions().Put(region); }), "OK");
  EXPECT_EQ(Get([&](Transaction& t) { return t.regions().Find("73.09"); }), region);
  region.valid_until = "2030-01-01";
  EXPECT_EQ(Do([&](Transaction& t) { return t.regions().Put(region); }), "OK");
  EXPECT_EQ(Get([&](Transaction& t) { return t.regions().Find("73.09"); }), region);
  EXPECT_EQ(Get([&](Transaction& t) { return t.regions().Find("73.9"); }), std::nullopt);
}

TEST_P(StoreRecords, KeepAHousehold) {
  Household household = make.MakeHousehold(StoredUnit());
  EXPECT_EQ(Do([&](Transaction& t) { return t.households().Insert(household); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.households().Find(household.id); })), Described(household));
  household.members.pop_back();
  household.flags.clear();
  household.address = "";
  household.decile = 0;
  household.version = 2;
  EXPECT_EQ(Do([&](Transaction& t) { return t.households().Update(household); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.households().Find(household.id); })), Described(household));
}

TEST_P(StoreRecords, ShowAHouseholdToWhoeverWritesItAsEverybodyWillSeeIt) {
  Household household = make.MakeHousehold(StoredUnit());
  std::string seen;
  const auto see = [&](Transaction& t) -> absl::Status {
    const auto found = t.households().Find(household.id);
    if (found.ok()) seen = Text(*found);
    return found.status();
  };
  household.create_time += absl::Nanoseconds(1);
  household.update_time = household.flags[0].create_time = household.create_time;
  EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
              const absl::Status inserted = t.households().Insert(household);
              return inserted.ok() ? see(t) : inserted;
            }),
            "OK");
  EXPECT_EQ(seen, Text(Get([&](Transaction& t) { return t.households().Find(household.id); })));

  household.members[0].nik = "";
  household.flags.push_back({.vulnerability = Vulnerability::kDisability, .note = "", .create_time = household.create_time});
  household.update_time += absl::Seconds(1);
  household.version = 2;
  EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
              const absl::Status found = see(t);
              const absl::Status updated = found.ok() ? t.households().Update(household) : found;
              return updated.ok() ? see(t) : updated;
            }),
            "OK");
  EXPECT_EQ(seen, Text(Get([&](Transaction& t) { return t.households().Find(household.id); })));
}

TEST_P(StoreRecords, FindAHouseholdByItsNumbersAsTheyAreNow) {
  Household household = make.MakeHousehold(StoredUnit());
  const std::string card = household.family_card_number;
  const std::string nik = household.members[0].nik;
  EXPECT_EQ(Do([&](Transaction& t) { return t.households().Insert(household); }), "OK");
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByFamilyCard(card, Page()); }), SizeIs(1));
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByNik(nik, Page()); }), SizeIs(1));
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByNik(household.members[1].nik, Page()); }), SizeIs(1));
  // A NIK never matches a No KK.
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByNik(card, Page()); }), IsEmpty());
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByFamilyCard(nik, Page()); }), IsEmpty());
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByNik("", Page()); }), IsEmpty());

  household.family_card_number = "9999990101200002";
  household.members[0].nik = "";
  household.version = 2;
  EXPECT_EQ(Do([&](Transaction& t) { return t.households().Update(household); }), "OK");
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByFamilyCard(card, Page()); }), IsEmpty());
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByFamilyCard("9999990101200002", Page()); }), SizeIs(1));
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByNik(nik, Page()); }), IsEmpty());
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByNik(household.members[1].nik, Page()); }), SizeIs(1));
}

TEST_P(StoreRecords, FindAHouseholdByEachOfManyNumbersAndByNoneThatItHadWithinATransaction) {
  constexpr std::size_t kMembers = 9;
  const auto nik = [](std::string_view prefix, std::size_t member) { return absl::StrCat(std::string(prefix), member); };
  const Household first = make.MakeHousehold(StoredUnit());
  const auto numbered = [&](std::string_view prefix, std::int64_t version) {
    Household household = first;
    household.members.resize(kMembers, household.members.front());
    for (std::size_t i = 0; i < kMembers; ++i) household.members[i].nik = nik(prefix, i);
    household.version = version;
    return household;
  };
  const auto found = [&](std::string_view prefix) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < kMembers; ++i) {
      count += Get([&](Transaction& t) { return t.households().FindByNik(nik(prefix, i), Page()); }).size();
    }
    return count;
  };
  constexpr std::string_view kFirst = "999999410790001";
  constexpr std::string_view kSecond = "999999410790002";
  constexpr std::string_view kThird = "999999410790003";
  EXPECT_EQ(Do([&](Transaction& t) { return t.households().Insert(numbered(kFirst, 1)); }), "OK");
  EXPECT_EQ(found(kFirst), kMembers);
  EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
              absl::Status status = t.households().Find(first.id).status();
              status.Update(t.households().Update(numbered(kSecond, 2)));
              status.Update(t.households().Update(numbered(kThird, 3)));
              // What changes no number leaves them.
              status.Update(t.households().Update(numbered(kThird, 4)));
              return status;
            }),
            "OK");
  EXPECT_EQ(found(kFirst) + found(kSecond), 0);
  EXPECT_EQ(found(kThird), kMembers);
}

TEST_P(StoreRecords, AllowTwoMembersWithOneNumber) {
  Household household = make.MakeHousehold(StoredUnit());
  household.members[1].nik = household.members[0].nik;
  EXPECT_EQ(Do([&](Transaction& t) { return t.households().Insert(household); }), "OK");
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().FindByNik(household.members[0].nik, Page()); }), SizeIs(1));
}

TEST_P(StoreRecords, KeepACaseFile) {
  CaseFile case_file = make.MakeCaseFile(StoredUnit());
  EXPECT_EQ(Do([&](Transaction& t) { return t.case_files().Insert(case_file); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.case_files().Find(case_file.id); })), Described(case_file));
  case_file.stage = CaseFileStage::kClosed;
  case_file.report_time = absl::InfinitePast();
  case_file.household = HouseholdId();
  case_file.referral = ReferralId();
  case_file.version = 2;
  EXPECT_EQ(Do([&](Transaction& t) { return t.case_files().Update(case_file); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.case_files().Find(case_file.id); })), Described(case_file));
}

TEST_P(StoreRecords, KeepAReferral) {
  Referral referral = StoredReferral(StoredUnit(), StoredUnit());
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.referrals().Find(referral.id); })), Described(referral));
  referral.state = ReferralState::kClosed;
  referral.accountable = UnitId();
  referral.due_time = absl::InfiniteFuture();
  referral.due_kind = DueKind::kUnspecified;
  referral.redirected_by = UnitId();
  referral.predecessor = make.NewId<ReferralId>();
  referral.successor = make.NewId<ReferralId>();
  referral.read_by_receiver = true;
  referral.reading_suspended = true;
  referral.view_version = 7;
  referral.version = 2;
  referral.details = ReferralDetails();
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Update(referral); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.referrals().Find(referral.id); })), Described(referral));
}

TEST_P(StoreRecords, ShowATransactionWhatItWroteAsOthersWillReadIt) {
  Referral referral = make.MakeReferral(StoredUnit(), StoredUnit());
  const absl::Duration finer = absl::Nanoseconds(7);
  for (absl::Time* time : {&referral.create_time, &referral.update_time, &referral.view_time, &referral.due_time}) *time += finer;
  Packet newer;
  newer.health.emplace().physical = "Baru";
  std::string inside;
  std::string digest_inside;
  const auto read_inside = [&](Transaction& t) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(const auto found, t.referrals().Find(referral.id));
    inside = Text(found);
    RUJUKAN_TRY_ASSIGN(digest_inside, t.referrals().RecordDigest(referral.id));
    return absl::OkStatus();
  };
  const std::function<absl::Status(Transaction&)> writes[] = {
      [&](Transaction& t) { return t.referrals().Insert(referral, store().SealPacket(referral.id, make.MakePacket())); },
      [&](Transaction& t) { return t.referrals().WriteSections(referral.id, newer); },
      [&](Transaction& t) {
        ++referral.version;
        RUJUKAN_TRY(t.referrals().Update(referral));
        return t.referrals().WriteSections(referral.id, newer);
      },
      [&](Transaction& t) { return t.referrals().DeletePacket(referral.id); }};
  for (const auto& write : writes) {
    EXPECT_EQ(Do([&](Transaction& t) -> absl::Status {
                RUJUKAN_TRY(write(t));
                return read_inside(t);
              }),
              "OK");
    EXPECT_EQ(Text(Get([&](Transaction& t) { return t.referrals().Find(referral.id); })), inside);
    EXPECT_EQ(Get([&](Transaction& t) { return t.referrals().RecordDigest(referral.id); }), digest_inside);
  }
}

TEST_P(StoreRecords, ReadTheSectionsWantedAndNoOther) {
  const Referral referral = StoredReferral(StoredUnit(), StoredUnit());
  const Packet whole = make.MakePacket();
  EXPECT_EQ(Described(Get([&](Transaction& t) { return t.referrals().ReadPacket(referral.id, kAllSections); })), Described(whole));
  Packet two = whole;
  const SectionSet wanted = Bit(PacketSection::kContact) | Bit(PacketSection::kHealth);
  KeepOnly(wanted, two);
  EXPECT_EQ(Described(Get([&](Transaction& t) { return t.referrals().ReadPacket(referral.id, wanted); })), Described(two));
  EXPECT_EQ(SectionsOf(Get([&](Transaction& t) { return t.referrals().ReadPacket(make.NewId<ReferralId>(), kAllSections); })), 0U);
}

TEST_P(StoreRecords, ReplaceSectionsAndRemoveThePacket) {
  const Referral referral = make.MakeReferral(StoredUnit(), StoredUnit());
  Packet packet = make.MakePacket();
  packet.health.reset();
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Insert(referral, store().SealPacket(referral.id, packet)); }), "OK");
  Packet newer;
  newer.need.emplace().purpose = "Tujuan baru";
  newer.health.emplace().physical = "Baru";
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().WriteSections(referral.id, newer); }), "OK");
  }
  Overlay(newer, packet);
  EXPECT_EQ(Described(Get([&](Transaction& t) { return t.referrals().ReadPacket(referral.id, kAllSections); })), Described(packet));
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().DeletePacket(referral.id); }), "OK");
  EXPECT_EQ(SectionsOf(Get([&](Transaction& t) { return t.referrals().ReadPacket(referral.id, kAllSections); })), 0U);
}

TEST_P(StoreRecords, GiveTheDigestOfTheSealedDetailsOfThisVersion) {
  Referral referral = StoredReferral(StoredUnit(), StoredUnit());
  const std::string first = Get([&](Transaction& t) { return t.referrals().RecordDigest(referral.id); });
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(Get([&](Transaction& t) { return t.referrals().RecordDigest(referral.id); }), first);
  referral.version = 2;
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Update(referral); }), "OK");
  EXPECT_NE(Get([&](Transaction& t) { return t.referrals().RecordDigest(referral.id); }), first);
}

TEST_P(StoreRecords, ChainTheEventsOfAReferral) {
  const Referral referral = StoredReferral(StoredUnit(), StoredUnit());
  std::vector<ReferralEvent> given{make.MakeEvent(referral, Move::kCreate), make.MakeEvent(referral, Move::kAsk, "Kapan?"),
                                   make.MakeEvent(referral, Move::kUnspecified)};
  given[0].unit = UnitId();
  given[2].told.clear();
  for (const ReferralEvent& event : given) EXPECT_EQ(Do([&](Transaction& t) { return t.events().Append(event); }), "OK");
  const auto events = Get([&](Transaction& t) { return t.events().List(referral.id, Page()); });
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_TRUE(VerifyChain(events, sealer).ok());
  for (std::size_t i = 0; i < given.size(); ++i) {
    ReferralEvent expected = given[i];
    expected.sequence = static_cast<std::int64_t>(i) + 1;
    expected.text_digest = expected.text.empty() ? "" : sealer.Digest(expected.text);
    expected.previous_hash = i == 0 ? "" : events[i - 1].hash;
    expected.hash = HashOf(expected, sealer);
    EXPECT_EQ(Described(events[i]), Described(expected));
  }
}

TEST_P(StoreRecords, KeepAnInboxEventUnderTheNextNumber) {
  const UnitId unit = StoredUnit();
  InboxEvent event = make.MakeInboxEvent(unit, make.NewId<ReferralId>());
  EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().Append(event); }), "OK");
  event.sequence = 1;
  const auto events = Get([&](Transaction& t) { return t.inboxes().List(unit, 0, 10); });
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(Described(events[0]), Described(event));
}

TEST_P(StoreRecords, KeepAReceiptUnderAllPartsOfItsKey) {
  const Officer officer = StoredOfficer(StoredUnit(), "siti");
  const Receipt receipt = make.MakeReceipt(officer.unit, officer.id, "referrals/x");
  EXPECT_EQ(Do([&](Transaction& t) { return t.receipts().Insert(receipt); }), "OK");
  const auto find = [&](const UnitId& unit, const OfficerId& of, const std::string& method, const std::string& request_id) {
    return Text(Get([&](Transaction& t) { return t.receipts().Find(unit, of, method, request_id); }));
  };
  EXPECT_EQ(find(receipt.unit, receipt.officer, receipt.method, receipt.request_id), Described(receipt));
  EXPECT_EQ(find(make.NewId<UnitId>(), receipt.officer, receipt.method, receipt.request_id), "none");
  EXPECT_EQ(find(receipt.unit, make.NewId<OfficerId>(), receipt.method, receipt.request_id), "none");
  EXPECT_EQ(find(receipt.unit, receipt.officer, "ReferralService/Receive", receipt.request_id), "none");
  EXPECT_EQ(find(receipt.unit, receipt.officer, receipt.method, ids.NewUuid()), "none");
  EXPECT_EQ(Do([&](Transaction& t) {
              EXPECT_TRUE(IsStoreConflict(t.receipts().Insert(receipt)));
              return absl::OkStatus();
            }),
            "OK");
}

TEST_P(StoreRecords, FindNothingUnderIdsOfAnotherCaseOrForm) {
  const UnitId id = StoredUnit();
  std::string upper = id.value;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& other : {upper, id.value + " ", std::string(), std::string("x"), id.value.substr(0, 35)}) {
    EXPECT_EQ(Text(Get([&](Transaction& t) { return t.units().Find(UnitId(other)); })), "none") << other;
  }
}

TEST_P(StoreRecords, TellTextsApartByCaseAccentFormAndTrailingSpace) {
  const UnitId unit = StoredUnit();
  const std::string composed = "ren\xC3\xA9";
  const std::string decomposed = "rene\xCC\x81";
  for (const std::string& name : std::vector<std::string>{"siti", "SITI", "sitì", "siti ", composed, decomposed}) {
    StoredOfficer(unit, name);
  }
  EXPECT_EQ(Get([&](Transaction& t) { return t.officers().FindBySignInName(composed); })->sign_in_name, composed);
  EXPECT_EQ(Get([&](Transaction& t) { return t.officers().FindBySignInName(decomposed); })->sign_in_name, decomposed);
  EXPECT_EQ(Get([&](Transaction& t) { return t.officers().FindBySignInName("siti "); })->sign_in_name, "siti ");
  EXPECT_EQ(Get([&](Transaction& t) { return t.officers().FindBySignInName("SITI"); })->sign_in_name, "SITI");
  std::int64_t number = 0;
  for (const std::string series : {"Desa-1", "desa-1", "desa-1 ", "désa-1"}) {
    EXPECT_EQ(Do([&](Transaction& t) {
                const auto next = t.numbers().Next(series);
                number = next.value_or(0);
                return next.status();
              }),
              "OK");
    EXPECT_EQ(number, 1) << series;
  }
}

TEST_P(StoreRecords, KeepEveryCharacterAsItWasGiven) {
  const std::string composed = "Ren\xC3\xA9";
  const std::string decomposed = "Rene\xCC\x81";
  const std::string four_bytes = "\xF0\x9F\x8F\xA0 \xF0\xAA\x9A\xA5 '\"\\%_;-- \t\n";
  const std::string with_zero("a\0b", 3);
  for (const std::string& text : {composed, decomposed, four_bytes, with_zero}) {
    Unit unit = make.MakeUnit();
    unit.display_name = text;
    Household household = make.MakeHousehold(unit.id);
    household.address = text;
    EXPECT_EQ(Do([&](Transaction& t) {
                absl::Status status = t.units().Insert(unit);
                status.Update(t.households().Insert(household));
                return status;
              }),
              "OK");
    EXPECT_EQ(Get([&](Transaction& t) { return t.units().Find(unit.id); })->display_name, text);
    EXPECT_EQ(Get([&](Transaction& t) { return t.households().Find(household.id); })->address, text);
  }
}

TEST_P(StoreRecords, KeepMicrosecondsAndLargeNumbers) {
  Referral referral = make.MakeReferral(StoredUnit(), StoredUnit());
  referral.view_version = std::numeric_limits<std::int64_t>::max();
  referral.due_time = absl::FromUnixMicros(253402300799999999);
  referral.create_time = absl::FromUnixMicros(-1);
  EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Insert(referral, SealedPacket()); }), "OK");
  EXPECT_EQ(Text(Get([&](Transaction& t) { return t.referrals().Find(referral.id); })), Described(referral));
}

// All of the above on servers that are nine hours ahead of the times that are stored.
TEST(ServerTimeZone, IsAnotherThanOursOnMariaDb) { EXPECT_THAT(HoursAheadOn("MariaDb"), ElementsAre("9")); }
TEST(ServerTimeZone, IsAnotherThanOursOnMySql) { EXPECT_THAT(HoursAheadOn("MySql"), ElementsAre("9")); }

}  // namespace
}  // namespace rujukan::testing
