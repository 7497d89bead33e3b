# shellcheck shell=bash
# Instances that an earlier deploy/up made: all sockets lay in run/, and root's ran as one user, postgres.

is_laid_out_as_before() { [[ -d $INSTANCE/run && ! -d $INSTANCE/run/server ]]; }

# upgrade_layout: stops an instance of before, gives each part's files to its user, and has the
# settings name the new sockets where they named the old. Each step may be done again.
upgrade_layout() {
  is_laid_out_as_before || return 0
  step "The instance was made by an earlier version: giving each part its own sockets and user"
  stop_edge
  stop_chores
  stop_server
  stop_postgres
  if ((EUID == 0)); then
    chown -Rh root:root "$INSTANCE/run" "$INSTANCE/log"
    chown -Rh "$SERVER_USER:$(id -g "$SERVER_USER")" "$INSTANCE/secrets" "$INSTANCE/exports"
    [[ ! -f $INSTANCE/tls/server.pem ]] || give_to "$EDGE_USER" "$EDGE_USER" "$INSTANCE/tls/server.pem"
  fi
  rm -f "$INSTANCE"/run/*.sock "$INSTANCE"/run/.s.PGSQL.*
  [[ ! -f $INSTANCE/server.toml ]] || name_new_sockets "$INSTANCE/server.toml"
}

# name_new_sockets FILE: only what deploy/up wrote itself; the rest is the operator's.
name_new_sockets() {
  local text name to="$INSTANCE/run/server" listens="socket = \"$INSTANCE/run/server/server.sock\""
  text=$(<"$1")
  for name in server metrics http; do
    text=${text//"\"$INSTANCE/run/$name.sock\""/"\"$to/$name.sock\""}
  done
  text=${text/"host = \"$INSTANCE/run\""/"host = \"$INSTANCE/run/pg\""}
  [[ $text == *$'\naccess = '* ]] || text=${text/$'\n'"$listens"/$'\n'"$listens"$'\naccess = "group"'}
  printf '%s\n' "$text" | replace_if_different 644 "$1"
}
