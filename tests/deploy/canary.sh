# shellcheck shell=bash
# Plants unique words in the fields of a person and looks for them, and for every secret of the
# instance, wherever they have no business: arguments and environments of its processes, logs, a
# whole dump of the database. Needs FIRST, SCRATCH, champions(), run_as() and as_superuser().
CANARY_WORDS=(Kanarienvogel Zeisigfrau zeisig@kanarie.example.org 07700900456 Stieglitznotiz
  "kanarie horse battery staple" falsches-kennwort-kanarie chk_kanarienschluessel)
CANARY_PLAIN=KANARIEORG  # no secret: shows that looking finds

plant_canaries() {
  local champion password=$SCRATCH/canary-password
  champions "$FIRST" organisation create --code "$CANARY_PLAIN" --name "$CANARY_PLAIN" &&
    champions "$FIRST" champion create --organisation "$CANARY_PLAIN" --external-id K1 --age-band 25-34 \
      --given-name "${CANARY_WORDS[0]}" --family-name "${CANARY_WORDS[1]}" --email "${CANARY_WORDS[2]}" \
      --phone "${CANARY_WORDS[3]}" -o json >"$SCRATCH/canary.json" &&
    champion=$(field id <"$SCRATCH/canary.json") &&
    champions "$FIRST" champion update "$champion" --phone "0${CANARY_WORDS[3]}" &&
    champions "$FIRST" champion update "$champion" --phone "${CANARY_WORDS[3]}" &&
    champions "$FIRST" reach log --organisation "$CANARY_PLAIN" --programme "$(a_programme)" --on 2025-11-03 \
      --mode GROUP --topic OTHER --people 3 --champion K1 --note "${CANARY_WORDS[4]}" &&
    champions "$FIRST" user create --name Kanarie --email kanarie@example.org --role AUDITOR &&
    (umask 077 && printf '%s\n' "${CANARY_WORDS[5]}" >"$password") &&
    run_as champions-server "$FIRST/bin/champions-server" admin set-password --config "$FIRST/server.toml" \
      kanarie@example.org <"$password" &&
    (umask 077 && sed -e '/^token/d' -e "s|tls/ca.crt|$FIRST/tls/ca.crt|" "$FIRST/admin.toml" >"$SCRATCH/canary.toml") &&
    "$FIRST/bin/champions" --config "$SCRATCH/canary.toml" login --password --email kanarie@example.org \
      --password-file "$password" || return 1
  # What is refused is not written down either: a wrong password, an unknown key, a bad field.
  (umask 077 && printf '%s\n' "${CANARY_WORDS[6]}" >"$SCRATCH/wrong-password")
  ! "$FIRST/bin/champions" --config "$SCRATCH/canary.toml" login --password --email kanarie@example.org \
    --password-file "$SCRATCH/wrong-password" &&
    ! CHAMPIONS_TOKEN="${CANARY_WORDS[7]}" champions "$FIRST" whoami &&
    ! champions "$FIRST" champion update "$champion" --email "${CANARY_WORDS[0]} at home"
}

a_programme() { champions "$FIRST" programme list -o json | field code; }

# Words and secrets, a line each. Of a PEM file, its longest line.
canaries() {
  local file
  printf '%s\n' "${CANARY_WORDS[@]}"
  for file in "$FIRST"/secrets/* "$FIRST"/tls/*.key; do
    [[ ! -s $file || $file == *.jsonl || $file == *.pub* ]] ||
      awk 'length > length(longest) && !/-----/ { longest = $0 } END { if (length(longest) > 30) print longest }' "$file"
  done
  sed -n 's/^token *= *"\(.*\)"/\1/p' "$FIRST/admin.toml" "$SCRATCH/canary.toml"
}

# By what they were started with, or where they work: PostgreSQL renames its own.
processes() {
  local folder
  for folder in /proc/[0-9]*; do
    if grep -qsF "$FIRST/" "$folder/cmdline" || [[ $(readlink "$folder/cwd" 2>/dev/null) == "$FIRST"/* ]]; then
      basename "$folder"
    fi
  done
}

# Everything that may be looked through, in a folder. Bytes of the dump are in hex, so that too.
gather() {
  local pid to=$SCRATCH/gathered
  mkdir -p "$to" && run_as postgres "$PG_DUMP" -h "$FIRST/run/pg" -U postgres champions >"$to/dump" || return 1
  cp "$FIRST"/log/* "$to/"
  for pid in $(processes | sort -u); do
    tr '\0' '\n' <"/proc/$pid/cmdline" >"$to/arguments.$pid" 2>/dev/null || true
    tr '\0' '\n' <"/proc/$pid/environ" >"$to/environment.$pid" 2>/dev/null || true
  done
}

in_hex() { while IFS= read -r line; do printf '%s' "$line" | od -An -v -tx1 | tr -d ' \n'; echo; done; }

look_for_canaries() {
  PG_DUMP=$(find /usr/lib/postgresql/*/bin/pg_dump | sort -V | tail -n 1)
  gather || return 1
  canaries >"$SCRATCH/canaries"
  (($(wc -l <"$SCRATCH/canaries") >= ${#CANARY_WORDS[@]} + 6)) || { cat "$SCRATCH/canaries"; return 1; }
  in_hex <"$SCRATCH/canaries" >"$SCRATCH/canaries.hex"
  grep -q "$CANARY_PLAIN" "$SCRATCH/gathered/dump" || { echo "the dump has nothing in it"; return 1; }
  [[ -s $SCRATCH/gathered/arguments.$(cat "$FIRST/run/server.pid") ]] || { echo "no arguments were read"; return 1; }
  ! grep -rlFf "$SCRATCH/canaries" "$SCRATCH/gathered" && ! grep -lFf "$SCRATCH/canaries.hex" "$SCRATCH/gathered/dump"
}

# No core file either: there is everything in it.
leaves_no_core() {
  grep -qE '^Max core file size +0 +0 ' "/proc/$(cat "$FIRST/run/server.pid")/limits"
}
