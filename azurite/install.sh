#!/usr/bin/env bash
# Installs the storage emulator that package-lock.json pins, once. Several processes may call it at the same time.
set -euo pipefail
cd "$(dirname "$0")"

wanted=$(sha256sum package-lock.json | cut -d' ' -f1)
stamp=node_modules/.installed-for

is_installed() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; }

is_installed && exit 0
command -v npm >/dev/null || { echo "azurite/install.sh needs npm (Node.js 20 or later) on the PATH." >&2; exit 1; }

exec 9>.install.lock
flock 9
is_installed && exit 0 # another process was faster
npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2
printf '%s\n' "$wanted" > "$stamp"
