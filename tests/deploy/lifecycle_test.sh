#!/usr/bin/env bash
# Shows one instance's whole life with the real programs: made with the sample, found healthy, left
# alone by a second run, mended after its parts were killed, moved to another port, kept apart from
# a second instance, restored from a backup, stopped, started again with its data, and deleted; and that its parts are kept
# apart, also those of an instance that an earlier version made.
set -euo pipefail
# shellcheck source=tests/deploy/check.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/check.sh"
# shellcheck source=tests/deploy/canary.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/canary.sh"
# shellcheck source=tests/deploy/apart.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/apart.sh"
# shellcheck source=tests/deploy/certificates.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/certificates.sh"
# shellcheck source=tests/deploy/backups.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/backups.sh"
BINARIES=$1
FIRST=$SCRATCH/first
SECOND=$SCRATCH/second
# From a clone that nobody else may enter: what an instance runs lies in its own folder.
CLONE=$SCRATCH/clone
mkdir -m 700 "$CLONE" "$CLONE/.git"
chmod 755 "$CLONE/.git"
cp -r "$PROJECT_ROOT/deploy" "$PROJECT_ROOT/db" "$CLONE"
cd "$CLONE"

clean_up() {
  local home
  for home in "$FIRST" "$SECOND"; do
    [[ ! -e $home/instance.env ]] || ./deploy/down --home "$home" --purge --yes >/dev/null 2>&1 || true
  done
  rm -rf "$SCRATCH"
}
trap clean_up EXIT

up() { ./deploy/up --yes --binaries "$BINARIES" "$@"; }
status() { ./deploy/status --home "$1"; }
champions() { "$1/bin/champions" --config "$1/admin.toml" "${@:2}"; }
pid_of() { cat "$FIRST/run/$1.pid"; }

# Every file but those that a running instance writes, with its time.
files_and_times() {
  find "$FIRST" \( -path "$FIRST/log" -o -path "$FIRST/pg" \) -prune -o -type f -printf '%p %T@ %s\n' | sort
}

port=$(free_port 21443)
expect_success "up with the sample" up --home "$FIRST" --port "$port" --sample
expect_output "the sample's totals" "321 recruited, 174 trained, 12,252 reached"
expect_output "the address" "localhost:$port"
expect_success "status of a running instance" status "$FIRST"
[[ $(grep -c ' ok ' "$OUTPUT") == 5 ]] || failed "status does not show five healthy parts"
refuses_old_tls() { ! openssl s_client -connect "localhost:$port" -tls1_2 </dev/null; }
expect_success "TLS 1.2 is refused" refuses_old_tls
for secret in admin.toml secrets/pepper tls/ca.key tls/server.key tls/server.pem; do
  [[ $(stat -c %a "$FIRST/$secret") == 600 ]] || failed "$secret is not private"
done

if ((EUID == 0)); then
  [[ $(stat -c %a .git) == 700 ]] || failed "the clone's history may be read by others"
  check_users_are_apart
fi

