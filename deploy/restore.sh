#!/bin/bash
# Puts the records of a backup into a new and empty database, and proves them.
#
#   deploy/restore.sh --config FILE BACKUP
#
# BACKUP is a file of deploy/backup.sh with its .sha256 beside it, made with the same keys; FILE may name either kind of store. The
# servers are stopped. With SQLite there is no database file yet; with MySQL or MariaDB the database has its tables (rujukand --migrate)
# and no record, and FILE is the configuration of the server, not that of migrations. Run it as the server's user; rujukand is looked for
# in RUJUKAN_BIN, or else on the PATH. It ends 0 only if everything was proved.
set -euo pipefail
umask 077

fail() {
  echo "restore.sh: $*" >&2
  exit 1
}

[[ $# == 3 && $1 == --config ]] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
config=$2 backup=$3
rujukand=${RUJUKAN_BIN:+$RUJUKAN_BIN/}rujukand
command -v "$rujukand" >/dev/null || fail "there is no program $rujukand; set RUJUKAN_BIN to the folder of rujukand"
[[ -e $backup.sha256 ]] || fail "there is no $backup.sha256; a backup without it is not whole"
(cd "$(dirname "$backup")" && sha256sum --check --quiet "$(basename "$backup").sha256") ||
  fail "$backup is not what was saved; use another copy"

"$rujukand" --config "$config" --import "$backup"
"$rujukand" --config "$config" --verify
echo "restored: $backup"
