# shellcheck shell=bash
# Who may do what with the parts of an instance that root made. Sourced; needs FIRST, SCRATCH, up(),
# pid_of(), status() and check.sh.
SERVER_SOCKET=run/server/server.sock
DOWNLOADS_SOCKET=run/server/http.sock
METRICS_SOCKET=run/server/metrics.sock

# run_as USER COMMAND...: with that user's own groups and nothing else; of an ordinary user's instance
# all parts are that user's.
run_as() {
  local as=()
  ((EUID != 0)) || as=(setpriv "--reuid=$1" "--regid=$1" --init-groups --inh-caps=-all)
  "${as[@]}" "${@:2}"
}

# As the migrator is started: with the group that may enter PostgreSQL's folder.
run_as_migrator() {
  setpriv --reuid=champions-migrator --regid=champions-migrator --groups=champions-server --inh-caps=-all "$@"
}

# may USER COMMAND...
may() { run_as "$@" >/dev/null 2>&1 </dev/null; }

expect_may() { may "$@" || failed "$1 may not, and has to: ${*:2}"; }
expect_may_not() { ! may "$@" || failed "$1 may, and must not: ${*:2}"; }

connect() {
  echo 'import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])' >"$SCRATCH/connect.py"
  echo "$SCRATCH/connect.py" "$FIRST/$1"
}

# expect_alone USER THING COMMAND...: that user may, and none of the others.
expect_alone() {
  local user
  for user in champions-server champions-edge champions-migrator postgres nobody; do
    if [[ " $1 " == *" $user "* ]]; then expect_may "$user" "${@:2}"; else expect_may_not "$user" "${@:2}"; fi
  done
}

user_of() { stat -c %U "/proc/$1"; }

# as_role ROLE: a connection to the database.
as_role() { echo psql -X -q -h "$FIRST/run/pg" -U "$1" -d champions -c "select"; }

check_users_are_apart() {
  local part socket file
  for part in server chores; do
    [[ $(user_of "$(pid_of "$part")") == champions-server ]] || failed "$part does not run as champions-server"
  done
  [[ $(user_of "$(pid_of edge)") == champions-edge ]] || failed "the edge does not run as champions-edge"
  [[ $(user_of "$(head -n 1 "$FIRST/pg/postmaster.pid")") == postgres ]] || failed "PostgreSQL does not run as postgres"
  # Secrets: each its own.
  for file in secrets/pepper secrets/instance-key; do
    expect_alone champions-server test -r "$FIRST/$file"
  done
  expect_alone champions-edge test -r "$FIRST/tls/server.pem"
  expect_alone postgres test -r "$FIRST/pg/PG_VERSION"
  for file in tls/ca.key tls/server.key admin.toml log/server.log log/edge.log; do
    expect_alone nobody-at-all test -r "$FIRST/$file"
  done
  # What is run cannot be replaced by whoever it runs as.
  for file in . bin bin/champions-server haproxy.cfg messages.lua server.toml run run/server.pid run/edge.pid log tls; do
    expect_alone nobody-at-all test -w "$FIRST/$file"
  done
  # Sockets: the edge reaches the server, the server reaches PostgreSQL, and nobody else does.
  for socket in "$SERVER_SOCKET" "$DOWNLOADS_SOCKET"; do
    # shellcheck disable=SC2046  # Words.
    expect_alone "champions-server champions-edge" /usr/bin/python3 $(connect "$socket")
  done
  # shellcheck disable=SC2046
  expect_alone champions-server /usr/bin/python3 $(connect "$METRICS_SOCKET")
  check_roles_are_apart
}

# What each may be in the database.
# shellcheck disable=SC2046  # Words.
check_roles_are_apart() {
  local role
  expect_alone champions-server $(as_role champions_app)
  expect_alone postgres $(as_role postgres)
  expect_alone postgres $(as_role champions_reader)
  expect_alone nobody-at-all $(as_role champions_migrator)
  expect_success "the migrator" run_as_migrator $(as_role champions_migrator)
  for role in postgres champions_app champions_reader; do
    expect_failure "the migrator as $role" 2 "Peer authentication failed" run_as_migrator $(as_role "$role")
  done
  for role in postgres champions_migrator; do
    expect_failure "the server's user as $role" 2 "Peer authentication failed" run_as champions-server $(as_role "$role")
  done
  [[ ! -e $FIRST/run/migrator ]] || failed "the key that was lent for the migration is still there"
}

# make_earlier DIR: stops that instance and lays it out as an earlier version did: sockets in run/, and
# one user for everything.
make_earlier() {
  expect_success "down, to be laid out as before" ./deploy/down --home "$1"
  rm -r "$1/run/pg" "$1/run/server"
  sed -i -e '/^access = /d' -e 's|/run/server/\(server\|http\|metrics\)\.sock"|/run/\1.sock"|' \
    -e 's|/run/pg"$|/run"|' "$1/server.toml"
  if ((EUID == 0)); then
    chown -R postgres: "$1"/{run,log,secrets,exports,tls/server.pem}
    chmod 700 "$1"/run "$1"/log
  fi
}
