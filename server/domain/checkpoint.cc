#include "server/domain/checkpoint.h"

#include <charconv>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace rujukan {
namespace {

constexpr std::string_view kFirstLine = "rujukan-checkpoint 1";
constexpr std::string_view kSignature = "signature ";

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }
std::string Hex(std::string_view bytes) { return absl::BytesToHexString(Absl(bytes)); }

// Up to and including the end of the line before the signature.
std::string_view SignedPart(std::string_view text) { return text.substr(0, text.rfind('\n' + std::string(kSignature)) + 1); }

bool ReadNumber(std::string_view digits, std::int64_t& number) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size();
}

// Bytes of what is written as they are written here, and in no other way.
bool ReadHex(std::string_view digits, std::string& bytes) {
  bytes = absl::HexStringToBytes(Absl(digits));
  return Hex(bytes) == digits;
}

bool ReadEvent(std::string_view line, SignedEvent& event) {
  const std::vector<std::string> words = absl::StrSplit(Absl(line), ' ');
  if (words.size() != 3) return false;
  event.record = RecordIn(words[0]);
  return event.record.kind != RecordKind::kUnspecified && ReadNumber(words[1], event.sequence) && ReadHex(words[2], event.hash);
}

// Takes the line off the beginning of `text` that begins with `label`, without it.
std::optional<std::string_view> Take(std::string_view label, std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  if (!line.starts_with(label) || line.size() == text.size()) return std::nullopt;
  text.remove_prefix(line.size() + 1);
  return line.substr(label.size());
}

bool Read(std::string_view text, Checkpoint& checkpoint) {
  if (Take(kFirstLine, text) != "") return false;
  const auto number = Take("number ", text);
  const auto previous = Take("previous ", text);
  const auto time = Take("time ", text);
  std::string error;
  if (!number || !previous || !time || !ReadNumber(*number, checkpoint.number)) return false;
  if (*previous != "-" && !ReadHex(*previous, checkpoint.previous)) return false;
  if (!absl::ParseTime(absl::RFC3339_sec, Absl(*time), &checkpoint.time, &error)) return false;
  while (!text.empty()) {
    const auto line = Take("event ", text);
    if (!line || !ReadEvent(*line, checkpoint.events.emplace_back())) return false;
  }
  return true;
}

}  // namespace

std::string SignedText(const Checkpoint& checkpoint, const Signer& signer) {
  std::string text = absl::StrCat(Absl(kFirstLine), "\nnumber ", checkpoint.number, "\nprevious ",
                                  checkpoint.previous.empty() ? "-" : Hex(checkpoint.previous), "\ntime ",
                                  absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", checkpoint.time, absl::UTCTimeZone()), "\n");
  for (const SignedEvent& event : checkpoint.events) {
    absl::StrAppend(&text, "event ", TextOf(event.record), " ", event.sequence, " ", Hex(event.hash), "\n");
  }
  const std::string signature = Hex(signer.Sign(text));
  return absl::StrCat(text, Absl(kSignature), signature, "\n");
}

std::string DigestOf(std::string_view signed_text, Digest digest) { return digest(SignedPart(signed_text)); }

std::string DigestOf(std::string_view signed_text, const Sealer& sealer) {
  return DigestOf(signed_text, [&](std::string_view text) { return sealer.Digest(text); });
}

std::optional<Checkpoint> ReadCheckpoint(std::string_view signed_text, IsSignature is_signature) {
  const std::string_view text = SignedPart(signed_text);
  std::string_view rest = signed_text.substr(text.size());
  const auto digits = Take(kSignature, rest);
  std::string signature;
  Checkpoint checkpoint;
  const bool right = digits && rest.empty() && ReadHex(*digits, signature) && is_signature(text, signature);
  if (!right || !Read(text, checkpoint)) return std::nullopt;
  return checkpoint;
}

std::string NameOfCheckpoint(std::int64_t number) { return absl::StrCat("checkpoint ", number); }

std::string CheckpointFileName(std::int64_t number) { return absl::StrFormat("checkpoint-%010d.txt", number); }

bool IsCheckpointFile(std::string_view name) { return name.starts_with("checkpoint-") && name.ends_with(".txt"); }

}  // namespace rujukan
