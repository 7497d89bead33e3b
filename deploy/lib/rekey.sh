# shellcheck shell=bash
# Another instance key in the place of the present one (docs/encryption.md).

# as_migrator VERB: champions-server VERB, as the user who may change the schema, with a copy of the
# instance key for as long as it takes.
as_migrator() {
  local lent="$INSTANCE/run/migrator" settings=() status=0
  if [[ $MIGRATOR_USER != "$SERVER_USER" ]]; then
    lend_instance_key "$lent"
    settings=(--set "secrets.instance_key_file=$lent/instance-key")
  fi
  as_user "$MIGRATOR_USER" "$INSTANCE/bin/champions-server" "$1" --config "$INSTANCE/server.toml" \
    "${settings[@]}" </dev/null >&2 || status=$?
  rm -rf "$lent"
  return "$status"
}

# edit_key_file FILE SCRIPT: the file becomes what SCRIPT, of the shell, makes of it ($1), in one step.
edit_key_file() {
  # shellcheck disable=SC2016  # Expanded by the shell that runs it.
  as_user "$SERVER_USER" sh -c "umask 077; { $2; } > \"\$1.new\" && mv \"\$1.new\" \"\$1\"" sh "$1" ||
    fail "could not write $1" "Check the space on its disk: df -h $INSTANCE"
}

# change_instance_key: a new one is put in front, the server started with it, every data key wrapped
# by it, and the old ones are set aside. Broken off anywhere, the file has all that anything is
# wrapped by, and the next run goes on.
change_instance_key() {
  local key
  key=$(instance_key_file)
  step "Putting a new instance key in front in $key"
  # shellcheck disable=SC2016
  edit_key_file "$key" 'openssl rand -hex 32 && cat "$1"'
  stop_server
  start_server
  step "Wrapping the data keys by it"
  as_migrator rekey ||
    fail "the data keys were not all wrapped by the new instance key" \
      "The message is above. Nothing is lost: $key has the old and the new one. Mend the cause and run this again."
  # shellcheck disable=SC2016
  as_user "$SERVER_USER" sh -c 'umask 077; tail -n +2 "$1" >> "$1.given-up"' sh "$key" ||
    fail "could not write $key.given-up" "Check the space on its disk: df -h $INSTANCE"
  # shellcheck disable=SC2016
  edit_key_file "$key" 'head -n 1 "$1"'
  say "The old instance key is in $key.given-up. Copies of the keyring from before open with it alone:" \
    "make a new one (docs/encryption.md), destroy the earlier ones, then remove that file." >&2
}
