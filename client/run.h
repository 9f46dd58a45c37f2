// The command `rujukan` as a function, so that tests can run it.
#ifndef RUJUKAN_CLIENT_RUN_H_
#define RUJUKAN_CLIENT_RUN_H_

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "client/console.h"
#include "client/exit_code.h"
#include "client/shell.h"

namespace rujukan::client {

// Runs the command with these words (without the program's name). Never throws.
ExitCode Run(const std::vector<std::string>& words, Console& console);

// The whole command line. REQUIRES: `shell` outlives it.
std::unique_ptr<CLI::App> MakeApp(Shell& shell);

}  // namespace rujukan::client

#endif  // RUJUKAN_CLIENT_RUN_H_
