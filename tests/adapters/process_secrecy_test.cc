#include "adapters/system/process_secrecy.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "adapters/system/kept_key.h"
#include "gtest/gtest.h"

namespace rujukan::testing {
namespace {

constexpr uid_t kNobody = 65534;

uid_t OwnerOfMemory() {
  struct stat status {};
  return stat("/proc/self/mem", &status) == 0 ? status.st_uid : 12345;
}

TEST(ProcessSecrecy, LeavesNoCoreFileAndKeepsItsMemoryFromItsUser) {
  const pid_t child = fork();
  if (child == 0) {
    // Root's own processes belong to root either way.
    if (geteuid() == 0 && setuid(kNobody) != 0) std::_Exit(1);
    if (prctl(PR_SET_DUMPABLE, 1) != 0 || OwnerOfMemory() != geteuid()) std::_Exit(2);
    if (!ForbidDumps()) std::_Exit(3);
    rlimit cores{.rlim_cur = 1, .rlim_max = 1};
    if (getrlimit(RLIMIT_CORE, &cores) != 0 || cores.rlim_max != 0) std::_Exit(4);
    if (OwnerOfMemory() != 0) std::_Exit(5);
    std::abort();
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
  EXPECT_FALSE(WCOREDUMP(status));
}

TEST(KeptKey, HoldsTheKeyAndCannotBeWritten) {
  const SecretKey key = SecretKey::Random();
  const KeptKey kept(key);
  EXPECT_EQ(std::memcmp(kept.data(), key.data(), SecretKey::kSize), 0);
  EXPECT_DEATH(const_cast<unsigned char*>(kept.data())[0] = 1, "");
}

TEST(KeptKey, IsKeptWhereMemoryCannotBeLockedAndTells) {
  EXPECT_TRUE(KeptKey(SecretKey::Random()).IsLocked());
  const pid_t child = fork();
  if (child == 0) {
    // Root may lock whatever the limit is.
    if (geteuid() == 0 && setuid(kNobody) != 0) std::_Exit(1);
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    if (setrlimit(RLIMIT_MEMLOCK, &none) != 0) std::_Exit(2);
    const SecretKey key = SecretKey::Random();
    const KeptKey kept(key);
    std::_Exit(!kept.IsLocked() && std::memcmp(kept.data(), key.data(), SecretKey::kSize) == 0 ? 0 : 3);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace rujukan::testing
