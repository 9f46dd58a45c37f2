#!/bin/bash
# Tries whether a backup can be restored, without touching any database: what a lost machine would need, and nothing else.
#
#   deploy/restore_drill.sh --key-shares SHARE_1 SHARE_2 BACKUP
#   deploy/restore_drill.sh --keys KEY_FILE BACKUP
#
# Restores into a temporary SQLite database (a backup of any store goes into any store), proves every record, and removes all of it. Set
# TMPDIR to a folder of this machine with room for the whole database; the keys lie there meanwhile, for their owner only. To try it on
# MySQL or MariaDB, run restore.sh with a configuration that names another database. Rujukand is looked for in RUJUKAN_BIN, or else on
# the PATH.
set -euo pipefail
umask 077

fail() {
  echo "restore_drill.sh: $*" >&2
  exit 1
}

usage() { sed -n '2,10s/^# \{0,1\}//p' "$0"; }

keys=() shares=()
case "$#:${1-}" in
  4:--key-shares) shares=("$2" "$3") ;;
  3:--keys) keys=("$2") ;;
  *) usage >&2; exit 2 ;;
esac
backup=${*: -1}
rujukand=${RUJUKAN_BIN:+$RUJUKAN_BIN/}rujukand
command -v "$rujukand" >/dev/null || fail "there is no program $rujukand; set RUJUKAN_BIN to the folder of rujukand"

folder=$(mktemp -d --tmpdir rujukan_drill.XXXXXX)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/drill.textproto" <<END
listen_address: "unix:$folder/unused.sock"
plaintext_on_this_machine: true
key_file: "$folder/rujukan.keys"
sqlite { path: "$folder/rujukan.db" }
END
if ((${#shares[@]} > 0)); then
  "$rujukand" --config "$folder/drill.textproto" --import-key-shares "${shares[@]}"
else
  cp -- "${keys[0]}" "$folder/rujukan.keys"
fi
"$(dirname "$0")/restore.sh" --config "$folder/drill.textproto" "$backup"
echo "drill passed: $backup can be restored"
