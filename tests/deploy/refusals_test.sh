#!/usr/bin/env bash
# Shows that the deploy commands refuse what cannot work, before they change anything, and say what
# to do instead.
set -euo pipefail
# shellcheck source=tests/deploy/check.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/check.sh"
BINARIES=$1
trap 'rm -rf "$SCRATCH"' EXIT
cd "$PROJECT_ROOT"

up() { ./deploy/up --binaries "$BINARIES" "$@"; }

expect_failure "an unknown argument" 2 "unknown argument: --nonsense" up --nonsense
expect_failure "an option without its value" 2 "--home needs a value" up --home
expect_failure "a port that is none" 2 "--port wants a number" up --port 70000
expect_failure "a port that is no number" 2 "--port wants a number" up --port 80x
expect_failure "an address that is none" 2 "--listen wants an IP address" up --listen example.org
expect_failure "a rate that is no number" 2 "--rate wants a number" up --rate=-1

expect_failure "a path that settings files cannot hold" 1 "a character that its settings files" \
  up --home "$SCRATCH/with space"
long=$SCRATCH/$(printf 'x%.0s' {1..90})
expect_failure "a path too long for a socket" 1 "too long for a unix socket" up --home "$long"
[[ ! -e $long ]] || failed "a refused home was made"
expect_failure "a home in build/" 1 "would lie in build/" up --home "$PROJECT_ROOT/build/instance"
touch "$SCRATCH/a-file"
expect_failure "a home that is a file" 1 "is not a folder" up --home "$SCRATCH/a-file"
mkdir "$SCRATCH/other" && touch "$SCRATCH/other/something"
expect_failure "a folder of other files" 1 "holds other files" up --home "$SCRATCH/other"
[[ $(ls -A "$SCRATCH/other") == something ]] || failed "a refused folder was changed"
expect_failure "binaries that are not there" 1 "there is no program champions-server" \
  ./deploy/up --home "$SCRATCH/new" --port "$(free_port 21443)" --binaries "$SCRATCH"

expect_failure "down without an instance" 1 "there is no instance in" ./deploy/down --home "$SCRATCH/none"
expect_failure "status without an instance" 1 "there is no instance in" ./deploy/status --home "$SCRATCH/none"
expect_failure "purging what is no instance" 1 "there is no instance in" \
  ./deploy/down --home "$SCRATCH/other" --purge --yes
[[ -e $SCRATCH/other/something ]] || failed "down --purge deleted a folder that is no instance"
for command in up down status; do
  expect_success "$command --help" "./deploy/$command" --help
  expect_output "$command --help" "Usage: ./deploy/$command"
done
echo "every refusal as expected"
