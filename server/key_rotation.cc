#include "server/key_rotation.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/sql/migrations.h"
#include "adapters/sql/sealed_values.h"
#include "adapters/system/file_key_sealer.h"
#include "adapters/system/key_file.h"
#include "adapters/system/key_shares.h"
#include "server/domain/try.h"

namespace rujukan {
namespace {

absl::StatusOr<sql::SealedCounts> Count(const Keys& keys, LendDatabase lend) {
  const FileKeySealer sealer(keys);
  sql::SealedCounts counts;
  RUJUKAN_TRY(lend(sealer, [&](sql::Connection& connection) -> absl::Status {
    RUJUKAN_TRY_ASSIGN(counts, sql::CountSealed(connection, sealer));
    return absl::OkStatus();
  }));
  return counts;
}

// Values that are wrapped by another generation than the last.
std::int64_t CountOlder(const sql::SealedCounts& counts, const Keys& keys) {
  std::int64_t older = 0;
  for (const auto& [generation, count] : counts.by_generation) older += generation == keys.seal.rbegin()->first ? 0 : count;
  return older;
}

bool AreSame(const Keys& keys, const absl::StatusOr<Keys>& others) {
  return others.ok() && EncodeKeys(keys).view() == EncodeKeys(*others).view();
}

Keys WithoutLast(Keys keys) {
  keys.seal.erase(std::prev(keys.seal.end()));
  return keys;
}

struct Shares {
  const std::string& first;
  const std::string& second;

  // What a run before left there.
  absl::StatusOr<Keys> Read() const {
    if (!std::filesystem::exists(first) || !std::filesystem::exists(second)) return absl::NotFoundError("");
    return JoinKeyShares(first, second);
  }

  absl::Status Write(const Keys& keys, Tell tell) const {
    RUJUKAN_TRY(CreateKeyShares(first, second, keys));
    tell(absl::StrCat("key shares created: ", first, " ", second,
                      "; give each to the person who has the older one, and remove both from this machine"));
    return absl::OkStatus();
  }
};

// Adds a generation to the keys, the shares and the key file, in this order.
absl::Status BeginGeneration(const std::string& key_file, const Shares& shares, Keys& keys, Tell tell) {
  if (keys.seal.size() >= Keys::kGenerationsMax) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the key file has ", keys.seal.size(), " generations of the sealing key; retire the older ones with --retire-keys first"));
  }
  const std::uint32_t generation = keys.seal.rbegin()->first + 1;
  absl::StatusOr<Keys> begun = shares.Read();
  // A run that was ended after it had written the shares had made one already.
  if (begun.ok() && AreSame(keys, WithoutLast(*begun))) {
    keys = *std::move(begun);
  } else {
    keys.seal.emplace(generation, SecretKey::Random());
    RUJUKAN_TRY(shares.Write(keys, tell));
  }
  RUJUKAN_TRY(ReplaceKeyFile(key_file, keys));
  tell(absl::StrCat("generation ", keys.seal.rbegin()->first, " of the sealing key made: ", key_file,
                    "; every copy of this file, on other machines too, needs a new one before it is used again"));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::int64_t> RotateKeys(const std::string& key_file, const std::string& first_share,
                                        const std::string& second_share, LendDatabase lend, Tell tell) {
  RUJUKAN_TRY_ASSIGN(Keys keys, ReadKeyFile(key_file));
  RUJUKAN_TRY_ASSIGN(const sql::SealedCounts before, Count(keys, lend));
  const Shares shares{first_share, second_share};
  const bool there = AreSame(keys, shares.Read());
  const std::uint32_t generation = keys.seal.rbegin()->first;
  if (CountOlder(before, keys) > 0) {
    tell(absl::StrCat("going on with generation ", generation, " of the sealing key"));
    if (!there) RUJUKAN_TRY(shares.Write(keys, tell));
  } else if (there && keys.seal.size() > 1) {
    tell(absl::StrCat("all records use generation ", generation,
                      " of the sealing key, which these key shares hold; for another one ", "name new shares"));
  } else {
    RUJUKAN_TRY(BeginGeneration(key_file, shares, keys, tell));
  }
  const FileKeySealer sealer(keys);
  // First, and for itself: a server that began meanwhile with the older keys is seen when the database is lent again, and none can
  // begin with them after that.
  RUJUKAN_TRY(lend(sealer, [&](sql::Connection& connection) { return sql::WrapKeyCheckAnew(connection, sealer); }));
  RUJUKAN_TRY(lend(sealer, [&](sql::Connection& connection) {
    return sql::WrapAllAnew(connection, sealer,
                            [&](const sql::Table& table, std::int64_t wrapped) {
                              tell(absl::StrCat("wrapped anew: ", std::string(table.name), "=", wrapped));
                            })
        .status();
  }));
  return before.damaged;
}

absl::StatusOr<std::int64_t> RetireKeys(const std::string& key_file, LendDatabase lend, Tell tell) {
  RUJUKAN_TRY_ASSIGN(const Keys keys, ReadKeyFile(key_file));
  if (keys.seal.size() == 1)
    return absl::FailedPreconditionError("the key file has one generation of the sealing key only, which is in use");
  const FileKeySealer sealer(keys);
  RUJUKAN_TRY(lend(sealer, [&](sql::Connection& connection) { return sql::WrapKeyCheckAnew(connection, sealer); }));
  RUJUKAN_TRY_ASSIGN(const sql::SealedCounts counts, Count(keys, lend));
  if (const std::int64_t older = CountOlder(counts, keys); older > 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(older, " values are still wrapped by older generations; run --rotate-keys first"));
  }
  const std::string retired_file = key_file + ".retired";
  const absl::Status kept = CreateKeyFile(retired_file, keys);
  if (!kept.ok() && !AreSame(keys, ReadKeyFile(retired_file))) {
    return absl::Status(kept.code(), absl::StrCat(kept.message(), "; move it to where older keys are kept"));
  }
  Keys last = keys;
  last.seal.erase(last.seal.begin(), std::prev(last.seal.end()));
  RUJUKAN_TRY(ReplaceKeyFile(key_file, last));
  std::vector<std::uint32_t> retired = sealer.Generations();
  retired.pop_back();
  tell(absl::StrCat("retired generations of the sealing key: ", absl::StrJoin(retired, " "), "\nThey are in ", retired_file,
                    ", and needed for backups and exports from before --rotate-keys alone. Move it to where such keys are kept, or "
                    "destroy it, and the older key shares, when there is no such backup any more."));
  return counts.damaged;
}

}  // namespace rujukan
