#!/usr/bin/env bash
# Stops the storage emulator that start.sh started in FOLDER and waits for its end.
#   stop.sh FOLDER
# It is asked by SIGTERM: killed hard it would lose what it has not written yet.
set -euo pipefail
[ $# -eq 1 ] || { echo "Usage: stop.sh FOLDER" >&2; exit 2; }
file=$1/azurite.pid
[ -f "$file" ] || exit 0
process=$(cat "$file")
if kill -TERM "$process" 2>/dev/null; then
  for _ in $(seq 300); do
    kill -0 "$process" 2>/dev/null || break
    sleep 0.1
  done
  if kill -0 "$process" 2>/dev/null; then echo "Azurite (process $process) did not end within 30 seconds." >&2; exit 1; fi
fi
rm -f "$file"
