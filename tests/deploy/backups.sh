# shellcheck shell=bash
# That a backup brings everything back but who was erased since. Sourced by lifecycle_test.sh, whose
# first instance it is tried on.

backup() { ./deploy/backup --home "$FIRST" --data "$SCRATCH/$1.data" --keys "$SCRATCH/latest.keys"; }
restore() { ./deploy/restore --home "$FIRST" --data "$SCRATCH/$1" --keys "$SCRATCH/$2" "${@:3}"; }
# rows_but ID: every champion but that one, sorted.
rows_but() { champions "$FIRST" champion list -o csv --limit 500 </dev/null | grep -v "^$1," | sort; }

check_backup() {
  local person names figures file
  person=$(champions "$FIRST" champion list --limit 1 </dev/null | field id)
  names=$(rows_but "$person")
  figures=$(champions "$FIRST" report totals --quarter 2024-25-Q3 -o csv </dev/null)
  expect_success "a backup" backup first
  expect_failure "a backup over another" 1 "is there already" backup first
  for file in first.data latest.keys; do
    [[ $(stat -c %a "$SCRATCH/$file") == 600 ]] || failed "$file is not private"
  done
  [[ $(pg_restore --list "$SCRATCH/first.data" | grep -c 'TABLE DATA keyring ') == 0 ]] || failed "the data has keys"

  # The latest keys go with older data: in neither is who was erased in between.
  expect_success "an organisation after the backup" \
    champions "$FIRST" organisation create --code LATER --name Later --community Somali
  expect_success "an erasure" champions "$FIRST" champion erase "$person" --reason "asked in writing" --yes
  expect_success "a later backup" backup second
  expect_failure "the two files the wrong way round" 1 "is not what --data wants" \
    restore latest.keys first.data --yes
  head -c 2000 "$SCRATCH/first.data" >"$SCRATCH/broken.data"
  expect_failure "a broken file" 1 "is not what --data wants" restore broken.data latest.keys --yes
  expect_failure "a restore without an answer" 1 "not restored" restore first.data latest.keys
  expect_success "status after what was refused" status "$FIRST"

  expect_success "a restore" restore first.data latest.keys --yes
  # Asked of the database before a server has erased anybody again: the keys do it by themselves.
  as_superuser "copy (select count(*) from keyring.data_key where owner_id = '$person') to stdout" >"$OUTPUT"
  [[ $(cat "$OUTPUT") == 0 ]] || failed "a restored database has a key of who was erased"
  expect_success "up after a restore" up --home "$FIRST"
  expect_success "who was erased" champions "$FIRST" champion get "$person" -o json
  grep -q '"given_name": *""' "$OUTPUT" || failed "a restore brought back who was erased"
  [[ -n $names && $(rows_but "$person") == "$names" ]] || failed "a restore did not bring everybody else back"
  [[ $(champions "$FIRST" report totals --quarter 2024-25-Q3 -o csv </dev/null) == "$figures" ]] ||
    failed "a restore changed figures"
  expect_failure "what came after the backup" 5 "" champions "$FIRST" organisation get LATER
  wait_for 90 champions "$FIRST" audit verify
  expect_success "the audit log after a restore" champions "$FIRST" audit verify
  expect_success "status after a restore" status "$FIRST"
}
