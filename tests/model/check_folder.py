#!/usr/bin/env python3
"""Checks import folders against the import format, and names every error.

The generator's folders must pass it and the faulty ones must not: so each of the
three is tried against another. It says `file:line: column: what is wrong`, where the
line is the one on which the record starts and the header is line 1.

  check_folder.py FOLDER...      (applied one after another)
"""

import csv
import datetime
import io
import os
import re
import sys

import contract
from cells import parse_pence

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
MONEY = re.compile(r"\d+\.\d{2}")
COUNT = re.compile(r"[0-9]{1,9}")
WARD = re.compile(r"[EWSN]\d{8}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8})*")


class Error:
  """One thing wrong, and where."""

  def __init__(self, file, line, column, message):
    self.file, self.line, self.column, self.message = file, line, column, message

  def __str__(self):
    return "%s.csv:%d: %s: %s" % (self.file, self.line, self.column, self.message)


class Row:
  """A record with the line it starts on."""

  def __init__(self, line, cells):
    self.line, self.cells = line, cells

  def __getitem__(self, column):
    return self.cells.get(column, "")


class Checker:
  """What is stored so far, and the errors found while adding to it."""

  def __init__(self, today=None):
    self.latest_day = (today or datetime.date.today()) + datetime.timedelta(days=365)
    self.stored = {file: {} for file in contract.FILES}
    self.champion_organisations = {}
    self.errors = []

  def apply(self, folder):
    """Checks a folder and, whether or not it is right, takes its rows in."""
    self.errors = []
    folder_rows = {file: self._read(folder, file) for file in contract.FILES}
    for file, rows in folder_rows.items():
      for row in rows:
        self._check_cells(file, row)
    # Champions first, so that a champion's organisation can be found for other rows.
    for file in sorted(folder_rows, key=lambda name: name != "champions"):
      self._store(file, folder_rows[file])
    for file, rows in folder_rows.items():
      for row in rows:
        self._check_references(file, row)
    self._check_budgets(folder_rows)
    return self.errors

  def _error(self, file, line, column, message):
    self.errors.append(Error(file, line, column, message))

  # --- The file ------------------------------------------------------------------

  def _read(self, folder, file):
    path = os.path.join(folder, file + ".csv")
    if not os.path.exists(path):
      return []
    with open(path, "rb") as stream:
      content = stream.read()
    try:
      text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
      line = content[:error.start].count(b"\n") + 1
      self._error(file, line, "", "not UTF-8")
      return []
    if "\0" in text:
      self._error(file, text[:text.index("\0")].count("\n") + 1, "", "NUL byte")
      return []
    return self._records(file, text)

  def _records(self, file, text):
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, header, line = [], None, 1
    try:
      for cells in reader:
        if header is None:
          header = cells
          if not self._check_header(file, header):
            return []
        elif len(cells) != len(header):
          self._error(file, line, "", "%d fields, expected %d" % (len(cells), len(header)))
        else:
          rows.append(Row(line, dict(zip(header, cells))))
        line = reader.line_num + 1
    except csv.Error as error:
      self._error(file, line, "", str(error))
    if header is None:
      self._error(file, 1, "", "no header")
    return rows

  def _check_header(self, file, header):
    before = len(self.errors)
    for column in header:
      if column not in contract.COLUMNS[file]:
        self._error(file, 1, column, "unknown column")
    for column in set(header):
      if header.count(column) > 1:
        self._error(file, 1, column, "column twice")
    for column in contract.REQUIRED[file]:
      if column not in header:
        self._error(file, 1, column, "missing column")
    return len(self.errors) == before

  # --- A row by itself -----------------------------------------------------------

  def _check_cells(self, file, row):
    bad = set()
    for column in contract.COLUMNS[file]:
      cell = row[column]
      if not cell:
        if column in contract.REQUIRED[file]:
          bad.add(column)
          self._error(file, row.line, column, "missing value")
        continue
      problem = self._problem(file, column, cell)
      if problem:
        bad.add(column)
        self._error(file, row.line, column, problem + ", found %r" % cell)
    row.bad = bad
    if file == "champions" and "status" not in bad:
      self._check_champion(row)
    if file == "reach" and "people" not in bad:
      for column in ("new_people", "signposted"):
        if row[column] and column not in bad and int(row[column]) > int(row["people"]):
          self._error(file, row.line, column, "more than people")
    if file == "activities" and row["ends_at"] and not bad & {"starts_at", "ends_at"}:
      if row["ends_at"] <= row["starts_at"]:
        self._error(file, row.line, "ends_at", "not after starts_at")

  def _problem(self, file, column, cell):
    place = (file, column)
    if place in contract.ENUMS:
      return None if cell in contract.ENUMS[place] else "unknown word"
    if place in contract.DATES:
      return self._date_problem(cell) if DATE.fullmatch(cell) else "not a date"
    if place in contract.TIMES:
      return self._date_problem(cell) if TIME.fullmatch(cell) else "not a time"
    if place in contract.MONEY:
      return None if MONEY.fullmatch(cell) else "not an amount"
    if place in contract.COUNTS:
      return None if COUNT.fullmatch(cell) else "not a whole number"
    if column == "ward":
      return None if WARD.fullmatch(cell) else "not an ONS code"
    if column == "languages":
      fine = all(LANGUAGE.fullmatch(language) for language in cell.split(";"))
      return None if fine else "not a BCP 47 language"
    return None

  def _date_problem(self, cell):
    try:
      day = datetime.datetime.fromisoformat(cell).date()
    except ValueError:
      return "no such day"
    return "more than a year ahead" if day > self.latest_day else None

  def _check_champion(self, row):
    recruited = row["status"] in contract.RECRUITED
    if bool(row["recruited_on"]) != recruited:
      self._error("champions", row.line, "recruited_on",
                  "missing" if recruited else "given, but the status is " + row["status"])
    if bool(row["left_on"]) != (row["status"] == "LEFT"):
      self._error("champions", row.line, "left_on", "does not go with " + row["status"])
    elif row["left_on"] and not row.bad & {"left_on", "recruited_on"}:
      if row["recruited_on"] and row["left_on"] < row["recruited_on"]:
        self._error("champions", row.line, "left_on", "before recruited_on")

  # --- A row among others --------------------------------------------------------

  def _store(self, file, rows):
    keys = set()
    for row in rows:
      row.organisation = row["organisation"]
      if file in ("enrolments", "training") and not row.organisation:
        row.organisation = self._only_organisation(file, row)
      key = tuple(row.organisation if column == "organisation" else row[column]
                  for column in contract.KEYS[file])
      if key in keys and None not in key:
        self._error(file, row.line, contract.REQUIRED[file][0], "the same key twice")
      keys.add(key)
      self.stored[file][key] = row
      if file == "champions":
        self.champion_organisations.setdefault(key[1], set()).add(key[0])

  def _only_organisation(self, file, row):
    organisations = self.champion_organisations.get(row["champion"], ())
    if len(organisations) > 1:
      self._error(file, row.line, "organisation", "champion stands in several organisations")
    return next(iter(organisations)) if len(organisations) == 1 else None

  def _check_references(self, file, row):
    for column in contract.COLUMNS[file]:
      target = contract.REFERENCES.get((file, column))
      if not target or not row[column]:
        continue
      if target in ("champions", "awards", "activities"):
        organisations = self.champion_organisations.get(row[column], ())
        if row.organisation is None and len(organisations) > 1:
          continue  # Reported as ambiguous already.
        found = (row.organisation, row[column]) in self.stored[target]
      else:
        cells = row[column].split(";") if (file, column) in contract.LISTS else [row[column]]
        found = all((cell,) in self.stored[target] for cell in cells)
      if not found:
        self._error(file, row.line, column, "names nothing known: %r" % row[column])

  def _check_budgets(self, folder_rows):
    # Every award counts against the budget, whatever its status: the strictest reading.
    spent = {}
    for row in self.stored["awards"].values():
      if MONEY.fullmatch(row["amount_gbp"]):
        spent[row["fund"]] = spent.get(row["fund"], 0) + parse_pence(row["amount_gbp"])
    for row in folder_rows["awards"]:
      fund = self.stored["funds"].get((row["fund"],))
      if fund and MONEY.fullmatch(fund["budget_gbp"]):
        if spent.get(row["fund"], 0) > parse_pence(fund["budget_gbp"]):
          self._error("awards", row.line, "amount_gbp", "over the fund's budget")


def main():
  checker, failed = Checker(), False
  for folder in sys.argv[1:]:
    for error in checker.apply(folder):
      failed = True
      print("%s/%s" % (folder, error))
  return 1 if failed else 0


if __name__ == "__main__":
  sys.exit(main())
