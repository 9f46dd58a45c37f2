#include "adapters/system/checkpoint_folder.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "adapters/system/checkpoint_key.h"
#include "adapters/system/new_file.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// Larger than any text of kCheckpointEventsMax events.
constexpr std::uintmax_t kCheckpointBytesMax = std::uintmax_t{1} << 20;

absl::Status CannotBeRead(const std::filesystem::path& path, const std::error_code& error) {
  return absl::NotFoundError(absl::StrCat("checkpoints ", path.string(), ": ", error.message()));
}

absl::StatusOr<std::string> TextIn(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file.is_open() && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (!file.is_open() || file.bad() || text.fail()) return CannotBeRead(path, {errno, std::generic_category()});
  return text.str();
}

// The files that may be checkpoints.
absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error); !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    // Nothing that never ends, and nothing that another folder keeps.
    const bool is_plain = entry->symlink_status(error).type() == std::filesystem::file_type::regular;
    if (!error && IsCheckpointFile(name) && is_plain && entry->file_size(error) <= kCheckpointBytesMax) names.push_back(name);
    if (error) return CannotBeRead(entry->path(), error);
  }
  if (error) return CannotBeRead(folder, error);
  return names;
}

// The number of the checkpoint that such a file holds; nothing when the name is not the one that we give.
std::optional<std::int64_t> NumberIn(const std::string& name) {
  const std::size_t begin = name.find('-') + 1;
  std::int64_t number = 0;
  const bool is_number = absl::SimpleAtoi(name.substr(begin, name.rfind('.') - begin), &number) && number > 0;
  return is_number && CheckpointFileName(number) == name ? std::optional(number) : std::nullopt;
}

std::optional<Checkpoint> CheckpointIn(const std::string& text) {
  return ReadCheckpoint(text, [](std::string_view, std::string_view) { return true; });
}

Finding FindingOf(std::int64_t number, FindingReason reason) { return {NameOfCheckpoint(number), reason}; }

std::string Sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

absl::Status Write(const std::filesystem::path& path, const std::string& text) {
  RUJUKAN_TRY_ASSIGN(const auto file, NewFile::Begin(path.string(), "checkpoint"));
  RUJUKAN_TRY(file->Append(text));
  return file->Finish();
}

// Whether it wrote the checkpoint; ALREADY_EXISTS when something else is in its place.
absl::StatusOr<bool> Hold(const std::string& folder, const KeptCheckpoint& kept) {
  const std::filesystem::path path = std::filesystem::path(folder) / CheckpointFileName(kept.number);
  const absl::Status written = Write(path, kept.signed_text);
  if (!absl::IsAlreadyExists(written)) return written.ok() ? absl::StatusOr<bool>(true) : written;
  // Somebody else may have added the same meanwhile.
  std::error_code error;
  const bool is_plain = std::filesystem::symlink_status(path, error).type() == std::filesystem::file_type::regular;
  if (!is_plain || std::filesystem::file_size(path, error) != kept.signed_text.size()) return written;
  RUJUKAN_TRY_ASSIGN(const std::string text, TextIn(path));
  return text == kept.signed_text ? absl::StatusOr<bool>(false) : written;
}

}  // namespace

absl::StatusOr<std::vector<HeldCheckpoints::File>> ReadCheckpointFolder(const std::string& folder) {
  RUJUKAN_TRY_ASSIGN(const std::vector<std::string> names, NamesIn(folder));
  std::vector<HeldCheckpoints::File> files;
  for (const std::string& name : names) {
    RUJUKAN_TRY_ASSIGN(std::string text, TextIn(std::filesystem::path(folder) / name));
    files.push_back({name, std::move(text)});
  }
  return files;
}

absl::StatusOr<CheckpointFolder> CheckpointFolder::Open(const std::string& path) {
  CheckpointFolder folder(path);
  RUJUKAN_TRY_ASSIGN(const std::vector<std::string> names, NamesIn(path));
  for (const std::string& name : names) {
    if (const std::optional<std::int64_t> number = NumberIn(name)) folder.held_.insert(*number);
  }
  if (!folder.held_.empty()) {
    RUJUKAN_TRY_ASSIGN(folder.last_text_, folder.TextOf(*folder.held_.rbegin()));
  }
  return folder;
}

absl::StatusOr<std::string> CheckpointFolder::TextOf(std::int64_t number) const {
  return TextIn(std::filesystem::path(path_) / CheckpointFileName(number));
}

std::int64_t CheckpointFolder::without_gap() const {
  std::int64_t last = 0;
  for (const std::int64_t number : held_) {
    if (number != last + 1) break;
    last = number;
  }
  return last;
}

