#!/usr/bin/env python3
"""Imports a generated programme and its corrections, and compares every figure.

Against a running, EMPTY instance:

  import_check.py --champions build/bin/champions --config DIR/admin.toml
      [--seed N] [--size S] [--corrections K] [--folders FOLDER...] [--quick]

For each folder in turn it tries a dry run (which must change nothing), the import, the
same import again (everything unchanged), its undo (the figures before it) and the
import once more. At the end champions are merged, and one merge is taken back. Every
figure of every quarter, by every grouping, must equal the recount of the folders (and
merges); so must it as known at each instant between the steps. Then
`explain` of every field must add up to its figure. Ends with 0 when nothing differed.
"""

import argparse
import os
import random
import re
import sys
import tempfile

from import_cli import ACCEPTED, REFUSED, SHOWN, Cli, Report, compare_figures, now

import generate
import recount


class Check:
  """One run: the folders, what they should count to, and what was known when."""

  def __init__(self, cli, report, folders, quick=False):
    self.cli, self.report, self.folders, self.quick = cli, report, folders, quick
    # The figures after none of the folders, after the first, after two ...
    self.states = [recount.recount(folders[:count]) for count in range(len(folders) + 1)]
    self.quarters = sorted({quarter for state in self.states for quarter in state.quarters()})
    self.known = []  # (instant, number of folders applied then)

  def run(self):
    if not self._is_empty():
      return
    self._remember(0)
    import_ids = []
    for number in range(len(self.folders)):
      import_ids.append(self._folder(number))
      if import_ids[-1] is None:
        return
    self._undo_of_amended_is_refused(import_ids[0])
    self._merge()
    self._as_known_then()
    self._explain()

  def _is_empty(self):
    self.report.step("the instance is empty")
    return compare_figures(self.cli, self.report, self.states[0], self.quarters[-1:],
                           "the instance is not empty, or cannot be asked")

  def _remember(self, state):
    self.known.append((now(), state))

  def _compare(self, state, what, **options):
    compare_figures(self.cli, self.report, self.states[state], self.quarters, what, **options)

  # --- One folder ----------------------------------------------------------------

  def _folder(self, number):
    """All steps for one folder; returns the id of the import that stands at the end."""
    folder, name = self.folders[number], os.path.basename(self.folders[number])
    expected = self._expected_counts(number)
    self.report.step("%s: dry run" % name)
    dry = self.cli.import_folder(folder, dry_run=True)
    self.report.ended(dry, ACCEPTED, name + " dry run")
    self._compare_counts(dry, expected, name + " dry run")
    self._compare_effect(dry, number, name)
    self._compare(number, name + " after the dry run, which must change nothing",
                  groupings=("organisation,programme",))

    self.report.step("%s: import" % name)
    import_id = self._import(folder, expected, name)
    if import_id is None:
      return None
    self._compare(number + 1, name + " imported")
    self._remember(number + 1)
    self._repeat(folder, expected, number + 1, name)
    return self._undo_and_again(folder, import_id, number, name)

  def _expected_counts(self, number):
    programme = recount.Programme()
    for folder in self.folders[:number]:
      programme.apply(folder)
    return programme.apply(self.folders[number])

  def _import(self, folder, expected, name):
    answer = self.cli.import_folder(folder)
    if not self.report.ended(answer, ACCEPTED, name + " import"):
      return None
    if expected is not None:
      self._compare_counts(answer, expected, name + " import")
    import_id = (answer.json() or {}).get("import_id")
    self.report.check(import_id, name + ": an applied import has an id", answer.describe())
    return import_id

  def _compare_counts(self, answer, expected, what):
    result = answer.json()
    if not self.report.check(isinstance(result, dict), what + ": prints JSON", answer.describe()):
      return
    self.report.equal([], result.get("errors"), what + ": errors")
    found = {os.path.splitext(entry["file"])[0]: entry for entry in result.get("files", [])}
    for file, counts in sorted(expected.items()):
      entry = found.get(file, {})
      self.report.equal(counts, {kind: entry.get(kind) for kind in counts},
                        "%s: rows of %s" % (what, file))

  def _compare_effect(self, dry, number, name):
    """A dry run says how each quarter's figures would change, to programs and to people."""
    expected = recount.effects(self.states[number], self.states[number + 1])
    found = {(effect["quarter"], effect["field"]): int(effect["change"])
             for effect in (dry.json() or {}).get("effects", [])}
    # The contract fixes the printed form only; the JSON is compared where it is there.
    if found:
      differing = sorted(key for key in set(expected) | set(found)
                         if expected.get(key, 0) != found.get(key, 0))
      self.report.check(not differing, name + " dry run: effects", *[
          "%s %s expected %+d, found %+d" % (key + (expected.get(key, 0), found.get(key, 0)))
          for key in differing[:SHOWN]])
    answer = self.cli.run("import", self.folders[number], "--dry-run", "-o", "table")
    text = re.sub(r"[ \t|]+", " ", (answer.output + answer.messages).replace(",", ""))
    missing = ["%s %s %+d" % (key + (change,)) for key, change in expected.items()
               if not re.search(r"%s %s %s\b" % (*key, re.escape("%+d" % change)), text)]
    self.report.check(not missing, name + " dry run, as a person reads it: lines are missing",
                      *missing[:SHOWN], "found %s" % text[:400])

  def _repeat(self, folder, expected, state, name):
    self.report.step("%s: the same again" % name)
    unchanged = {file: {"created": 0, "amended": 0, "unchanged": sum(counts.values())}
                 for file, counts in expected.items()}
    self._import(folder, unchanged, name + " again")
    self._compare(state, name + " imported twice", groupings=("organisation,programme",))

  def _undo_and_again(self, folder, import_id, number, name):
    self.report.step("%s: undo, and import once more" % name)
    self.report.ended(self.cli.undo(import_id), ACCEPTED, name + " undo")
    self._compare(number, name + " undone")
    self._remember(number)
    again = self.cli.undo(import_id)
    self.report.check(again.status in (ACCEPTED, REFUSED), name + ": a second undo",
                      "expected: nothing left to do, or refused", again.describe())
    self._compare(number, name + " undone twice", groupings=("organisation,programme",))
    import_id = self._import(folder, None, name + " after its undo")
    self._compare(number + 1, name + " imported after its undo")
    self._remember(number + 1)
    return import_id

  # --- At the end ------------------------------------------------------------------

  def _undo_of_amended_is_refused(self, import_id):
    if len(self.folders) < 2:
      return
    self.report.step("the base cannot be undone: its records were amended since")
    self.report.ended(self.cli.undo(import_id), REFUSED, "undo of an import amended since")
    self._compare(len(self.folders), "after the refused undo",
                  groupings=("organisation,programme",))

  def _merge(self):
    """Champions merged, and one of them taken back, against the recount of the same."""
    answer = self.cli.run("champion", "list", "--order-by", "external_id", "-o", "json")
    ids = {(row["organisation"], row["external_id"]): row["id"] for row in answer.json() or ()
           if row.get("external_id")}
    if not self.report.check(ids, "the champions are listed", answer.describe()):
      return
    survivors, before = {}, {}
    for (organisation, champion) in sorted(ids):
      # Every second one into the one before it, where that is of the same organisation.
      survivor = before.pop(organisation, None)
      if survivor is None:
        before[organisation] = champion
      elif len(survivors) < 8:
        survivors[organisation, champion] = survivor
    self.report.step("%d champions are merged" % len(survivors))
    for (organisation, duplicate), survivor in survivors.items():
      self._merge_one("merge", ids[organisation, duplicate], "--into", ids[organisation, survivor])
    self.states.append(recount.recount(self.folders, survivors))
    self._compare(len(self.states) - 1, "merged")
    self._remember(len(self.states) - 1)
    taken_back = next(iter(survivors))
    del survivors[taken_back]
    self.report.step("one is taken back")
    self._merge_one("unmerge", ids[taken_back])
    self.states.append(recount.recount(self.folders, survivors))
    self._compare(len(self.states) - 1, "one taken back", groupings=("organisation,programme",))

  def _merge_one(self, verb, *arguments):
    answer = self.cli.run("champion", verb, *arguments, "--reason", "entered twice", "-o", "json")
    self.report.ended(answer, ACCEPTED, verb)

  def _as_known_then(self):
    for instant, state in self.known:
      self.report.step("as known at %s, after %d folders" % (instant, state))
      groupings = ("organisation,programme",) if self.quick else recount.GROUPINGS
      self._compare(state, "as known at %s" % instant, known_at=instant, groupings=groupings)
    future = self.cli.totals(self.quarters[-1], known_at="2999-01-01T00:00:00Z")
    self.report.check(future.status != ACCEPTED, "as known in the future is refused",
                      future.describe())

  def _explain(self):
    figures = self.states[-1]
    self.report.step("explain: every field of every quarter")
    # A quick run explains the quarters in the middle, where most of the records lie.
    middle = len(self.quarters) // 2
    for quarter in self.quarters[middle:middle + 2] if self.quick else self.quarters:
      total = figures.totals(quarter)["total"]
      for field in recount.FIELDS:
        self._explain_one(quarter, field, {}, total[field])
    last = self.quarters[-1]
    self.report.step("explain: to date, by organisation, programme and both")
    for field in recount.FIELDS:
      for by in recount.GROUPINGS[:2] if self.quick else recount.GROUPINGS:
        columns = [column for column in by.split(",") if column]
        answer = figures.totals(last, by)
        for row in answer["rows"] if columns else [answer["total"]]:
          where = {column: row[column] for column in columns}
          self._explain_one(last, field, where, row[field + "_to_date"], to_date=True)

  def _explain_one(self, quarter, field, where, expected, to_date=False):
    arguments = ["report", "explain", "--quarter", quarter, "--field", field, "-o", "json"]
    for column, code in where.items():
      arguments += ["--" + column, code]
    arguments += ["--to-date"] if to_date else []
    answer = self.cli.run(*arguments)
    what = "explain %s of %s%s %s" % (field, quarter, " to date" if to_date else "",
                                      " ".join(where.values()))
    result = answer.json()
    if not self.report.check(isinstance(result, dict), what, answer.describe()):
      return
    records = result.get("records") or []
    self.report.equal(expected, result.get("total"), what + ": total")
    self.report.equal(expected, sum(record["value"] for record in records),
                      what + ": the records' values add up")
    self._check_records(records, quarter, where, to_date, what)

  def _check_records(self, records, quarter, where, to_date, what):
    first, last = (day.isoformat() for day in recount.quarter_days(quarter))
    for record in records:
      # What counts overall, once for several programmes, belongs to none of them.
      missing = {"kind", "id", "on", "organisation", "value", *where} - set(record)
      inside = not missing and record["on"] <= last and (to_date or record["on"] >= first)
      right = inside and all(record[column] == code for column, code in where.items())
      if not self.report.check(right, what + ": a record that does not belong", str(record)):
        return


