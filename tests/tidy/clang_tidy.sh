#!/bin/bash
# Runs clang-tidy with the list of .clang-tidy on every source of ours that the build folder compiles. A source that passed is not
# looked at again until it, a header, a proto or the list changes.
#
#   clang_tidy.sh BUILD_FOLDER
set -euo pipefail

build=$1
passed=$build/clang-tidy-passed
mkdir -p "$passed"
common=$(git ls-files -z --cached --others --exclude-standard '*.h' '*.proto' .clang-tidy | xargs -0 cat | sha256sum)

check() {
  local source=$1 stamp
  stamp=$passed/$( (echo "$common" "$source"; cat "$source") | sha256sum | cut -c1-32)
  [[ -e $stamp ]] && return
  # Its findings are on standard output; standard error counts what it left out in headers that are not ours.
  if clang-tidy --quiet -p "$build" "$source" 2>"$stamp.errors"; then
    mv "$stamp.errors" "$stamp"
  else
    grep --invert-match 'warnings\? generated' "$stamp.errors" || true
    echo "clang-tidy: $source" && false
  fi
}
export -f check
export build passed common

git ls-files --cached --others --exclude-standard 'server/*.cc' 'adapters/*.cc' 'client/*.cc' 'deploy/*.cc' 'tests/*.cc' |
  xargs -P "$(nproc)" -I{} bash -c 'check {}'
