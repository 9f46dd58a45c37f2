#!/bin/bash
# A database server of the tests' own: a MariaDB 10.11 of bookworm or a MySQL 9 of sid, in a temporary folder, on a unix socket and a
# free port of 127.0.0.1. It never touches a server that the machine already has, installs nothing, and needs no root: the packages are
# fetched once from the machine's own mirror, unpacked in ${XDG_CACHE_HOME:-~/.cache}/rujukan and run with their own loader and
# libraries. (A chroot would need root; installing them would replace or restart a server that is there.)
#
#   tests/database/server.sh fetch KIND                             fetch and unpack the server if that has not been done yet
#   tests/database/server.sh start KIND ENVIRONMENT [OPTION...]     start a new server, fetched if need be
#   tests/database/server.sh kill ENVIRONMENT                       kill -9; the data stay
#   tests/database/server.sh resume ENVIRONMENT [OPTION...]         start it again on the same data, port and socket
#   tests/database/server.sh stop ENVIRONMENT                       end it and remove everything; does nothing if there is none
#   tests/database/server.sh database ENVIRONMENT FOLDER            make an empty database and a user who owns it; FOLDER gets
#                                                                   mysql.textproto, for a configuration of rujukand, and its
#                                                                   database_password
#
# KIND is mariadb or mysql. ENVIRONMENT is a file that start writes, to be read by shells and by tests: RUJUKAN_DATABASE_KIND, _HOST,
# _PORT, _SOCKET, _USER and _PASSWORD (an administrator who may create databases and users), _PID_FILE, _FOLDER, _CLIENT and _DUMP
# (the programs mariadb or mysql, mariadb-dump or mysqldump). A server that an earlier run left behind under this name is ended first.
# Each OPTION goes to the server, for example --default-time-zone=+00:00 or --log-bin=binlog; --data=FOLDER keeps the data in an empty
# folder of the caller's, say a small tmpfs.
#
# To run one test program by hand:
#
#   tests/database/server.sh start mariadb build/database/MariaDb.env
#   tests/database/server.sh start mysql build/database/MySql.env
#   build/bin/conformance_test --gtest_filter='*MariaDb*'
#   tests/database/server.sh stop build/database/MariaDb.env
set -euo pipefail
# Everything it writes: passwords, and what a server holds.
umask 077

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/database/debian_mirror.sh
source "$here/debian_mirror.sh"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rujukan/database

# Long enough for a machine that does much else at the same time.
readonly start_tries=1200 # of 0.1 s
readonly port_tries=10
# Below the ports that the kernel gives to outgoing connections.
readonly port_min=20000 port_max=32000

fail() {
  echo "server.sh: $*" >&2
  exit 1
}

usage() {
  sed -n '2,27s/^# \{0,1\}//p' "$0"
}

# Where the server of the kind is unpacked. Another suite or another layout gets another name.
unpacked() {
  case $1 in
    mariadb) echo "$cache/mariadb-bookworm-1" ;;
    mysql) echo "$cache/mysql-sid-1" ;;
    *) fail "no kind of server '$1' (mariadb, mysql)" ;;
  esac
}

