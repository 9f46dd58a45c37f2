#include "tests/bench/histogram.h"

#include <gtest/gtest.h>

namespace rujukan::bench {
namespace {

using std::chrono::nanoseconds;

TEST(Histogram, TellsADurationWithinOnePartIn128) {
  for (std::int64_t nanos = 1'000; nanos < 100'000'000'000; nanos += nanos / 3) {
    Histogram histogram;
    histogram.Record(nanoseconds(nanos));
    // Another, far longer one, so that the highest does not stand for the one looked at.
    histogram.Record(nanoseconds(nanos * 100));
    const double told = histogram.Quantile(0.5) * 1000;
    EXPECT_GE(told, static_cast<double>(nanos));
    EXPECT_LE(told, static_cast<double>(nanos) * (1 + 1.0 / 128));
  }
}

TEST(Histogram, TellsHowManyAreBelow) {
  Histogram histogram;
  for (int micros = 1; micros <= 1000; ++micros) histogram.Record(std::chrono::microseconds(micros));
  EXPECT_NEAR(histogram.Quantile(0.5), 500, 500.0 / 128);
  EXPECT_NEAR(histogram.Quantile(0.99), 990, 990.0 / 128);
  EXPECT_EQ(histogram.Quantile(1), 1000);
}

TEST(Histogram, OfNothingIsNothing) { EXPECT_EQ(Histogram().Quantile(0.99), 0); }

}  // namespace
}  // namespace rujukan::bench
