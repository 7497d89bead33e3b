#!/usr/bin/env python3
"""Imports folders with faults of every kind: each is refused whole, and says why.

Against a running instance (empty, or with whatever import_check.py left there):

  import_faults.py --champions build/bin/champions --config DIR/admin.toml
      [--seed N] [--size S] [--only NAME...]

First it imports a valid programme. Each faulty folder is that programme with rows that
would move figures, and a fault; it must be refused with exit status 6, with and without
--dry-run, name the file, line and column of every fault, and move no figure. Folders
that only look odd must be accepted. What the contract leaves open is reported as a note
and judged only by not being an accident (exit status 0 or 6).
Ends with 0 when nothing differed.
"""

import argparse
import os
import sys
import tempfile

from import_cli import ACCEPTED, REFUSED, SHOWN, Cli, Report

import faults
import generate
import recount

MOST_ERRORS = 1000
# All that was ever counted lies at or before this quarter's last day.
LAST_QUARTER = "2029-30-Q4"


class Faults:
  """One run over the catalogue."""

  def __init__(self, cli, report, out):
    self.cli, self.report, self.out = cli, report, out
    self.before = None

  def run(self, base, entries):
    self.report.step("the valid folder")
    if not self.report.ended(self.cli.import_folder(base), ACCEPTED, "the valid folder"):
      return
    self.before = self._figures()
    # Valid folders last: they leave records behind, even when their figures are undone.
    for entry in sorted(entries, key=lambda entry: entry["valid"]):
      self.report.step("%s: %s" % (entry["name"], entry["why"]))
      if not entry["sure"]:
        self._open(entry)
      elif entry["valid"]:
        self._accepted(entry)
      else:
        self._refused(entry)
    self._as_text(entries)

  def _folder(self, entry):
    return os.path.join(self.out, entry["name"])

  def _figures(self):
    """Every figure to date, by organisation and programme, and overall."""
    figures = {}
    for by in recount.GROUPINGS:
      answer = self.cli.totals(LAST_QUARTER, by)
      totals = answer.json() or {}
      # Without an answer nothing could be seen to move.
      self.report.check("total" in totals, "the figures cannot be read", answer.describe())
      for row in totals.get("rows", []) + [totals.get("total", {})]:
        group = (row.get("organisation"), row.get("programme"))
        figures.update({group + (name,): value for name, value in row.items()
                        if name.endswith("_to_date") and value})
    return figures

  def _nothing_moved(self, name):
    after = self._figures()
    moved = ["%s: %s was %s, is %s" % (" ".join(filter(None, key[:2])) or "total", key[2],
                                       self.before.get(key, 0), after.get(key, 0))
             for key in sorted(set(self.before) | set(after), key=str)
             if self.before.get(key, 0) != after.get(key, 0)]
    if not self.report.check(not moved, "%s: %d figures moved" % (name, len(moved)),
                             *moved[:SHOWN]):
      # Said once; the folders after this one are compared with what now stands.
      self.before = after

  # --- Folders that must be refused --------------------------------------------------

  def _refused(self, entry):
    for dry_run in (True, False):
      name = entry["name"] + (" dry run" if dry_run else "")
      answer = self.cli.import_folder(self._folder(entry), dry_run)
      self.report.ended(answer, REFUSED, name)
      result = answer.json()
      if self.report.check(isinstance(result, dict) and result.get("errors"),
                           name + ": errors are listed", answer.describe()):
        self._check_errors(entry, result["errors"], name)
      self._nothing_moved(name)

  def _check_errors(self, entry, errors, name):
    found = [(file_name(error.get("file")), error.get("line"), error.get("column") or "")
             for error in errors]
    self.report.check(all(error.get("message") for error in errors),
                      name + ": every error says what is wrong", str(errors[:3]))
    self.report.check(len(errors) <= MOST_ERRORS, name + ": at most 1,000 errors are listed",
                      "found %d" % len(errors))
    for expected in entry["errors"]:
      self.report.check(any(matches(expected, *place) for place in found),
                        "%s: an error is not named" % name,
                        "expected %s" % place_text(expected), "found    %s" % shown(found))
    if not entry["cascade"]:
      places = {(expected["file"], expected["line"]) for expected in entry["errors"]}
      strangers = [place for place in found if place[:2] not in places]
      self.report.check(not strangers, name + ": errors where nothing is wrong", shown(strangers))

  # --- Folders that must be accepted, and those left open ---------------------------

  def _accepted(self, entry):
    name = entry["name"]
    dry = self.cli.import_folder(self._folder(entry), dry_run=True)
    self.report.ended(dry, ACCEPTED, name + " dry run")
    self._nothing_moved(name + " dry run")
    answer = self.cli.import_folder(self._folder(entry))
    if self.report.ended(answer, ACCEPTED, name):
      import_id = (answer.json() or {}).get("import_id")
      self.report.ended(self.cli.undo(import_id), ACCEPTED, name + " undo")
      self._nothing_moved(name + " undone")

  def _open(self, entry):
    # A dry run only: were it accepted, its rows would no longer be new to later folders.
    answer = self.cli.import_folder(self._folder(entry), dry_run=True)
    self.report.check(answer.status in (ACCEPTED, REFUSED), entry["name"] + ": exit status",
                      "expected 0 or 6", answer.describe())
    errors = (answer.json() or {}).get("errors") or []
    named = [(file_name(error.get("file")), error.get("line"), error.get("column") or "")
             for error in errors]
    missed = [place_text(expected) for expected in entry["errors"]
              if not any(matches(expected, *place) for place in named)]
    self.report.note("%s; not refused: %s" % (
        "refused" if answer.status == REFUSED else "accepted", ", ".join(missed[:4]) or "none"))
    self._nothing_moved(entry["name"] + " dry run")

  def _as_text(self, entries):
    """People read `file:line: column: what is wrong`."""
    entry = next((entry for entry in entries if entry["name"] == "many-faults"), None)
    if not entry:
      return
    self.report.step("the same errors, as a person reads them")
    answer = self.cli.run("import", self._folder(entry), "--dry-run", "-o", "table")
    text = answer.output + answer.messages
    for expected in entry["errors"]:
      lines = ["%s:%d: %s" % (name, expected["line"], column) for column in expected["columns"]
               for name in (expected["file"], expected["file"][:-4])]
      self.report.check(any(line in text for line in lines), "an error as text",
                        "expected %s" % lines[0], "found    %s" % text[:400])


