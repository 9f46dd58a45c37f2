#!/bin/bash
# Installs what is missing of the Debian packages that Rujukan needs, as root or through sudo.
#
#   deploy/install_packages.sh [--list] GROUP...
#
# Groups: build (compile the product), run (run binaries built elsewhere), test (tests/run.sh), bench (tests/bench/run.sh).
# --list prints the packages of the groups and installs nothing.
set -euo pipefail

# An unattended upgrade of a fresh machine may hold the lock of apt for some minutes.
readonly lock_wait_seconds=900

packages_of() {
  case $1 in
    build) cat <<'END' ;;
g++                     the compiler, C++20
cmake                   the build
ninja-build             runs the build in parallel
pkg-config              how CMake finds libsodium
ca-certificates         fetching over TLS
libprotobuf-dev         messages of the API
protobuf-compiler       generates them
libgrpc++-dev           the wire
libgrpc-dev             its CMake configuration
protobuf-compiler-grpc  generates the services
libabsl-dev             status, strings, time
libsqlite3-dev          the embedded store
libmysqlcppconn-dev     the store on MySQL and MariaDB
libssl-dev              sealing records: AES-GCM, HMAC, SHA-256
libsodium-dev           hashing passwords: Argon2id
libutf8proc-dev         names in NFC; the width of text on a terminal
libcsv-dev              reading districts' CSV exports
libcli11-dev            the command line
END
    run) cat <<'END' ;;
libgrpc++1.51           the wire
libprotobuf32           messages of the API
libabsl20220623         status, strings, time
libsqlite3-0            the embedded store
libmysqlcppconn7v5      the store on MySQL and MariaDB
libssl3                 sealing records
libsodium23             hashing passwords
libutf8proc2            names in NFC
libcsv3                 reading districts' CSV exports
END
    test) cat <<'END' ;;
libgtest-dev            the tests
libgmock-dev            their matchers
openssl                 certificates of the tests
nghttp2-proxy           the public face: nghttpx
sslscan                 which protocols and ciphers a listener offers
python3-h2              HTTP/2 that is not gRPC's, for callers that do not keep its rules
clang-format            the one way to lay out code
clang-tidy              finds defects that compilers do not
clang                   compiles the fuzz harnesses
libclang-rt-dev         libFuzzer and the sanitizers of clang
libre2-dev              the shapes of names, told a second time by the harnesses
python3                 the checks of the repository, end-to-end tests
python3-grpcio          a client that is not ours, for end-to-end tests
python3-protobuf        its messages
END
    bench) cat <<'END' ;;
openssl                 certificates
python3                 takes the measurements
gnuplot-nox             plots them
make                    compiles SQLite for Node
END
  esac | awk '{ print $1 }'
  # buf and a JavaScript client come from npm; a newer npm from elsewhere is as good, and Debian's would conflict with it.
  if [[ $1 =~ ^(test|bench)$ ]] && ! command -v npm >/dev/null; then echo npm; fi
}

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "install_packages.sh: run this as root, or install sudo" >&2
    exit 1
  fi
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 -o DPkg::Lock::Timeout=$lock_wait_seconds -o Dpkg::Use-Pty=0 "$@"
}

list_only=false
if [[ ${1:-} == --list ]]; then
  list_only=true
  shift
fi
(($# > 0)) || set -- none
for group in "$@"; do
  if [[ ! $group =~ ^(build|run|test|bench)$ ]]; then
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
  fi
done

packages=()
for group in "$@"; do
  listed=$(packages_of "$group")
  mapfile -t -O ${#packages[@]} packages <<<"$listed"
done
if $list_only; then
  printf '%s\n' "${packages[@]}"
  exit
fi

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "All ${#packages[@]} Debian packages for $* are installed."
  exit
fi

echo "Installing ${#missing[@]} Debian packages for $*: ${missing[*]}"
# A third party's source that does not answer is no reason to stop: the installation below tells whether Debian's did.
apt update || echo "install_packages.sh: some package sources did not answer" >&2
apt install --no-install-recommends "${missing[@]}" >/dev/null
echo "Installed."