def seed_of(text):
  """`random` draws one, which is printed with the first step."""
  return random.SystemRandom().randrange(10 ** 6) if text == "random" else int(text)


def main():
  parser = argparse.ArgumentParser(description="Compares every figure with a recount.")
  parser.add_argument("--champions", required=True, help="the CLI's binary")
  parser.add_argument("--config", required=True, help="the profile of an empty instance")
  parser.add_argument("--seed", type=seed_of, default=1, help="a number, or random")
  parser.add_argument("--size", type=int, default=40)
  parser.add_argument("--corrections", type=int, default=2)
  parser.add_argument("--folders", nargs="+", help="these, instead of generated ones")
  parser.add_argument("--quick", action="store_true", help="half the questions")
  options = parser.parse_args()
  cli, report = Cli(options.champions, options.config), Report()
  with tempfile.TemporaryDirectory(prefix="import-check-") as directory:
    folders = options.folders or generate.generate(
        os.path.join(directory, "programme"), options.seed, options.size, options.corrections)
    report.step("seed %d, size %d: %d folders" % (options.seed, options.size, len(folders)))
    Check(cli, report, [os.path.abspath(folder) for folder in folders], options.quick).run()
  report.step("%d calls of the CLI" % cli.calls)
  return report.close()


if __name__ == "__main__":
  sys.exit(main())
