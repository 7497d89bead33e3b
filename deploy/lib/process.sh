# shellcheck shell=bash
# Background programs of an instance: start, recognise, stop.

# Logs are set aside when they have grown past this at a start.
LARGEST_LOG_BYTES=$((64 * 1024 * 1024))

# recorded_pid NAME: what run/NAME.pid says, or nothing.
recorded_pid() {
  local pid=
  if [[ -r $INSTANCE/run/$1.pid ]]; then read -r pid <"$INSTANCE/run/$1.pid" || true; fi
  if [[ $pid =~ ^[1-9][0-9]*$ ]]; then echo "$pid"; fi
}

# is_ours PID ARGUMENT: whether that process was given our settings file. A pid is soon used again
# by a stranger. The command line may be read of other users' processes too, which exe may not.
is_ours() {
  local argument
  [[ -r /proc/$1/cmdline ]] || return 1
  while IFS= read -r -d '' argument; do
    [[ $argument != "$2" ]] || return 0
  done 2>/dev/null <"/proc/$1/cmdline"
  return 1
}

# running_pid NAME SETTINGS_FILE: the pid when that program of this instance runs; else false.
running_pid() {
  local pid
  pid=$(recorded_pid "$1")
  [[ -n $pid ]] && is_ours "$pid" "$2" && echo "$pid"
}

# Runs as the service user; becomes the program, so that the pid it records is the program's.
# shellcheck disable=SC2016  # Expanded by the shell that runs it.
START_SCRIPT='
name=$1 largest=$2
shift 2
log=log/$name.log
if [ -f "$log" ] && [ "$(stat -c %s "$log")" -gt "$largest" ]; then mv -f "$log" "$log.1"; fi
# Core dumps would hold keys and personal data. gRPC stops accepting for good when it has run out
# of descriptors, so it gets as many as it may have.
ulimit -c 0
ulimit -S -n "$(ulimit -H -n)" 2>/dev/null || true
echo $$ > "run/$name.pid.new" && mv -f "run/$name.pid.new" "run/$name.pid" || exit 1
exec "$@" >> "$log" 2>&1
'

# signal_service SIGNAL PID: sent as the service user, who can only reach processes of their own.
signal_service() {
  # shellcheck disable=SC2016  # Expanded by the shell that runs it.
  as_service sh -c 'kill -s "$1" "$2"' sh "$1" "$2" 2>/dev/null
}

# start_background NAME COMMAND...: starts it in a session of its own, so that it outlives the
# shell and the terminal, with its output in log/NAME.log and its pid in run/NAME.pid.
start_background() {
  local name=$1
  shift
  as_service rm -f "$INSTANCE/run/$name.pid"
  # Nothing of this shell may stay behind: it would hold the instance's lock.
  become_service setsid sh -c "cd '$INSTANCE' || exit 1; $START_SCRIPT" sh "$name" "$LARGEST_LOG_BYTES" "$@" \
    </dev/null >/dev/null 2>&1 &
  disown $!
  wait_until 10 test -s "$INSTANCE/run/$name.pid" ||
    fail "could not start $name: nothing was written to $INSTANCE/run" "Check the space on its disk: df -h $INSTANCE"
}

# stop_background NAME SETTINGS_FILE SIGNAL SECONDS: asks it to end and waits; ends it hard when
# the time is up, which is safe because an acknowledged write is on disk.
stop_background() {
  local name=$1 settings_file=$2 signal=$3 seconds=$4 pid
  if pid=$(running_pid "$name" "$settings_file"); then
    signal_service "$signal" "$pid" || true
    if ! wait_until "$seconds" process_is_gone "$pid" "$settings_file"; then
      note "$name (pid $pid) did not end within $seconds s and is now killed"
      signal_service KILL "$pid" || true
      wait_until 10 process_is_gone "$pid" "$settings_file" ||
        fail "$name (pid $pid) cannot be ended" "It may wait for a disk; look at it with: ps -o pid,stat,wchan,args -p $pid"
    fi
  fi
  rm -f "$INSTANCE/run/$name.pid"
}

# A process that has ended but was not collected by its parent has an empty command line.
process_is_gone() { ! is_ours "$1" "$2"; }

# is_older_than_any NAME FILE...: whether the program was started before one of its files changed.
is_older_than_any() {
  local pid_file="$INSTANCE/run/$1.pid" file
  shift
  for file in "$@"; do
    [[ $file -nt $pid_file ]] && return 0
  done
  return 1
}