# An export that is made by itself comes down through the edge, byte for byte.
run_chores() { run_as champions-server "$FIRST/bin/champions-server" chores --config "$FIRST/server.toml"; }
fetch() {
  python3 -c 'import ssl, sys, urllib.request
trust = ssl.create_default_context(cafile=sys.argv[2])
sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1], context=trust).read())' "$1" "$FIRST/tls/ca.crt"
}
# field NAME: the first of that name in what is read.
field() { grep -o "\"$1\": *\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }
export_through_the_edge() {
  local job url folder
  champions "$FIRST" schedule create --code WEEKLY --name Weekly --format csv --cadence weekly \
    --first-on 2024-10-07 --quarter 2024-25-Q2 >/dev/null &&
    job=$(champions "$FIRST" schedule run WEEKLY -o json | field id) &&
    run_chores &&
    folder=$(champions "$FIRST" schedule jobs WEEKLY -o json | field folder) &&
    url=$(champions "$FIRST" schedule link "$job" -o json | field url) &&
    fetch "$url" | cmp - "$FIRST/exports/$folder/figures.csv" &&
    ! fetch "${url%?????}00000" 2>/dev/null
}
expect_success "a scheduled export through the edge" export_through_the_edge
if command -v systemd-analyze >/dev/null; then
  expect_success "the units for systemd" systemd-analyze verify "$FIRST/systemd/champions-chores.timer" \
    "$FIRST/systemd/champions-chores.service"
fi

# A key that is bound to a client certificate works through the edge with that certificate alone,
# whether it is bound to the certificate itself or to a name in it.
issue_certificate() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
    -keyout "$SCRATCH/$1.key" -out "$SCRATCH/$1.csr" 2>/dev/null &&
    printf 'subjectAltName=DNS:%s.example.org\nextendedKeyUsage=clientAuth\n' "$1" >"$SCRATCH/$1.extensions" &&
    openssl x509 -req -in "$SCRATCH/$1.csr" -days 1 -extfile "$SCRATCH/$1.extensions" -out "$SCRATCH/$1.pem" \
      -CA "$FIRST/tls/ca.crt" -CAkey "$FIRST/tls/ca.key" -set_serial "$RANDOM" 2>/dev/null
}
# whoami_showing TOKEN [CERTIFICATE]
whoami_showing() {
  rm -f "$SCRATCH/bound.toml"
  (umask 077 && printf 'address = "localhost:%s"\nca_file = "%s"\ntoken = "%s"\n' "$port" "$FIRST/tls/ca.crt" "$1" \
    >"$SCRATCH/bound.toml")
  [[ -z ${2-} ]] || printf 'certificate_file = "%s.pem"\nprivate_key_file = "%s.key"\n' "$2" "$2" >>"$SCRATCH/bound.toml"
  "$FIRST/bin/champions" --config "$SCRATCH/bound.toml" whoami
}
bound_key() { champions "$FIRST" key create --name "bound" --role AUDITOR "$@" -o json | field token; }
for name in tablet other; do
  expect_success "a client certificate" issue_certificate "$name"
done
for binding in "--certificate=$SCRATCH/tablet.pem" "--certificate-name=DNS:tablet.example.org"; do
  token=$(bound_key "$binding")
  expect_success "a bound key with its certificate" whoami_showing "$token" tablet
  expect_failure "a bound key with another certificate" 4 "INVALID_CREDENTIALS" whoami_showing "$token" other
  expect_failure "a bound key without a certificate" 4 "INVALID_CREDENTIALS" whoami_showing "$token"
done

check_public_certificate

# The audit log is what was written, asked for or from files; and not, once a superuser has been at it.
as_superuser() { run_as postgres psql -X -q -h "$FIRST/run/pg" -U postgres -d champions -c "$1"; }
audit_offline() {
  rm -f "$SCRATCH"/{heads,log,key} &&
    champions "$FIRST" audit heads -O "$SCRATCH/heads" &&
    champions "$FIRST" audit export -O "$SCRATCH/log" &&
    champions "$FIRST" report key -O "$SCRATCH/key" &&
    champions "$FIRST" audit verify "$SCRATCH/log" --heads "$SCRATCH/heads" --public-key "$SCRATCH/key"
}
wait_for 30 champions "$FIRST" audit verify
expect_success "the audit log holds" champions "$FIRST" audit verify
expect_success "the audit log holds offline" audit_offline
as_superuser "set session_replication_role = replica; update audit_event set objects = objects + 1
  where id = (select id from audit_event order by written_by, id limit 1)"
expect_failure "the audit log after an edit" 1 "is not what was written" champions "$FIRST" audit verify
as_superuser "set session_replication_role = replica; update audit_event set objects = objects - 1
  where id = (select id from audit_event order by written_by, id limit 1)"

# What is secret or personal is in no argument, environment, log, dump or core file.
expect_success "canaries planted" plant_canaries
expect_success "no canary where it has no business" look_for_canaries
expect_success "no core files" leaves_no_core

# What was corrected since must survive a second run, and no import is added by it.
figures_and_imports() {
  champions "$FIRST" report totals --quarter 2024-25-Q3 -o csv </dev/null
  champions "$FIRST" import list -o csv </dev/null | wc -l
}
expect_success "corrections" champions "$FIRST" import deploy/sample/corrections
corrected=$(figures_and_imports)
before=$(files_and_times)
started=$SECONDS
expect_success "up again" up --home "$FIRST" --sample
((SECONDS - started < 15)) || failed "a second run took $((SECONDS - started)) s"
[[ $(files_and_times) == "$before" ]] || failed "a second run changed files"
[[ $(figures_and_imports) == "$corrected" ]] || failed "a second run changed figures or imported again"
expect_output "the sample's totals after a repeat" "321 recruited, 174 trained, 12,252 reached"

