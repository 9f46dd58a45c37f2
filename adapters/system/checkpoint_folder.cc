#include "adapters/system/checkpoint_folder.h"

#include <openssl/sha.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "adapters/system/checkpoint_key.h"
#include "adapters/system/new_file.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

// Larger than any text of kCheckpointEventsMax events.
constexpr std::uintmax_t kCheckpointBytesMax = std::uintmax_t{1} << 20;

std::string TextIn(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

std::string Sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

}  // namespace

absl::StatusOr<std::vector<HeldCheckpoints::File>> ReadCheckpointFolder(const std::string& folder) {
  std::vector<HeldCheckpoints::File> files;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder, error); !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    // Nothing that never ends, and nothing that another folder keeps.
    const bool is_plain = entry->symlink_status(error).type() == std::filesystem::file_type::regular;
    if (IsCheckpointFile(name) && is_plain && entry->file_size(error) <= kCheckpointBytesMax)
      files.push_back({std::move(name), TextIn(entry->path())});
  }
  if (error) return absl::NotFoundError(absl::StrCat("checkpoints ", folder, ": ", error.message()));
  return files;
}

absl::StatusOr<bool> HoldCheckpoint(const std::string& folder, const KeptCheckpoint& kept) {
  const std::filesystem::path path = std::filesystem::path(folder) / CheckpointFileName(kept.number);
  std::error_code error;
  if (std::filesystem::exists(path, error)) return false;
  RUJUKAN_TRY_ASSIGN(const auto file, NewFile::Begin(path.string(), "checkpoint"));
  RUJUKAN_TRY(file->Append(kept.signed_text));
  RUJUKAN_TRY(file->Finish());
  return true;
}

HeldCheckpoints HeldUnder(std::vector<std::string> public_keys, std::vector<HeldCheckpoints::File> files) {
  const auto is_signature = [keys = std::move(public_keys)](std::string_view text, std::string_view signature) {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) { return IsSignatureOf(key, text, signature); });
  };
  return {.files = std::move(files), .is_signature = is_signature, .digest = Sha256};
}

}  // namespace rujukan
