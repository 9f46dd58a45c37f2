// The audit trail as each side's auditor reads it: who did what on the own side, and of the other side what proves the chain.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "adapters/system/checkpoint_folder.h"
#include "adapters/system/checkpoint_key.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rujukan/v1/audit.pb.h"
#include "server/broker/audit_desk.h"
#include "server/broker/case_book.h"
#include "server/broker/checkpoint_desk.h"
#include "server/broker/household_register.h"
#include "tests/rpc/wire.h"
#include "tests/testing/records.h"

namespace rujukan::testing {
namespace {

using google::protobuf::FieldDescriptor;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AuditTrailOnTheWire : public Wire {
 protected:
  AuditTrailOnTheWire() {
    const std::pair<const char*, const Caller*> parties[] = {{"POST", &world.post},
                                                             {"SLRT", &world.secretariat},
                                                             {"DINAS", &world.dinas},
                                                             {"PROTECTION", &world.intake},
                                                             {"OFFICE_ABOVE", &world.office_above}};
    for (const auto& [name, caller] : parties) names_[NameOf(caller->unit)] = name;
  }

  static Caller As(Caller caller, Role role) {
    caller.role = role;
    return caller;
  }
  static Caller AuditorAt(const Caller& desk) { return As(desk, Role::kAuditor); }
  const std::string& TokenFor(const Caller& caller) {
    std::string& token = tokens_[absl::StrCat(caller.unit.value, caller.officer.value, static_cast<int>(caller.role))];
    if (token.empty()) token = TokenOf(caller);
    return token;
  }

  // Whoever's it is, under the name of the unit; every field that is told, hashes by their being there.
  std::string Described(const v1::AuditEvent& event) {
    std::vector<const FieldDescriptor*> fields;
    event.GetReflection()->ListFields(event, &fields);
    std::vector<std::string> words;
    for (const FieldDescriptor* field : fields) {
      const std::set<std::string> opaque = {"hash", "previous_hash", "event_time", "record"};
      if (opaque.contains(field->name())) {
        words.push_back(field->name());
        continue;
      }
      v1::AuditEvent one;
      one.MergeFrom(event);
      for (const FieldDescriptor* other : fields) {
        if (other != field) one.GetReflection()->ClearField(&one, other);
      }
      words.push_back(one.ShortDebugString());
    }
    std::string text = absl::StrJoin(words, " ");
    // An officer's name begins with the unit's.
    for (auto known = names_.rbegin(); known != names_.rend(); ++known) {
      text = absl::StrReplaceAll(text, {{known->first, known->second}});
    }
    return text;
  }

  std::vector<v1::AuditEvent> Events(const Caller& caller, const std::string& parent, int page_size = 500) {
    v1::ListAuditEventsRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    std::vector<v1::AuditEvent> events;
    for (;;) {
      v1::ListAuditEventsResponse page;
      EXPECT_EQ(Call(TokenFor(caller), request, page).reason, "OK");
      events.insert(events.end(), page.events().begin(), page.events().end());
      if (page.next_page_token().empty()) return events;
      EXPECT_EQ(page.events_size(), page_size) << "a full page, as another follows";
      request.set_page_token(page.next_page_token());
    }
  }
  std::vector<std::string> Told(const Caller& caller, const std::string& parent) {
    std::vector<std::string> lines;
    for (const v1::AuditEvent& event : Events(caller, parent)) {
      // Who looked before comes behind the chain.
      if (event.method() != "AuditService/ListAuditEvents") lines.push_back(Described(event));
    }
    return lines;
  }
  std::string Asks(const Caller& caller, const std::string& parent) {
    v1::ListAuditEventsRequest request;
    request.set_parent(parent);
    return Call(TokenFor(caller), request).reason;
  }

  std::vector<v1::AuditEvent> Deeds(const Caller& caller, const Caller& of, bool readings_only = false, int page_size = 500,
                                    absl::Time begin = absl::UnixEpoch(), absl::Time end = absl::FromUnixSeconds(4000000000)) {
    v1::ListOfficerEventsRequest request;
    request.set_parent(NameOf(of.unit, of.officer));
    request.mutable_start_time()->set_seconds(absl::ToUnixSeconds(begin));
    request.mutable_end_time()->set_seconds(absl::ToUnixSeconds(end));
    request.set_readings_only(readings_only);
    request.set_page_size(page_size);
    std::vector<v1::AuditEvent> events;
    for (;;) {
      v1::ListOfficerEventsResponse page;
      EXPECT_EQ(Call(TokenFor(caller), request, page).reason, "OK");
      events.insert(events.end(), page.events().begin(), page.events().end());
      if (page.next_page_token().empty()) return events;
      EXPECT_EQ(page.events_size(), page_size) << "a page that is short would tell of what is left out";
      request.set_page_token(page.next_page_token());
    }
  }

  std::vector<v1::Chain> Chains(const Caller& caller, const std::string& parent = "", int page_size = 500) {
    v1::ListChainsRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    std::vector<v1::Chain> chains;
    for (;;) {
      v1::ListChainsResponse page;
      EXPECT_EQ(Call(TokenFor(caller), request, page).reason, "OK");
      chains.insert(chains.end(), page.chains().begin(), page.chains().end());
      if (page.next_page_token().empty()) return chains;
      request.set_page_token(page.next_page_token());
    }
  }

  void Make(const Caller& caller, const ReferralId& name, Move move, const std::string& text = "kata") {
    world.clock.Advance(absl::Seconds(1));
    const auto made = world.Make(caller, name, move, text);
    EXPECT_TRUE(made.ok()) << made.status() << " " << NameOf(move);
  }
  void ReadPacket(const Caller& caller, const ReferralId& name) {
    world.clock.Advance(absl::Seconds(1));
    EXPECT_TRUE(world.desk().ReadPacket(caller, name, kAllSections).ok());
  }
  // Sent, read, served, reported and read by the sender.
  ReferralId Served(const Caller& sender, const Caller& receiver, ReferralKind kind) {
    const ReferralId name = world.Send(sender, receiver, kind).name;
    Make(receiver, name, Move::kReceive);
    ReadPacket(receiver, name);
    Make(receiver, name, Move::kAccept);
    Make(receiver, name, Move::kReport);
    ReadPacket(sender, name);
    return name;
  }
  HouseholdId StoredHousehold() {
    RecordMaker make(world.clock, world.ids);
    const auto made = HouseholdRegister(world.work())
                          .Create(world.From(world.post, "HouseholdService/CreateHousehold"), make.MakeHousehold(world.post.unit));
    EXPECT_TRUE(made.ok()) << made.status();
    return made->id;
  }
  void Supervise(const Caller& below, const Caller& above) {
    const absl::Status done = store.Transact([&](Transaction& t) -> absl::Status {
      Unit unit = t.units().Find(below.unit).value().value();
      unit.supervising_unit = above.unit;
      ++unit.version;
      return t.units().Update(unit);
    });
    EXPECT_TRUE(done.ok()) << done;
  }

  std::map<std::string, std::string> tokens_;
  std::map<std::string, std::string> names_;
};

// -- The two sides of a referral ----------------------------------------------------------------------------------------------

TEST_F(AuditTrailOnTheWire, TellsAProvidersAuditorOfARequestNothingOfWhoSentIt) {
  const std::string officer = NameOf(world.dinas.unit, world.dinas.officer);
  names_[officer] = "DINAS/OFFICER";
  names_[NameOf(world.intake.unit, world.intake.officer)] = "PROTECTION/OFFICER";
  const ReferralId name = Served(world.intake, world.dinas, ReferralKind::kServiceRequest);
  Make(world.intake, name, Move::kAcknowledge);
  EXPECT_EQ(Asks(AuditorAt(world.dinas), NameOf(name)), "NOT_FOUND") << "how often the sender read it would tell who it is";
  // What its own officers did, without the places between which lies what the sender did.
  int deeds = 0;
  for (const v1::AuditEvent& event : Deeds(AuditorAt(world.dinas), world.dinas)) {
    deeds += event.records_size() == 1 && event.records(0) == NameOf(name) ? 1 : 0;
    EXPECT_EQ(event.sequence(), 0);
    EXPECT_EQ(event.hash() + event.previous_hash(), "");
    EXPECT_THAT(event.record(), Not(HasSubstr("referrals/")));
    EXPECT_THAT(Described(event), Not(HasSubstr("PROTECTION")));
  }
  EXPECT_EQ(deeds, 4);
  // The sender's side sees itself, and of the provider what its inbox told.
  const std::vector<std::string> of_sender = Told(AuditorAt(world.intake), NameOf(name));
  EXPECT_THAT(of_sender[0], HasSubstr("unit: \"PROTECTION\" officer: \"PROTECTION/OFFICER\""));
  EXPECT_EQ(of_sender[1], "record sequence: 2 action: AUDIT_ACTION_MOVE move: MOVE_RECEIVE previous_hash hash intact: true");
  EXPECT_EQ(of_sender[2], "record sequence: 3 previous_hash hash intact: true");
  EXPECT_THAT(of_sender[5], HasSubstr("action: AUDIT_ACTION_READ unit: \"PROTECTION\""));
  EXPECT_THAT(of_sender, Each(Not(HasSubstr("DINAS"))));
}

TEST_F(AuditTrailOnTheWire, HidesTheSenderOfARequestAlsoFromWhoeverAuditsBothSides) {
  Supervise(world.secretariat, world.dinas);
  const Caller auditor = AuditorAt(world.dinas);
  const ReferralId of_slrt = Served(world.secretariat, world.dinas, ReferralKind::kServiceRequest);
  const ReferralId of_protection = Served(world.intake, world.dinas, ReferralKind::kServiceRequest);
  // Else whatever is not the secretariat's would be the protection unit's or a post's.
  EXPECT_EQ(Asks(auditor, NameOf(of_slrt)), "NOT_FOUND");
  EXPECT_EQ(Asks(auditor, NameOf(of_protection)), "NOT_FOUND");
  for (const v1::AuditEvent& event : Deeds(auditor, world.secretariat)) {
    EXPECT_THAT(event.record(), Not(HasSubstr("referrals/"))) << Described(event);
  }
  EXPECT_THAT(Told(AuditorAt(world.secretariat), NameOf(of_slrt))[0], HasSubstr("unit: \"SLRT\""));
}

TEST_F(AuditTrailOnTheWire, TellsOfAnAlertAndOfAComplaintOnTheReceiversSideOnlyAndNothingOfThePost) {
  const ReferralId alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert).name;
  Make(world.intake, alert, Move::kReceive);
  ReadPacket(world.intake, alert);
  Make(world.intake, alert, Move::kAsk);
  Make(world.post, alert, Move::kAnswer);
  const ReferralId complaint = world.Send(world.post, world.dinas, ReferralKind::kServiceRequest).name;
  Make(world.dinas, complaint, Move::kReceive);
  ReadPacket(world.dinas, complaint);
  Make(world.dinas, complaint, Move::kAsk);
  Make(world.post, complaint, Move::kAnswer);

