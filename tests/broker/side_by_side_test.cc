// Two use cases at once: the second one is begun at every place of the first one's transaction in turn, on every store. Whatever
// the place, it must look as if one had come after the other.
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/system/checkpoint_key.h"
#include "adapters/system/file_key_sealer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/broker/checkpoint_desk.h"
#include "server/broker/directory.h"
#include "server/broker/household_register.h"
#include "server/broker/sign_in_desk.h"
#include "server/broker/verification.h"
#include "tests/testing/interleaving_store.h"
#include "tests/testing/plain_hasher.h"
#include "tests/testing/refusals.h"
#include "tests/testing/store_kinds.h"
#include "tests/testing/world.h"

namespace rujukan {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Reason;
using ::testing::SizeIs;

constexpr char kPassword[] = "kata sandi contoh";
constexpr char kVillage[] = "73.09.01.2003";

class SideBySide : public ::testing::TestWithParam<testing::StoreKind> {
 protected:
  SideBySide() { administrator_.role = Role::kAdministrator; }

  void TearDown() override { EXPECT_THAT(VerifyStore(world_.work())->findings, IsEmpty()); }

  // A use case, carried out with the ports it is given.
  using UseCase = std::function<void(const Workplace&)>;

  // Carries out `first` with `second` begun at its n-th use of the store. False when `first` has not so many uses.
  bool Meet(int n, const UseCase& first, const UseCase& second) {
    interleaving_.Interleave(n, [&] { second(world_.work()); });
    first({interleaving_, world_.clock, world_.ids, world_.sealer()});
    return interleaving_.Join();
  }

  // Calls `round` with 1, 2, … for as long as it answers true.
  static void AtEveryPlace(const std::function<bool(int n)>& round) {
    for (int n = 1;; ++n) {
      SCOPED_TRACE(absl::StrCat("begun at use ", n));
      if (!round(n)) {
        EXPECT_GT(n, 4) << "a use case reads, writes and leaves a receipt";
        return;
      }
      if (HasFailure()) return;
    }
  }

