// Lists: their order, their filters, and pages that neither shift nor repeat while records are added.
#include "gmock/gmock.h"
#include "tests/conformance/store_under_test.h"

namespace rujukan::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StoreLists : public StoreTest {
 protected:
  static std::vector<ReferralId> IdsOf(const std::vector<Referral>& referrals) {
    std::vector<ReferralId> found;
    for (const Referral& referral : referrals) found.push_back(referral.id);
    return found;
  }

  std::vector<ReferralId> List(const ReferralQuery& query, std::size_t size = 100, const std::string& after = "") {
    return IdsOf(Get([&](Transaction& t) { return t.referrals().List(query, {.size = size, .after = after}); }));
  }

  std::vector<UnitId> Units(UnitKind kind, const std::string& region, std::size_t size = 100, const std::string& after = "") {
    std::vector<UnitId> found;
    for (const Unit& unit : Get([&](Transaction& t) { return t.units().List(kind, region, {.size = size, .after = after}); })) {
      found.push_back(unit.id);
    }
    return found;
  }

  // Closes a referral.
  void Close(Referral referral) {
    referral.state = ReferralState::kClosed;
    referral.accountable = UnitId();
    referral.due_time = absl::InfiniteFuture();
    ++referral.version;
    EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Update(referral); }), "OK");
  }

  // Redirects it to another receiver, under the given id; the successor.
  Referral Redirect(Referral referral, const UnitId& receiver, const ReferralId& id) {
    Referral successor = referral;
    successor.id = id;
    successor.predecessor = referral.id;
    successor.receiver = successor.accountable = receiver;
    successor.version = 1;
    referral.state = ReferralState::kRedirected;
    referral.accountable = UnitId();
    referral.due_time = absl::InfiniteFuture();
    referral.successor = id;
    ++referral.version;
    EXPECT_EQ(Do([&](Transaction& t) {
                absl::Status status = t.referrals().Update(referral);
                status.Update(t.referrals().Insert(successor, store().SealPacket(successor.id, make.MakePacket())));
                return status;
              }),
              "OK");
    return successor;
  }
};
RUJUKAN_FOR_EVERY_STORE(StoreLists);

TEST_P(StoreLists, UnitsById) {
  const UnitId post = StoredUnit(UnitKind::kPuskesos, "73.09.01.2003");
  const UnitId secretariat = StoredUnit(UnitKind::kSlrtSecretariat, "73.09");
  const UnitId elsewhere = StoredUnit(UnitKind::kPuskesos, "73.10.01.2001");
  const UnitId neighbor = StoredUnit(UnitKind::kPuskesos, "73.09.02.2001");
  EXPECT_THAT(Units(UnitKind::kUnspecified, ""), ElementsAre(post, secretariat, elsewhere, neighbor));
  EXPECT_THAT(Units(UnitKind::kUnspecified, "73.09"), ElementsAre(post, secretariat, neighbor));
  EXPECT_THAT(Units(UnitKind::kPuskesos, "73.09"), ElementsAre(post, neighbor));
  EXPECT_THAT(Units(UnitKind::kPuskesos, "73.09.01"), ElementsAre(post));
  EXPECT_THAT(Units(UnitKind::kPuskesos, ""), ElementsAre(post, elsewhere, neighbor));
  EXPECT_THAT(Units(UnitKind::kPolicePpa, ""), IsEmpty());
  EXPECT_THAT(Units(UnitKind::kUnspecified, "73.09.0"), IsEmpty());
  EXPECT_THAT(Units(UnitKind::kUnspecified, "", 2, post.value), ElementsAre(secretariat, elsewhere));
}

TEST_P(StoreLists, AUnitWhereItIsNowAndNotWhereItWas) {
  const UnitId id = StoredUnit(UnitKind::kPuskesos, "73.09.01.2003");
  Unit unit = *Get([&](Transaction& t) { return t.units().Find(id); });
  unit.region = "14.04.04.1005";
  unit.version = 2;
  EXPECT_EQ(Do([&](Transaction& t) { return t.units().Update(unit); }), "OK");
  EXPECT_THAT(Units(UnitKind::kUnspecified, "73"), IsEmpty());
  EXPECT_THAT(Units(UnitKind::kPuskesos, "14.04"), ElementsAre(id));
}

