# shellcheck shell=bash
# What every command under deploy/ and tests/ shares: messages, questions, and how it fails.

# PostgreSQL's and HAProxy's own variables would silently point our commands at another instance.
# shellcheck disable=SC2086  # "${!PG@}" is a list of names.
unset ${!PG@} 2>/dev/null || true
export LC_ALL=C.UTF-8
# What must be private is made so by name; the rest has to be passable for the service user.
umask 022
# Debian keeps useradd, haproxy and friends in sbin, which ordinary users may not have in PATH.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

# One line per argument on stdout.
say() { printf '%s\n' "$@"; }

# One line per step on stderr, so that stdout carries only what was asked for.
step() { printf '==> %s\n' "$*" >&2; }

note() { printf '    %s\n' "$*" >&2; }

# fail WHAT [ADVICE...]: says what happened and, on following lines, what to do about it.
fail() {
  printf 'error: %s\n' "$1" >&2
  shift
  local line
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# Exit status 2 is kept for wrong usage, as in the command-line client.
usage_error() {
  printf 'error: %s\n  See: %s --help\n' "$1" "$0" >&2
  exit 2
}

# confirm QUESTION: true after a yes. Without a terminal nobody can answer, so the answer is no.
confirm() {
  local answer
  [[ -t 0 ]] || return 1
  read -r -p "$1 [y/N] " answer
  [[ $answer == [yY] || $answer == [yY][eE][sS] ]]
}

# option_value NAME COUNT: refuses an option that came without its value.
option_value() {
  (($2 >= 2)) || usage_error "$1 needs a value"
}

# wait_until SECONDS COMMAND...: repeats the command until it succeeds; false when the time is up.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# The descriptors of the locks held; a program left in the background must not inherit them.
HELD_LOCKS=()

# hold_lock FILE SECONDS WAITING FAILURE: waits for the lock, saying WAITING if that takes time, and
# holds it until release_locks or the end of the command.
hold_lock() {
  local lock
  exec {lock}>>"$1"
  if ! flock -n "$lock"; then
    step "$3"
    flock -w "$2" "$lock" || fail "$4" "Look for it: ps -ef | grep -e deploy/ -e tests/run"
  fi
  HELD_LOCKS+=("$lock")
}

release_locks() {
  local lock
  for lock in "${HELD_LOCKS[@]}"; do exec {lock}>&-; done
  HELD_LOCKS=()
}

# show_last_lines FILE: the end of a log, indented, for a failure message.
show_last_lines() {
  [[ -s $1 ]] || { note "$1 is empty"; return 0; }
  note "the last lines of $1:"
  tail -n 20 -- "$1" | sed 's/^/      /' >&2
}

# is_number_between TEXT LOWEST HIGHEST
is_number_between() {
  [[ $1 =~ ^(0|[1-9][0-9]{0,8})$ ]] && (($1 >= $2 && $1 <= $3))
}
