#!/bin/bash
# Runs one case of full_disk_test on a small disk of its own that only this process sees: a tmpfs in a mount namespace, which an ordinary
# user may make, too.
#
#   tests/long/full_disk.sh PROGRAM CASE
set -euo pipefail

# What a server makes at its first start, and some room.
readonly disk_size=400m

program=$1 case=$2
disk=$(mktemp -d "${TMPDIR:-/tmp}/rujukan_disk.XXXXXX")
trap 'rmdir "$disk"' EXIT
# shellcheck disable=SC2016
RUJUKAN_SMALL_DISK=$disk unshare --map-root-user --mount bash -c \
  'mount -t tmpfs -o size="$1" none "$RUJUKAN_SMALL_DISK" && "$2" --gtest_filter="$3"' full_disk "$disk_size" "$program" "$case"
