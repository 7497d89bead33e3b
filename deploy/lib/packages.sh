# shellcheck shell=bash
# Installs Debian packages by name, and only those that are missing.

# package_list NAME...: the names in deploy/packages/NAME.txt, without comments, and without those
# whose second word is a command that this machine has.
package_list() {
  local list package command
  for list in "$@"; do
    while read -r package command; do
      [[ -z $package || $package == \#* ]] && continue
      [[ -n $command && -n $(command -v "$command") ]] || echo "$package"
    done <"$PROJECT_ROOT/deploy/packages/$list.txt"
  done
}

# missing_packages NAME...: those of the arguments that are not installed, one per line.
missing_packages() {
  local installed
  # dpkg-query fails when a name is unknown to it, which here only means "missing".
  installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^ii  *//p') || true
  comm -23 <(printf '%s\n' "$@" | sort -u) <(printf '%s\n' "$installed" | sort -u)
}

# as_root COMMAND...: directly when we are root; else through sudo, which asks on the terminal for
# a password if it wants one.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

# require_root_access PACKAGE...: refuses early, with the command to run, when we cannot install.
require_root_access() {
  ((EUID == 0)) && return 0
  local advice="As root: apt-get update && apt-get install --no-install-recommends $*"
  command -v sudo >/dev/null ||
    fail "Debian packages are missing and there is no sudo to install them with" "$advice"
  # Group membership cannot tell whether sudo will agree; only asking it can.
  if [[ -t 0 ]]; then
    sudo -v || fail "sudo refused, and Debian packages are missing" "$advice"
  else
    sudo -n true 2>/dev/null ||
      fail "Debian packages are missing and sudo would ask for a password, but there is no terminal" \
        "Run this again in a terminal, or" "$advice"
  fi
}

# Runs as root. Debian's postgresql-15 makes and starts a cluster of its own when it is installed,
# and haproxy a service; an instance brings its own of both. Debian's two switches against that
# (policy-rc.d and createcluster.d) are set for the time of the installation and taken back after.
# shellcheck disable=SC2016  # Expanded by the shell that runs it.
INSTALL_SCRIPT='
set -eu
policy=/usr/sbin/policy-rc.d
cluster_directory=/etc/postgresql-common/createcluster.d
cluster_switch=$cluster_directory/00-champions-installation.conf
made_policy=
made_directories=
undo() {
  rm -f "$cluster_switch"
  for directory in $made_directories; do rmdir "$directory" 2>/dev/null || true; done
  if [ -n "$made_policy" ]; then rm -f "$policy"; fi
}
trap undo EXIT
trap "exit 130" INT TERM HUP
if [ ! -e "$policy" ]; then
  made_policy=yes
  printf "%s\n" "#!/bin/sh" "case \$1 in haproxy|postgresql*) exit 101 ;; esac" > "$policy"
  chmod 755 "$policy"
fi
for directory in "$cluster_directory" "${cluster_directory%/*}"; do
  if [ ! -d "$directory" ]; then made_directories="$made_directories $directory"; fi
done
mkdir -p "$cluster_directory"
printf "%s\n" "create_main_cluster = false" > "$cluster_switch"
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
  install --no-install-recommends "$@"
'

# ensure_packages YES LIST...: installs what the lists name and the machine lacks. YES is "yes" to
# install without asking.
ensure_packages() {
  local yes=$1 names missing
  shift
  [[ -x $(command -v dpkg-query) && -x $(command -v apt-get) ]] ||
    fail "this machine has no apt" "The commands here install Debian 12 packages; see docs/ for other systems."
  mapfile -t names < <(package_list "$@")
  mapfile -t missing < <(missing_packages "${names[@]}")
  ((${#missing[@]})) || return 0
  step "${#missing[@]} Debian packages are missing: ${missing[*]}"
  if [[ $yes != yes ]]; then
    confirm "Install them?" ||
      fail "not installed: ${missing[*]}" "Answer yes, or give --yes to install without being asked."
  fi
  require_root_access "${missing[@]}"
  as_root sh -c "$INSTALL_SCRIPT" sh "${missing[@]}" </dev/null >&2 ||
    fail "apt-get could not install the missing packages" \
      "Its messages are above. Check the network and /etc/apt, then run this again."
  mapfile -t missing < <(missing_packages "${names[@]}")
  ((${#missing[@]} == 0)) || fail "still missing after the installation: ${missing[*]}"
}
