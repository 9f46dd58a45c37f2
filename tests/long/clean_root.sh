#!/bin/bash
# Proves the two commands of the README on a clean Debian 12 with nothing but git: makes a root of its own from this machine's own
# package sources, clones the last commit into it, and runs the quickstart twice and then every test. As root; needs debootstrap.
#
#   tests/long/clean_root.sh FOLDER [RUN_SH_OPTION...]
#
# FOLDER must not exist, or be one that an earlier run made: then its Debian is used again, with a fresh clone. Nothing is removed.
set -euo pipefail

source_folder=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/database/debian_mirror.sh
source "$source_folder/tests/database/debian_mirror.sh"
root=${1:?the folder of the root}
shift
suite=bookworm

mount_kernel() {
  for folder in proc sys dev; do
    mountpoint -q "$root/$folder" || mount --rbind --make-rslave "/$folder" "$root/$folder"
  done
}
unmount_kernel() {
  for folder in dev sys proc; do umount -R "$root/$folder" 2>/dev/null || true; done
}

# As a user of the root, in that user's home.
inside_as() {
  chroot --userspec="$1" "$root" env -i HOME="$2" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
    ${https_proxy:+https_proxy="$https_proxy"} ${http_proxy:+http_proxy="$http_proxy"} bash -c "$3"
}
inside() { inside_as root /root "$1"; }

if [[ ! -e $root/clean_root_made ]]; then
  debootstrap --variant=minbase --include=git,ca-certificates "$suite" "$root" "$(debian_mirror)"
  # How this machine reaches its packages is no part of what is proved.
  cp -a /etc/apt/sources.list* /etc/apt/apt.conf.d "$root/etc/apt/" 2>/dev/null || true
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  touch "$root/clean_root_made"
fi

rm -rf "$root/srv/rujukan"
git clone --quiet --no-local "$source_folder" "$root/srv/rujukan"
mount_kernel
trap unmount_kernel EXIT
inside "cd /srv/rujukan && deploy/quickstart.sh --once"
inside "cd /srv/rujukan && deploy/quickstart.sh --once"
inside "cd /srv/rujukan && tests/run.sh $*"

inside "apt-get -qq install sudo >/dev/null && { id petugas >/dev/null 2>&1 || useradd --create-home petugas; } &&
  echo 'petugas ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/petugas"
inside "rm -rf /home/petugas/rujukan && git clone --quiet --no-local /srv/rujukan /home/petugas/rujukan && chown -R petugas: /home/petugas"
inside_as petugas /home/petugas "cd ~/rujukan && deploy/quickstart.sh --once"
