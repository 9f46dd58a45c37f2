#include "adapters/system/process_secrecy.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace rujukan {

bool ForbidDumps() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0;
}

}  // namespace rujukan