# Downloads packages with all they depend on, as if nothing were installed, with apt's own checks of signatures.
download() {
  local folder=$1 suite=$2
  shift 2
  local apt=(apt-get --quiet=2 --yes -o APT::Install-Recommends=false -o APT::Sandbox::User="$(id -un)"
    -o Dir::State="$folder" -o Dir::State::Lists="$folder/lists" -o Dir::State::status="$folder/status" -o Dir::Cache="$folder"
    -o Dir::Etc::SourceList="$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null)
  mkdir -p "$folder/lists" "$folder/archives"
  : >"$folder/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_mirror) $suite main" >"$folder/sources.list"
  "${apt[@]}" update
  "${apt[@]}" --download-only install "$@" >/dev/null
}

# Puts in place of a program a script that runs it with the loader and the libraries it was built for.
use_own_libraries() {
  local root=$1 program=$2 loader libraries
  [[ -f $program && ! -L $program && $(head -c 4 "$program" | tail -c 3) == ELF ]] || return 0
  loader=$(find "$root" -path '*/lib/*' -name 'ld-linux-*.so.*' -type f)
  libraries=$(find "$root" -maxdepth 3 -path '*/lib/*-linux-gnu' | paste -sd :)
  mv "$program" "$program.program"
  cat >"$program" <<END
#!/bin/sh
exec "$loader" --library-path "$libraries" "$program.program" "\$@"
END
  chmod +x "$program"
}

fetch() {
  local kind=$1 folder
  folder=$(unpacked "$kind")
  [[ ! -e $folder/complete ]] || return 0
  mkdir -p "$cache"
  # Of two runs at once one fetches and the other waits.
  exec 8>"$cache/$kind.lock"
  flock 8
  [[ ! -e $folder/complete ]] || return 0
  echo "Fetching a $kind server for the tests, once, into $folder"
  rm -rf "$folder" "$folder.download"
  case $kind in
    mariadb) download "$folder.download" bookworm mariadb-server-core mariadb-client ;;
    mysql) download "$folder.download" sid mysql-server-core mysql-client-core ;;
  esac
  mkdir -p "$folder"
  for package in "$folder.download"/archives/*.deb; do
    dpkg-deb --extract "$package" "$folder"
  done
  rm -rf "$folder.download" "$folder"/usr/share/{doc,man,locale} "$folder"/usr/lib/*/perl* "$folder"/usr/share/perl*
  for program in "$folder"/usr/{s,}bin/{mariadb,mysql,my_print_defaults,resolveip}*; do
    use_own_libraries "$folder" "$program"
  done
  touch "$folder/complete"
  flock --unlock 8
}

# Prints what every run of the server gets: durable as in earnest, small, as several run beside the tests, and in a time zone of
# Indonesia, which the records must not notice. SQL reads and writes no file; MariaDB has no other way to say so than an empty folder.
server_options() {
  local root=$1
  printf '%s\n' --no-defaults "--user=$(id -un)" "--basedir=$root/usr" "--datadir=$data" "--socket=$RUJUKAN_DATABASE_SOCKET" \
    "--pid-file=$RUJUKAN_DATABASE_PID_FILE" "--port=$RUJUKAN_DATABASE_PORT" "--bind-address=$RUJUKAN_DATABASE_HOST" \
    "--tmpdir=$RUJUKAN_DATABASE_FOLDER" "--secure-file-priv=$RUJUKAN_DATABASE_FOLDER/no_files" \
    --innodb-flush-log-at-trx-commit=1 --innodb-buffer-pool-size=64M \
    --performance-schema=OFF --max-connections=300 --default-time-zone=+09:00
  case $RUJUKAN_DATABASE_KIND in
    mariadb) printf '%s\n' "--lc-messages-dir=$root/usr/share/mysql" "--plugin-dir=$root/usr/lib/mysql/plugin" \
      --innodb-log-file-size=16M --log-bin=binlog --sync-binlog=1 ;;
    mysql) printf '%s\n' "--lc-messages-dir=$root/usr/share/mysql" "--plugin-dir=$root/usr/lib/mysql/plugin" \
      --innodb-redo-log-capacity=32M --mysqlx=OFF ;;
  esac
}