TEST_P(StoreLists, OfficersOfOneUnitById) {
  const UnitId unit = StoredUnit();
  const Officer first = StoredOfficer(unit, "a");
  StoredOfficer(StoredUnit(), "b");
  const Officer second = StoredOfficer(unit, "c");
  const auto list = [&](const std::string& after) {
    std::vector<OfficerId> found;
    for (const auto& officer : Get([&](Transaction& t) { return t.officers().List(unit, {.size = 9, .after = after}); })) {
      found.push_back(officer.id);
    }
    return found;
  };
  EXPECT_THAT(list(""), ElementsAre(first.id, second.id));
  EXPECT_THAT(list(first.id.value), ElementsAre(second.id));
  EXPECT_THAT(list(second.id.value), IsEmpty());
}

TEST_P(StoreLists, RegionsBelowOneByCode) {
  for (const std::string code : {"73", "14", "73.10", "73.09", "73.09.01", "73.09.01.2003"}) {
    const Region region{.code = code, .display_name = code, .valid_from = "", .valid_until = ""};
    EXPECT_EQ(Do([&](Transaction& t) { return t.regions().Put(region); }), "OK");
  }
  const auto list = [&](const std::string& parent, const std::string& after) {
    std::vector<std::string> found;
    for (const auto& region : Get([&](Transaction& t) { return t.regions().List(parent, {.size = 9, .after = after}); })) {
      found.push_back(region.code);
    }
    return found;
  };
  EXPECT_THAT(list("", ""), ElementsAre("14", "73"));
  EXPECT_THAT(list("73", ""), ElementsAre("73.09", "73.10"));
  EXPECT_THAT(list("73", "73.09"), ElementsAre("73.10"));
  EXPECT_THAT(list("73.09.01", ""), ElementsAre("73.09.01.2003"));
  EXPECT_THAT(list("73.09.01.2003", ""), IsEmpty());
}

TEST_P(StoreLists, HouseholdsOfOneVillageAndOfOneNumberById) {
  const UnitId unit = StoredUnit();
  std::vector<HouseholdId> here;
  for (const std::string region : {"73.09.01.2003", "73.09.01.2004", "73.09.01.2003"}) {
    const Household household = make.MakeHousehold(unit, region);
    EXPECT_EQ(Do([&](Transaction& t) { return t.households().Insert(household); }), "OK");
    if (region == "73.09.01.2003") here.push_back(household.id);
  }
  const auto list = [&](const std::string& after) {
    std::vector<HouseholdId> found;
    for (const auto& household :
         Get([&](Transaction& t) { return t.households().List("73.09.01.2003", {.size = 9, .after = after}); })) {
      found.push_back(household.id);
    }
    return found;
  };
  EXPECT_THAT(list(""), ElementsAre(here[0], here[1]));
  EXPECT_THAT(list(here[0].value), ElementsAre(here[1]));
  const auto by_number = [&](std::size_t size, const std::string& after) {
    return Get([&](Transaction& t) { return t.households().FindByFamilyCard("9999990101200001", {.size = size, .after = after}); });
  };
  EXPECT_EQ(by_number(2, "").size(), 2U);
  EXPECT_EQ(by_number(2, by_number(2, "").back().id.value).size(), 1U);
}