# Another instance key: all is read as before, with the new one alone.
instance_keys() { sort "$FIRST/secrets/instance-key$1"; }
sealed() { champions "$FIRST" champion list -o csv --limit 500 </dev/null; }
old_key=$(instance_keys "")
names=$(sealed)
expect_success "a new instance key" up --home "$FIRST" --new-instance-key
[[ $(instance_keys "" | wc -l) == 1 && $(instance_keys "") != "$old_key" ]] || failed "the old instance key is in force"
[[ $(instance_keys .given-up) == "$old_key" ]] || failed "the old instance key was not set aside"
[[ $(stat -c %a%a "$FIRST"/secrets/instance-key*) == $'600600\n600600' ]] || failed "an instance key is not private"
[[ -n $names && $(sealed) == "$names" ]] || failed "names are not read as before"
expect_success "up after a new instance key" up --home "$FIRST"
expect_success "status after a new instance key" status "$FIRST"

check_backup

expect_failure "a second instance on the same port" 1 "port $port is already in use" \
  up --home "$SECOND" --port "$port"
second_port=$(free_port $((port + 1)))
expect_success "a second instance beside the first" up --home "$SECOND" --port "$second_port"
expect_success "status of the first beside the second" status "$FIRST"
expect_success "status of the second" status "$SECOND"
printf '\n[limits]\nmax_import_mib = 1\n' >>"$SECOND/server.toml"
make_earlier "$SECOND"
expect_success "up of what an earlier version made" up --home "$SECOND"
expect_output "up of what an earlier version made" "made by an earlier version"
expect_success "status of what an earlier version made" status "$SECOND"
expect_success "an administrator's key of before" champions "$SECOND" whoami
# Whoever is refused while still sending learns why, through the edge too.
mkdir "$SCRATCH/large"
{ echo "code,name" && seq -f "L%.0f,An organisation that makes the upload longer" 100000; } >"$SCRATCH/large/organisations.csv"
expect_failure "an upload that is too large" 2 "at most 1048576 in one upload" champions "$SECOND" import "$SCRATCH/large"
expect_failure "nothing of it is there" 5 "" champions "$SECOND" organisation get L1
expect_success "down of the second" ./deploy/down --home "$SECOND" --purge --yes
[[ ! -e $SECOND ]] || failed "down --purge left $SECOND behind"
expect_success "status of the first after the second is gone" status "$FIRST"

kill -KILL "$(pid_of server)"
expect_failure "status without the server" 1 "server       stopped" status "$FIRST"
expect_success "up after the server was killed" up --home "$FIRST"
kill -KILL "$(head -n 1 "$FIRST/pg/postmaster.pid")" "$(pid_of edge)"
expect_failure "status without PostgreSQL and edge" 1 "edge         stopped" status "$FIRST"
expect_success "up after PostgreSQL and the edge were killed" up --home "$FIRST"
expect_success "status after mending" status "$FIRST"

moved_port=$(free_port $((port + 2)))
expect_success "another port" up --home "$FIRST" --port "$moved_port"
expect_success "the profile follows the port" champions "$FIRST" whoami
expect_success "status on the other port" status "$FIRST"
[[ $(grep -c "^public_url = \"https://$PUBLIC_NAME:$moved_port\"" "$FIRST/server.toml") == 2 ]] ||
  failed "links, or the console, lead to the old port"

expect_success "down" ./deploy/down --home "$FIRST"
expect_failure "status of a stopped instance" 1 "postgresql   stopped" status "$FIRST"
expect_success "down of a stopped instance" ./deploy/down --home "$FIRST"
expect_output "down of a stopped instance" "Nothing was running"
expect_failure "purging without an answer" 1 "not deleted" ./deploy/down --home "$FIRST" --purge
expect_success "up after down" up --home "$FIRST"
expect_success "the totals after down and up" \
  champions "$FIRST" report totals --quarter 2024-25-Q2 -o json
grep -qE '"reached_to_date": *"?12252' "$OUTPUT" || failed "the data did not outlive down and up"
expect_success "down and delete" ./deploy/down --home "$FIRST" --purge --yes
[[ ! -e $FIRST ]] || failed "down --purge left $FIRST behind"
echo "one life of an instance as expected"
