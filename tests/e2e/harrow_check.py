#!/usr/bin/env python3
"""Imports the sample programme and its corrections, and holds them against the board paper.

Against a running, EMPTY instance:

  harrow_check.py --champions build/bin/champions --config DIR/admin.toml

The three published figures must come out, the corrections must change what their rows
say and nothing else, what was known before them must stay, and an export of the reach
must say what was imported and change nothing when it is imported again.
"""

import argparse
import csv
import os
import sys
import tempfile

from import_cli import ACCEPTED, Cli, Report, compare_figures, now

import recount
from cells import quarter_days, quarter_of, parse_date

SAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "sample")
CORRECTIONS = os.path.join(SAMPLE, "corrections")
# Paper of 7 November 2024 to the board: the position at 30 September 2024.
BOARD_QUARTER = "2024-25-Q2"
BOARD = {"recruited_to_date": 321, "trained_to_date": 174, "reached_to_date": 12252}


def reach_rows(folder):
  with open(os.path.join(folder, "reach.csv"), encoding="utf-8-sig", newline="") as stream:
    return {(row["organisation"], row["external_id"]): row for row in csv.DictReader(stream)}


def amounts(row):
  """(quarter, field) -> what one row of reach counts, by the rules of the figures."""
  quarter = quarter_of(parse_date(row["occurred_on"]))
  if row["mode"] == "BROADCAST":
    return {(quarter, "impressions"): int(row["people"])}
  columns = {"reached": "people", "new_people": "new_people", "signposted": "signposted"}
  return {(quarter, field): int(row[column] or 0) for field, column in columns.items()}


def corrected_by():
  """(quarter, field) -> the change that the rows of the corrections make, read off the files."""
  before, changes = reach_rows(SAMPLE), {}
  for key, row in reach_rows(CORRECTIONS).items():
    for counted, sign in ((row, 1), (before.get(key), -1)):
      for place, amount in amounts(counted).items() if counted else ():
        changes[place] = changes.get(place, 0) + sign * amount
  return {place: change for place, change in changes.items() if change}


class Harrow:
  """One run."""

  def __init__(self, cli, report):
    self.cli, self.report = cli, report
    self.states = [recount.recount(folders) for folders in ([SAMPLE], [SAMPLE, CORRECTIONS])]
    self.quarters = self.states[0].quarters()

  def run(self):
    self.report.step("the sample")
    if not self._import(SAMPLE):
      return
    self._board("after the sample")
    before = self._totals()
    compare_figures(self.cli, self.report, self.states[0], self.quarters, "the sample imported")
    instant = now()
    self.report.step("the corrections")
    if not self._import(CORRECTIONS):
      return
    self._changes(before, self._totals())
    compare_figures(self.cli, self.report, self.states[1], self.quarters,
                    "the corrections imported")
    # Only records after September are corrected, so the board's figures stand either way.
    self._board("after the corrections")
    self.report.step("the export")
    self._export()
    self.report.step("as known at %s" % instant)
    compare_figures(self.cli, self.report, self.states[0], self.quarters,
                    "as known before the corrections", known_at=instant)

  def _import(self, folder):
    answer = self.cli.import_folder(folder)
    return self.report.ended(answer, ACCEPTED, "import of " + os.path.relpath(folder, SAMPLE))

  def _export(self):
    """The reach as it was imported, and once more into the same instance."""
    with tempfile.TemporaryDirectory() as folder:
      answer = self.cli.run("reach", "export", "-O", os.path.join(folder, "reach.csv"))
      if not self.report.ended(answer, ACCEPTED, "export of the reach"):
        return
      given, found = {**reach_rows(SAMPLE), **reach_rows(CORRECTIONS)}, reach_rows(folder)
      self.report.equal(sorted(given), sorted(found), "the records that the export has")
      for key in sorted(set(given) & set(found)):
        self.report.equal(given[key], {column: found[key][column] for column in given[key]},
                          "record %s of %s" % (key[1], key[0]))
      again = self.cli.import_folder(folder)
      self.report.ended(again, ACCEPTED, "import of the export")
      self.report.equal([{"file": "reach.csv", "created": 0, "amended": 0,
                          "unchanged": len(given)}],
                        (again.json() or {}).get("files"), "what importing the export changed")

  def _board(self, when):
    answer = self.cli.totals(BOARD_QUARTER)
    total = (answer.json() or {}).get("total", {})
    self.report.equal(BOARD, {name: total.get(name) for name in BOARD},
                      "the figures of the board paper " + when)

  def _totals(self):
    """(quarter, field) -> figure of that quarter alone."""
    totals = {}
    for quarter in self.quarters:
      total = (self.cli.totals(quarter).json() or {}).get("total", {})
      totals.update({(quarter, field): total.get(field) for field in recount.FIELDS})
    return totals

  def _changes(self, before, after):
    expected = corrected_by()
    self.report.check(any(quarter == "2024-25-Q3" for quarter, _ in expected),
                      "the corrections hold rows of the third quarter", str(expected))
    last_day_of_board = quarter_days(BOARD_QUARTER)[1]
    self.report.check(all(quarter_days(quarter)[0] > last_day_of_board for quarter, _ in expected),
                      "the corrections leave the board's quarter alone", str(expected))
    found = {place: after[place] - before[place] for place in before
             if None not in (before[place], after[place]) and before[place] != after[place]}
    self.report.equal(expected, found, "what the corrections changed")
    self.report.note(", ".join("%s %s %+d" % (*place, change)
                               for place, change in sorted(found.items())))


def main():
  parser = argparse.ArgumentParser(description="Holds the sample against the board paper.")
  parser.add_argument("--champions", required=True, help="the CLI's binary")
  parser.add_argument("--config", required=True, help="the profile of an empty instance")
  options = parser.parse_args()
  cli, report = Cli(options.champions, options.config), Report()
  Harrow(cli, report).run()
  return report.close()


if __name__ == "__main__":
  sys.exit(main())
