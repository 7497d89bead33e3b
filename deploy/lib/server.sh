# shellcheck shell=bash
# The server itself: its program, settings, schema, first administrator, and process.

HEALTH_SECONDS=60
DRAIN_SECONDS=45

server_pid() { running_pid server "$INSTANCE/server.toml"; }

server_command() {
  local verb=$1
  shift
  as_user "$SERVER_USER" "$INSTANCE/bin/champions-server" "$verb" "$@" --config "$INSTANCE/server.toml"
}

server_is_healthy() { server_command health >/dev/null 2>&1; }

# program_differs DIRECTORY NAME: whether the instance's copy is not the one built.
program_differs() { ! cmp -s "$1/$2" "$INSTANCE/bin/$2"; }

# install_program DIRECTORY NAME: copied under another name and moved, as it may be running.
install_program() {
  program_differs "$1" "$2" || return 0
  install -m 755 "$1/$2" "$INSTANCE/bin/$2.new"
  mv -f "$INSTANCE/bin/$2.new" "$INSTANCE/bin/$2"
}

# write_server_settings: once. After that the file is the operator's to change, but for the address.
write_server_settings() {
  local settings="$INSTANCE/server.toml"
  if [[ -f $settings ]]; then
    grep -qF "\"$INSTANCE/run/server/server.sock\"" "$settings" ||
      fail "$settings names another folder's socket: was the instance moved?" \
        "Move it back, or remove this file and run again to have it written anew."
    # An address that we wrote ourselves follows the port and the name.
    sed "s/^public_url = \"https:\/\/\(localhost\|${FORMER_HOST:-localhost}\):[0-9]*\"\$/public_url = \"https:\/\/${HOST:-localhost}:$PORT\"/" \
      "$settings" | replace_if_different 644 "$settings"
    return 0
  fi
  replace_if_different 644 "$settings" <<EOF_TOML
# Written once by deploy/up; changes are kept, and take effect at its next run.
[listen]
socket = "$INSTANCE/run/server/server.sock"
metrics_socket = "$INSTANCE/run/server/metrics.sock"
http_socket = "$INSTANCE/run/server/http.sock"
access = "group"

[database]
host = "$INSTANCE/run/pg"
name = "$DATABASE"
user = "champions_app"
migrator = "champions_migrator"
pool = 16

[secrets]
pepper_file = "$INSTANCE/secrets/pepper"

# Exports that are made by themselves (champions schedule); links lead to the public address.
[exports]
folder = "$INSTANCE/exports"
public_url = "https://${HOST:-localhost}:$PORT"

# Where staff sign in by a browser: the public address, followed by /console. Without it, they cannot.
[console]
public_url = "https://${HOST:-localhost}:$PORT"

# How people sign in (docs/sign-in.md): an issuer of OpenID Connect, beside passwords.
# [sign_in]
# issuer = "https://login.example.org"
# client_id = "champions-cli"

# A relay, for links to exports and for reminders of returns.
# [mail]
# host = "smtp.example.org"
# port = 587
# security = "starttls"
# from = "champions@example.org"
# user = "champions"
# password_file = "$INSTANCE/secrets/mail-password"
EOF_TOML
}

# console_address: where staff sign in by a browser; nothing where that is switched off.
console_address() {
  local settings
  settings=$(server_command check-config 2>/dev/null) || return 0
  sed -n 's|^console\.public_url = \(..*\)$|\1/console|p' <<<"$settings"
}

# instance_key_file: where the server keeps, or will make, the key that personal data is sealed with.
instance_key_file() {
  local settings key
  settings=$(server_command check-config) || return 1
  key=$(sed -n 's/^secrets\.instance_key_file = //p' <<<"$settings")
  [[ -n $key ]] || key=$(sed -n 's|^secrets\.pepper_file = \(.*\)/[^/]*$|\1/instance-key|p' <<<"$settings")
  echo "$key"
}

# lend_instance_key FOLDER: what was stored in clear is sealed with the schema's change, by a user who
# may not read the server's secrets: a copy, for that time.
lend_instance_key() {
  local key
  key=$(instance_key_file) || key=
  [[ -n $key ]] || fail "$INSTANCE/server.toml cannot be used" "The server's message is above."
  as_user "$SERVER_USER" test -f "$key" || make_secret "$key"
  rm -rf "$1"
  make_directory 700 "${1#"$INSTANCE/"}" "$MIGRATOR_USER" "$MIGRATOR_USER"
  as_user "$SERVER_USER" cat "$key" | as_user "$MIGRATOR_USER" tee "$1/instance-key" >/dev/null ||
    fail "the server's key $key could not be read" "It has to be readable by the user $SERVER_USER."
}