  const std::vector<std::string> told = Told(AuditorAt(world.intake), NameOf(alert));
  ASSERT_EQ(told.size(), 5u);
  EXPECT_EQ(told[0], "record sequence: 1 action: AUDIT_ACTION_MOVE move: MOVE_CREATE hash intact: true");
  EXPECT_THAT(told[1], HasSubstr("move: MOVE_RECEIVE unit: \"" + names_[NameOf(world.intake.unit)]));
  EXPECT_THAT(told[2], HasSubstr("action: AUDIT_ACTION_READ unit: \"" + names_[NameOf(world.intake.unit)]));
  EXPECT_EQ(told[4], "record sequence: 5 action: AUDIT_ACTION_MOVE move: MOVE_ANSWER previous_hash hash intact: true");
  EXPECT_THAT(told, Each(Not(HasSubstr("POST"))));
  for (const ReferralId& name : {alert, complaint}) {
    // Neither at the post nor above it.
    for (const Caller& desk : {world.post, world.secretariat}) EXPECT_EQ(Asks(AuditorAt(desk), NameOf(name)), "NOT_FOUND");
  }
  EXPECT_EQ(Asks(AuditorAt(world.dinas), NameOf(complaint)), "NOT_FOUND");
  EXPECT_EQ(Asks(AuditorAt(world.dinas), NameOf(alert)), "NOT_FOUND");
  EXPECT_EQ(Asks(AuditorAt(world.intake), NameOf(complaint)), "NOT_FOUND");
}

TEST_F(AuditTrailOnTheWire, TellsWhoeverAuditsAPostTheSameWhetherItSentAnAlertOrNothing) {
  const auto told = [&] {
    std::vector<std::string> lines;
    for (const v1::AuditEvent& event : Deeds(AuditorAt(world.secretariat), world.post, false, 1)) lines.push_back(Described(event));
    return lines;
  };
  const HouseholdId household = StoredHousehold();
  ASSERT_TRUE(HouseholdRegister(world.work()).Get(world.post, household).ok());
  const std::vector<std::string> before = told();
  EXPECT_THAT(before, Contains(HasSubstr(absl::StrCat("records: \"households/", household.value))));
  const ReferralId alert = world.Send(world.post, world.intake, ReferralKind::kProtectionAlert).name;
  Make(world.intake, alert, Move::kReceive);
  Make(world.intake, alert, Move::kAsk);
  Make(world.post, alert, Move::kAnswer);
  ReadPacket(world.post, alert);
  Served(world.post, world.dinas, ReferralKind::kServiceRequest);
  EXPECT_EQ(told(), before);
}

// -- Who read it --------------------------------------------------------------------------------------------------------------

TEST_F(AuditTrailOnTheWire, TellsWhoReadAHouseholdByOneMethodWithThoseOfOthersUnnamed) {
  Supervise(world.post, world.dinas);
  const HouseholdId household = StoredHousehold();
  HouseholdRegister households(world.work());
  ASSERT_TRUE(households.Get(world.secretariat, household).ok());
  ASSERT_TRUE(households.Get(world.post, household).ok());
  ASSERT_TRUE(households.Get(world.dinas, household).ok());
  const std::vector<v1::AuditEvent> events = Events(AuditorAt(world.dinas), NameOf(household));
  ASSERT_EQ(events.size(), 4u);
  EXPECT_THAT(Described(events[0]), HasSubstr("sequence: 1 action: AUDIT_ACTION_CREATE unit: \"POST\""));
  EXPECT_THAT(events[0].record(), Not(HasSubstr(household.value))) << "the chain has a pseudonym";
  std::vector<std::string> readers;
  for (std::size_t i = 1; i < events.size(); ++i) {
    EXPECT_TRUE(events[i].reading());
    EXPECT_TRUE(events[i].intact());
    readers.push_back(events[i].unit().empty() ? "somebody else" : names_[events[i].unit()]);
    if (events[i].unit().empty()) {
      EXPECT_EQ(Described(events[i]), "action: AUDIT_ACTION_READ intact: true reading: true");
    } else {
      EXPECT_THAT(events[i].records(), ElementsAre(NameOf(household)));
      EXPECT_EQ(events[i].method(), "HouseholdService/GetHousehold");
    }
  }
  EXPECT_THAT(readers, ::testing::UnorderedElementsAre("somebody else", "POST", "DINAS"));
  // The protection side knows of no household, whoever it audits.
  for (const Caller& desk : {world.intake, world.office_above}) EXPECT_EQ(Asks(AuditorAt(desk), NameOf(household)), "NOT_FOUND");
}

TEST_F(AuditTrailOnTheWire, TellsWhoReadACaseFileToItsHeadTheOfficeAboveAndWhoOpenedIt) {
  CaseFile file;
  file.kind = CaseFileKind::kProtection;
  CaseBook book(world.work());
  file = book.Create(world.From(world.companion, "CaseFileService/CreateCaseFile"), file).value();
  ASSERT_TRUE(book.Get(world.case_manager, file.id).ok());
  for (const Caller& caller : {world.head, world.companion, AuditorAt(world.intake), AuditorAt(world.office_above)}) {
    const std::vector<std::string> told = Told(caller, NameOf(file.id));
    ASSERT_EQ(told.size(), 2u) << NameOf(caller.role);
    EXPECT_THAT(told[0], HasSubstr("action: AUDIT_ACTION_CREATE unit: \"PROTECTION\""));
    EXPECT_THAT(told[1], HasSubstr("role: ROLE_CASE_MANAGER"));
    EXPECT_THAT(told[1], HasSubstr("reading: true"));
  }
  for (const Caller& caller : {world.case_manager, AuditorAt(world.dinas), AuditorAt(world.far_protection)}) {
    EXPECT_EQ(Asks(caller, NameOf(file.id)), "NOT_FOUND") << NameOf(caller.role);
  }
}

TEST_F(AuditTrailOnTheWire, KeepsFromAnExcludedAuditorWhatTheUnitDidInThatCase) {
  Referral referral;
  referral.kind = ReferralKind::kReferral;
  referral.receiver = world.intake.unit;
  referral.legal_basis = LegalBasis::kConsent;
  referral.details.requested_services = {Service::kOutreach};
  referral.details.excluded_officers = {world.companion.officer};
  const auto sent = world.desk().Create(world.From(world.hospital, "ReferralService/CreateReferral"), referral, Packet());
  ASSERT_TRUE(sent.ok()) << sent.status();
  Make(world.intake, sent->name, Move::kReceive);
  CaseFile file;
  file.kind = CaseFileKind::kProtection;
  file.referral = sent->name;
  CaseBook book(world.work());
  file = book.Create(world.From(world.intake, "CaseFileService/CreateCaseFile"), file).value();
  ASSERT_TRUE(book.Get(world.intake, file.id).ok());
  const Caller excluded = AuditorAt(world.companion);
  EXPECT_EQ(Asks(excluded, NameOf(sent->name)), "NOT_FOUND");
  EXPECT_EQ(Asks(excluded, NameOf(file.id)), "NOT_FOUND");
  for (const v1::AuditEvent& event : Deeds(excluded, world.intake, false, 1)) {
    EXPECT_THAT(event.ShortDebugString(), Not(::testing::AnyOf(HasSubstr(sent->name.value), HasSubstr(file.id.value))));
  }
  int of_the_case = 0;
  for (const v1::AuditEvent& event : Deeds(AuditorAt(world.head), world.intake)) {
    of_the_case += event.ShortDebugString().find(file.id.value) != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(of_the_case, 2) << "made and read";
}

TEST_F(AuditTrailOnTheWire, TellsWhatAnOfficerReadBetweenTwoTimesPageByPage) {
  CaseBook book(world.work());
  CaseFile file;
  file.kind = CaseFileKind::kProtection;
  file = book.Create(world.From(world.intake, "CaseFileService/CreateCaseFile"), file).value();
  const ReferralId received = world.Send(world.hospital, world.intake, ReferralKind::kReferral).name;
  const absl::Time begin = world.clock.Now() + absl::Seconds(1);
  for (int i = 0; i < 3; ++i) {
    ReadPacket(world.intake, received);
    ASSERT_TRUE(book.Get(world.intake, file.id).ok());
  }
  const absl::Time end = world.clock.Now() + absl::Seconds(1);
  ReadPacket(world.intake, received);
  const std::string of_file = NameOf(file.id), of_referral = NameOf(received);
  for (const Caller& caller : {world.head, AuditorAt(world.office_above)}) {
    for (const int page_size : {1, 2, 5, 500}) {
      std::vector<std::string> read;
      absl::Time last = begin;
      for (const v1::AuditEvent& event : Deeds(caller, world.intake, true, page_size, begin, end)) {
        ASSERT_EQ(event.records_size(), 1);
        read.push_back(event.records(0));
        const absl::Time time = absl::FromUnixSeconds(event.event_time().seconds());
        EXPECT_GE(time, last);
        last = time;
      }
      EXPECT_THAT(read, ElementsAre(of_file, of_referral, of_file, of_referral, of_file, of_referral)) << page_size;
    }
  }
}

TEST_F(AuditTrailOnTheWire, RefusesAnEndBeforeTheStart) {
  v1::ListOfficerEventsRequest request;
  request.set_parent(NameOf(world.intake.unit, world.intake.officer));
  EXPECT_THAT(Call(TokenFor(world.head), request).violations, ElementsAre("start_time REQUIRED", "end_time REQUIRED"));
  request.mutable_start_time()->set_seconds(10);
  request.mutable_end_time()->set_seconds(9);
  EXPECT_THAT(Call(TokenFor(world.head), request).violations, ElementsAre("end_time TIME_NOT_POSSIBLE"));
}

TEST_F(AuditTrailOnTheWire, IsPagedWithoutGapAndEndsWhileItGrows) {
  const ReferralId name = Served(world.intake, world.dinas, ReferralKind::kServiceRequest);
  // Each page is a look that the record's readings tell of.
  const std::size_t whole = Events(AuditorAt(world.intake), NameOf(name)).size();
  for (const int page_size : {1, 2, 3}) {
    std::set<std::string> hashes;
    std::size_t in_chain = 0;
    for (const v1::AuditEvent& event : Events(AuditorAt(world.intake), NameOf(name), page_size)) {
      EXPECT_TRUE(hashes.insert(event.hash()).second);
      if (!event.reading()) EXPECT_EQ(event.sequence(), static_cast<std::int64_t>(++in_chain));
      if (hashes.size() > 100) break;
    }
    EXPECT_EQ(in_chain, whole);
  }
}

TEST_F(AuditTrailOnTheWire, TellsOfEveryLook) {
  const Caller auditor = AuditorAt(world.intake);
  CaseFile file;
  file.kind = CaseFileKind::kProtection;
  file = CaseBook(world.work()).Create(world.From(world.companion, "CaseFileService/CreateCaseFile"), file).value();
  Events(auditor, NameOf(file.id));
  Deeds(auditor, world.head);
  Chains(auditor, "", 1);
  Call(TokenFor(auditor), v1::ListCheckpointsRequest());
  std::vector<std::string> looks;
  for (const v1::AuditEvent& event : Deeds(world.head, auditor)) {
    if (event.method().starts_with("AuditService/")) looks.push_back(event.method() + " " + absl::StrJoin(event.records(), " "));
  }
  EXPECT_THAT(looks, ElementsAre("AuditService/ListAuditEvents " + NameOf(file.id),
                                 "AuditService/ListOfficerEvents officers/" + world.head.officer.value, "AuditService/ListChains ",
                                 "AuditService/ListCheckpoints "));
  EXPECT_THAT(Told(world.head, NameOf(file.id)), ElementsAre(HasSubstr("AUDIT_ACTION_CREATE")));
  EXPECT_EQ(Events(world.head, NameOf(file.id))[1].officer(), NameOf(auditor.unit, auditor.officer));
}

// -- The proof ----------------------------------------------------------------------------------------------------------------

class ProofOnTheWire : public AuditTrailOnTheWire {
 protected:
  ProofOnTheWire() {
    Served(world.intake, world.dinas, ReferralKind::kServiceRequest);
    household = StoredHousehold();
    EXPECT_TRUE(HouseholdRegister(world.work()).Get(world.post, household).ok());
    EXPECT_TRUE(CheckpointDesk(world.work(), key).SignAll().ok());
  }
  // All that the server sends of checkpoints.
  std::vector<HeldCheckpoints::File> Fetched(const Caller& caller, std::int64_t after = 0) {
    v1::ListCheckpointsRequest request;
    request.set_after_number(after);
    request.set_page_size(1);
    std::vector<HeldCheckpoints::File> files;
    for (;;) {
      v1::ListCheckpointsResponse page;
      EXPECT_EQ(Call(TokenFor(caller), request, page).reason, "OK");
      for (const v1::SignedCheckpoint& one : page.checkpoints()) files.push_back({CheckpointFileName(one.number()), one.text()});
      if (page.next_page_token().empty()) return files;
      request.set_page_token(page.next_page_token());
    }
  }
  // What the held checkpoints find in the chains.
  std::vector<std::string> Findings(const HeldCheckpoints& held, const std::vector<v1::Chain>& chains) {
    Pins pins;
    std::vector<Finding> findings = pins.Hold(held);
    std::map<RecordName, std::vector<EventInStore>> whole;
    for (const v1::Chain& chain : chains) {
      for (const v1::ChainEvent& event : chain.events()) {
        whole[RecordIn(chain.record())].push_back({event.sequence(), absl::HexStringToBytes(event.hash())});
      }
      for (const v1::ChainFinding& finding : chain.findings()) {
        findings.push_back(
            {chain.record(), FindingReasonNamed(finding.reason()), {finding.arguments().begin(), finding.arguments().end()}});
      }
    }
    for (const auto& [record, events] : whole) {
      for (const Finding& finding : pins.Compare(record, events)) findings.push_back(finding);
    }
    for (const Finding& finding : pins.Missing()) findings.push_back(finding);
    pinned = pins.pinned();
    std::vector<std::string> lines;
    for (const Finding& finding : findings) lines.push_back(finding.name + ": " + DescribeInEnglish(finding));
    return lines;
  }

  CheckpointKey key = CheckpointKey::Random();
  HouseholdId household;
  std::int64_t pinned = 0;
};

TEST_F(ProofOnTheWire, OfTheWholeStoreIsMadeFromChainsAndCheckpointsAlone) {
  const Caller auditor = AuditorAt(world.intake);
  // To the welfare side it would tell when something begins on the other.
  EXPECT_EQ(Call(TokenFor(AuditorAt(world.dinas)), v1::ListChainsRequest()).reason, "NOT_FOUND");
  const HeldCheckpoints held = HeldUnder({key.PublicKey()}, Fetched(auditor));
  for (const int page_size : {1, 500}) {
    const std::vector<v1::Chain> chains = Chains(auditor, "", page_size);
    EXPECT_THAT(Findings(held, chains), IsEmpty());
    EXPECT_GT(pinned, 30);
    std::set<std::string> shown, checked;
    for (const v1::Chain& chain : chains) {
      if (chain.events_size() > 0) shown.insert(chain.record());
      if (chain.checked()) EXPECT_TRUE(checked.insert(chain.record()).second) << chain.record();
      EXPECT_THAT(chain.record(), Not(HasSubstr(household.value)));
    }
    EXPECT_EQ(shown, checked) << "the chain of a household is that of a household that is there";
  }
}

TEST_F(ProofOnTheWire, OfOneRecordIsItsChainAloneAndForThoseWhoMayListIt) {
  const Caller auditor = AuditorAt(world.dinas);
  const std::vector<v1::Chain> chains = Chains(auditor, NameOf(household));
  ASSERT_EQ(chains.size(), 1u);
  EXPECT_EQ(chains[0].record(), Events(auditor, NameOf(household))[0].record());
  EXPECT_EQ(chains[0].events_size(), 1);
  EXPECT_TRUE(chains[0].checked());
  v1::ListChainsRequest request;
  request.set_parent(NameOf(household));
  EXPECT_EQ(Call(TokenFor(AuditorAt(world.intake)), request).reason, "NOT_FOUND");
}

TEST_F(ProofOnTheWire, GoesOnInALongChainWhereAPageEnded) {
  const Caller auditor = AuditorAt(world.intake);
  constexpr int kMany = 2 * static_cast<int>(AuditDesk::kPartEventsMax) + 10;
  ASSERT_TRUE(store
                  .Transact([&](Transaction& t) -> absl::Status {
                    for (int i = 0; i < kMany; ++i) {
                      AuditEvent event;
                      event.record = RecordOf(world.head.officer);
                      event.action = AuditAction::kSignIn;
                      event.deed = DeedOf(world.head, "SessionService/SignIn", world.clock.Now());
                      if (absl::Status appended = t.audit().Append(event); !appended.ok()) return appended;
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  for (const std::string& parent : {std::string(), NameOf(world.head.unit, world.head.officer)}) {
    for (const int page_size : {1, 500}) {
      std::int64_t last = 0;
      int checked = 0;
      for (const v1::Chain& chain : Chains(auditor, parent, page_size)) {
        if (chain.record() != TextOf(RecordOf(world.head.officer))) continue;
        for (const v1::ChainEvent& event : chain.events()) EXPECT_EQ(event.sequence(), ++last);
        checked += chain.checked() ? 1 : 0;
        EXPECT_THAT(chain.findings(), IsEmpty());
      }
      EXPECT_EQ(last, kMany + 1) << "and that the officer was made";
      EXPECT_EQ(checked, 1);
    }
  }
}

TEST_F(ProofOnTheWire, ContinuesAfterTheCheckpointThatIsHeld) {
  const Caller auditor = AuditorAt(world.intake);
  world.Send(world.intake, world.hospital, ReferralKind::kReferral);
  ASSERT_TRUE(CheckpointDesk(world.work(), key).SignAll().ok());
  const auto all = Fetched(auditor);
  ASSERT_EQ(all.size(), 2u);
  const auto after = Fetched(auditor, 1);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].text, all[1].text);
  EXPECT_THAT(Fetched(auditor, 2), IsEmpty());
}

}  // namespace
}  // namespace rujukan::testing
