// The thousand units from which the load comes, and what their officers send.
#ifndef RUJUKAN_TESTS_BENCH_DISTRICT_H_
#define RUJUKAN_TESTS_BENCH_DISTRICT_H_

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "rujukan/v1/referral.pb.h"

namespace rujukan::bench {

// A unit with its one officer, who is signed in.
struct Desk {
  std::string unit;
  std::string officer;
  std::string token;
};

// A referral that is in the store already, between two desks.
struct StoredReferral {
  std::string id;
  std::size_t sender = 0;
  std::size_t receiver = 0;
};

struct District {
  std::vector<Desk> desks;
  // At most kReferralsNamed of those stored, evenly spread over all.
  std::vector<StoredReferral> referrals;
};

inline constexpr std::size_t kReferralsNamed = 100'000;

// A text file for its owner only, because tokens are secrets wherever they lie. Both end the program when it cannot be done.
void WriteDistrict(const std::string& path, const District& district);
District ReadDistrict(const std::string& path);

// The whole country: a post in every village, and in every kabupaten a protection unit and a welfare office. Its desks are the
// posts and then, for each kabupaten, the companion and the head of the protection unit and the officer of the welfare office.
struct Country {
  std::size_t posts = 83'762;
  std::size_t regencies = 514;

  std::size_t RegencyOf(std::size_t post) const { return post % regencies; }
  std::size_t Companion(std::size_t regency) const { return posts + 3 * regency; }
  std::size_t Head(std::size_t regency) const { return Companion(regency) + 1; }
  std::size_t WelfareOfficer(std::size_t regency) const { return Companion(regency) + 2; }
  std::size_t desks() const { return posts + 3 * regencies; }
  // Invented codes of the right form, dense like the real ones.
  std::string RegencyCode(std::size_t regency) const;
  std::string VillageCode(std::size_t post) const;
};

// Draws 0 to size - 1, each with a probability in proportion to 1 / (1 + number): few units are busy, most are not.
class ZipfDraw {
 public:
  explicit ZipfDraw(std::size_t size);
  template <typename Random>
  std::size_t operator()(Random& random) const {
    return At(std::uniform_real_distribution<double>(0, sums_.back())(random));
  }

 private:
  std::size_t At(double sum) const;
  std::vector<double> sums_;
};

// Sender and receiver, two different ones.
struct Pair {
  std::size_t sender = 0;
  std::size_t receiver = 0;
};
template <typename Random>
Pair DrawPair(const ZipfDraw& draw, Random& random) {
  Pair pair{draw(random), draw(random)};
  while (pair.receiver == pair.sender) pair.receiver = draw(random);
  return pair;
}

// What a request carries. The small packet is for filling a store with millions.
enum class PacketSize { kFull, kSmall };

// A referral between units of the protection circle, about an invented person; the full one with contact, identity, need and
// chronology of the length that officers write.
v1::CreateReferralRequest NewReferral(std::string_view receiver_unit, std::string request_id, PacketSize size);

}  // namespace rujukan::bench

#endif  // RUJUKAN_TESTS_BENCH_DISTRICT_H_
