#!/bin/sh
# Runs a script of this project with the Node version that the project pins, whatever the machine has. Only `sh` and npm are
# needed before the first run: the pinned Node comes with the dependencies, so it installs those first when they are missing.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
node="$root/node_modules/node/bin/node"
stamp="$root/node_modules/.countersign-lock"
if [ ! -x "$node" ] || ! cmp -s package-lock.json "$stamp"; then
  echo "- dependencies: installing (package-lock.json is new here)"
  # Not `npm ci`: it refuses a lockfile in which optional packages of other platforms are missing, and some registries do not
  # serve all of those. Every version is pinned in package.json and the lockfile, which this leaves as it is.
  npm install --no-save --no-audit --no-fund --loglevel=error
  # Where install scripts are switched off, the pinned Node's own link step did not run.
  [ -x "$node" ] || node node_modules/node/installArchSpecificPackage.js
  cp package-lock.json "$stamp"
else
  echo "- dependencies: unchanged, skipped" >&2
fi
PATH="$root/node_modules/node/bin:$PATH"
export PATH NEXT_TELEMETRY_DISABLED=1
exec "$node" "$@"
