# shellcheck shell=bash
# Reads every part of the shared library. Sourced by the commands, which set PROJECT_ROOT first.
# shellcheck disable=SC1090  # The parts are checked by themselves.
for part in common packages build instance process tls postgres edge server; do
  source "$PROJECT_ROOT/deploy/lib/$part.sh"
done
unset part
