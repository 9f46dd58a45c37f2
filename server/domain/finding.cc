#include "server/domain/finding.h"

#include <cstddef>
#include <iterator>

namespace rujukan {
namespace {

struct FindingText {
  std::string_view name;
  // "{0}" and so on stand for the arguments.
  std::string_view english;
  std::string_view indonesian;
};

// By FindingReason.
constexpr FindingText kTexts[] = {
    {"NOT_A_CHECKPOINT", "it is no checkpoint of this key, or it was changed", "bukan titik uji dari kunci ini, atau sudah diubah"},
    {"TWO_CHECKPOINTS", "another checkpoint of this number is held: two were signed",
     "ada titik uji lain yang disimpan dengan nomor ini: dua ditandatangani"},
    {"PLACE_SIGNED_TWICE", "event {0} is one in checkpoint {1} and another in checkpoint {2}: the first was removed or changed",
     "kejadian {0} berbeda antara titik uji {1} dan {2}: yang pertama dihapus atau diubah"},
    {"CHECKPOINT_NOT_HELD", "it is not among those held, which go on with {0}",
     "tidak ada di antara yang disimpan, yang berlanjut dengan {0}"},
    {"CHECKPOINT_WITHOUT_LINK", "it does not go on from the one before", "tidak menyambung titik uji sebelumnya"},
    {"STORED_CHECKPOINT_CHANGED", "in the store it is no checkpoint of this key, or it was changed",
     "di basis data bukan titik uji dari kunci ini, atau sudah diubah"},
    {"STORED_CHECKPOINT_DIFFERS", "the store has another one of this number", "basis data menyimpan yang lain dengan nomor ini"},
    {"STORED_CHECKPOINT_MISSING", "it is missing in the store", "hilang dari basis data"},
    {"OLDER_STORE", "it is held and not in the store, as whatever was done since {0}: an older state was put back",
     "disimpan tetapi tidak ada di basis data, begitu pula semua yang dikerjakan sejak {0}: keadaan lama dikembalikan"},
    {"EVENT_GONE", "event {0} is gone, which checkpoint {1} holds", "kejadian {0} hilang, padahal tercatat di titik uji {1}"},
    {"EVENT_DIFFERS",
     "event {0} is not the one that checkpoint {1} holds: it was changed, or one was removed, inserted or moved here",
     "kejadian {0} bukan yang tercatat di titik uji {1}: diubah, atau ada yang dihapus, disisipkan atau dipindah di sini"},
    {"RECORD_GONE", "it is gone with all its events, which checkpoint {0} holds",
     "hilang dengan semua kejadiannya, padahal tercatat di titik uji {0}"},
    {"KEPT_FROM_CHECKPOINTS", "{0} of its events are in no checkpoint and wait for none",
     "{0} kejadiannya tidak ada di titik uji mana pun dan tidak menunggu"},
    {"CHAIN_BREAKS", "the chain breaks at event {0}", "rantainya putus pada kejadian {0}"},
    {"EVENTS_WITHOUT_RECORD", "events without their record", "ada kejadian tanpa catatannya"},
    {"RECORD_WITHOUT_EVENTS", "a record without events", "catatan tanpa kejadian"},
    {"NOT_OF_LAST_EVENT", "the record is not the one of its last event", "catatan tidak sesuai dengan kejadian terakhirnya"},
    {"NOT_INDEXED", "it is not found as it should be", "tidak ditemukan lewat indeks sebagaimana mestinya"},
    {"INDEXED_AND_NOT_THERE", "it is in an index and not there", "ada di indeks tetapi tidak ada catatannya"},
    {"DOES_NOT_OPEN", "the record does not open", "catatan tidak dapat dibuka"},
    {"NOBODY_ACCOUNTABLE", "accountability is broken", "penanggung jawabnya tidak jelas"},
    {"NUMBERS_DIFFER", "the last one is not the highest that a record has",
     "nomor terakhir bukan yang tertinggi yang dipunyai catatan"},
};
constexpr auto kReasons = static_cast<std::size_t>(FindingReason::kLast) + 1;
static_assert(std::size(kTexts) == kReasons);

const FindingText& TextsOf(FindingReason reason) { return kTexts[static_cast<std::size_t>(reason)]; }

std::string Complete(std::string_view text, const std::vector<std::string>& arguments) {
  std::string result;
  while (!text.empty()) {
    const std::size_t index = text.size() >= 3 && text[0] == '{' && text[2] == '}' ? static_cast<std::size_t>(text[1] - '0') : 10;
    if (index < arguments.size()) result += arguments[index];
    if (index >= arguments.size()) result += text.front();
    text.remove_prefix(index < arguments.size() ? 3 : 1);
  }
  return result;
}

}  // namespace

std::string_view NameOf(FindingReason reason) { return TextsOf(reason).name; }

FindingReason FindingReasonNamed(std::string_view name) {
  for (std::size_t i = 0; i < kReasons; ++i) {
    if (kTexts[i].name == name) return static_cast<FindingReason>(i);
  }
  return FindingReason::kDoesNotOpen;
}

std::string DescribeInEnglish(const Finding& finding) { return Complete(TextsOf(finding.reason).english, finding.arguments); }
std::string DescribeInIndonesian(const Finding& finding) { return Complete(TextsOf(finding.reason).indonesian, finding.arguments); }

}  // namespace rujukan
