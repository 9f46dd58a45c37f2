#include <signal.h>

#include <clocale>
#include <string>
#include <vector>

#include "client/run.h"

int main(int count, char** words) {
  std::setlocale(LC_TIME, "C");
  // A reader that has gone is told like a full disk, by the stream.
  signal(SIGPIPE, SIG_IGN);
  rujukan::client::Console console = rujukan::client::StandardConsole();
  return static_cast<int>(rujukan::client::Run(std::vector<std::string>(words + 1, words + count), console));
}
