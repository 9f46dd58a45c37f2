#!/bin/bash
# Certificates for a district that has no authority of its own. Each command makes a new folder and never touches one that exists.
#
#   deploy/make_certificates.sh authority FOLDER [NAME]
#       the authority of the district: ca.pem, which everybody may have, and ca.key, with which whoever has it can be anybody.
#       Keep the folder on a medium that lies in a safe; it is needed once a year.
#   deploy/make_certificates.sh server AUTHORITY FOLDER NAME...
#       for a server that is reached by these names and addresses: server.pem, server.key, ca.pem
#   deploy/make_certificates.sh system AUTHORITY FOLDER units/UNIT/officers/OFFICER
#       for a program of another agency, which acts as this officer in the role SYSTEM: system.pem, system.key, ca.pem
#
# To renew, make a new folder and copy its files over the old ones; a server takes them without being restarted. A system's certificate
# is withdrawn by disabling its officer.
set -euo pipefail
umask 077

# An authority outlives its servers; ten years is as long as anybody remembers where its key lies.
readonly authority_days=3650
# What public authorities may give at most. A certificate that nobody can withdraw must end by itself.
readonly leaf_days=397

usage() {
  sed -n '2,14s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

fail() {
  echo "make_certificates.sh: $*" >&2
  exit 1
}

# Makes the folder, which must be new; what a failure left in it goes away with it.
new_folder() {
  folder=$1
  [[ ! -e $folder ]] || fail "$folder exists, and nothing is replaced; name a new folder"
  mkdir -p "$(dirname "$folder")"
  mkdir "$folder"
  trap 'rm -rf "$folder"' EXIT
}

# Files that everybody may read, next to keys that only the owner may.
finish() {
  chmod 0644 "$folder"/*.pem
  rm -f "$folder"/request.* "$folder"/extensions
  trap - EXIT
}

new_key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc)

# sign NAME COMMON_NAME USAGE ALTERNATIVE_NAMES
sign() {
  local name=$1
  cat >"$folder/extensions" <<EXTENSIONS
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = $3
subjectAltName = $4
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
EXTENSIONS
  openssl req -new "${new_key[@]}" -keyout "$folder/$name.key" -out "$folder/request.pem" -subj "/CN=$2" 2>"$folder/request.log" ||
    fail "$(<"$folder/request.log")"
  openssl x509 -req -in "$folder/request.pem" -CA "$authority/ca.pem" -CAkey "$authority/ca.key" -sha256 -days $leaf_days \
    -set_serial "0x$(openssl rand -hex 16)" -extfile "$folder/extensions" -out "$folder/$name.pem" 2>"$folder/request.log" ||
    fail "$(<"$folder/request.log")"
  cp "$authority/ca.pem" "$folder/ca.pem"
}

need_authority() {
  authority=$1
  [[ -r $authority/ca.pem && -r $authority/ca.key ]] || fail "$authority is no authority's folder; make one with 'authority'"
}

# NAME... as OpenSSL wants them.
alternative_names() {
  local name names=()
  for name; do
    if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then
      names+=("IP:$name")
    elif [[ $name =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]]; then
      names+=("DNS:$name")
    else
      fail "'$name' is neither a name nor an address"
    fi
  done
  (IFS=,; echo "${names[*]}")
}

make_authority() {
  new_folder "$1"
  local name=${2:-Rujukan}
  [[ $name =~ ^[A-Za-z0-9\ .-]+$ ]] || fail "the name of an authority has letters, digits, spaces, dots and hyphens"
  openssl req -x509 "${new_key[@]}" -sha256 -days $authority_days -keyout "$folder/ca.key" -out "$folder/ca.pem" -subj "/CN=$name" \
    -addext "basicConstraints = critical, CA:TRUE, pathlen:0" -addext "keyUsage = critical, keyCertSign, cRLSign" \
    2>"$folder/request.log" || fail "$(<"$folder/request.log")"
  finish
  cat <<END_OF_TEXT
$folder/ca.pem: give it to every client (rujukan --ca) and to systems; the server needs it as client_ca_file
$folder/ca.key: keep it in a safe, on no machine of the network; whoever has it can be any server and any system
END_OF_TEXT
}

make_server() {
  local names
  need_authority "$1"
  names=$(alternative_names "${@:3}")
  new_folder "$2"
  sign server "$3" serverAuth "$names"
  finish
  cat <<END_OF_TEXT
$folder/server.pem, $folder/server.key: the certificate_file and key_file of rujukand or nghttpx; only its user may read the key
Renew them before $(openssl x509 -in "$folder/server.pem" -noout -enddate | cut -d= -f2)
END_OF_TEXT
}

make_system() {
  local uuid='[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
  need_authority "$1"
  [[ $3 =~ ^units/$uuid/officers/$uuid$ ]] ||
    fail "'$3' is no officer; 'rujukan officer create' prints the name, units/UNIT/officers/OFFICER"
  new_folder "$2"
  sign system "Rujukan system" clientAuth "URI:urn:rujukan:$3"
  finish
  cat <<END_OF_TEXT
$folder: for the system that acts as $3, all three files; only its user may read the key
Keep no copy of system.key. Renew it before $(openssl x509 -in "$folder/system.pem" -noout -enddate | cut -d= -f2)
To withdraw it, disable the officer.
END_OF_TEXT
}

case ${1:-}:$# in
  authority:2 | authority:3) make_authority "${@:2}" ;;
  system:4) make_system "${@:2}" ;;
  server:[4-9] | server:[1-9][0-9]) make_server "${@:2}" ;;
  *) usage ;;
esac
