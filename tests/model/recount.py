#!/usr/bin/env python3
"""Counts every figure again, straight from import folders.

This is a second opinion on the server: it is written from the rules ("What each
figure counts", definitions version 1, and "Import format") and shares no code with
it. It keeps the newest row of every key and counts from those rows; it has no
ledger, no clock and no database.

Where the rules leave room, it decides as follows:
- `new_people` and `signposted` count the same modes as `reached`: everything but
  BROADCAST. A leaflet has impressions and nothing else.
- `recruited` by programme is one for each enrolment of a champion who has a
  `recruited_on`, on the later of `enrolled_on` and `recruited_on`. Two enrolments
  in one programme, on different days, are two.
- `trained` by programme is one for each trained enrolment. It does not depend on
  `ended_on`, nor on the champion's status or `recruited_on`.
- Overall and by organisation a champion is recruited once and trained once.
- The total is always the overall figure, whatever the rows are grouped by.
- A row stands for every organisation, programme or pair that has any figure other
  than zero, in the quarter or to date. A row that is missing means zeros.
- A later row with the same key replaces the earlier one whole: a cell that is
  empty then is "not given" now. An empty `new_people` or `signposted` counts 0.
- A reach row with status VOID counts nothing; a later row without it counts again.
- `champion` of an enrolment or an outcome is looked up once, when its folder is
  applied; the same id appearing later in another organisation does not move it.
- A course's requirement has no first day in the import format: it always held.
- Champions who are merged are one person: recruited once on the earliest day, trained by
  the outcomes of all their rows. In a programme in which several of them are enrolled, the
  enrolments of one count: of the one who was enrolled first, or of the survivor where two
  were on the same day.

  recount.py FOLDER... --quarter 2024-25-Q2 [--by organisation,programme] [--merges FILE]
  recount.py FOLDER... --list-quarters

FILE is CSV with the columns organisation, duplicate and survivor, by external_id.
"""

import argparse
import datetime
import json
import os
import sys

from cells import (london_date, parse_date, parse_pence, quarter_days, quarter_of,
                   quarters_between, read_rows)

FIELDS = ("recruited", "trained", "reached", "new_people", "signposted",
          "impressions", "activities", "awarded_pence")
GROUPINGS = ("", "organisation", "programme", "organisation,programme")
DEFINITIONS = "1"

# The columns that make each file's key, as they stand in the file. Enrolments and
# training name a champion, whose organisation is found by `_find_champion`.
KEYS = {
    "organisations": ("code",),
    "programmes": ("code",),
    "courses": ("code",),
    "champions": ("organisation", "external_id"),
    "enrolments": ("champion", "programme", "enrolled_on"),
    "training": ("champion", "course", "completed_on"),
    "funds": ("code",),
    "awards": ("organisation", "external_id"),
    "activities": ("organisation", "external_id"),
    "reach": ("organisation", "external_id"),
}


# --- Records ---------------------------------------------------------------------

class Programme:
  """The newest rows of everything imported so far."""

  def __init__(self):
    self.records = {name: {} for name in KEYS}
    self._seen = {name: {} for name in KEYS}
    self._organisations_of_champion = {}
    self.survivors = {}  # (organisation, duplicate) -> survivor

  def apply(self, folder):
    """Takes in one folder; says per file how many rows were created, amended, unchanged."""
    # Champions come first: enrolments and outcomes are looked up among them.
    order = sorted(KEYS, key=lambda name: name != "champions")
    counts = {}
    for name in order:
      path = os.path.join(folder, name + ".csv")
      if os.path.exists(path):
        counts[name] = self._apply_file(name, path)
    return counts

  def _apply_file(self, name, path):
    counts = {"created": 0, "amended": 0, "unchanged": 0}
    for row in read_rows(path):
      if name in ("enrolments", "training"):
        organisation = self._find_champion(row)
        row.pop("organisation", None)
        key = (organisation,) + tuple(row[column] for column in KEYS[name])
      else:
        key = tuple(row[column] for column in KEYS[name])
      if name == "champions":
        self._organisations_of_champion.setdefault(key[1], set()).add(key[0])
      counts[self._store(name, key, row)] += 1
    return counts

  def _store(self, name, key, row):
    # A hash of the cells stands for the row, so that a million rows fit in memory.
    content = hash(frozenset((column, cell) for column, cell in row.items() if cell))
    before = self._seen[name].get(key)
    self._seen[name][key] = content
    self.records[name][key] = COUNTED_PART[name](row)
    if before is None:
      return "created"
    return "unchanged" if before == content else "amended"

  def _find_champion(self, row):
    if row.get("organisation"):
      return row["organisation"]
    organisations = self._organisations_of_champion[row["champion"]]
    if len(organisations) != 1:
      raise ValueError("champion %r stands in %d organisations" %
                       (row["champion"], len(organisations)))
    return next(iter(organisations))


