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

# Runs as the program's user and becomes the program, so that the pid it tells is the program's.
# shellcheck disable=SC2016  # Expanded by the shell that runs it.
START_SCRIPT='
# Core dumps would hold keys and personal data. gRPC stops accepting for good when it has run out
# of descriptors, so it gets as many as it may have.
ulimit -c 0
ulimit -S -n "$(ulimit -H -n)" 2>/dev/null || true
echo $$ >&3 || exit 1
exec 3>&- "$@"
'

# signal_process SIGNAL PID: sent as the user who runs it, who can only reach processes of their own.
signal_process() {
  local user
  user=$(awk '/^Uid:/ { print $2 }' "/proc/$2/status" 2>/dev/null | xargs -r id -un) || return 1
  [[ -n $user ]] || return 1
  # No part of an instance runs as root: whatever that is, it is none.
  ((EUID != 0)) || [[ $user != root ]] || return 1
  # shellcheck disable=SC2016  # Expanded by the shell that runs it.
  as_user "$user" sh -c 'kill -s "$1" "$2"' sh "$1" "$2" 2>/dev/null
}

# set_log_aside NAME: when it has grown large, before a start.
set_log_aside() {
  local log="$INSTANCE/log/$1.log"
  [[ -f $log ]] && (($(stat -c %s "$log") > LARGEST_LOG_BYTES)) || return 0
  mv -f "$log" "$log.1"
}

# start_background NAME USER COMMAND...: starts it in a session of its own, so that it outlives the
# shell and the terminal, with its output in log/NAME.log and its pid in run/NAME.pid. Both files are
# the operator's: the program is handed them open.
start_background() {
  local name=$1 user=$2
  shift 2
  set_log_aside "$name"
  rm -f "$INSTANCE/run/$name.pid"
  # Nothing of this shell may stay behind: it would hold the instance's lock.
  become_user "$user" setsid sh -c "cd '$INSTANCE' || exit 1; $START_SCRIPT" sh "$@" \
    </dev/null >>"$INSTANCE/log/$name.log" 2>&1 3>"$INSTANCE/run/$name.pid" &
  disown $!
  wait_until 10 test -s "$INSTANCE/run/$name.pid" ||
    fail "could not start $name: nothing was written to $INSTANCE/run" "Check the space on its disk: df -h $INSTANCE"
}

# stop_background NAME SETTINGS_FILE SIGNAL SECONDS: asks it to end and waits; ends it hard when
# the time is up, which is safe because an acknowledged write is on disk.
stop_background() {
  local name=$1 settings_file=$2 signal=$3 seconds=$4 pid
  if pid=$(running_pid "$name" "$settings_file"); then
    signal_process "$signal" "$pid" || true
    if ! wait_until "$seconds" process_is_gone "$pid" "$settings_file"; then
      note "$name (pid $pid) did not end within $seconds s and is now killed"
      signal_process KILL "$pid" || true
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
