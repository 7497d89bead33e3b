# shellcheck shell=bash
# An instance: one folder that holds everything one running service needs, and who runs it.
#
#   bin/          copies of the programs           run/      sockets and pid files
#   pg/           the PostgreSQL cluster           secrets/  the key that credentials are hashed with
#   tls/          the local CA and certificates    log/      what the three programs say
#   server.toml   the server's settings            admin.toml  the first administrator's profile
#   exports/      what was exported by itself      systemd/  units for a timer of systemd
#   haproxy.cfg   the edge's settings              instance.env  port, addresses, rate
#
# Two people are involved. The operator runs these commands. The service user runs PostgreSQL, the
# server and the edge: it is the operator, unless that is root, which PostgreSQL refuses; then it is
# the system user postgres, and it owns only what a running program must own.

DEFAULT_HOME="$PROJECT_ROOT/instance"
# sun_path holds 107 bytes, and run/.s.PGSQL.5432 is the longest socket under DIR.
LONGEST_HOME=$((107 - 18))

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
instance_owner() { stat -c %U "$INSTANCE/pg" 2>/dev/null || true; }

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

# choose_service_user: sets SERVICE_USER, and AS_SERVICE, the words to put before a command.
choose_service_user() {
  AS_SERVICE=()
  SERVICE_CAPABILITIES=()
  SERVICE_USER=$(id -un)
  ((EUID == 0)) || return 0
  SERVICE_USER=$(instance_owner)
  SERVICE_USER=${SERVICE_USER:-postgres}
  id "$SERVICE_USER" >/dev/null 2>&1 ||
    fail "the user $SERVICE_USER does not exist" "The package postgresql-common makes the user postgres; reinstall it."
  service_command
}

# service_command: builds AS_SERVICE from SERVICE_USER and SERVICE_CAPABILITIES.
service_command() {
  local added=() capability joined
  for capability in "${SERVICE_CAPABILITIES[@]}"; do added+=("+$capability"); done
  joined=$(IFS=,; echo "${added[*]}")
  AS_SERVICE=(setpriv "--reuid=$SERVICE_USER" "--regid=$(id -g "$SERVICE_USER")" --init-groups
    --no-new-privs)
  if [[ -n $joined ]]; then AS_SERVICE+=("--inh-caps=$joined" "--ambient-caps=$joined"); fi
}

# become_service COMMAND...: turns this shell into that command, as the service user, in a folder
# that user can enter, without the locks that this command holds, and with nothing of the
# operator's environment: a setting in the environment outranks the instance's files.
become_service() {
  cd /
  umask 077
  release_locks
  exec "${AS_SERVICE[@]}" env -i "PATH=$PATH" "LC_ALL=$LC_ALL" "HOME=$INSTANCE" \
    "USER=$SERVICE_USER" "LOGNAME=$SERVICE_USER" "$@"
}

# as_service COMMAND...: runs it as the service user and comes back.
as_service() { (become_service "$@"); }

# allow_entry_to_instance: a folder such as the home of root is closed to the service user. There, the
# service user is given the one capability that passes closed folders, the weaker one if it does.
allow_entry_to_instance() {
  local capability
  ((EUID == 0)) || return 0
  # "test -x" would ask access(2), which leaves capabilities out; "." has the kernel enter the folder.
  as_service test -d "$INSTANCE/run/." 2>/dev/null && return 0
  for capability in dac_read_search dac_override; do
    SERVICE_CAPABILITIES=("$capability")
    service_command
    as_service test -d "$INSTANCE/run/." 2>/dev/null && return 0
  done
  fail "the user $SERVICE_USER, who runs PostgreSQL, cannot enter $INSTANCE" \
    "A folder above it is closed to other users. Choose one that is open: --home /var/lib/champions"
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

# make_service_directory MODE NAME: a folder in DIR that running programs own.
make_service_directory() {
  [[ -d $INSTANCE/$2 ]] && return 0
  install -d -m "$1" "$INSTANCE/$2"
  ((EUID != 0)) || chown "$SERVICE_USER:" "$INSTANCE/$2"
}

# lay_out_instance: every folder of an instance. The folder itself, bin/ and tls/ stay the
# operator's, so that a program on the network can never replace what root runs or writes.
lay_out_instance() {
  local name
  chmod 755 "$INSTANCE"
  install -d -m 755 "$INSTANCE/bin" "$INSTANCE/tls" "$INSTANCE/systemd"
  for name in pg run log secrets exports; do make_service_directory 700 "$name"; done
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

# save_settings PORT LISTEN RATE: remembered, so that a later command needs only --home.
save_settings() {
  printf 'PORT=%s\nLISTEN=%s\nRATE=%s\n' "$1" "$2" "$3" |
    replace_if_different 644 "$INSTANCE_SETTINGS"
}
