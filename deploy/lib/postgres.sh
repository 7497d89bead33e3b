# shellcheck shell=bash
# A private PostgreSQL 15 cluster that listens on a unix socket only.

PG_BIN=/usr/lib/postgresql/15/bin
PG_START_SECONDS=60
DATABASE=champions

# write_for_service MODE FILE: stdin becomes a file of the service user's; left alone when it says
# the same already.
write_for_service() {
  # shellcheck disable=SC2016  # Expanded by the shell that runs it.
  as_service sh -c '
    umask 077
    cat > "$2.new" && chmod "$1" "$2.new" || exit 1
    if cmp -s "$2.new" "$2"; then rm -f "$2.new"; else mv -f "$2.new" "$2"; fi
  ' sh "$1" "$2" || fail "could not write $2" "Check the space on its disk: df -h ${2%/*}"
}

# create_cluster DATA_DIRECTORY OPTION...: initdb, and its output only if it fails.
create_cluster() {
  local data_directory=$1 messages
  shift
  messages=$(as_service "$PG_BIN/initdb" --pgdata="$data_directory" --username=postgres \
    --encoding=UTF8 --locale=C.UTF-8 "$@" 2>&1 </dev/null) || {
    printf '%s\n' "$messages" >&2
    fail "PostgreSQL's initdb could not make a cluster in $data_directory" \
      "Its messages are above; often the disk is full: df -h ${data_directory%/*}"
  }
}