TEST_P(StoreLists, CaseFilesNewestFirstAllOrOpen) {
  const UnitId unit = StoredUnit();
  std::vector<CaseFile> files;
  for (int i = 0; i < 3; ++i) {
    files.push_back(make.MakeCaseFile(unit));
    EXPECT_EQ(Do([&](Transaction& t) { return t.case_files().Insert(files.back()); }), "OK");
  }
  files[1].stage = CaseFileStage::kClosed;
  files[1].version = 2;
  EXPECT_EQ(Do([&](Transaction& t) { return t.case_files().Update(files[1]); }), "OK");
  const auto list = [&](bool open_only, const std::string& after) {
    std::vector<CaseFileId> found;
    for (const auto& file :
         Get([&](Transaction& t) { return t.case_files().List(unit, open_only, {.size = 9, .after = after}); })) {
      found.push_back(file.id);
    }
    return found;
  };
  EXPECT_THAT(list(false, ""), ElementsAre(files[2].id, files[1].id, files[0].id));
  EXPECT_THAT(list(true, ""), ElementsAre(files[2].id, files[0].id));
  EXPECT_THAT(list(false, files[2].id.value), ElementsAre(files[1].id, files[0].id));
  EXPECT_THAT(list(true, files[1].id.value), ElementsAre(files[0].id));
}

TEST_P(StoreLists, ReferralsByBoxNewestFirst) {
  const UnitId post = StoredUnit();
  const UnitId office = StoredUnit();
  const Referral first = StoredReferral(post, office);
  const Referral back = StoredReferral(office, post);
  const Referral second = StoredReferral(post, office);
  Close(second);
  EXPECT_THAT(List({.unit = post, .box = ReferralBox::kSent}), ElementsAre(second.id, first.id));
  EXPECT_THAT(List({.unit = post, .box = ReferralBox::kSent, .open_only = true}), ElementsAre(first.id));
  EXPECT_THAT(List({.unit = office, .box = ReferralBox::kReceived}), ElementsAre(second.id, first.id));
  EXPECT_THAT(List({.unit = office, .box = ReferralBox::kReceived, .open_only = true}), ElementsAre(first.id));
  EXPECT_THAT(List({.unit = office, .box = ReferralBox::kAccountable}), ElementsAre(first.id));
  EXPECT_THAT(List({.unit = post, .box = ReferralBox::kAccountable, .open_only = true}), ElementsAre(back.id));
  EXPECT_THAT(List({.unit = post, .box = ReferralBox::kReceived}), ElementsAre(back.id));
}

TEST_P(StoreLists, AChainAsItsNewestMemberOnlyWhenAskedFor) {
  const UnitId post = StoredUnit();
  const UnitId office = StoredUnit();
  const UnitId hospital = StoredUnit();
  const Referral first = StoredReferral(post, office);
  const Referral other = StoredReferral(post, office);
  const Referral tail = Redirect(first, hospital, make.NewId<ReferralId>());
  for (const bool open_only : {false, true}) {
    EXPECT_THAT(List({.unit = post, .box = ReferralBox::kSent, .open_only = open_only, .tails_only = true}),
                ElementsAre(other.id, tail.id))
        << "a redirect does not move the entry in the list";
  }
  EXPECT_THAT(List({.unit = post, .box = ReferralBox::kSent}), ElementsAre(other.id, tail.id, first.id));
  EXPECT_THAT(List({.unit = post, .box = ReferralBox::kSent, .open_only = true}), ElementsAre(other.id, tail.id));
  EXPECT_THAT(List({.unit = office, .box = ReferralBox::kReceived, .tails_only = true}), ElementsAre(other.id));
  EXPECT_THAT(List({.unit = office, .box = ReferralBox::kReceived, .open_only = true, .tails_only = true}), ElementsAre(other.id));
  EXPECT_THAT(List({.unit = hospital, .box = ReferralBox::kAccountable, .tails_only = true}), ElementsAre(tail.id));
}

