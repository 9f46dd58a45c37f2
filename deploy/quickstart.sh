#!/bin/bash
# From a fresh Debian 12 with git to a running Rujukan: installs, builds, starts the server in a private folder, imports regions and
# invented households, plays the story of Maros over gRPC and proves that nothing was lost.
#
#   deploy/quickstart.sh [--once] [--store NAME] [--state DIR]
#   deploy/quickstart.sh --stop [--state DIR]
#
#   --once        end after the story; without it, on a terminal, the server stays for you to try more
#   --store NAME  where the records are kept: sqlite (a file; if nothing is said), mysql or mariadb (a private server, fetched once and
#                 started for this alone; one that the machine already has is not touched). There it takes a short cut: one user owns
#                 the database. The README tells how a district does it, with a user for each purpose.
#   --state DIR   keep everything of the run there (~/.local/state/rujukan-quickstart); a run before it is stopped and removed
#   --stop        stop what an earlier run left
set -euo pipefail
umask 077

source_folder=$(cd "$(dirname "$0")/.." && pwd)
binaries=$source_folder/build/bin
state=${XDG_STATE_HOME:-${HOME:-/root}/.local/state}/rujukan-quickstart
# Marks a folder as ours to empty.
marker=rujukan-quickstart-run
# Linux takes no longer path for a socket.
socket_path_max=107
# The server opens its store and listens in well under a second; a loaded machine gets more.
start_wait_seconds=60
# More than twice the server's own drain_seconds.
stop_wait_seconds=30
stay=false
[[ -t 0 && -t 1 ]] && stay=true
stop_only=false
store=sqlite

usage() { sed -n '2,13s/^# \{0,1\}//p' "$0"; }

wrong_use() {
  usage >&2
  printf '\nquickstart: %s\n' "$*" >&2
  exit 2
}

while (($# > 0)); do
  case $1 in
    --once) stay=false ;;
    --stop) stop_only=true ;;
    --store=* | --state=*) set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
    --store | --state)
      [[ -n ${2-} ]] || wrong_use "$1 needs a value"
      if [[ $1 == --store ]]; then store=$2; else state=$2; fi
      shift
      ;;
    --help | -h) usage; exit ;;
    *) wrong_use "there is no option '$1'" ;;
  esac
  shift
done
case $store in
  sqlite | mysql | mariadb) ;;
  *) wrong_use "there is no store '$store'" ;;
