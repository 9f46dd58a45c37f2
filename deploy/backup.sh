#!/bin/bash
# Saves all records of an installation while its servers go on, whatever store it has, and never its keys.
#
#   deploy/backup.sh --config FILE FOLDER
#
# FOLDER gets rujukan-TIME.backup, an export of one moment (rujukand --export) that any store can take in, and beside it
# rujukan-TIME.backup.sha256. Both are for their owner only, and have their names only when they are whole and durable. Everything that
# was acknowledged before the script began is in it. Run it as the server's user; rujukand is looked for in RUJUKAN_BIN, or else on the
# PATH. Old backups are left to you.
set -euo pipefail
umask 077

fail() {
  echo "backup.sh: $*" >&2
  exit 1
}

[[ $# == 3 && $1 == --config ]] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
config=$2 folder=$3
rujukand=${RUJUKAN_BIN:+$RUJUKAN_BIN/}rujukand
command -v "$rujukand" >/dev/null || fail "there is no program $rujukand; set RUJUKAN_BIN to the folder of rujukand"
[[ -d $folder ]] || fail "there is no folder $folder"

exec {lock}<"$folder"
flock --nonblock "$lock" || fail "another backup into $folder is not finished"
# What a backup left that was killed.
rm -f -- "$folder"/rujukan-*.partial-??????

name=rujukan-$(date --utc +%Y%m%dT%H%M%SZ).backup
"$rujukand" --config "$config" --export "$folder/$name"
digest=$(mktemp "$folder/$name.sha256.partial-XXXXXX")
(cd "$folder" && sha256sum "$name") >"$digest"
sync "$digest"
mv --no-clobber "$digest" "$folder/$name.sha256"
sync "$folder"
echo "backup: $folder/$name"
