#!/usr/bin/env bash
# A cluster on this machine without Docker: the storage emulator and three silos as processes, on loopback only.
#   cluster.sh up [SILOS]   builds the server if needed, starts everything, waits until all are ready and prints one base address per line
#   cluster.sh status       one line per process; exit code 0 when all are ready, 1 when one is not, 3 when there is no cluster
#   cluster.sh kill N       ends silo N at once (SIGKILL), as a failing machine does
#   cluster.sh stop N       asks silo N to end (SIGTERM) and waits until it has
#   cluster.sh start N      starts silo N again at its address, waits until it is ready and prints the address
#   cluster.sh down         ends everything and removes its data
# Settings in the environment of `up`, such as Segmentation__Cluster__ProbeTimeout=00:00:01, are those of all silos. Environment:
#   CLUSTER_FOLDER     where data, logs and process ids lie, so that several clusters can run (default: a folder of the user in TMPDIR or /tmp)
#   CLUSTER_SILO_DLL   the server to run instead of building it
#   CLUSTER_OWNER=PID  takes the cluster down when that process ends
set -euo pipefail
umask 077 # data, logs and settings are nobody else's business

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
temporary=${TMPDIR:-/tmp}
folder=${CLUSTER_FOLDER:-${temporary%/}/orleans-segmentation-cluster-$(id -u)}
ready_seconds=300 # far more than a busy machine needs
stop_seconds=120

fail() { echo "$1" >&2; exit "${2:-1}"; }