absl::StatusOr<bool> CheckpointFolder::GoesOn(Lister list, std::vector<Finding>& findings) const {
  if (held_.empty()) return true;
  const std::int64_t last = *held_.rbegin();
  const std::optional<Checkpoint> held = CheckpointIn(last_text_);
  if (!held || held->number != last) {
    findings.push_back({CheckpointFileName(last), FindingReason::kNotACheckpoint});
    return false;
  }
  RUJUKAN_TRY_ASSIGN(const std::vector<KeptCheckpoint> stored, list(last - 1, 1));
  if (stored.empty()) {
    RUJUKAN_TRY_ASSIGN(const Finding older, OlderStore(list));
    findings.push_back(older);
  } else if (stored.front().number != last) {
    // What comes after it may be of any history.
    findings.push_back(FindingOf(last, FindingReason::kStoredCheckpointMissing));
  } else if (stored.front().signed_text != last_text_) {
    findings.push_back(FindingOf(last, FindingReason::kStoredCheckpointDiffers));
  } else {
    return true;
  }
  return false;
}

absl::StatusOr<Finding> CheckpointFolder::OlderStore(Lister list) const {
  // The first one that the store does not come to, by halves.
  const std::vector<std::int64_t> held(held_.begin(), held_.end());
  absl::Status failed;
  const auto first = std::partition_point(held.begin(), held.end(), [&](std::int64_t number) {
    const auto stored = list(number - 1, 1);
    failed.Update(stored.status());
    return stored.ok() && !stored->empty();
  });
  RUJUKAN_TRY(failed);
  // A store that goes on meanwhile may have come to all of them.
  const std::int64_t number = first == held.end() ? held.back() : *first;
  Finding older = FindingOf(number, FindingReason::kOlderStore);
  const auto text = TextOf(number);
  const std::optional<Checkpoint> checkpoint = text.ok() ? CheckpointIn(*text) : std::nullopt;
  const std::optional<Checkpoint> known = checkpoint ? checkpoint : CheckpointIn(last_text_);
  older.arguments = {absl::FormatTime(absl::RFC3339_sec, known->time, absl::UTCTimeZone())};
  return older;
}

absl::StatusOr<bool> CheckpointFolder::Fits(const KeptCheckpoint& kept, std::optional<std::string> previous,
                                            std::vector<Finding>& findings) const {
  const std::optional<Checkpoint> checkpoint = CheckpointIn(kept.signed_text);
  if (!checkpoint || checkpoint->number != kept.number) {
    findings.push_back(FindingOf(kept.number, FindingReason::kStoredCheckpointChanged));
    return false;
  }
  if (!previous && held_.contains(kept.number - 1)) {
    RUJUKAN_TRY_ASSIGN(previous, TextOf(kept.number - 1));
  }
  bool links = !previous || checkpoint->previous == DigestOf(*previous, Sha256);
  if (kept.number == 1) links = checkpoint->previous.empty();
  if (links && held_.contains(kept.number + 1)) {
    RUJUKAN_TRY_ASSIGN(const std::string next_text, TextOf(kept.number + 1));
    const std::optional<Checkpoint> next = CheckpointIn(next_text);
    links = next && next->previous == DigestOf(kept.signed_text, Sha256);
  }
  if (!links) findings.push_back(FindingOf(kept.number, FindingReason::kCheckpointWithoutLink));
  return links;
}

absl::Status CheckpointFolder::Add(Lister list, std::int64_t after, CheckpointsAdded& added) const {
  // Each page that an auditor asks for is an event of the auditor's chain.
  constexpr std::size_t kPage = 100;
  RUJUKAN_TRY_ASSIGN(const bool goes_on, GoesOn(list, added.findings));
  if (!goes_on) return absl::OkStatus();
  std::optional<std::string> previous;
  for (std::int64_t last = after;;) {
    RUJUKAN_TRY_ASSIGN(const std::vector<KeptCheckpoint> page, list(last, kPage));
    if (page.empty()) return absl::OkStatus();
    for (const KeptCheckpoint& kept : page) {
      // What is damaged may list again what was listed before, and so without end.
      if (kept.number <= last) {
        added.findings.push_back(FindingOf(kept.number, FindingReason::kStoredCheckpointChanged));
        return absl::OkStatus();
      }
      if (kept.number != last + 1) {
        added.findings.push_back(FindingOf(last + 1, FindingReason::kStoredCheckpointMissing));
        previous.reset();
      }
      last = kept.number;
      if (held_.contains(last)) {
        previous.reset();
        continue;
      }
      absl::StatusOr<bool> done = Fits(kept, std::move(previous), added.findings);
      if (done.ok() && !*done) return absl::OkStatus();
      if (done.ok()) done = Hold(path_, kept);
      added.folder = done.status();
      if (!done.ok()) return absl::OkStatus();
      added.written += *done ? 1 : 0;
      previous = kept.signed_text;
    }
  }
}

HeldCheckpoints HeldUnder(std::vector<std::string> public_keys, std::vector<HeldCheckpoints::File> files) {
  const auto is_signature = [keys = std::move(public_keys)](std::string_view text, std::string_view signature) {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return IsSignatureOf(key, text, signature); });
  };
  return {.files = std::move(files), .is_signature = is_signature, .digest = Sha256};
}

}  // namespace rujukan
