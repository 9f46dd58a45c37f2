#!/bin/bash
# Each tool finds what is planted for it under this repository's settings, and passes what is right.
#
#   planted.sh BUF
set -euo pipefail

buf=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp .clang-format .clang-tidy buf.yaml "$folder"
cd "$folder"
mkdir -p server proto/planted/v1

# must STATUS COMMAND...: the command ends so.
must() {
  local expected=$1 status=0
  shift
  "$@" >output 2>&1 || status=1
  ((status == expected)) || { cat output; echo "planted.sh: $* ended $status, not $expected"; exit 1; }
}

echo 'int Answer() { return 42; }' >server/right.cc
echo 'int Answer( ) { return 42; }' >server/crooked.cc
must 0 clang-format --dry-run -Werror server/right.cc
must 1 clang-format --dry-run -Werror server/crooked.cc

cat >server/moved.cc <<'END'
#include <string>
#include <utility>
std::size_t Size(std::string text) {
  const std::string other = std::move(text);
  return other.size() + text.size();
}
END
must 0 clang-tidy --quiet server/right.cc -- -std=c++20
must 1 clang-tidy --quiet server/moved.cc -- -std=c++20

printf '// A file.\nsyntax = "proto3";\npackage planted.v1;\n// A message.\nmessage Person {\n  // Its name.\n  string name = 1;\n}\n' \
  >proto/planted/v1/person.proto
must 0 "$buf" lint
sed -i '/Its name/d' proto/planted/v1/person.proto
must 1 "$buf" lint
sed -i 's/string name/\/\/ Its name.\n  string Name/' proto/planted/v1/person.proto
must 1 "$buf" lint
echo "Every planted fault was found."
