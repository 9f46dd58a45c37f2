#!/bin/bash
# Installs what is missing, builds, and runs every test and check through ctest. Ends with ctest's summary; 0 only if every test ran
# and passed.
#
#   tests/run.sh [--sanitize] [--long] [--store=NAME] [-- CTEST_OPTION...]
#
#   --sanitize    with AddressSanitizer and UndefinedBehaviorSanitizer, in build/sanitize; leaves out the checks of the source, the
#                 brief run of the benchmark, and the fuzz harnesses, which have both anyway
#   --long        adds the long runs: kills and power cuts by the hundred, imports at full scale, ten minutes of each fuzz harness
#   --store=NAME  of the tests that run on every store only those on this one: SqliteMemory, SqliteFile, MariaDb, MySql (mysql will do)
#   --            the rest goes to ctest, for example -R Referral
set -euo pipefail

source_folder=$(cd "$(dirname "$0")/.." && pwd)
build=$source_folder/build
stores=(SqliteMemory SqliteFile MariaDb MySql)
options=(-DRUJUKAN_TESTS=ON)
left_out=()
long=false
store=

usage() { sed -n '2,11s/^# \{0,1\}//p' "$0"; }

while (($# > 0)); do
  case $1 in
    --sanitize)
      build=$source_folder/build/sanitize
      options+=(-DRUJUKAN_SANITIZE=ON)
      left_out+=(tidy fuzz bench)
      ;;
    --long) long=true ;;
    --store=*) store=${1#--store=} && store=${store,,} ;;
    --help | -h) usage; exit ;;
    --) shift; break ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

selection=()
$long || left_out+=(long)
((${#left_out[@]} == 0)) || selection+=(--label-exclude "^($(IFS='|'; echo "${left_out[*]}"))\$")
if [[ -n $store ]]; then
  others=$(printf '%s\n' "${stores[@]}" | grep -vix "$store" | paste -sd '|')
  [[ " ${stores[*],,} " == *" $store "* ]] || { echo "run.sh: no store '$store' (${stores[*]})" >&2; exit 2; }
  selection+=(--exclude-regex "($others)")
fi

step() { printf '== %s (%d min %02d s)\n' "$*" $((SECONDS / 60)) $((SECONDS % 60)); }

cd "$source_folder"
step "Packages"
deploy/install_packages.sh build test
tests/tools/install.sh
step "Database servers"
for kind in mariadb mysql; do tests/database/server.sh fetch "$kind"; done
# An interrupted run leaves no server behind.
trap 'for store in MariaDb MySql; do tests/database/server.sh stop "$build/database/$store.env"; done' EXIT
step "Building in ${build#"$source_folder"/}"
deploy/build.sh "$build" "${options[@]}"
step "Testing"
export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1
results=$build/ctest.xml
status=0
ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure --no-tests=error --output-junit "$results" "${selection[@]}" "$@" ||
  status=$?
# A test that was skipped proves nothing.
if ! grep -q 'skipped="0"' "$results" || ! grep -q 'disabled="0"' "$results"; then
  echo "run.sh: some tests did not run; see $results" >&2
  status=1
fi
exit $status