# ensure_cluster: initdb works in a folder of its own and PG_VERSION moves last, so that an
# interrupted one is never taken for a cluster.
ensure_cluster() {
  as_service test -f "$INSTANCE/pg/PG_VERSION" && return 0
  step "Making a PostgreSQL cluster in $INSTANCE/pg"
  # shellcheck disable=SC2016  # Expanded by the shell that runs it.
  as_service sh -c 'rm -rf "$1"/*' sh "$INSTANCE/pg"
  create_cluster "$INSTANCE/pg/new" --data-checksums --auth=peer
  # shellcheck disable=SC2016
  as_service sh -c '
    cd "$1" && mv new/PG_VERSION version.new && mv new/* . && rmdir new && mv version.new PG_VERSION
  ' sh "$INSTANCE/pg" || fail "could not move the new cluster into $INSTANCE/pg" "Remove $INSTANCE and run this again."
}

# ensure_cluster_settings: who may come in, and how the cluster runs.
ensure_cluster_settings() {
  write_for_service 600 "$INSTANCE/pg/postgresql.conf" <<EOF_CONF
# Written by deploy/up, again at every run: put settings of your own into local.conf beside this.
listen_addresses = ''
unix_socket_directories = '$INSTANCE/run/pg'
# Who may come as far as this is for the folder to say.
unix_socket_permissions = 0777
max_connections = 64
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB
random_page_cost = 1.1
max_wal_size = 2GB
# By its own method, pglz, a fifth of its time went into that under load.
wal_compression = lz4
# At 2 ms it went over all tables at once, for six seconds of a minute in which many records came in.
autovacuum_vacuum_cost_delay = 10ms
fsync = on
# After a crash one call per file system instead of one per file: back in seconds, as safe.
recovery_init_sync_method = syncfs
full_page_writes = on
synchronous_commit = on
# A container's /dev/shm is small by default, and parallel queries would fail in it.
dynamic_shared_memory_type = sysv
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C.UTF-8'
# Details of errors quote rows, and rows hold personal data.
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_line_prefix = '%m [%p] %q%u@%d '
log_checkpoints = off
include_if_exists = 'local.conf'
EOF_CONF
  write_for_service 600 "$INSTANCE/pg/pg_hba.conf" <<EOF_HBA
# Written by deploy/up. The kernel says who is at the other end of the socket; pg_ident.conf says
# which roles that is good for. Nobody comes in over a network.
local all all peer map=champions
EOF_HBA
  {
    echo "# Written by deploy/up. The operating-system users of this instance and their roles."
    printf 'champions %s\n' "$SERVICE_USER postgres" "$SERVICE_USER champions_reader" \
      "$MIGRATOR_USER champions_migrator" "$SERVER_USER champions_app"
  } | write_for_service 600 "$INSTANCE/pg/pg_ident.conf"
}

postgres_runs() { as_service "$PG_BIN/pg_ctl" status -D "$INSTANCE/pg" >/dev/null 2>&1; }

# forget_dead_postgres: in a container whose first process collects no children, a killed PostgreSQL
# stays in the table of processes and looks alive to pg_ctl. Its pid file may go: a new PostgreSQL
# finds what the old one left in shared memory by the data folder itself.
forget_dead_postgres() {
  local pid state
  pid=$(as_service head -n 1 "$INSTANCE/pg/postmaster.pid" 2>/dev/null) || return 0
  state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/${pid:-0}/status" 2>/dev/null) || return 0
  [[ $state != Z* ]] || as_service rm -f "$INSTANCE/pg/postmaster.pid"
}

# postgres_settings_changed: whether a file that PostgreSQL reads only at its start is newer than it.
postgres_settings_changed() {
  local name
  for name in postgresql.conf pg_hba.conf pg_ident.conf local.conf; do
    # The operator, if not root, is the service user; root may look everywhere.
    [[ $INSTANCE/pg/$name -nt $INSTANCE/pg/postmaster.pid ]] && return 0
  done
  return 1
}

# try_to_start_postgres DATA_DIRECTORY LOG: once. The log is handed to it open.
try_to_start_postgres() {
  as_service "$PG_BIN/pg_ctl" start -s -w -t "$PG_START_SECONDS" -D "$1" >>"$2" 2>&1 </dev/null
}

# ensure_postgres: starts it unless it runs with the settings of today.
ensure_postgres() {
  local log="$INSTANCE/log/postgresql.log"
  forget_dead_postgres
  if postgres_runs; then
    postgres_settings_changed || return 0
    step "PostgreSQL's settings changed; restarting it"
    stop_postgres
  fi
  step "Starting PostgreSQL"
  set_log_aside postgresql
  # After a crash the old backends keep the shared memory for a moment and the first start fails.
  wait_until 15 try_to_start_postgres "$INSTANCE/pg" "$log" || {
    show_last_lines "$log"
    fail "PostgreSQL does not start" "Its log is $log. If it names a pid that is not PostgreSQL's, remove $INSTANCE/pg/postmaster.pid."
  }
}

stop_postgres() {
  postgres_runs || return 0
  as_service "$PG_BIN/pg_ctl" stop -s -w -t 60 -m fast -D "$INSTANCE/pg" >/dev/null 2>&1 </dev/null ||
    as_service "$PG_BIN/pg_ctl" stop -s -w -t 30 -m immediate -D "$INSTANCE/pg" >/dev/null 2>&1 </dev/null ||
    fail "PostgreSQL does not stop" "Its log is $INSTANCE/log/postgresql.log"
}

# database_folder: of its socket. An instance of an earlier version, and the clusters of tests/, have
# it one folder higher.
database_folder() {
  if [[ -d $INSTANCE/run/pg ]]; then echo "$INSTANCE/run/pg"; else echo "$INSTANCE/run"; fi
}

# sql DATABASE: runs stdin as the superuser and prints the rows bare; the first error ends it.
sql() {
  as_service env PGOPTIONS=-cclient_min_messages=warning "$PG_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$(database_folder)" -U postgres -d "$1" -f -
}

postgres_answers() { [[ $(sql postgres 2>/dev/null <<<'select 1') == 1 ]]; }

# ensure_database: the roles and the one database, owned by a role that cannot log in.
ensure_database() {
  sql postgres <"$PROJECT_ROOT/db/roles.sql" >&2 ||
    fail "PostgreSQL refused db/roles.sql" "Its message is above."
  sql postgres <<EOF_SQL >&2 || fail "PostgreSQL refused to make the database $DATABASE" "Its message is above."
select 'create database $DATABASE owner champions_owner'
 where not exists (select from pg_database where datname = '$DATABASE') \gexec
EOF_SQL
}
