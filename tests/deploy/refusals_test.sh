#!/usr/bin/env bash
# Shows that the deploy commands refuse what cannot work, before they change anything, and say what
# to do instead.
set -euo pipefail
# shellcheck source=tests/deploy/check.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/check.sh"
# shellcheck source=tests/deploy/certificates.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/certificates.sh"
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

expect_failure "a certificate without its key" 2 "are given together" up --certificate "$SCRATCH/x"
expect_failure "a host that is none" 2 "--host wants the name" up --certificate x --private-key y --host "a b"

# Certificates that cannot be used are refused before there is an instance.
refuse_certificate() {
  expect_failure "$1" 1 "$2" up --home "$SCRATCH/certified" --port "$(free_port 21443)" \
    --certificate "$SCRATCH/$3" --private-key "$SCRATCH/$4" "${@:5}"
  [[ ! -e $SCRATCH/certified/instance.env ]] || failed "$1: an instance was made"
}
public_authority && issue_public first 2 && issue_public second 2 && issue_public past -1
openssl ec -in "$SCRATCH/first.key" -aes128 -passout pass:secret -out "$SCRATCH/locked.key" 2>/dev/null
refuse_certificate "no certificate" "holds no certificate" first.key first.key
refuse_certificate "a certificate that is not there" "holds no certificate" nothing.crt first.key
refuse_certificate "no key" "holds no key" first.crt first.crt
refuse_certificate "a key with a password" "holds no key that can be read" first.crt locked.key
refuse_certificate "the key of another" "is not the key of the first certificate" first.crt second.key
refuse_certificate "a certificate that has ended" "and now is" past.crt past.key
refuse_certificate "a certificate of another host" "is not for champions.example.com, but for" first.crt first.key \
  --host champions.example.com
refuse_certificate "a certificate with a name of two levels" "is not for a.b.example.org" first.crt first.key \
  --host a.b.example.org

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
