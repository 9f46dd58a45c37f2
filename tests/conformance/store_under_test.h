// The stores that keep the contract of server/domain/storage.h, for one suite.
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

namespace rujukan::testing {

// An empty store of one kind, and a way around it.
class StoreHost {
 public:
  virtual ~StoreHost() = default;
  virtual Store& store() = 0;
  // Runs SQL behind the store's back while it is idle.
  virtual void Execute(std::string_view script) = 0;
  // The SQL of two blobs one after the other, which each database writes in its own way.
  virtual std::string Concatenated(const std::string& first, const std::string& second) const = 0;
};

// A kind of store; tests carry its name.
struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreHost>(const Sealer&, const Clock&)> make;
};
const std::vector<StoreKind>& StoreKinds();
void PrintTo(const StoreKind& kind, std::ostream* out);

// Each test has a store of its own.
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
    EXPECT_EQ(Do([&](Transaction& t) { return t.referrals().Insert(referral, make.MakePacket()); }), "OK");
    return referral;
  }

  FakeClock clock{FakeClock::Beginning() + absl::Microseconds(123456)};
  SequentialIds ids;
  RecordMaker make{clock, ids};
  FileKeySealer sealer{Keys::Random()};
  std::unique_ptr<StoreHost> host;
};

// The tests of one file for every store. A parameter's name is the store's: StoreLists.PagesDoNotShift/SqliteFile.
#define RUJUKAN_FOR_EVERY_STORE(suite)                                 \
  INSTANTIATE_TEST_SUITE_P(, suite, ::testing::ValuesIn(StoreKinds()), \
                           [](const ::testing::TestParamInfo<StoreKind>& info) { return info.param.name; })

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_CONFORMANCE_STORE_UNDER_TEST_H_
