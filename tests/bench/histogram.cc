#include "tests/bench/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_format.h"

namespace rujukan::bench {
namespace {

// Buckets of each power of two.
constexpr int kBits = 7;
constexpr std::uint64_t kBucketsPerPower = 1u << kBits;
constexpr std::size_t kBuckets = (64 - kBits) * kBucketsPerPower;

int ShiftOf(std::uint64_t value) { return value < kBucketsPerPower ? 0 : static_cast<int>(std::bit_width(value)) - kBits - 1; }

std::size_t BucketOf(std::uint64_t value) {
  if (value < kBucketsPerPower) return value;
  const int shift = ShiftOf(value);
  return static_cast<std::size_t>(shift + 1) * kBucketsPerPower + (value >> shift) - kBucketsPerPower;
}

std::uint64_t EndOf(std::size_t bucket) {
  if (bucket < kBucketsPerPower) return bucket;
  const std::size_t shift = bucket / kBucketsPerPower - 1;
  return ((bucket % kBucketsPerPower + kBucketsPerPower + 1) << shift) - 1;
}

constexpr double kNanosPerMicro = 1000;

}  // namespace

Histogram::Histogram() : buckets_(kBuckets) {}

void Histogram::Record(std::chrono::nanoseconds duration) {
  const std::int64_t value = std::max<std::int64_t>(0, duration.count());
  ++buckets_[BucketOf(static_cast<std::uint64_t>(value))];
  ++count_;
  max_ = std::max(max_, value);
}

double Histogram::Quantile(double quantile) const {
  std::int64_t left = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(quantile * static_cast<double>(count_))));
  for (std::size_t i = 0; i < kBuckets; ++i) {
    left -= buckets_[i];
    if (left <= 0 && count_ > 0)
      return static_cast<double>(std::min<std::uint64_t>(EndOf(i), static_cast<std::uint64_t>(max_))) / kNanosPerMicro;
  }
  return 0;
}

std::string Histogram::Json() const {
  return absl::StrFormat(R"({"count": %d, "p50": %.1f, "p90": %.1f, "p99": %.1f, "p999": %.1f, "max": %.1f})", count_,
                         Quantile(0.5), Quantile(0.9), Quantile(0.99), Quantile(0.999), static_cast<double>(max_) / kNanosPerMicro);
}

}  // namespace rujukan::bench
