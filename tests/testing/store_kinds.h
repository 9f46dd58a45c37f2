// The stores that keep the contract of server/domain/storage.h, for suites that run on each.
#ifndef RUJUKAN_TESTS_TESTING_STORE_KINDS_H_
#define RUJUKAN_TESTS_TESTING_STORE_KINDS_H_

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "adapters/sql/driver.h"
#include "gtest/gtest.h"
#include "server/domain/ports.h"
#include "server/domain/storage.h"

namespace rujukan::testing {

// An empty store of one kind, and a way around it.
class StoreHost {
 public:
  virtual ~StoreHost() = default;
  virtual Store& store() = 0;
  // Runs SQL behind the store's back while it is idle.
  virtual void Execute(std::string_view script) = 0;
  // Lends a connection to its database while it is idle.
  virtual void Lend(absl::FunctionRef<void(sql::Connection&)> use) = 0;
  // The SQL of two blobs one after the other, which each database writes in its own way.
  virtual std::string Concatenated(const std::string& first, const std::string& second) const = 0;
  // Whether closures that write run side by side, or one after the other.
  virtual bool SideBySide() const = 0;
  // Whether somebody waits for a lock on this store's server now; never missed when it is this store's own closure. Always true
  // where closures run one after the other.
  virtual bool SomebodyWaits() = 0;
};

// A kind of store; tests carry its name.
struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreHost>(const Sealer&, const Clock&)> make;
};
const std::vector<StoreKind>& StoreKinds();
void PrintTo(const StoreKind& kind, std::ostream* out);

// The tests of one file for every store. A parameter's name is the store's: StoreLists.PagesDoNotShift/SqliteFile.
#define RUJUKAN_FOR_EVERY_STORE(suite)                                                     \
  INSTANTIATE_TEST_SUITE_P(, suite, ::testing::ValuesIn(::rujukan::testing::StoreKinds()), \
                           [](const ::testing::TestParamInfo<::rujukan::testing::StoreKind>& info) { return info.param.name; })

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_TESTING_STORE_KINDS_H_