TEST_P(StoreLists, EveryBoxPageByPageAsInOnePage) {
  const UnitId post = StoredUnit();
  const UnitId office = StoredUnit();
  const UnitId hospital = StoredUnit();
  for (int i = 0; i < 7; ++i) {
    const Referral referral = StoredReferral(post, office);
    if (i % 3 == 1) Redirect(Redirect(referral, hospital, make.NewId<ReferralId>()), office, make.NewId<ReferralId>());
    if (i % 3 == 2) Close(referral);
  }
  for (const UnitId& unit : {post, office, hospital}) {
    for (const ReferralBox box : {ReferralBox::kSent, ReferralBox::kReceived, ReferralBox::kAccountable}) {
      for (const bool open_only : {false, true}) {
        for (const bool tails_only : {false, true}) {
          const ReferralQuery query{.unit = unit, .box = box, .open_only = open_only, .tails_only = tails_only};
          const std::vector<ReferralId> whole = List(query);
          std::vector<ReferralId> paged;
          while (true) {
            const auto page = List(query, 2, paged.empty() ? "" : paged.back().value);
            if (page.empty()) break;
            paged.insert(paged.end(), page.begin(), page.end());
            ASSERT_LE(paged.size(), whole.size());
          }
          EXPECT_EQ(paged, whole);
        }
      }
    }
  }
}

TEST_P(StoreLists, PagesDoNotShiftWhileReferralsAreSentAndRedirected) {
  const UnitId post = StoredUnit();
  const UnitId office = StoredUnit();
  std::vector<Referral> referrals;
  for (int i = 0; i < 4; ++i) referrals.push_back(StoredReferral(post, office));
  const ReferralQuery query{.unit = post, .box = ReferralBox::kSent, .tails_only = true};
  const auto first_page = List(query, 2);
  EXPECT_THAT(first_page, ElementsAre(referrals[3].id, referrals[2].id));
  StoredReferral(post, office);
  Redirect(referrals[2], StoredUnit(), make.NewId<ReferralId>());
  EXPECT_THAT(List(query, 2, first_page.back().value), ElementsAre(referrals[1].id, referrals[0].id));
}

TEST_P(StoreLists, AChainOldestFirstWhateverItsIds) {
  const UnitId post = StoredUnit();
  const auto early = make.NewId<ReferralId>();
  const Referral first = StoredReferral(post, StoredUnit());
  const Referral second = Redirect(first, StoredUnit(), make.NewId<ReferralId>());
  const Referral third = Redirect(second, StoredUnit(), early);
  StoredReferral(post, StoredUnit());
  EXPECT_THAT(IdsOf(Get([&](Transaction& t) { return t.referrals().FindChain(first.id); })),
              ElementsAre(first.id, second.id, third.id));
  EXPECT_THAT(IdsOf(Get([&](Transaction& t) { return t.referrals().FindChain(second.id); })), IsEmpty());
}

TEST_P(StoreLists, EventsAfterASequence) {
  const Referral referral = StoredReferral(StoredUnit(), StoredUnit());
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(Do([&](Transaction& t) { return t.events().Append(make.MakeEvent(referral, Move::kProgress)); }), "OK");
  }
  const auto list = [&](std::size_t size, const std::string& after) {
    std::vector<std::int64_t> found;
    for (const auto& event : Get([&](Transaction& t) { return t.events().List(referral.id, {.size = size, .after = after}); })) {
      found.push_back(event.sequence);
    }
    return found;
  };
  EXPECT_THAT(list(3, ""), ElementsAre(1, 2, 3));
  EXPECT_THAT(list(3, "9"), ElementsAre(10, 11, 12));
  EXPECT_THAT(list(3, "12"), IsEmpty());
}

TEST_P(StoreLists, EachReferralWithEventsOnceById) {
  const UnitId unit = StoredUnit();
  std::vector<ReferralId> expected;
  for (int i = 0; i < 3; ++i) {
    const Referral referral = StoredReferral(unit, unit);
    expected.push_back(referral.id);
    for (int n = 0; n < 2; ++n) {
      EXPECT_EQ(Do([&](Transaction& t) { return t.events().Append(make.MakeEvent(referral, Move::kProgress)); }), "OK");
    }
  }
  StoredReferral(unit, unit);
  EXPECT_EQ(Get([&](Transaction& t) { return t.events().ListReferrals({.size = 9, .after = ""}); }), expected);
  EXPECT_THAT(Get([&](Transaction& t) { return t.events().ListReferrals({.size = 1, .after = expected[0].value}); }),
              ElementsAre(expected[1]));
}

