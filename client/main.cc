#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <clocale>
#include <string>
#include <vector>

#include "client/run.h"

int main(int count, char** words) {
  // Passwords pass through this process: it leaves no core file, and no other process of its user looks into it.
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  std::setlocale(LC_TIME, "C");
  // A reader that has gone is told like a full disk, by the stream.
  signal(SIGPIPE, SIG_IGN);
  rujukan::client::Console console = rujukan::client::StandardConsole();
  return static_cast<int>(rujukan::client::Run(std::vector<std::string>(words + 1, words + count), console));
}
