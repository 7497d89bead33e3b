# shellcheck shell=bash
# An instance: one folder that holds everything one running service needs.
#
#   bin/          copies of the programs           run/      pid files; sockets, in run/pg and run/server
#   pg/           the PostgreSQL cluster           secrets/  the keys of the server
#   tls/          the local CA and certificates    log/      what the three programs say
#   server.toml   the server's settings            admin.toml  the first administrator's profile
#   exports/      what was exported by itself      systemd/  units for a timer of systemd
#   haproxy.cfg   the edge's settings              instance.env  port, addresses, rate
# Whose each is says accounts.sh.

DEFAULT_HOME="$PROJECT_ROOT/instance"
# sun_path holds 107 bytes, and run/server/metrics.sock is the longest socket under DIR.
LONGEST_HOME=$((107 - 24))

# set_instance_home DIR: turns --home into INSTANCE and refuses what a part of it could not take.
set_instance_home() {
  INSTANCE=$(realpath -m -- "${1:-$DEFAULT_HOME}")
  # Paths go into the settings of four programs with four ways of quoting.
  [[ $INSTANCE =~ ^/[A-Za-z0-9/._+@-]+$ ]] ||
    fail "the instance's path has a character that its settings files cannot hold: $INSTANCE" \
      "Use letters, digits and / . _ + @ - only, for example --home /var/lib/champions"
  ((${#INSTANCE} <= LONGEST_HOME)) ||
    fail "the instance's path is too long for a unix socket: ${#INSTANCE} characters, at most $LONGEST_HOME" \
      "Choose a shorter one, for example --home /var/lib/champions"
  case "$INSTANCE/" in
    "$PROJECT_ROOT/build/"*)
      fail "the instance would lie in build/, which anyone may delete" "Choose another --home." ;;
  esac
  INSTANCE_SETTINGS="$INSTANCE/instance.env"
}

instance_exists() { [[ -f $INSTANCE_SETTINGS ]]; }

require_instance() {
  instance_exists ||
    fail "there is no instance in $INSTANCE" "Create one with ./deploy/up --home $INSTANCE, or name another --home."
}

# setting NAME: one remembered setting. The file is read, never run.
setting() {
  [[ -f $INSTANCE_SETTINGS ]] || return 0
  sed -n "s/^$1=//p" "$INSTANCE_SETTINGS" | head -n 1
}

# instance_owner: whose the cluster is; nothing while there is none.
instance_owner() { owner_of pg; }

# require_own_instance: an ordinary user can do nothing with somebody else's instance.
require_own_instance() {
  local owner user
  owner=$(instance_owner)
  user=$(id -un)
  ((EUID == 0)) || [[ -z $owner || $owner == "$user" ]] ||
    fail "the instance in $INSTANCE belongs to $owner, and you are $user" \
      "Work as root (sudo $0 ...) or as $owner, or give another --home."
}

# require_instance_not_of_a_person: files that root wrote into an ordinary user's instance would
# lock that user out of it.
require_instance_not_of_a_person() {
  local owner
  owner=$(instance_owner)
  ((EUID != 0)) || [[ -z $owner || $owner == postgres ]] ||
    fail "the instance in $INSTANCE was made by $owner, and you are root" \
      "Run this as $owner: sudo -u $owner $0 ..., or give another --home."
}

# claim_instance_directory: makes DIR, or makes sure that an existing one is ours to use.
claim_instance_directory() {
  if [[ -e $INSTANCE && ! -d $INSTANCE ]]; then
    fail "$INSTANCE is not a folder" "Choose another --home."
  fi
  if [[ -d $INSTANCE ]] && ! instance_exists && [[ -n $(ls -A -I .lock "$INSTANCE") ]]; then
    fail "$INSTANCE holds other files and no instance" "Give an empty or new folder with --home."
  fi
  mkdir -p "$INSTANCE" 2>/dev/null || true
  [[ -w $INSTANCE ]] ||
    fail "cannot write to $INSTANCE as $(id -un)" "Choose another --home, or run this as root."
}

# lock_instance: one command at a time per instance; held until the command ends.
lock_instance() {
  hold_lock "$INSTANCE/.lock" 120 "Another command works on $INSTANCE; waiting for it" \
    "the other command on $INSTANCE did not end within two minutes"
}

# make_service_directory MODE NAME: a folder in DIR that PostgreSQL's user owns.
make_service_directory() { make_directory "$1" "$2" "$SERVICE_USER" "$SERVICE_USER"; }

# make_directory MODE NAME OWNER GROUP: GROUP is the user whose own group may enter.
make_directory() {
  mkdir -p "$INSTANCE/$2"
  give_to "$3" "$4" "$INSTANCE/$2"
  chmod "$1" "$INSTANCE/$2"
}

# lay_out_instance: every folder of an instance. The folder itself, bin/, tls/, log/ and run/ stay
# the operator's, so that a program on the network can never replace what root runs or writes. What
# lies in run/pg and run/server is reached by whoever may enter these: their owner, and one group.
lay_out_instance() {
  chmod 755 "$INSTANCE"
  install -d -m 755 "$INSTANCE/bin" "$INSTANCE/tls" "$INSTANCE/systemd" "$INSTANCE/run"
  install -d -m 700 "$INSTANCE/log"
  make_directory 700 pg "$SERVICE_USER" "$SERVICE_USER"
  make_directory 700 secrets "$SERVER_USER" "$SERVER_USER"
  make_directory 700 exports "$SERVER_USER" "$SERVER_USER"
  if ((EUID == 0)); then
    make_directory 710 run/pg "$SERVICE_USER" "$SERVER_USER"
    # The group of the folder becomes that of the sockets in it.
    make_directory 2710 run/server "$SERVER_USER" "$EDGE_USER"
  else
    install -d -m 700 "$INSTANCE/run/pg" "$INSTANCE/run/server"
  fi
  # Where these sockets were before, for operators' scripts that know them by these names.
  ln -sfn pg/.s.PGSQL.5432 "$INSTANCE/run/.s.PGSQL.5432"
  ln -sfn server/server.sock "$INSTANCE/run/server.sock"
  ln -sfn server/metrics.sock "$INSTANCE/run/metrics.sock"
}

# replace_if_different MODE FILE: takes the new contents from stdin. Leaves a file with the same
# contents alone, so that its time stays.
replace_if_different() {
  local mode=$1 file=$2 fresh
  fresh=$(mktemp "$file.XXXXXX") || fail "cannot write $file" "Check the space on its disk: df -h $INSTANCE"
  cat >"$fresh" || fail "cannot write $file" "Check the space on its disk: df -h $INSTANCE"
  chmod "$mode" "$fresh"
  if [[ -f $file ]] && cmp -s "$fresh" "$file"; then
    rm -f "$fresh"
  else
    mv -f "$fresh" "$file"
  fi
}

# save_settings PORT LISTEN RATE HOST: remembered, so that a later command needs only --home.
save_settings() {
  printf 'PORT=%s\nLISTEN=%s\nRATE=%s\nHOST=%s\n' "$1" "$2" "$3" "$4" |
    replace_if_different 644 "$INSTANCE_SETTINGS"
}
