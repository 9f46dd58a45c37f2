#!/bin/bash
# Every file of C++ is as clang-format would write it.
set -euo pipefail
git ls-files -z --cached --others --exclude-standard '*.cc' '*.h' | xargs -0 clang-format --dry-run -Werror