# Prints when a process began: with it, a process id is never mistaken for one that was given out again. Fails when the process has ended.
started_at() {
  if [ -d /proc/self ]; then
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    set -- ${stat##*) } # what follows the name, which may have blanks
    [ "$1" != Z ] && [ "$1" != X ] && echo "${20}"
  else
    ps -o lstart= -p "$1" 2>/dev/null | tr -d ' ' | grep .
  fi
}

# Prints the process id of silo N; fails when it does not run.
process_of() {
  local process started
  [ -f "$folder/silo-$1.pid" ] || return 1
  read -r process started < "$folder/silo-$1.pid"
  [ -n "$started" ] && [ "$(started_at "$process")" = "$started" ] && echo "$process"
}

silos() { seq "$(cat "$folder/cluster")"; }

address_of() { echo "http://127.0.0.1:$(cut -d' ' -f1 "$folder/silo-$1.ports")"; }

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

is_ready() {
  local answer
  answer=$( (exec 3<>"/dev/tcp/127.0.0.1/$(cut -d' ' -f1 "$folder/silo-$1.ports")" &&
    printf 'GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3 && read -r -t 10 line <&3 && echo "$line") 2>/dev/null) || return 1
  [[ $answer == "HTTP/1.1 200"* ]]
}

expect_cluster() { [ -f "$folder/cluster" ] && [ -O "$folder" ] || fail "There is no cluster in $folder; cluster.sh up starts one." 3; }

expect_silo() {
  expect_cluster
  [[ ${1:-} =~ ^[1-9][0-9]*$ ]] && [ "$1" -le "$(cat "$folder/cluster")" ] || fail "Silo '${1:-}' is not one of 1 to $(cat "$folder/cluster")." 2
}

# Puts a free port into `port`. It lies below the ports that the system gives to outgoing connections. Its file stays locked by the processes
# started from here, so that neither another cluster nor a test takes it before they listen.
take_port() {
  local ephemeral=32768 first=12000 last reservations="${temporary%/}/orleans-segmentation-test-ports" lock
  [ ! -r /proc/sys/net/ipv4/ip_local_port_range ] || ephemeral=$(cut -f1 /proc/sys/net/ipv4/ip_local_port_range)
  last=$((ephemeral < 30000 ? ephemeral - 1 : 29999))
  [ "$last" -gt 13000 ] || first=1024
  mkdir -p "$reservations"
  for _ in $(seq 1000); do
    port=$((first + (RANDOM * 32768 + RANDOM) % (last - first + 1)))
    exec {lock}>"$reservations/$port"
    if flock -n "$lock" && ! listens "$port"; then return; fi
    exec {lock}>&-
  done
  fail "No free port between $first and $last was found."
}

# Puts the server to run into `server`, built unless it is newer than its sources.
find_server() {
  server=${CLUSTER_SILO_DLL:-$root/src/OrleansSegmentation.SiloHost/bin/Release/net10.0/OrleansSegmentation.SiloHost.dll}
  [ -z "${CLUSTER_SILO_DLL:-}" ] || { [ -f "$server" ] || fail "CLUSTER_SILO_DLL: there is no $server." 2; return; }
  local stamp=$server.cluster-stamp
  if [ -f "$server" ] && [ -f "$stamp" ] && [ -z "$(find "$root/src" "$root"/Directory.*.props "$root/global.json" \
      \( -name bin -o -name obj \) -prune -o -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.json' -o -name '*.props' \) -newer "$stamp" -print -quit)" ]; then
    return
  fi
  local begun
  begun=$(mktemp)
  dotnet build "$root/src/OrleansSegmentation.SiloHost" -c Release -v q --nologo >&2
  mv "$begun" "$stamp" # as old as the begin of the build: what was changed meanwhile is built next time
}

start_silo() {
  local number=$1 rest silo gateway pair process
  read -r rest silo gateway < "$folder/silo-$number.ports"
  (
    while IFS= read -r -d '' pair; do export "${pair?}"; done < "$folder/environment"
    export Segmentation__Storage__Provider=AzureStorage Segmentation__Cluster__Address=127.0.0.1
    export Segmentation__Cluster__SiloPort=$silo Segmentation__Cluster__GatewayPort=$gateway
    Segmentation__Storage__ConnectionString=$(cat "$folder/connection-string") # in the environment: arguments can be seen by other users
    export Segmentation__Storage__ConnectionString
    cd "$folder"
    exec nohup dotnet "$(cat "$folder/server")" serve --urls "http://127.0.0.1:$rest" >> "$folder/silo-$number.log" 2>&1 < /dev/null
  ) &
  process=$!
  disown
  echo "$process $(started_at "$process")" > "$folder/silo-$number.pid"
}

# Waits until the given silos are ready.
wait_until_ready() {
  local number deadline=$((SECONDS + ready_seconds))
  for number in "$@"; do
    until is_ready "$number"; do
      process_of "$number" > /dev/null || { tail -n 20 "$folder/silo-$number.log" >&2; fail "Silo $number ended before it was ready."; }
      [ "$SECONDS" -lt "$deadline" ] || { tail -n 20 "$folder/silo-$number.log" >&2; fail "Silo $number was not ready within $ready_seconds seconds."; }
      sleep 0.2
    done
  done
}

# Waits until a silo has ended; fails when it does not within some seconds.
wait_for_end() {
  local deadline=$((SECONDS + $2))
  while process_of "$1" > /dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

take_down() {
  local number process
  for number in $(silos); do
    if process=$(process_of "$number"); then kill -TERM "$process" 2>/dev/null || true; fi
  done
  for number in $(silos); do
    wait_for_end "$number" "$stop_seconds" && continue
    echo "Silo $number did not end within $stop_seconds seconds and is killed." >&2
    if process=$(process_of "$number"); then kill -KILL "$process" 2>/dev/null || true; fi
    wait_for_end "$number" 60 || fail "Silo $number cannot be killed; $folder stays."
  done
  "$here/stop.sh" "$folder/azurite" # last: the silos sign off there
  rm -rf "$folder"
}

up() {
  local count=$1 number blob queue table
  [[ $count =~ ^[1-9]$ ]] || fail "SILOS is '$count'; accepted is 1 to 9." 2
  command -v dotnet > /dev/null || fail "cluster.sh needs the .NET 10 SDK on the PATH."
  [ ! -e "$folder" ] || fail "There is already something in $folder; cluster.sh down ends a cluster." 2
  find_server
  mkdir "$folder" # fails when another one was faster
  folder=$(cd "$folder" && pwd)
  echo "$count" > "$folder/cluster"
  trap 'code=$?; trap - EXIT; [ "$code" -eq 0 ] || take_down; exit "$code"' EXIT
  trap 'exit 130' INT TERM

  echo "$server" > "$folder/server"
  export Segmentation__Cluster__ClusterId=${Segmentation__Cluster__ClusterId:-local} Segmentation__Cluster__ServiceId=${Segmentation__Cluster__ServiceId:-local}
  export Segmentation__Storage__CacheDirectory=${Segmentation__Storage__CacheDirectory:-$folder/cache}
  env -0 | { grep -z '^Segmentation__' || true; } > "$folder/environment"
  for number in $(silos); do
    take_port; local rest=$port
    take_port; local silo=$port
    take_port
    echo "$rest $silo $port" > "$folder/silo-$number.ports"
  done
  take_port; blob=$port
  take_port; queue=$port
  take_port; table=$port
  AZURITE_OWNER=${CLUSTER_OWNER:-} "$here/start.sh" "$folder/azurite" "$blob" "$queue" "$table" > "$folder/connection-string"
  for number in $(silos); do start_silo "$number"; done
  wait_until_ready $(silos)
  if [ -n "${CLUSTER_OWNER:-}" ]; then
    (while [ -d "$folder" ] && kill -0 "$CLUSTER_OWNER"; do sleep 1; done; [ ! -d "$folder" ] || CLUSTER_FOLDER=$folder "$here/cluster.sh" down) > /dev/null 2>&1 < /dev/null &
    disown
  fi
  for number in $(silos); do address_of "$number"; done
}

status() {
  expect_cluster
  local number process state code=0
  if process=$(cat "$folder/azurite/azurite.pid" 2>/dev/null) && started_at "$process" > /dev/null; then state=running; else state=stopped process=- code=1; fi
  printf '%-8s %-9s %-8s\n' azurite "$state" "$process"
  for number in $(silos); do
    if ! process=$(process_of "$number"); then state=stopped process=- code=1
    elif is_ready "$number"; then state=ready
    else state=starting code=1; fi
    printf '%-8s %-9s %-8s %s\n' "silo $number" "$state" "$process" "$(address_of "$number")"
  done
  exit "$code"
}

kill_silo() {
  expect_silo "${1:-}"
  local process
  process=$(process_of "$1") || fail "Silo $1 does not run." 1
  kill -KILL "$process"
  wait_for_end "$1" 60 || fail "Silo $1 (process $process) did not end."
}

stop_silo() {
  expect_silo "${1:-}"
  local process
  process=$(process_of "$1") || fail "Silo $1 does not run." 1
  kill -TERM "$process"
  wait_for_end "$1" "$stop_seconds" || fail "Silo $1 (process $process) did not end within $stop_seconds seconds; cluster.sh kill $1 ends it."
}

restart_silo() {
  expect_silo "${1:-}"
  process_of "$1" > /dev/null && fail "Silo $1 runs already." 1
  start_silo "$1"
  wait_until_ready "$1"
  address_of "$1"
}

case ${1:-} in
  up) up "${2:-3}" ;;
  status) status ;;
  kill) kill_silo "${2:-}" ;;
  stop) stop_silo "${2:-}" ;;
  start) restart_silo "${2:-}" ;;
  down) [ ! -e "$folder" ] || { expect_cluster; take_down; } ;;
  *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
