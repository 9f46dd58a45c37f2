#!/bin/bash
# Configures a build folder once and builds in it, saying how far it is: as it happens on a terminal, a line for every tenth elsewhere.
#
#   deploy/build.sh FOLDER [-DOPTION=VALUE...] [TARGET...]
#
# Options given later than the first time are added to those of the folder. FOLDER/build.log holds the last output.
set -euo pipefail

folder=$1
shift
options=() targets=()
for argument in "$@"; do
  if [[ $argument == -D* ]]; then options+=("$argument"); else targets+=("$argument"); fi
done
# Only at first: with another launcher every command would differ, and everything would be built again.
if [[ ! -e $folder/CMakeCache.txt ]] && command -v ccache >/dev/null; then
  options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi

cd "$(dirname "$0")/.."
mkdir -p "$folder"
log=$folder/build.log
if ! cmake -S . -B "$folder" -G Ninja "${options[@]}" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi

# Sources that use gRPC take about a gigabyte each to compile, so no more at once than there are processors.
ninja=(ninja -C "$folder" -j "$(nproc)" "${targets[@]}")
if [[ -t 1 ]]; then
  NINJA_STATUS='[%f of %t, %es] ' exec "${ninja[@]}"
fi
tell_tenths='/^\[[0-9]+\/[0-9]+\]/ { tenth = int(10 * $2 / $3); if (tenth != told) { told = tenth; print "  built " $2 " of " $3; fflush() } }'
if ! NINJA_STATUS='[%f/%t] ' "${ninja[@]}" 2>&1 | tee "$log" | awk -F '[][/]' "$tell_tenths"; then
  grep -A 40 '^FAILED' "$log" >&2 || tail -n 40 "$log" >&2
  exit 1
fi
