// Golden files: tables that people read and tests compare with.
#ifndef RUJUKAN_TESTS_DOMAIN_GOLDEN_H_
#define RUJUKAN_TESTS_DOMAIN_GOLDEN_H_

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace rujukan::testing {

// Expects tests/golden/`name` to hold exactly `actual`. With RUJUKAN_WRITE_GOLDEN=1 in the environment it writes the file instead;
// the difference is then for a person to read before it is committed.
inline void ExpectGolden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(RUJUKAN_SOURCE_DIR) + "/tests/golden/" + name;
  const char* write = std::getenv("RUJUKAN_WRITE_GOLDEN");
  if (write != nullptr && std::string(write) == "1") {
    std::ofstream(path) << actual;
    return;
  }
  std::ifstream file(path);
  ASSERT_TRUE(file) << "no golden file " << path;
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(golden.str(), actual) << "tests/golden/" << name << " says otherwise; RUJUKAN_WRITE_GOLDEN=1 writes it anew";
}

}  // namespace rujukan::testing

#endif  // RUJUKAN_TESTS_DOMAIN_GOLDEN_H_