migrate() {
  step "Bringing the database's schema up to date"
  as_migrator migrate ||
    fail "the migration failed, and the server was not started" \
      "Its message is above. The database is as it was before; mend the cause and run this again."
}

# server_is_current DIRECTORY: runs, is healthy, and nothing it was started from has changed.
server_is_current() {
  [[ -n $(server_pid) ]] || return 1
  ! program_differs "$1" champions-server || return 1
  ! is_older_than_any server "$INSTANCE/bin/champions-server" "$INSTANCE/server.toml" \
    "$INSTANCE/roles.sql" || return 1
  cmp -s "$PROJECT_ROOT/db/roles.sql" "$INSTANCE/roles.sql" || return 1
  server_is_healthy
}

chores_pid() { running_pid chores "$INSTANCE/server.toml"; }

stop_chores() { stop_background chores "$INSTANCE/server.toml" TERM "$DRAIN_SECONDS"; }

# ensure_chores: makes exports that are due, and sends what is due, every minute. Where systemd runs
# the machine, the units in DIR/systemd can do the same; both at once do no harm.
ensure_chores() {
  local unit
  for unit in champions-chores.service champions-chores.timer; do
    sed -e "s|@INSTANCE@|$INSTANCE|g" -e "s|@USER@|$SERVER_USER|g" "$PROJECT_ROOT/deploy/systemd/$unit" |
      replace_if_different 644 "$INSTANCE/systemd/$unit"
  done
  if [[ -n $(chores_pid) ]]; then
    is_older_than_any chores "$INSTANCE/bin/champions-server" "$INSTANCE/server.toml" || return 0
    stop_chores
  fi
  step "Starting what makes exports that are due"
  start_background chores "$SERVER_USER" "$INSTANCE/bin/champions-server" chores --every 60 --config "$INSTANCE/server.toml"
}

stop_server() {
  stop_background server "$INSTANCE/server.toml" TERM "$DRAIN_SECONDS"
}

server_is_healthy_or_gone() { [[ -z $(server_pid) ]] || server_is_healthy; }

start_server() {
  local log="$INSTANCE/log/server.log"
  step "Starting the server"
  start_background server "$SERVER_USER" "$INSTANCE/bin/champions-server" serve --config "$INSTANCE/server.toml"
  wait_until "$HEALTH_SECONDS" server_is_healthy_or_gone || {
    show_last_lines "$log"
    fail "the server runs but is not healthy after $HEALTH_SECONDS s" "Its log is $log"
  }
  [[ -n $(server_pid) ]] || {
    show_last_lines "$log"
    fail "the server ended right after its start" "Its log is $log"
  }
}

# ensure_server DIRECTORY: nothing when all is current; else stops, migrates and starts.
ensure_server() {
  if server_is_current "$1"; then
    install_program "$1" champions
    return 0
  fi
  stop_server
  install_program "$1" champions-server
  install_program "$1" champions
  ensure_database
  migrate
  replace_if_different 644 "$INSTANCE/roles.sql" <"$PROJECT_ROOT/db/roles.sql"
  ensure_administrator
  start_server
}

# ensure_administrator: the first one, whose token is shown nowhere but in admin.toml.
ensure_administrator() {
  local token
  [[ -s $INSTANCE/admin.toml ]] && return 0
  step "Creating the first administrator"
  token=$(server_command admin create-administrator --name "First administrator" </dev/null) ||
    fail "the first administrator could not be created" "The server's message is above."
  [[ $token =~ ^[[:graph:]]{20,}$ ]] ||
    fail "the server printed no token for the first administrator" "Run this again; a second administrator does no harm."
  write_administrator_profile "$token"
}

# write_administrator_profile TOKEN: the token is a secret, so the file is the operator's alone.
write_administrator_profile() {
  printf '%s\n' "address = \"localhost:$(setting PORT)\"" 'ca_file = "tls/ca.crt"' "token = \"$1\"" |
    replace_if_different 600 "$INSTANCE/admin.toml"
}

# update_administrator_address: after a change of --port; everything else in the file stays.
update_administrator_address() {
  local profile="$INSTANCE/admin.toml"
  [[ -f $profile ]] || return 0
  sed "s/^address *= *\"localhost:[0-9]*\"/address = \"localhost:$(setting PORT)\"/" "$profile" |
    replace_if_different 600 "$profile"
}