initialize() {
  local root options
  root=$(unpacked "$RUJUKAN_DATABASE_KIND")
  mapfile -t options < <(server_options "$root")
  case $RUJUKAN_DATABASE_KIND in
    mariadb)
      # A server that starts removes the temporary tables that it finds, also those of another one that is at work there.
      TMPDIR=$RUJUKAN_DATABASE_FOLDER "$root/usr/bin/mariadb-install-db" --no-defaults "--basedir=$root/usr" "--datadir=$data" "--user=$(id -un)" \
        --auth-root-authentication-method=normal --skip-test-db
      ;;
    mysql)
      # What takes part in the life of a server has no place in making its first tables.
      "$root/usr/sbin/mysqld" "${options[@]}" --initialize-insecure
      ;;
  esac >"$RUJUKAN_DATABASE_FOLDER/initialize.log" 2>&1 || {
    cat "$RUJUKAN_DATABASE_FOLDER/initialize.log" >&2
    fail "the first tables could not be made"
  }
}

write_environment() {
  local name programs
  programs=$(unpacked "$RUJUKAN_DATABASE_KIND")/usr/bin
  {
    for name in KIND HOST PORT SOCKET USER PASSWORD PID_FILE FOLDER; do
      name=RUJUKAN_DATABASE_$name
      printf '%s=%s\n' "$name" "${!name}"
    done
    printf 'RUJUKAN_DATABASE_DATA=%s\n' "$data"
    printf 'RUJUKAN_DATABASE_CLIENT=%s\n' "$programs/$RUJUKAN_DATABASE_KIND"
    printf 'RUJUKAN_DATABASE_DUMP=%s\n' "$(find "$programs" -name "$RUJUKAN_DATABASE_KIND*dump")"
  } >"$environment.new"
  mv "$environment.new" "$environment"
}

# Starts the server and waits until it accepts connections. 1 if it ended instead.
launch() {
  local log=$RUJUKAN_DATABASE_FOLDER/server.log root options try
  root=$(unpacked "$RUJUKAN_DATABASE_KIND")
  mapfile -t options < <(server_options "$root")
  : >"$log"
  local server=sbin/mysqld
  [[ $RUJUKAN_DATABASE_KIND != mariadb ]] || server=sbin/mariadbd
  setsid "$root/usr/$server" "${options[@]}" --init-file="$RUJUKAN_DATABASE_FOLDER/init.sql" "$@" >>"$log" 2>&1 </dev/null 8>&- &
  local pid=$!
  for ((try = 0; try < start_tries; ++try)); do
    if grep -q 'ready for connections' "$log"; then return 0; fi
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

read_environment() {
  [[ -e $environment ]] || fail "no server under the name $environment"
  # shellcheck disable=SC1090
  source "$environment"
  data=$RUJUKAN_DATABASE_DATA
}

# Ends the server of the environment, and nothing else that may have got its number since.
kill_server() {
  local pid
  pid=$(cat "$RUJUKAN_DATABASE_PID_FILE" 2>/dev/null) || return 0
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "--pid-file=$RUJUKAN_DATABASE_PID_FILE "; then
    kill -KILL "$pid"
    while [[ -e /proc/$pid && $(sed 's/.*) //; s/ .*//' "/proc/$pid/stat" 2>/dev/null) != Z ]]; do sleep 0.05; done
  fi
  # A killed server that nobody has waited for yet still has its number, by which its lock would look held.
  rm -f "$RUJUKAN_DATABASE_PID_FILE" "$RUJUKAN_DATABASE_SOCKET.lock"
}

start() {
  RUJUKAN_DATABASE_KIND=$1
  shift
  local options=() option
  data=
  for option in "$@"; do
    case $option in
      --data=*) data=$(cd "${option#--data=}" && pwd) ;;
      *) options+=("$option") ;;
    esac
  done
  if [[ -e $environment ]]; then "$0" stop "$environment"; fi
  fetch "$RUJUKAN_DATABASE_KIND"
  # A short name: the path of a unix socket has at most 107 bytes.
  RUJUKAN_DATABASE_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/rujukan_database.XXXXXX")
  mkdir "$RUJUKAN_DATABASE_FOLDER/no_files"
  data=${data:-$RUJUKAN_DATABASE_FOLDER/data}
  RUJUKAN_DATABASE_HOST=127.0.0.1
  RUJUKAN_DATABASE_PORT=$port_min
  RUJUKAN_DATABASE_SOCKET=$RUJUKAN_DATABASE_FOLDER/server.sock
  RUJUKAN_DATABASE_PID_FILE=$RUJUKAN_DATABASE_FOLDER/server.pid
  RUJUKAN_DATABASE_USER=administrator
  RUJUKAN_DATABASE_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  cat >"$RUJUKAN_DATABASE_FOLDER/init.sql" <<END
