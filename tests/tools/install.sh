#!/bin/bash
# Installs the packages of npm that the tests use, at the versions of package.json, in build/tools, unless they are there.
#
#   tests/tools/install.sh [--native]
#
# No script of a package is run. --native compiles the one package that needs it, better-sqlite3, which only tests/bench uses.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tools=$(cd "$here/../.." && pwd)/build/tools
if ! cmp -s "$here/package.json" "$tools/package.json" || [[ ! -e $tools/installed ]]; then
  rm -rf "$tools"
  mkdir -p "$tools"
  cp "$here/package.json" "$tools"
  npm install --prefix "$tools" --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error
  touch "$tools/installed"
fi
if [[ ${1:-} == --native && ! -e $tools/node_modules/better-sqlite3/build/Release/better_sqlite3.node ]]; then
  echo "Compiling better-sqlite3, once"
  # The headers that were installed with this Node, so that nothing else is fetched.
  headers=$(node -p 'path.dirname(path.dirname(process.execPath))')
  if [[ -e $headers/include/node/node.h ]]; then export npm_config_nodedir=$headers; fi
  npm_config_build_from_source=true npm rebuild --prefix "$tools" better-sqlite3 --loglevel=error >"$tools/native.log" 2>&1 || {
    cat "$tools/native.log" >&2
    exit 1
  }
fi
