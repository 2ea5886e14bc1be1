#!/usr/bin/env bash
# Starts the storage emulator on loopback, waits until it answers and prints its connection string. Stop it with stop.sh.
#   start.sh FOLDER [BLOB_PORT QUEUE_PORT TABLE_PORT]     ports: 10000 10001 10002 when none are given
# FOLDER gets its data, log and process id. Environment:
#   AZURITE_IN_MEMORY=1   keeps the data in memory
#   AZURITE_OWNER=PID     stops it when that process ends
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 1 ] || [ $# -eq 4 ] || { echo "Usage: start.sh FOLDER [BLOB_PORT QUEUE_PORT TABLE_PORT]" >&2; exit 2; }
folder=$1 blob=${2:-10000} queue=${3:-10001} table=${4:-10002}

"$here/install.sh"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
umask 077
if [ -n "${AZURITE_IN_MEMORY:-}" ]; then persistence=(--inMemoryPersistence); else persistence=(--location "$folder/data"); fi
node "$here/node_modules/azurite/dist/src/azurite.js" --silent --skipApiVersionCheck --disableTelemetry "${persistence[@]}" \
  --blobHost 127.0.0.1 --blobPort "$blob" --queueHost 127.0.0.1 --queuePort "$queue" --tableHost 127.0.0.1 --tablePort "$table" \
  > "$folder/azurite.log" 2>&1 < /dev/null &
process=$!
disown
printf '%s\n' "$process" > "$folder/azurite.pid"

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for _ in $(seq 600); do
  kill -0 "$process" 2>/dev/null || { echo "Azurite ended before it answered:" >&2; cat "$folder/azurite.log" >&2; rm -f "$folder/azurite.pid"; exit 1; }
  if answers "$blob" && answers "$queue" && answers "$table"; then
    if [ -n "${AZURITE_OWNER:-}" ]; then
      (while kill -0 "$process" && kill -0 "$AZURITE_OWNER"; do sleep 1; done; kill -TERM "$process") > /dev/null 2>&1 < /dev/null &
      disown
    fi
    # The account and key are the emulator's published ones: they protect nothing.
    echo "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=http://127.0.0.1:$blob/devstoreaccount1;QueueEndpoint=http://127.0.0.1:$queue/devstoreaccount1;TableEndpoint=http://127.0.0.1:$table/devstoreaccount1;"
    exit 0
  fi
  sleep 0.1
done
echo "Azurite did not answer on the ports $blob, $queue and $table within a minute." >&2
kill -TERM "$process"
exit 1