def file_name(name):
  """`reach` and `reach.csv` are the same file."""
  name = os.path.basename(name or "")
  return name if not name or name.endswith(".csv") else name + ".csv"


def matches(expected, file, line, column):
  return (file == expected["file"] and expected["line"] in (None, line)
          and (not expected["columns"] or column in expected["columns"]))


def place_text(place):
  return "%s:%s: %s" % (place["file"], place["line"] or "any line",
                        " or ".join(place["columns"]) or "any column")


def shown(places):
  text = ", ".join("%s:%s: %s" % place for place in places[:SHOWN])
  return text + (" and %d more" % (len(places) - SHOWN) if len(places) > SHOWN else "")


def main():
  parser = argparse.ArgumentParser(description="Imports folders with faults of every kind.")
  parser.add_argument("--champions", required=True, help="the CLI's binary")
  parser.add_argument("--config", required=True, help="the profile of a running instance")
  parser.add_argument("--seed", type=int, default=2)
  parser.add_argument("--size", type=int, default=15)
  parser.add_argument("--only", nargs="+", help="names of faults")
  options = parser.parse_args()
  cli, report = Cli(options.champions, options.config), Report()
  with tempfile.TemporaryDirectory(prefix="import-faults-") as directory:
    base = generate.generate(os.path.join(directory, "programme"), options.seed, options.size,
                             corrections=0)[0]
    out = os.path.join(directory, "faults")
    entries = [entry for entry in faults.make_faults(base, out)
               if not options.only or entry["name"] in options.only]
    Faults(cli, report, out).run(base, entries)
  report.step("%d folders, %d calls of the CLI" % (len(entries), cli.calls))
  return report.close()


if __name__ == "__main__":
  sys.exit(main())
