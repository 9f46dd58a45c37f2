#!/bin/bash
# Measures the product beside the limits of this machine, in one run and interleaved, and prints a line `ratio NAME VALUE GOAL` for
# every figure. 0 only if every goal holds, or with --quick; 1 if one does not; 2 if anything failed. What was measured before is told
# then, too.
#
#   tests/bench/run.sh [--quick] [--part=NAME]... [--repetitions=N] [--growth] [--year] [--json FILE]
#
#   --quick          everything once and briefly, in two minutes; judges nothing
#   --part=NAME      only throughput, concurrency, latency, limits, memory, start, growth or year; may be given several times
#   --repetitions=N  instead of five
#   --growth         also with 10,000,000 referrals stored (2,000,000 on MariaDB): an hour, 35 GB of disk and 24 GB of memory
#   --year           also a year of the whole country through the API: hours
#   --json FILE      everything that was measured
#
# The plot is build/bench/results/concurrency.png. Let the machine do nothing else: what else writes to the disk slows every commit.
set -euo pipefail

source_folder=$(cd "$(dirname "$0")/../.." && pwd)
build=$source_folder/build/bench
arguments=()
while (($# > 0)); do
  if [[ $1 == --help || $1 == -h ]]; then
    sed -n '2,16s/^# \{0,1\}//p' "$0"
    exit
  fi
  # The measurements are taken in another folder.
  if [[ $1 == --json && ${2:--} == -* || $1 == --json= ]]; then
    echo "run.sh: --json needs a FILE" >&2
    exit 2
  fi
  if [[ $1 == --json ]]; then set -- "--json=$2" "${@:3}"; fi
  if [[ $1 == --json=* ]]; then set -- "--json=$(realpath -m "${1#--json=}")" "${@:2}"; fi
  arguments+=("$1")
  shift
done

# A goal that is missed is another thing.
trap 'exit 2' ERR
cd "$source_folder"
deploy/install_packages.sh build bench
tests/tools/install.sh --native
tests/database/server.sh fetch mariadb
deploy/build.sh "$build" -DCMAKE_BUILD_TYPE=Release -DRUJUKAN_TESTS=OFF -DRUJUKAN_BENCH=ON
mkdir -p "$build/results"
export NODE_PATH=$source_folder/build/tools/node_modules
exec /usr/bin/python3 -B tests/bench/measure.py --bin="$build/bin" --results="$build/results" --with-node \
  --plot="$build/results/concurrency.png" "${arguments[@]}"