esac
[[ $state == /* ]] || state=$PWD/$state
# What tests/database/server.sh keeps of a private database server.
database=$state/database.env

log=
heading() { printf '\n== %s\n' "$*"; }
fail() {
  printf '\nquickstart failed: %s\n' "$*" >&2
  [[ -z $log ]] || printf 'More in %s\n' "$log" >&2
  exit 1
}

# The server of this state folder, if it runs. The command line is compared because a number of a process may have been used again.
server_process() {
  local process
  process=$(cat "$state/rujukand.pid" 2>/dev/null) || return 1
  { tr '\0' ' ' <"/proc/$process/cmdline"; } 2>/dev/null | grep -qF -- "--config $state/rujukan.textproto" || return 1
  echo "$process"
}

stop_server() {
  local process
  process=$(server_process) || return 0
  kill -TERM "$process"
  for ((waited = 0; waited < stop_wait_seconds * 10; ++waited)); do
    server_process >/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$process"
  fail "the server did not end within $stop_wait_seconds seconds"
}

start_server() {
  setsid "$binaries/rujukand" --config "$state/rujukan.textproto" </dev/null >>"$state/rujukand.log" 2>&1 &
  echo $! >"$state/rujukand.pid"
  log=$state/rujukand.log
  for ((waited = 0; waited < start_wait_seconds * 10; ++waited)); do
    server_process >/dev/null || { sleep 0.3; server_process >/dev/null || fail "the server ended at its start"; }
    if rujukan_as_administrator; then return; fi
    sleep 0.1
  done
  fail "the server did not answer within $start_wait_seconds seconds"
}

rujukan_as_administrator() {
  "$binaries/rujukan" --profile admin sign-in admin <"$ADMIN_PASSWORD_FILE" >/dev/null 2>"$state/sign_in.log"
}

check_state() {
  [[ ! -e $state || -e $state/$marker || -z $(ls -A "$state") ]] ||
    fail "$state holds something that is not a quickstart's; name another folder with --state"
  ((${#state} + 14 <= socket_path_max)) || fail "the path $state is too long for a socket; name a shorter one with --state"
}

stop_database() {
  [[ ! -e $database ]] || "$source_folder/tests/database/server.sh" kill "$database"
}

prepare_state() {
  stop_server
  # Also its folder, which lies outside.
  "$source_folder/tests/database/server.sh" stop "$database"
  rm -rf "$state"
  mkdir -p "$state/store" "$state/sessions"
  touch "$state/$marker"
}

build() {
  local options=()
  # A build folder that exists keeps its options: this script and tests/run.sh do not undo each other's work.
  [[ -e $source_folder/build/CMakeCache.txt ]] || options=(-DRUJUKAN_TESTS=OFF)
  "$source_folder/deploy/build.sh" "$source_folder/build" "${options[@]}" rujukand rujukan invent_households ||
    fail "the build stopped; all of its output is in $source_folder/build/build.log"
}

# The store's part of the configuration.
make_store() {
  if [[ $store == sqlite ]]; then
    echo "sqlite { path: \"$state/store/rujukan.db\" }" >"$state/store/store.textproto"
    return
  fi
  log=$state/database.log
  echo "A $store server of its own, with one user who owns the database; a district makes a user for each purpose (README)."
  "$source_folder/tests/database/server.sh" fetch "$store" | tee "$log" || fail "no $store server could be fetched"
  "$source_folder/tests/database/server.sh" start "$store" "$database" >>"$log" 2>&1 || fail "no $store server could be started"
  "$source_folder/tests/database/server.sh" database "$database" "$state/store" >>"$log" 2>&1 || fail "no database could be made"
  mv "$state/store/mysql.textproto" "$state/store/store.textproto"
}

write_configuration() {
  make_store
  cat >"$state/rujukan.textproto" <<END
listen_address: "unix:$state/rujukan.sock"
plaintext_on_this_machine: true
key_file: "$state/rujukan.keys"
reflection: true
$(<"$state/store/store.textproto")
END
}

create_keys_and_administrator() {
  log=$state/setup.log
  head -c 18 /dev/urandom | base64 >"$ADMIN_PASSWORD_FILE"
  "$binaries/rujukand" --config "$state/rujukan.textproto" --create-keys >>"$log" 2>&1 || fail "no keys could be made"
  "$binaries/rujukand" --config "$state/rujukan.textproto" --create-administrator admin <"$ADMIN_PASSWORD_FILE" >>"$log" 2>&1 ||
    fail "no administrator could be made"
}

play_story() {
  log=$state/story.log
  bash "$source_folder/deploy/story.sh" 2>&1 | tee "$log" || fail "the story stopped"
  [[ -s $STATE/story_result ]] || fail "the story left no result"
}

# The number behind NAME= on standard input.
number() { sed -n "s/.*\b$1=\([0-9]\{1,\}\).*/\1/p"; }

prove() {
  local verified
  log=$state/verify.log
  "$binaries/rujukand" --config "$state/rujukan.textproto" --verify >"$log" 2>&1 || fail "the proof found something wrong"
  verified=$(tail -n 1 "$log")
  echo "$verified"
  referrals_closed=$(number referrals_closed <"$STATE/story_result")
  events_delivered=$(number events_delivered <"$STATE/story_result")
  events_expected=$(number events_expected <<<"$verified")
  [[ $(number findings <<<"$verified") == 0 ]] || fail "the proof found something wrong"
  [[ $(number closed <<<"$verified") == "$referrals_closed" ]] || fail "the story and the store count closed referrals differently"
  events_lost=$((events_expected - events_delivered))
  ((events_lost == 0)) || fail "$events_lost of $events_expected inbox events are lost"
}

say_how_to_go_on() {
  heading "The server stays. To try more, paste:"
  cat <<END
  export PATH="$binaries:\$PATH" RUJUKAN_SERVER="$RUJUKAN_SERVER" RUJUKAN_HOME="$RUJUKAN_HOME"
  rujukan --profile admin unit list
END
  if [[ -s $STATE/try_more ]]; then sed 's/^/  /' "$STATE/try_more"; fi
  cat <<END
  rujukan help

The administrator is 'admin', the password is in $ADMIN_PASSWORD_FILE
To stop the server: $source_folder/deploy/quickstart.sh --stop$([[ $state == "${XDG_STATE_HOME:-${HOME:-/root}/.local/state}/rujukan-quickstart" ]] || printf ' --state %q' "$state")

END
}

keep_server=false
end() {
  local status=$?
  if ! $keep_server; then
    stop_server || true
    stop_database || true
  fi
  exit $status
}

# What a run leaves when no server runs, and how to go on with it.
say_what_is_left() {
  if [[ ! -e $state/$marker ]]; then
    echo "There is no quickstart in $state, and none was stopped; name another folder with --state."
    return
  fi
  echo "No server runs on $state now. To start it again with all that it kept:"
  if [[ -e $database ]]; then printf '  %q resume %q\n' "$source_folder/tests/database/server.sh" "$database"; fi
  printf '  %q --config %q &\n' "$binaries/rujukand" "$state/rujukan.textproto"
  printf '  export RUJUKAN_SERVER=%q RUJUKAN_HOME=%q\n' "$RUJUKAN_SERVER" "$RUJUKAN_HOME"
  echo "The folder holds keys, passwords and records. The next quickstart removes it; so does:"
  if [[ -e $database ]]; then
    printf '  %q stop %q   # removes %s, the folder of the database, too\n' "$source_folder/tests/database/server.sh" "$database" \
      "$(sed -n 's/^RUJUKAN_DATABASE_FOLDER=//p' "$database")"
  fi
  printf '  rm -rf %q\n' "$state"
}

export RUJUKAN_BIN=$binaries RUJUKAN_SERVER=unix:$state/rujukan.sock RUJUKAN_HOME=$state/sessions
export ADMIN_PASSWORD_FILE=$state/administrator_password STATE=$state REGIONS=$source_folder/deploy/regions

if $stop_only; then
  stop_server
  stop_database
  say_what_is_left
  exit
fi

trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

check_state
heading "1 of 5: Debian packages"
"$source_folder/deploy/install_packages.sh" build || fail "the packages could not be installed"
prepare_state
heading "2 of 5: building (some minutes the first time)"
build
heading "3 of 5: starting the server in $state"
write_configuration
create_keys_and_administrator
start_server
heading "4 of 5: the story of Maros"
play_story
heading "5 of 5: proving that nothing is lost"
stop_server
prove
if $stay; then
  start_server
  keep_server=true
  say_how_to_go_on
else
  stop_database
  say_what_is_left
fi
echo "quickstart ok: $referrals_closed referrals closed, $events_delivered inbox events delivered, $events_lost lost"