ALTER USER 'root'@'localhost' IDENTIFIED BY '$RUJUKAN_DATABASE_PASSWORD';
CREATE USER IF NOT EXISTS '$RUJUKAN_DATABASE_USER'@'%' IDENTIFIED BY '$RUJUKAN_DATABASE_PASSWORD';
GRANT ALL PRIVILEGES ON *.* TO '$RUJUKAN_DATABASE_USER'@'%' WITH GRANT OPTION;
END
  mkdir -p "$(dirname "$environment")"
  write_environment
  initialize
  local try
  for ((try = 1; try <= port_tries; ++try)); do
    RUJUKAN_DATABASE_PORT=$((port_min + (RANDOM + RANDOM) % (port_max - port_min)))
    write_environment
    if launch "${options[@]}"; then
      echo "A $RUJUKAN_DATABASE_KIND server of the tests' own listens on $RUJUKAN_DATABASE_HOST:$RUJUKAN_DATABASE_PORT; $environment"
      return
    fi
    grep -qi 'address already in use\|another process with pid\|another mysqld server running' "$RUJUKAN_DATABASE_FOLDER/server.log" || break
  done
  kill_server
  cat "$RUJUKAN_DATABASE_FOLDER/server.log" >&2
  fail "the $RUJUKAN_DATABASE_KIND server did not start"
}

resume() {
  read_environment
  launch "$@" || {
    cat "$RUJUKAN_DATABASE_FOLDER/server.log" >&2
    fail "the $RUJUKAN_DATABASE_KIND server did not start again"
  }
}

stop() {
  [[ -e $environment ]] || return 0
  read_environment
  kill_server
  [[ $RUJUKAN_DATABASE_FOLDER == */rujukan_database.* ]] && rm -rf "$RUJUKAN_DATABASE_FOLDER"
  rm -f "$environment"
}

# A client of the server as its administrator, which reads SQL.
administrate() {
  MYSQL_PWD=$RUJUKAN_DATABASE_PASSWORD "$RUJUKAN_DATABASE_CLIENT" --no-defaults --socket="$RUJUKAN_DATABASE_SOCKET" \
    --user="$RUJUKAN_DATABASE_USER"
}

database() {
  local folder=$1 name password
  read_environment
  name=rujukan_$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  administrate <<END
CREATE DATABASE $name CHARACTER SET utf8mb4;
CREATE USER '$name'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON $name.* TO '$name'@'%';
END
  echo "$password" >"$folder/database_password"
  cat >"$folder/mysql.textproto" <<END
mysql {
  unix_socket: "$RUJUKAN_DATABASE_SOCKET"
  database: "$name"
  user: "$name"
  password_file: "$folder/database_password"
}
END
}

verb=${1:-}
case $verb:$# in
  fetch:2) fetch "$2" ;;
  start:1 | start:2) usage >&2; exit 2 ;;
  start:*)
    environment=$(realpath -m "$3")
    start "$2" "${@:4}"
    ;;
  database:3)
    environment=$(realpath -m "$2")
    database "$(realpath "$3")"
    ;;
  kill:2 | stop:2 | resume:[2-9])
    environment=$(realpath -m "$2")
    case $verb in
      kill) read_environment && kill_server ;;
      stop) stop ;;
      resume) resume "${@:3}" ;;
    esac
    ;;
  *) usage >&2; exit 2 ;;
esac
