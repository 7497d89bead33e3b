#!/usr/bin/env bash
# Shows that a database beyond a socket is spoken to over TLS alone, with its certificate and name
# checked, by a PostgreSQL of its own on loopback that takes nothing else.
set -euo pipefail
# shellcheck source=tests/deploy/check.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/check.sh"
SERVER=$1/champions-server
PG_BIN=${CHAMPIONS_TEST_PG_BIN:?is not set: run the tests with tests/run}
read -r -a as_postgres <<<"${CHAMPIONS_TEST_RUN_AS-}"
cd /

clean_up() {
  "${as_postgres[@]}" "$PG_BIN/pg_ctl" stop -s -m immediate -D "$SCRATCH/pg" >/dev/null 2>&1 || true
  rm -rf "$SCRATCH"
}
trap clean_up EXIT

# authority NAME: one that vouches for nobody yet.
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
    -keyout "$SCRATCH/$1.key" -out "$SCRATCH/$1.crt" 2>/dev/null
}
certificate_for_localhost() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" \
    -keyout "$SCRATCH/server.key" -out "$SCRATCH/server.csr" 2>/dev/null &&
    openssl x509 -req -in "$SCRATCH/server.csr" -CA "$SCRATCH/ours.crt" -CAkey "$SCRATCH/ours.key" -days 2 \
      -set_serial 1 -extfile <(echo "subjectAltName=DNS:localhost") -out "$SCRATCH/server.crt" 2>/dev/null
}
settings() {
  printf '%s\n' "listen_addresses = 'localhost'" "port = $port" "unix_socket_directories = '$SCRATCH/run'" \
    "ssl = $1" "fsync = off" "dynamic_shared_memory_type = sysv"
}
make_cluster() {
  local owner=()
  mkdir "$SCRATCH/pg" "$SCRATCH/run"
  if ((${#as_postgres[@]})); then
    owner=(-o postgres)
    chown postgres "$SCRATCH/pg" "$SCRATCH/run"
  fi
  "${as_postgres[@]}" "$PG_BIN/initdb" -D "$SCRATCH/pg" -U postgres --auth=trust --no-sync >/dev/null 2>&1
  install "${owner[@]}" -m 600 "$SCRATCH/server.key" "$SCRATCH/server.crt" "$SCRATCH/pg/"
  settings on >"$SCRATCH/pg/postgresql.conf"
  # Over a network with TLS alone; the socket is for this test.
  printf '%s\n' "local all all trust" "hostssl all all 127.0.0.1/32 trust" "hostssl all all ::1/128 trust" \
    >"$SCRATCH/pg/pg_hba.conf"
  "${as_postgres[@]}" "$PG_BIN/pg_ctl" start -s -w -D "$SCRATCH/pg" -l "$SCRATCH/run/log"
}
psql() { "$PG_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$SCRATCH/run" -p "$port" -U postgres "$@"; }
# migrate HOST [SETTING...]
migrate() {
  local more=(--set "database.host=$1") setting
  for setting in "${@:2}"; do more+=(--set "$setting"); done
  "$SERVER" migrate --set "database.port=$port" --set database.name=champions --set secrets.pepper_file= "${more[@]}"
}

port=$(free_port 25432)
authority ours && authority theirs && certificate_for_localhost
expect_success "a PostgreSQL with TLS" make_cluster
psql -d postgres -f "$PROJECT_ROOT/db/roles.sql" -c "create database champions owner champions_owner"
expect_failure "another machine without an authority" 1 "database.ca_file: is missing" migrate db.example.org
expect_failure "a stranger's authority" 1 "certificate verify failed" \
  migrate localhost "database.ca_file=$SCRATCH/theirs.crt"
expect_failure "another name" 1 "does not match host name" migrate 127.0.0.1 "database.ca_file=$SCRATCH/ours.crt"
expect_success "the authority of the database" migrate localhost "database.ca_file=$SCRATCH/ours.crt"
[[ $(psql -d champions -c "select count(*) > 20 from schema_migration") == t ]] || failed "nothing was migrated"
settings off >"$SCRATCH/pg/postgresql.conf"
"${as_postgres[@]}" "$PG_BIN/pg_ctl" reload -s -D "$SCRATCH/pg"
plain_is_refused() { ! migrate localhost "database.ca_file=$SCRATCH/ours.crt"; }
wait_for 10 plain_is_refused
expect_failure "a database that offers no TLS" 1 "does not support SSL" \
  migrate localhost "database.ca_file=$SCRATCH/ours.crt"
echo "TLS, or nothing"
