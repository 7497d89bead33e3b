# shellcheck shell=bash
# Who runs the parts of an instance. An ordinary user's run as that user. Root's run as four system
# users, none of whom can read what is another's or reach a socket that is not for them:
#
#   postgres            PostgreSQL; owns pg/, listens in run/pg, whose group is the server's
#   champions-server    the server and its chores; owns secrets/ and exports/, listens in run/server,
#                       whose group is the edge's
#   champions-edge      HAProxy; owns the keys in tls/ that it shows
#   champions-migrator  changes the schema, as long as `champions-server migrate` takes
#
# Which role of the database each may come in as says pg_ident.conf (postgres.sh). The operator, who
# runs these commands, keeps the rest: programs, settings, logs, pid files, the authority's key.

# owner_of NAME: whose that file of the instance is; nothing while there is none.
owner_of() { stat -c %U "$INSTANCE/$1" 2>/dev/null || true; }

# choose_service_user: SERVICE_USER runs PostgreSQL, and here all other parts too.
choose_service_user() {
  SERVICE_CAPABILITIES=()
  EDGE_CAPABILITIES=()
  SERVICE_USER=$(id -un)
  if ((EUID == 0)); then
    SERVICE_USER=$(owner_of pg)
    SERVICE_USER=${SERVICE_USER:-postgres}
    id "$SERVICE_USER" >/dev/null 2>&1 ||
      fail "the user $SERVICE_USER does not exist" "The package postgresql-common makes the user postgres; reinstall it."
  fi
  SERVER_USER=$SERVICE_USER EDGE_USER=$SERVICE_USER MIGRATOR_USER=$SERVICE_USER
  service_command
}

# choose_users: those whom the instance's files belong to now; one of an earlier deploy/up has one.
choose_users() {
  choose_service_user
  ((EUID == 0)) || return 0
  SERVER_USER=$(owner_of secrets)
  EDGE_USER=$(owner_of tls/server.pem)
  MIGRATOR_USER=champions-migrator
  SERVER_USER=${SERVER_USER:-champions-server}
  EDGE_USER=${EDGE_USER:-champions-edge}
}

# ensure_users: the system users, made as Debian's packages make theirs.
ensure_users() {
  local user
  ((EUID == 0)) || return 0
  SERVER_USER=champions-server EDGE_USER=champions-edge MIGRATOR_USER=champions-migrator
  for user in "$SERVER_USER" "$EDGE_USER" "$MIGRATOR_USER"; do
    id -u "$user" >/dev/null 2>&1 && continue
    step "Making the system user $user"
    adduser --system --group --home /nonexistent --no-create-home --quiet "$user" >&2 ||
      fail "the system user $user could not be made" "The message of adduser is above."
  done
}

# user_command USER: sets USER_COMMAND, the words to put before what that user shall run.
user_command() {
  local capabilities=("${SERVICE_CAPABILITIES[@]}") added=() capability joined groups=--init-groups
  USER_COMMAND=()
  ((EUID == 0)) || return 0
  [[ $1 != "$EDGE_USER" ]] || capabilities+=("${EDGE_CAPABILITIES[@]}")
  # The migrator reaches PostgreSQL as the server does, by its group, as long as it runs.
  [[ $1 != "$MIGRATOR_USER" || $1 == "$SERVER_USER" ]] || groups="--groups=$(id -g "$SERVER_USER")"
  for capability in "${capabilities[@]}"; do added+=("+$capability"); done
  joined=$(IFS=,; echo "${added[*]}")
  USER_COMMAND=(setpriv "--reuid=$1" "--regid=$(id -g "$1")" "$groups" --no-new-privs)
  if [[ -n $joined ]]; then USER_COMMAND+=("--inh-caps=$joined" "--ambient-caps=$joined"); fi
}

# service_command: builds AS_SERVICE, the words to put before what PostgreSQL's user shall run.
# shellcheck disable=SC2034  # tests/ use it.
service_command() {
  user_command "$SERVICE_USER"
  AS_SERVICE=("${USER_COMMAND[@]}")
}

# become_user USER COMMAND...: turns this shell into that command, as that user, in a folder that it
# can enter, without the locks that this command holds, and with nothing of the operator's
# environment: a setting in the environment outranks the instance's files.
become_user() {
  local user=$1
  shift
  cd /
  umask 077
  release_locks
  user_command "$user"
  exec "${USER_COMMAND[@]}" env -i "PATH=$PATH" "LC_ALL=$LC_ALL" "HOME=$INSTANCE" \
    "USER=$user" "LOGNAME=$user" "$@"
}

# as_user USER COMMAND...: runs it as that user and comes back.
as_user() { (become_user "$@"); }

# as_service COMMAND...: as PostgreSQL's user.
as_service() { as_user "$SERVICE_USER" "$@"; }

# give_to USER GROUP FILE...: where root works.
give_to() {
  ((EUID != 0)) || chown -h "$1:$(id -g "$2")" "${@:3}"
}

# allow_entry_to_instance: a folder such as the home of root is closed to other users. There, they are
# given the one capability that passes closed folders, the weaker one if it does. It passes what keeps
# them apart as well.
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
