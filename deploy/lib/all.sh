# shellcheck shell=bash
# Reads every part of the shared library. Sourced by the commands, which set PROJECT_ROOT first.
# shellcheck source=deploy/lib/common.sh
source "$PROJECT_ROOT/deploy/lib/common.sh"
# shellcheck source=deploy/lib/packages.sh
source "$PROJECT_ROOT/deploy/lib/packages.sh"
# shellcheck source=deploy/lib/build.sh
source "$PROJECT_ROOT/deploy/lib/build.sh"
# shellcheck source=deploy/lib/accounts.sh
source "$PROJECT_ROOT/deploy/lib/accounts.sh"
# shellcheck source=deploy/lib/instance.sh
source "$PROJECT_ROOT/deploy/lib/instance.sh"
# shellcheck source=deploy/lib/earlier.sh
source "$PROJECT_ROOT/deploy/lib/earlier.sh"
# shellcheck source=deploy/lib/process.sh
source "$PROJECT_ROOT/deploy/lib/process.sh"
# shellcheck source=deploy/lib/tls.sh
source "$PROJECT_ROOT/deploy/lib/tls.sh"
# shellcheck source=deploy/lib/public_certificate.sh
source "$PROJECT_ROOT/deploy/lib/public_certificate.sh"
# shellcheck source=deploy/lib/postgres.sh
source "$PROJECT_ROOT/deploy/lib/postgres.sh"
# shellcheck source=deploy/lib/edge.sh
source "$PROJECT_ROOT/deploy/lib/edge.sh"
# shellcheck source=deploy/lib/server.sh
source "$PROJECT_ROOT/deploy/lib/server.sh"
# shellcheck source=deploy/lib/backup.sh
source "$PROJECT_ROOT/deploy/lib/backup.sh"
# shellcheck source=deploy/lib/rekey.sh
source "$PROJECT_ROOT/deploy/lib/rekey.sh"
