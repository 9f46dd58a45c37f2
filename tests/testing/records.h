// Records of invented people, with every field filled, and what they hold as text to compare.
#ifndef RUJUKAN_TESTS_TESTING_RECORDS_H_
#define RUJUKAN_TESTS_TESTING_RECORDS_H_

#include <string>

#include "server/domain/storage.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/sequential_ids.h"

namespace rujukan::testing {

// Makes records with new ids at the present time of the clock. Nothing is stored.
class RecordMaker {
 public:
  RecordMaker(const FakeClock& clock, SequentialIds& ids) : clock_(clock), ids_(ids) {}

  Unit MakeUnit(UnitKind kind = UnitKind::kPuskesos, const std::string& region = "73.09.01.2003");
  Officer MakeOfficer(const UnitId& unit, const std::string& sign_in_name);
  Session MakeSession(const Officer& officer, const std::string& token_digest);
  Household MakeHousehold(const UnitId& unit, const std::string& region = "73.09.01.2003");
  CaseFile MakeCaseFile(const UnitId& unit);
  // In SENT, the receiver accountable.
  Referral MakeReferral(const UnitId& sender, const UnitId& receiver);
  // All sections.
  Packet MakePacket();
  ReferralEvent MakeEvent(const Referral& referral, Move move, const std::string& text = "");
  InboxEvent MakeInboxEvent(const UnitId& unit, const ReferralId& referral);
  Receipt MakeReceipt(const UnitId& unit, const OfficerId& officer, const std::string& resource);

  template <typename IdType>
  IdType NewId() {
    return IdType(ids_.NewUuid());
  }

 private:
  const FakeClock& clock_;
  SequentialIds& ids_;
};

// Every field, so that two records are equal exactly when these texts are.
std::string Described(const Unit& unit);
std::string Described(const Officer& officer);
std::string Described(const Session& session);
std::string Described(const Household& household);
std::string Described(const CaseFile& case_file);
std::string Described(const Referral& referral);
std::string Described(const Packet& packet);
std::string Described(const ReferralEvent& event);
std::string Described(const InboxEvent& event);
std::string Described(const Receipt& receipt);

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_RECORDS_H_
