# shellcheck shell=bash
# A backup is two files: the data, and the keys that what is personal in it is sealed with, so that
# an erasure reaches the copies too (docs/encryption.md).

RESTORED=${DATABASE}_restored
REPLACED=${DATABASE}_replaced

# dump FILE OPTION...: of the database, in pg_dump's own form; the file is there whole or not at all.
dump() {
  local file=$1 fresh
  shift
  fresh=$(mktemp "$file.XXXXXX") || fail "cannot write $file" "Check its folder, and the space there."
  if ! as_service "$PG_BIN/pg_dump" -Fc -h "$(database_folder)" -U postgres "$@" "$DATABASE" >"$fresh"; then
    rm -f "$fresh"
    fail "PostgreSQL could not dump the database" "Its message is above."
  fi
  chmod 600 "$fresh"
  mv -f "$fresh" "$file"
}

# require_dump OPTION FILE SCHEMA OTHER: that it is a dump that can be read, with the tables of the
# one schema and none of the other.
require_dump() {
  local list
  list=$(as_service "$PG_BIN/pg_restore" --list <"$2" 2>/dev/null) || list=
  if ! grep -q " TABLE DATA $3 " <<<"$list" || grep -q " TABLE DATA $4 " <<<"$list"; then
    fail "$2 is not what $1 wants" "Give the file that $1 of ./deploy/backup wrote."
  fi
}

# restore_section SECTION FILE
restore_section() {
  as_service "$PG_BIN/pg_restore" --exit-on-error -h "$(database_folder)" -U postgres -d "$RESTORED" \
    --section="$1" <"$2" >&2
}

# restore_parts DATA KEYS: the keys' tables before the views that look into them, the rows of both
# before what refers from one to the other. Keys of answers that came after the data have no place.
restore_parts() {
  sql postgres <<<"drop database if exists $RESTORED with (force)" >&2 &&
    sql postgres <<<"create database $RESTORED owner champions_owner" >&2 &&
    restore_section pre-data "$2" && restore_section pre-data "$1" &&
    restore_section data "$1" && restore_section data "$2" &&
    restore_section post-data "$1" &&
    sql "$RESTORED" <<EOF_SQL >&2 && restore_section post-data "$2"
delete from keyring.answer_key k
 where not exists (select from request_answer a where a.key_id = k.key_id and a.request_id = k.request_id)
EOF_SQL
}

# restore_database DATA KEYS: beside the database that is there, which goes once it is whole.
restore_database() {
  sql postgres <"$PROJECT_ROOT/db/roles.sql" >&2 || fail "PostgreSQL refused db/roles.sql" "Its message is above."
  if ! restore_parts "$1" "$2"; then
    sql postgres <<<"drop database if exists $RESTORED with (force)" >&2 || true
    fail "the backup could not be restored; the database is as it was" \
      "PostgreSQL's message is above. Start the instance again: ./deploy/up --home $INSTANCE"
  fi
  # Both renamed at once, so that there is never none for deploy/up to make a new one of.
  sql postgres <<EOF_SQL >&2 || fail "the restored database could not take the other's place" "PostgreSQL's message is above."
drop database if exists $REPLACED with (force);
begin;
select 'alter database $DATABASE rename to $REPLACED' from pg_database where datname = '$DATABASE' \gexec
alter database $RESTORED rename to $DATABASE;
commit;
drop database if exists $REPLACED with (force);
EOF_SQL
}

# set_heads_aside: what was signed of the audit log since the backup is not in the log any more; the
# file stays as proof of it, and the server begins another.
set_heads_aside() {
  local settings heads
  settings=$(server_command check-config) || return 0
  heads=$(sed -n 's/^audit\.heads_file = //p' <<<"$settings")
  [[ -n $heads ]] || heads=$(sed -n 's|^secrets\.pepper_file = \(.*\)/[^/]*$|\1/audit-heads.jsonl|p' <<<"$settings")
  as_user "$SERVER_USER" test -f "$heads" || return 0
  HEADS_ASIDE=$heads.before-$(date -u +%Y%m%dT%H%M%SZ)
  as_user "$SERVER_USER" mv -n "$heads" "$HEADS_ASIDE" || fail "cannot set $heads aside" "Check its folder."
}
