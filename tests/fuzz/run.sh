#!/bin/bash
# Runs fuzz harnesses that were built before with
#
#   deploy/build.sh build/fuzz -DRUJUKAN_FUZZ=ON fuzzers
#
#   tests/fuzz/run.sh [--build=FOLDER] [--runs=N | --seconds=N] [NAME...]
#
#   --build=FOLDER  where they were built; build/fuzz if not told
#   --runs=N        so many inputs from the seeds in tests/fuzz/corpus, the same each time; 20000 if nothing is told
#   --seconds=N     other inputs each time, for so long, after what earlier runs kept in FOLDER/corpus
#   NAME...         request, page_token, resource_name, csv_reader, household_row, configuration; all if not told
#
# What breaks a promise is kept in FOLDER/findings, and the last lines say how to run it again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$here/../../build/fuzz
options=("-dict=$here/dictionary" -timeout=60 -rss_limit_mb=2048 -len_control=0 -print_final_stats=1)
runs=20000
seconds=
while [[ ${1:-} == --* ]]; do
  case $1 in
    --build=*) build=${1#*=} ;;
    --runs=*) runs=${1#*=} ;;
    --seconds=*) seconds=${1#*=} ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done
build=$(cd "$build" && pwd)
(($# > 0)) || set -- request page_token resource_name csv_reader household_row configuration

# What the fuzzer tries next depends on where memory lies, and some containers forbid to fix that; the same inputs come each time where
# they do not. The tokens of page_token are sealed with fresh random bytes in any case.
fixed=()
if setarch --addr-no-randomize true 2>/dev/null; then fixed=(setarch --addr-no-randomize); fi

mkdir -p "$build/findings"
# Beside what the fuzzer finds it looks at all that it has, so the seeds are never written to.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for name in "$@"; do
  # A request has lists that can be too long; what is longer than that only takes longer.
  bytes_max=1024
  [[ $name != request ]] || bytes_max=8192
  kept=$scratch/$name
  # Inputs of other processes would come by the clock, and compared values from libraries that compare addresses.
  limit=("-runs=$runs" -seed=1 -reload=0 -use_cmp=0)
  if [[ -n $seconds ]]; then
    kept=$build/corpus/$name
    limit=("-max_total_time=$seconds")
  fi
  mkdir -p "$kept"
  corpus=("$kept")
  [[ ! -d $here/corpus/$name ]] || corpus+=("$here/corpus/$name")
  found=0
  "${fixed[@]}" "$build/bin/${name}_fuzzer" "${options[@]}" "${limit[@]}" "-max_len=$bytes_max" \
    -artifact_prefix="$build/findings/$name-" "${corpus[@]}" >"$scratch/output" 2>&1 || found=$?
  if ((found != 0)); then
    cat "$scratch/output"
    input=$(sed -n 's/.*Test unit written to //p' "$scratch/output")
    printf '\nrun.sh: %s found something; its input is %s\n' "$name" "${input:-in the output above}"
    printf 'run.sh: again: %s %s\n' "$build/bin/${name}_fuzzer" "$input"
    exit 1
  fi
  grep -E '^(#.*DONE|stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb))' "$scratch/output" | sed "s/^/$name: /"
done
