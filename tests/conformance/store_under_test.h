// A test of the contract of server/domain/storage.h, on a store of its own.
#ifndef RUJUKAN_TESTS_CONFORMANCE_STORE_UNDER_TEST_H_
#define RUJUKAN_TESTS_CONFORMANCE_STORE_UNDER_TEST_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/system/file_key_sealer.h"
#include "gtest/gtest.h"
#include "server/domain/storage.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/records.h"
#include "tests/testing/refusals.h"
#include "tests/testing/sequential_ids.h"
#include "tests/testing/store_kinds.h"

namespace rujukan::testing {

class StoreTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  StoreTest() : host(GetParam().make(sealer, clock)) {}

  Store& store() { return host->store(); }

  // Runs `step` in a transaction of its own: "OK" or the reason of the refusal.
  std::string Do(const std::function<absl::Status(Transaction&)>& step) { return Reason(store().Transact(step)); }

  // What `read` answers; the test fails when it is refused.
  template <typename Read>
  auto Get(Read read) {
    using Result = typename decltype(read(std::declval<Transaction&>()))::value_type;
    std::optional<Result> result;
    const absl::Status status = store().Read([&](Transaction& transaction) -> absl::Status {
      auto answer = read(transaction);
      if (!answer.ok()) return answer.status();
      result = *std::move(answer);
      return absl::OkStatus();
    });
    EXPECT_EQ(Reason(status), "OK");
    return *std::move(result);
  }

  // A unit that is stored, and an officer of it.
  UnitId StoredUnit(UnitKind kind = UnitKind::kPuskesos, const std::string& region = "73.09.01.2003") {
    const Unit unit = make.MakeUnit(kind, region);
    EXPECT_EQ(Do([&](Transaction& t) { return t.units().Insert(unit); }), "OK");
    return unit.id;
  }
  Officer StoredOfficer(const UnitId& unit, const std::string& sign_in_name) {
    const Officer officer = make.MakeOfficer(unit, sign_in_name);
    EXPECT_EQ(Do([&](Transaction& t) { return t.officers().Insert(officer); }), "OK");
    return officer;
  }
  Referral StoredReferral(const UnitId& sender, const UnitId& receiver) {
    const Referral referral = make.MakeReferral(sender, receiver);
    EXPECT_EQ(
        Do([&](Transaction& t) { return t.referrals().Insert(referral, store().SealPacket(referral.id, make.MakePacket())); }),
        "OK");
    return referral;
  }

  FakeClock clock{FakeClock::Beginning() + absl::Microseconds(123456)};
  SequentialIds ids;
  RecordMaker make{clock, ids};
  FileKeySealer sealer{Keys::Random()};
  std::unique_ptr<StoreHost> host;
};

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_CONFORMANCE_STORE_UNDER_TEST_H_
