# shellcheck shell=bash
# What the tests of the deploy commands share. Sourced.
# shellcheck disable=SC2034  # Used by the tests that source this.
PROJECT_ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
SCRATCH=$(mktemp -d /tmp/champions-deploy.XXXXXX)
chmod 755 "$SCRATCH"
OUTPUT="$SCRATCH/output"

failed() {
  printf 'FAILED: %s\n' "$1" >&2
  [[ ! -s $OUTPUT ]] || sed 's/^/  | /' "$OUTPUT" >&2
  exit 1
}

# expect_success WHAT COMMAND...: its output is kept in OUTPUT.
expect_success() {
  local what=$1
  shift
  "$@" >"$OUTPUT" 2>&1 </dev/null || failed "$what: exit status $?"
}

# expect_failure WHAT STATUS TEXT COMMAND...: fails with that status and says that text.
expect_failure() {
  local what=$1 expected=$2 text=$3 status=0
  shift 3
  "$@" >"$OUTPUT" 2>&1 </dev/null || status=$?
  ((status == expected)) || failed "$what: exit status $status, expected $expected"
  expect_output "$what" "$text"
}

expect_output() {
  grep -qF -- "$2" "$OUTPUT" || failed "$1: the output lacks '$2'"
}

# free_port START: a port nothing answers on.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

# wait_for SECONDS COMMAND...: until it succeeds, or the time is up.
wait_for() {
  local until=$((SECONDS + $1))
  shift
  while ! "$@" >/dev/null 2>&1 </dev/null && ((SECONDS < until)); do sleep 0.5; done
}