  // -- Referrals
  ReferralId Received() {
    const ReferralId name = world_.Send(world_.intake, world_.hospital, ReferralKind::kReferral).name;
    EXPECT_EQ(Reason(world_.Make(world_.hospital, name, Move::kReceive)), "OK");
    return name;
  }
  UseCase Moving(const WriteRequest& request, const ReferralId& name, const std::string& etag, Move move, std::string& result) {
    MoveRequest asked;
    asked.move = move;
    asked.text = "alasan contoh";
    asked.decline_reason = DeclineReason::kNoCapacity;
    asked.spoken_with_survivor_alone = move == Move::kWithdrawConsent;
    return [=, this, &result](const Workplace& work) {
      ReferralDesk desk(work);
      result = Reason(move == Move::kRedirect ? desk.Redirect(request, name, etag, asked, world_.clinic.unit, ReferralId())
                                              : desk.Make(request, name, etag, asked));
    };
  }
  WriteRequest FromIntake() { return world_.From(world_.intake, "ReferralService/Move"); }
  WriteRequest FromHospital() { return world_.From(world_.hospital, "ReferralService/Move"); }
  UseCase Reading(const ReferralId& name, std::string& result) {
    return [=, this, &result](const Workplace& work) {
      result = Reason(ReferralDesk(work).ReadPacket(world_.hospital, name, kAllSections));
    };
  }
  // The moves and readings of a referral. Each must begin in the state in which the one before ended.
  std::vector<Move> ChainOf(const ReferralId& name) {
    std::vector<Move> moves;
    const absl::Status read = world_.store().Read([&](Transaction& transaction) {
      const auto events = transaction.events().List(name, {.size = 100, .after = ""});
      ReferralState state = ReferralState::kUnspecified;
      for (const ReferralEvent& event : events.value()) {
        EXPECT_EQ(event.from, state);
        state = event.to;
        moves.push_back(event.move);
      }
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok());
    return moves;
  }
  std::string EtagNow(const ReferralId& name) { return world_.Look(world_.intake, name)->etag; }

  // -- Officers
  Officer Hire(const std::string& name) {
    Officer officer;
    officer.unit = world_.post.unit;
    officer.sign_in_name = name;
    officer.display_name = "Petugas Contoh";
    officer.assignments = {{Role::kPuskesosOperator, kVillage}};
    return Directory(world_.work(), hasher_).CreateOfficer(FromAdministrator(), officer, kPassword).value();
  }
  // If the session is still there, its officer could open it now.
  void CheckSession(const Session& session) {
    const absl::Status read = world_.store().Read([&](Transaction& transaction) {
      if (!transaction.sessions().Find(session.token_digest)->has_value()) return absl::OkStatus();
      const Officer officer = transaction.officers().Find(session.officer).value().value();
      EXPECT_FALSE(officer.disabled);
      EXPECT_TRUE(hasher_.Verify(officer.password_hash, kPassword));
      EXPECT_EQ(officer.assignments.front().role, session.role);
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok());
  }
  int FailuresOf(const std::string& name) {
    int failures = 0;
    const absl::Status read = world_.store().Read([&](Transaction& transaction) {
      failures = transaction.sessions().FindAttempts(world_.sealer().Mac("sign-in name", name)).value().value().failures;
      return absl::OkStatus();
    });
    EXPECT_TRUE(read.ok());
    return failures;
  }
  WriteRequest FromAdministrator() { return world_.From(administrator_, "OfficerService/Write"); }

  testing::FakeClock clock_;
  FileKeySealer sealer_{Keys::Random()};
  const std::unique_ptr<testing::StoreHost> host_ = GetParam().make(sealer_, clock_);
  testing::World world_{host_->store(), sealer_};
  testing::InterleavingStore interleaving_{*host_};
  testing::PlainHasher hasher_;
  Caller administrator_ = world_.office_above;
};

RUJUKAN_FOR_EVERY_STORE(SideBySide);

// -- Referrals ----------------------------------------------------------------------------------------------------------------

TEST_P(SideBySide, APacketIsReadBeforeItsRecallOrNotAtAll) {
  for (const bool read_before : {false, true}) {
    for (const bool recall_first : {false, true}) {
      AtEveryPlace([&](int n) {
        const ReferralId name = Received();
        std::string reading, recall;
        if (read_before) Reading(name, reading)(world_.work());
        reading.clear();
        const UseCase read = Reading(name, reading);
        const UseCase take_back = Moving(FromIntake(), name, "", Move::kRecall, recall);
        const bool met = recall_first ? Meet(n, take_back, read) : Meet(n, read, take_back);
        EXPECT_THAT(reading, AnyOf(met || !recall_first ? "OK" : "", "READING_ENDED"));
        if (met) {
          EXPECT_EQ(recall, "OK");
        }
        const std::vector<Move> chain = ChainOf(name);
        EXPECT_THAT(chain, SizeIs(2 + (read_before ? 1 : 0) + (reading == "OK" ? 1 : 0) + (recall == "OK" ? 1 : 0)));
        if (met) {
          EXPECT_EQ(chain.back(), Move::kRecall);
        }
        return met;
      });
    }
  }
}

TEST_P(SideBySide, TwoReadingsAreTwoEvents) {
  AtEveryPlace([&](int n) {
    const ReferralId name = Received();
    std::string one, other;
    const bool met = Meet(n, Reading(name, one), Reading(name, other));
    EXPECT_EQ(one, "OK");
    EXPECT_EQ(other, met ? "OK" : "");
    EXPECT_THAT(ChainOf(name), SizeIs(met ? 4 : 3));
    return met;
  });
}

TEST_P(SideBySide, TwoServersThatSignPutEachEventIntoOneCheckpoint) {
  const CheckpointKey key = CheckpointKey::Random();
  const UseCase sign = [&](const Workplace& work) { EXPECT_EQ(Reason(CheckpointDesk(work, key).SignAll().status()), "OK"); };
  AtEveryPlace([&](int n) {
    Received();
    const bool met = Meet(n, sign, sign);
    std::set<std::string> events;
    EXPECT_EQ(Reason(world_.store().Read([&](Transaction& t) -> absl::Status {
                const auto checkpoints = t.checkpoints().List(0, 1000);
                for (const KeptCheckpoint& kept : *checkpoints) {
                  const std::optional<Checkpoint> read = ReadCheckpoint(kept.signed_text, [](auto, auto) { return true; });
                  for (const SignedEvent& event : read->events) {
                    EXPECT_TRUE(events.insert(absl::StrCat(TextOf(event.record), " ", event.sequence)).second);
                  }
                }
                return absl::OkStatus();
              })),
              "OK");
    EXPECT_THAT(events, Not(IsEmpty()));
    return met;
  });
}

TEST_P(SideBySide, OfTwoMovesFromOneEtagOneIsMade) {
  const std::vector<std::pair<Move, Move>> pairs = {{Move::kAccept, Move::kDecline},
                                                    {Move::kAccept, Move::kRecall},
                                                    {Move::kRedirect, Move::kRecall},
                                                    {Move::kAccept, Move::kWithdrawConsent},
                                                    {Move::kRedirect, Move::kWithdrawConsent}};
  for (const auto& pair : pairs) {
    const Move of_receiver = pair.first;
    const Move of_other = pair.second;
    for (const bool receiver_first : {true, false}) {
      SCOPED_TRACE(std::string(NameOf(of_receiver)) + " " + std::string(NameOf(of_other)));
      AtEveryPlace([&](int n) {
        const ReferralId name = Received();
        const std::string etag = EtagNow(name);
        std::string one, other;
        const UseCase first = Moving(FromHospital(), name, etag, of_receiver, one);
        const WriteRequest request = of_other == Move::kDecline ? FromHospital() : FromIntake();
        const UseCase second = Moving(request, name, etag, of_other, other);
        const bool met = receiver_first ? Meet(n, first, second) : Meet(n, second, first);
        if (met) {
          EXPECT_THAT((std::set{one, other}), ElementsAre("ETAG_STALE", "OK"));
        }
        EXPECT_THAT(ChainOf(name), SizeIs(3));
        return met;
      });
    }
  }
}

TEST_P(SideBySide, AWithdrawalReachesASuccessorMadeMeanwhile) {
  for (const bool withdrawal_first : {false, true}) {
    AtEveryPlace([&](int n) {
      const ReferralId name = Received();
      std::string redirect, withdrawal;
      const UseCase send_on = Moving(FromHospital(), name, EtagNow(name), Move::kRedirect, redirect);
      const UseCase withdraw = Moving(FromIntake(), name, "", Move::kWithdrawConsent, withdrawal);
      const bool met = withdrawal_first ? Meet(n, withdraw, send_on) : Meet(n, send_on, withdraw);
      if (met || withdrawal_first) {
        EXPECT_EQ(withdrawal, "OK");
      }
      if (met) {
        EXPECT_THAT(redirect, AnyOf("OK", "ETAG_STALE"));
      }
      ReferralId member = name;
      while (met && !member.empty()) {
        const Referral seen = world_.Look(world_.intake, member)->referral;
        EXPECT_EQ(seen.state, ReferralState::kConsentWithdrawn);
        member = seen.successor;
      }
      return met;
    });
  }
}

// -- Signing in ---------------------------------------------------------------------------------------------------------------

TEST_P(SideBySide, NoSessionOutlivesWhatItWasOpenedWith) {
  using Change = std::function<void(Directory&, const WriteRequest&, Officer, const std::string& etag)>;
  const std::vector<Change> changes = {
      [](Directory& directory, const WriteRequest& request, const Officer& officer, const std::string& etag) {
        EXPECT_EQ(Reason(directory.SetPassword(request, officer.unit, officer.id, etag, "kata sandi baru", "", "")), "OK");
      },
      [](Directory& directory, const WriteRequest& request, const Officer& officer, const std::string& etag) {
        EXPECT_EQ(Reason(directory.DisableOfficer(request, officer.unit, officer.id, etag)), "OK");
      },
      [](Directory& directory, const WriteRequest& request, Officer officer, const std::string& etag) {
        officer.assignments = {{Role::kFacilitator, kVillage}};
        EXPECT_EQ(Reason(directory.UpdateOfficer(request, officer, etag)), "OK");
      },
  };
  int hired = 0;
  for (const Change& change : changes) {
    for (const bool change_first : {false, true}) {
      SCOPED_TRACE(absl::StrCat(&change - changes.data(), change_first ? " first" : " second"));
      AtEveryPlace([&](int n) {
        const Officer officer = Hire(absl::StrCat("ani.", ++hired));
        const WriteRequest request = FromAdministrator();
        const std::string etag = EtagOf(world_.sealer(), NameOf(officer.unit, officer.id), officer.version);
        const UseCase alter = [&](const Workplace& work) {
          Directory directory(work, hasher_);
          change(directory, request, officer, etag);
        };
        absl::StatusOr<SignInDesk::SignedIn> signed_in;
        const UseCase sign_in = [&](const Workplace& work) {
          signed_in = SignInDesk(work, hasher_, SessionLimits()).SignIn(officer.sign_in_name, kPassword, Role::kUnspecified);
        };
        const bool met = change_first ? Meet(n, alter, sign_in) : Meet(n, sign_in, alter);
        if (met) {
          EXPECT_THAT(Reason(signed_in), AnyOf("OK", "SIGN_IN_REFUSED"));
        }
        if (met && signed_in.ok()) CheckSession(signed_in->session);
        return met;
      });
    }
  }
}

TEST_P(SideBySide, FailedSignInsAreEachCounted) {
  int names = 0;
  AtEveryPlace([&](int n) {
    const std::string name = absl::StrCat("tidak.ada.", ++names);
    std::string one, other;
    const auto guess = [&](std::string& result) {
      return [&](const Workplace& work) {
        result = Reason(SignInDesk(work, hasher_, SessionLimits()).SignIn(name, kPassword, Role::kUnspecified));
      };
    };
    const bool met = Meet(n, guess(one), guess(other));
    EXPECT_EQ(one, "SIGN_IN_REFUSED");
    EXPECT_EQ(other, met ? "SIGN_IN_REFUSED" : "");
    EXPECT_EQ(FailuresOf(name), met ? 2 : 1);
    return met;
  });
}

// -- Households ---------------------------------------------------------------------------------------------------------------

TEST_P(SideBySide, AFamilyImportedTwiceAtOnceIsOneHousehold) {
  int families = 0;
  AtEveryPlace([&](int n) {
    std::vector<HouseholdRow> rows(3);
    for (HouseholdRow& row : rows) row.region = kVillage;
    ++families;
    rows[0].full_name = "Sari Contoh";
    rows[0].family_card_number = absl::StrFormat("99010101071%05d", families);
    rows[1].full_name = "Budi Contoh";
    rows[1].nik = absl::StrFormat("99010101078%05d", families);
    rows[2].full_name = absl::StrCat("Tanpa Nomor ", families);
    std::string one, other;
    const auto import = [&](const WriteRequest& request, std::string& result) {
      return [&, request](const Workplace& work) { result = Reason(HouseholdRegister(work).Import(request, rows)); };
    };
    const bool met = Meet(n, import(world_.From(world_.post, "HouseholdService/BatchImportHouseholds"), one),
                          import(world_.From(world_.secretariat, "HouseholdService/BatchImportHouseholds"), other));
    EXPECT_EQ(one, "OK");
    EXPECT_EQ(other, met ? "OK" : "");
    HouseholdRegister households(world_.work());
    const PageRequest page = {.size = 100, .after = ""};
    EXPECT_THAT(households.FindByFamilyCard(world_.post, rows[0].family_card_number, page)->households, SizeIs(1));
    EXPECT_THAT(households.FindByNik(world_.post, rows[1].nik, page)->households, SizeIs(1));
    EXPECT_THAT(households.List(world_.post, kVillage, rows[2].full_name, page)->households, SizeIs(1));
    return met;
  });
}

// -- The same request twice ---------------------------------------------------------------------------------------------------

class SentTwice : public SideBySide {
 protected:
  // What a request answers: an etag or the like.
  using Answering = std::function<absl::StatusOr<std::string>(const Workplace&)>;

  // `prepare` makes a request that is new.
  void MeetsItself(const std::function<Answering()>& prepare) {
    AtEveryPlace([&](int n) {
      const Answering request = prepare();
      absl::StatusOr<std::string> once, twice;
      const bool met = Meet(
          n, [&](const Workplace& work) { once = request(work); }, [&](const Workplace& work) { twice = request(work); });
      EXPECT_EQ(Reason(once), "OK");
      if (met) {
        EXPECT_EQ(Reason(twice), "OK");
      }
      if (met && once.ok() && twice.ok()) {
        EXPECT_EQ(*once, *twice);
      }
      return met;
    });
  }

  static absl::StatusOr<std::string> EtagIn(const absl::StatusOr<ReferralView>& view) {
    if (!view.ok()) return view.status();
    return view->etag;
  }
};
RUJUKAN_FOR_EVERY_STORE(SentTwice);

TEST_P(SentTwice, AReferralUnderAnIdOfTheClientIsMadeOnce) {
  ReferralId id;
  MeetsItself([&]() -> Answering {
    Referral referral;
    referral.id = id = ReferralId(world_.ids.NewUuid());
    referral.kind = ReferralKind::kReferral;
    referral.receiver = world_.hospital.unit;
    referral.legal_basis = LegalBasis::kConsent;
    referral.details.requested_services = {Service::kOutreach};
    const WriteRequest request = world_.From(world_.intake, "ReferralService/CreateReferral");
    return [=](const Workplace& work) { return EtagIn(ReferralDesk(work).Create(request, referral, Packet())); };
  });
  EXPECT_THAT(ChainOf(id), ElementsAre(Move::kCreate));
  EXPECT_EQ(world_.Look(world_.hospital, id)->referral.receiver_number.substr(0, 7), "M-2026-");
}

TEST_P(SentTwice, AMoveIsMadeOnceWithAnEtagAndWithout) {
  for (const bool with_etag : {true, false}) {
    ReferralId name;
    MeetsItself([&]() -> Answering {
      name = Received();
      MoveRequest recall;
      recall.move = Move::kRecall;
      recall.text = "alasan contoh";
      const std::string etag = with_etag ? EtagNow(name) : "";
      const WriteRequest request = world_.From(world_.intake, "ReferralService/RecallReferral");
      return [=](const Workplace& work) { return EtagIn(ReferralDesk(work).Make(request, name, etag, recall)); };
    });
    EXPECT_THAT(ChainOf(name), ElementsAre(Move::kCreate, Move::kReceive, Move::kRecall));
  }
}

TEST_P(SentTwice, AnIdThatServesTwoRequestsAtOnceIsRefusedToOneOfThem) {
  AtEveryPlace([&](int n) {
    const ReferralId name = Received();
    const WriteRequest request = FromHospital();
    WriteRequest other_request = request;
    other_request.fingerprint = "another";
    std::string one, other;
    const bool met = Meet(n, Moving(request, name, "", Move::kAccept, one), Moving(other_request, name, "", Move::kDecline, other));
    if (met) {
      EXPECT_THAT((std::set{one, other}), ElementsAre("OK", "REQUEST_ID_REUSED"));
    }
    return met;
  });
}

TEST_P(SentTwice, AnOfficerIsHiredOnceAndChangesThePasswordOnce) {
  int hired = 0;
  MeetsItself([&]() -> Answering {
    Officer officer;
    officer.unit = world_.post.unit;
    officer.sign_in_name = absl::StrCat("ani.", ++hired);
    officer.assignments = {{Role::kPuskesosOperator, kVillage}};
    const WriteRequest request = FromAdministrator();
    return [=, this](const Workplace& work) -> absl::StatusOr<std::string> {
      const auto made = Directory(work, hasher_).CreateOfficer(request, officer, kPassword);
      if (!made.ok()) return made.status();
      return made->id.value;
    };
  });
  MeetsItself([&]() -> Answering {
    const Officer officer = Hire(absl::StrCat("budi.", ++hired));
    Caller own = world_.post;
    own.officer = officer.id;
    const WriteRequest request = world_.From(own, "OfficerService/SetPassword");
    const std::string etag = EtagOf(world_.sealer(), NameOf(officer.unit, officer.id), officer.version);
    return [=, this](const Workplace& work) -> absl::StatusOr<std::string> {
      const auto changed =
          Directory(work, hasher_).SetPassword(request, officer.unit, officer.id, etag, "kata sandi baru", kPassword, "");
      if (!changed.ok()) return changed.status();
      return absl::StrCat(changed->version);
    };
  });
}

}  // namespace
}  // namespace rujukan