TEST_P(StoreLists, AllReferralsHouseholdsAndCaseFilesById) {
  const UnitId unit = StoredUnit();
  const UnitId other = StoredUnit();
  std::vector<ReferralId> referrals;
  std::vector<HouseholdId> households;
  std::vector<CaseFileId> case_files;
  for (const UnitId& each : {unit, other, unit}) {
    referrals.push_back(StoredReferral(each, unit).id);
    const Household household = make.MakeHousehold(each, each == unit ? "73.09.01.2003" : "73.09.01.2004");
    const CaseFile case_file = make.MakeCaseFile(each);
    EXPECT_EQ(Do([&](Transaction& t) { return t.households().Insert(household); }), "OK");
    EXPECT_EQ(Do([&](Transaction& t) { return t.case_files().Insert(case_file); }), "OK");
    households.push_back(household.id);
    case_files.push_back(case_file.id);
  }
  const PageRequest all{.size = 9, .after = ""};
  EXPECT_EQ(Get([&](Transaction& t) { return t.referrals().ListIds(all); }), referrals);
  EXPECT_EQ(Get([&](Transaction& t) { return t.households().ListIds(all); }), households);
  EXPECT_EQ(Get([&](Transaction& t) { return t.case_files().ListIds(all); }), case_files);
  EXPECT_THAT(Get([&](Transaction& t) { return t.referrals().ListIds({.size = 1, .after = referrals[0].value}); }),
              ElementsAre(referrals[1]));
  EXPECT_THAT(Get([&](Transaction& t) { return t.households().ListIds({.size = 1, .after = households[0].value}); }),
              ElementsAre(households[1]));
  EXPECT_THAT(Get([&](Transaction& t) { return t.case_files().ListIds({.size = 9, .after = case_files[1].value}); }),
              ElementsAre(case_files[2]));
}

TEST_P(StoreLists, EachUnitWithAnInboxOnceById) {
  std::vector<UnitId> expected;
  for (int i = 0; i < 3; ++i) {
    expected.push_back(StoredUnit());
    for (int n = 0; n < 2; ++n) {
      EXPECT_EQ(
          Do([&](Transaction& t) { return t.inboxes().Append(make.MakeInboxEvent(expected.back(), make.NewId<ReferralId>())); }),
          "OK");
    }
  }
  StoredUnit();
  EXPECT_EQ(Get([&](Transaction& t) { return t.inboxes().ListUnits({.size = 9, .after = ""}); }), expected);
  EXPECT_THAT(Get([&](Transaction& t) { return t.inboxes().ListUnits({.size = 1, .after = expected[0].value}); }),
              ElementsAre(expected[1]));
}

TEST_P(StoreLists, AnInboxAfterASequenceAndOnlyItsOwn) {
  const UnitId first = StoredUnit();
  const UnitId second = StoredUnit();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(Do([&](Transaction& t) { return t.inboxes().Append(make.MakeInboxEvent(first, make.NewId<ReferralId>())); }), "OK");
  }
  const auto list = [&](const UnitId& unit, std::int64_t after, std::size_t size) {
    std::vector<std::int64_t> found;
    for (const auto& event : Get([&](Transaction& t) { return t.inboxes().List(unit, after, size); })) {
      found.push_back(event.sequence);
    }
    return found;
  };
  EXPECT_THAT(list(first, 0, 3), ElementsAre(1, 2, 3));
  EXPECT_THAT(list(first, 3, 3), ElementsAre(4));
  EXPECT_THAT(list(second, 0, 3), IsEmpty());
  EXPECT_EQ(Get([&](Transaction& t) { return t.inboxes().Head(second); }), 0);
}

}  // namespace
}  // namespace rujukan::testing