def _counted_reach(row):
  counted = row.get("status") != "VOID"
  return (row["programme"], parse_date(row["occurred_on"]), row["mode"] == "BROADCAST",
          int(row["people"]) * counted, int(row.get("new_people") or 0) * counted,
          int(row.get("signposted") or 0) * counted)


# What counting needs of each file's row; the rest of the row is not kept.
COUNTED_PART = {
    "organisations": lambda row: None,
    "programmes": lambda row: None,
    "courses": lambda row: tuple(filter(None, row.get("required_for", "").split(";"))),
    "champions": lambda row: parse_date(row.get("recruited_on", "")),
    "enrolments": lambda row: None,
    "training": lambda row: row["outcome"] == "COMPLETED",
    "funds": lambda row: None,
    "awards": lambda row: (row["programme"], parse_date(row["awarded_on"]),
                           parse_pence(row["amount_gbp"]),
                           row["status"] in ("ACTIVE", "COMPLETED")),
    "activities": lambda row: (row["programme"], london_date(row["starts_at"])),
    "reach": _counted_reach,
}


# --- Counting --------------------------------------------------------------------

class Figures:
  """Counted amounts: for the whole, and for programmes, which do not add up to it."""

  def __init__(self, programme):
    self.overall = {}       # (organisation, day, field) -> amount
    self.by_programme = {}  # (organisation, programme, day, field) -> amount
    self._survivors = programme.survivors
    self._count_champions(programme.records)
    self._count_awards(programme.records["awards"])
    self._count_activities(programme.records["activities"])
    self._count_reach(programme.records["reach"])

  def _add_overall(self, organisation, day, field, amount):
    if amount:
      key = (organisation, day, field)
      self.overall[key] = self.overall.get(key, 0) + amount

  def _add_to_programme(self, organisation, programme, day, field, amount):
    if amount:
      key = (organisation, programme, day, field)
      self.by_programme[key] = self.by_programme.get(key, 0) + amount

  def _add(self, organisation, programme, day, field, amount):
    self._add_overall(organisation, day, field, amount)
    self._add_to_programme(organisation, programme, day, field, amount)

  def _person(self, organisation, champion):
    return organisation, self._survivors.get((organisation, champion), champion)

  def _count_champions(self, records):
    recruited = {}  # person -> the earliest day
    for key, day in records["champions"].items():
      if day:
        person = self._person(*key)
        recruited[person] = min(day, recruited.get(person, day))
    for (organisation, _), day in recruited.items():
      self._add_overall(organisation, day, "recruited", 1)
    required = required_courses(records["courses"])
    completions = first_completions(records["training"], self._person)
    first = self._first_enrolled(records["enrolments"])
    earliest = {}
    for organisation, champion, programme, enrolled_text in records["enrolments"]:
      person = self._person(organisation, champion)
      enrolled_on = parse_date(enrolled_text)
      trained_on = day_trained(enrolled_on, required.get(programme, ()),
                               completions.get(person, {}))
      if trained_on:
        earliest[person] = min(trained_on, earliest.get(person, trained_on))
      if first[person, programme] != champion:
        continue
      if person in recruited:
        self._add_to_programme(organisation, programme, max(enrolled_on, recruited[person]),
                               "recruited", 1)
      if trained_on:
        self._add_to_programme(organisation, programme, trained_on, "trained", 1)
    for (organisation, _), trained_on in earliest.items():
      self._add_overall(organisation, trained_on, "trained", 1)

  def _first_enrolled(self, enrolments):
    """Of each person and programme the row of champions whose enrolments count there."""
    first = {}
    for organisation, champion, programme, enrolled_text in enrolments:
      person = self._person(organisation, champion)
      rank = (parse_date(enrolled_text), champion != person[1], champion)
      first[person, programme] = min(rank, first.get((person, programme), rank))
    return {place: rank[2] for place, rank in first.items()}

  def _count_awards(self, awards):
    for (organisation, _), (programme, day, pence, counts) in awards.items():
      if counts:
        self._add(organisation, programme, day, "awarded_pence", pence)

  def _count_activities(self, activities):
    for (organisation, _), (programme, day) in activities.items():
      self._add(organisation, programme, day, "activities", 1)

  def _count_reach(self, reach):
    for (organisation, _), (programme, day, broadcast, people, new, told) in reach.items():
      if broadcast:
        self._add(organisation, programme, day, "impressions", people)
      else:
        self._add(organisation, programme, day, "reached", people)
        self._add(organisation, programme, day, "new_people", new)
        self._add(organisation, programme, day, "signposted", told)

  def quarters(self):
    """Every quarter from the first counted day to the last, and one more on each side."""
    days = [day for _, day, _ in self.overall] + [day for _, _, day, _ in self.by_programme]
    if not days:
      return []
    first = quarter_days(quarter_of(min(days)))[0] - datetime.timedelta(days=1)
    last = quarter_days(quarter_of(max(days)))[1] + datetime.timedelta(days=1)
    return quarters_between(first, last)

  def totals(self, quarter, by=""):
    """The answer of `champions report totals -o json` for a quarter and a grouping."""
    first, last = quarter_days(quarter)
    columns = [column for column in by.split(",") if column]
    total, groups = _zeros(), {}
    for (organisation, day, field), amount in self.overall.items():
      _accumulate(total, field, day, amount, first, last)
      if columns == ["organisation"]:
        row = groups.setdefault((organisation,), _zeros())
        _accumulate(row, field, day, amount, first, last)
    if "programme" in columns:
      for (organisation, programme, day, field), amount in self.by_programme.items():
        names = {"organisation": organisation, "programme": programme}
        row = groups.setdefault(tuple(names[column] for column in columns), _zeros())
        _accumulate(row, field, day, amount, first, last)
    rows = [dict(zip(columns, names), **row)
            for names, row in sorted(groups.items()) if any(row.values())]
    return {"quarter": quarter, "from": first.isoformat(), "to": last.isoformat(),
            "as_known_at": None, "definitions": DEFINITIONS, "rows": rows, "total": total}


