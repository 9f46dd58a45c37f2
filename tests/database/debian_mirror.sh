# shellcheck shell=bash
# Sourced by scripts that fetch Debian packages beside the machine's own installation.

# Prints the mirror that this machine takes Debian from, in either of the two notations of apt.
debian_mirror() {
  sed -n 's/^URIs: *\([^ ]*\).*/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' \
    /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -n 1
}