def required_courses(courses):
  """The courses that each programme requires."""
  required = {}
  for (course,), programmes in courses.items():
    for programme in programmes:
      required.setdefault(programme, set()).add(course)
  return required


def first_completions(training, person_of):
  """For each person the day on which each course was first completed."""
  first = {}
  for (organisation, champion, course, day_text), completed in training.items():
    if completed:
      courses = first.setdefault(person_of(organisation, champion), {})
      day = parse_date(day_text)
      courses[course] = min(day, courses.get(course, day))
  return first


def day_trained(enrolled_on, required, completed):
  """The day an enrolment became trained, or None."""
  if not required or any(course not in completed for course in required):
    return None
  return max([enrolled_on] + [completed[course] for course in required])


def _zeros():
  return {name: 0 for field in FIELDS for name in (field, field + "_to_date")}


def _accumulate(row, field, day, amount, first, last):
  if day <= last:
    row[field + "_to_date"] += amount
    if day >= first:
      row[field] += amount


def recount(folders, survivors=None):
  """The figures after these folders, one applied after another, and after these merges."""
  programme = Programme()
  programme.survivors = survivors or {}
  for folder in folders:
    programme.apply(folder)
  return Figures(programme)


def effects(before, after):
  """How each quarter's own figures change: (quarter, field) -> change, where there is any."""
  changes = {}
  for quarter in sorted(set(before.quarters()) | set(after.quarters())):
    old, new = before.totals(quarter)["total"], after.totals(quarter)["total"]
    changes.update({(quarter, field): new[field] - old[field] for field in FIELDS
                    if new[field] != old[field]})
  return changes


def main(arguments=None):
  parser = argparse.ArgumentParser(description="Counts every figure from import folders.")
  parser.add_argument("folders", nargs="+", metavar="FOLDER")
  parser.add_argument("--quarter")
  parser.add_argument("--by", default="", choices=GROUPINGS)
  parser.add_argument("--list-quarters", action="store_true")
  parser.add_argument("--merges", metavar="FILE")
  options = parser.parse_args(arguments)
  if not options.quarter and not options.list_quarters:
    parser.error("give --quarter or --list-quarters")
  survivors = {(row["organisation"], row["duplicate"]): row["survivor"]
               for row in (read_rows(options.merges) if options.merges else ())}
  figures = recount(options.folders, survivors)
  if options.list_quarters:
    print("\n".join(figures.quarters()))
  else:
    json.dump(figures.totals(options.quarter, options.by), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
  main()
