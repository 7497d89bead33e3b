"""What people put right later: changed rows, voided rows, late rows, and rows sent again."""

import datetime

import contract
from cells import parse_pence
from parts import (make_activity, make_award, make_champion, make_history, make_organisation,
                   make_reach)
from world import pounds


class Corrections:
  """One correction folder in the making: changes a world and remembers which rows."""

  def __init__(self, world):
    self.world = world
    self.used_before = {}  # file -> columns that a changed row held before the change
    self._touched = {file: {} for file in contract.FILES}

  def draw(self):
    """Makes a number of changes of every kind that the world has room for."""
    count = max(2, self.world.size // 25)
    changes = [change for change in CHANGES for _ in range(count)]
    self.world.random.shuffle(changes)
    for change in changes:
      change(self)
    # Rows sent again as they were: they must change nothing.
    for file in ("reach", "training", "enrolments", "champions", "awards", "organisations"):
      for key in self._some(file, 3):
        self._touched[file][key] = True

  def changed_rows(self):
    return {file: [self.world.rows[file][key] for key in keys]
            for file, keys in self._touched.items() if keys}

  # --- Helpers -------------------------------------------------------------------

  def _some(self, file, count, fits=lambda row: True):
    """Keys of rows that this folder has not changed yet."""
    free = [key for key, row in self.world.rows[file].items()
            if key not in self._touched[file] and fits(row)]
    return self.world.random.sample(free, min(count, len(free)))

  def _amend(self, file, key, **cells):
    before = self.world.rows[file][key]
    self.used_before.setdefault(file, set()).update(before)
    self._touched[file][key] = True
    self.world.put(file, **dict(before, **cells))

  def _add(self, make, *arguments):
    """Makes new rows with a maker of the generator and takes note of all that appeared."""
    before = {name: set(rows) for name, rows in self.world.rows.items()}
    make(self.world, *arguments)
    for name, rows in self.world.rows.items():
      for key in rows:
        if key not in before[name]:
          self._touched[name][key] = True

  # --- Reach ---------------------------------------------------------------------

  def reach_figures(self):
    for key in self._some("reach", 2):
      people = self.world.random.randint(1, 90)
      self._amend("reach", key, people=people, new_people=self.world.random.randint(0, people),
                  signposted=self.world.random.randint(0, people))

  def reach_moves(self):
    """To another day, another programme, or between contacts and broadcasts."""
    for key in self._some("reach", 1):
      self._amend("reach", key, occurred_on=self.world.day())
    for key in self._some("reach", 1):
      self._amend("reach", key, programme=self.world.pick(self.world.codes("programmes")))
    for key in self._some("reach", 1):
      self._amend("reach", key, mode=self.world.pick(contract.ENUMS["reach", "mode"]))

  def reach_voided(self):
    for key in self._some("reach", 1, lambda row: "status" not in row):
      self._amend("reach", key, status="VOID")

  def reach_note_only(self):
    """An amendment that moves no figure."""
    for key in self._some("reach", 1, lambda row: "status" not in row):
      self._amend("reach", key, note="Corrected, \"twice\"")

  # --- Champions, enrolments and training ------------------------------------------

  def outcome_taken_back(self):
    for key in self._some("training", 2, lambda row: row["outcome"] == "COMPLETED"):
      self._amend("training", key, outcome=self.world.pick(("FAILED", "NO_SHOW", "ATTENDED")),
                  certificate="")

  def outcome_granted(self):
    for key in self._some("training", 1, lambda row: row["outcome"] != "COMPLETED"):
      self._amend("training", key, outcome="COMPLETED")

  def champion_recruited_late(self):
    for key in self._some("champions", 1, lambda row: "recruited_on" not in row):
      self._amend("champions", key, status="ACTIVE", recruited_on=self.world.day())

  def champion_never_recruited(self):
    for key in self._some("champions", 1, lambda row: "recruited_on" in row):
      self._amend("champions", key, status=self.world.pick(contract.NOT_RECRUITED),
                  recruited_on="", left_on="")

  def champion_other_day(self):
    for key in self._some("champions", 1, lambda row: row["status"] == "PAUSED"
                          or row["status"] == "ACTIVE"):
      self._amend("champions", key, recruited_on=self.world.day())

  def champion_leaves(self):
    for key in self._some("champions", 1, lambda row: row["status"] == "ACTIVE"):
      start = datetime.date.fromisoformat(self.world.rows["champions"][key]["recruited_on"])
      self._amend("champions", key, status="LEFT", left_on=self.world.day_near(start, 0, 90))

  def enrolment_ends(self):
    for key in self._some("enrolments", 1, lambda row: "ended_on" not in row):
      start = datetime.date.fromisoformat(key[3])
      self._amend("enrolments", key, ended_on=self.world.day_near(start, 0, 90))

  def late_enrolment(self):
    champion = self.world.pick(list(self.world.rows["champions"].values()))
    key = (champion["organisation"], champion["external_id"])
    programme, day = self.world.pick(self.world.codes("programmes")), self.world.day()
    if key + (programme, day.isoformat()) not in self.world.rows["enrolments"]:
      self._add(lambda world: world.put(
          "enrolments", organisation=key[0], champion=key[1], programme=programme,
          enrolled_on=day))

  def late_completion(self):
    """The outcome that was missing, for someone who is enrolled."""
    for key in self._some("enrolments", 1):
      course, day = self.world.pick(self.world.codes("courses")), self.world.day()
      if key[:2] + (course, day.isoformat()) not in self.world.rows["training"]:
        self._add(lambda world: world.put(
            "training", organisation=key[0], champion=key[1], course=course,
            completed_on=day, outcome="COMPLETED"))

  # --- Activities and money ----------------------------------------------------------

  def activity_moves(self):
    for key in self._some("activities", 1):
      start = "%sT%s" % (self.world.day(), self.world.pick(("00:30", "23:59", "10:00")))
      self._amend("activities", key, starts_at=start, ends_at="",
                  programme=self.world.pick(self.world.codes("programmes")))

  def award_status(self):
    for key in self._some("awards", 1):
      self._amend("awards", key, status=self.world.pick(contract.ENUMS["awards", "status"]),
                  awarded_on=self.world.day())

  def money_moves(self):
    """Part of one award goes to another of its fund, which may be spent to the penny."""
    for first in self._some("awards", 1, lambda row: row["amount_gbp"] != "0.00"):
      fund = self.world.rows["awards"][first]["fund"]
      for second in self._some("awards", 1, lambda row: row["fund"] == fund):
        if first != second:
          self._shift(first, second)

  def _shift(self, first, second):
    amounts = [parse_pence(self.world.rows["awards"][key]["amount_gbp"])
               for key in (first, second)]
    part = self.world.random.randint(0, amounts[0])
    for key, pence in ((first, amounts[0] - part), (second, amounts[1] + part)):
      self._amend("awards", key, amount_gbp=pounds(pence))

  def budget_grows(self):
    """A fund and an award that needs its new budget arrive together."""
    for key in self._some("funds", 1, lambda row: row["code"] == "FULL"):
      pence = parse_pence(self.world.rows["funds"][key]["budget_gbp"])
      self._amend("funds", key, budget_gbp=pounds(pence + 12345))
      self._add(make_award, "FULL", 12345, "ACTIVE")

  # --- New rows ----------------------------------------------------------------------

  def new_people(self):
    organisation = self.world.pick(self.world.codes("organisations"))
    self._add(lambda world: make_history(world, make_champion(world, organisation)))

  def new_sessions(self):
    if self.world.rows["activities"]:
      self._add(make_activity)
    self._add(make_reach)

  def new_organisation(self):
    code = "NEW-%d" % len(self.world.rows["organisations"])
    if not any(key[0].startswith("NEW-") for key in self._touched["organisations"]):
      self._add(make_organisation, code)
      self._add(lambda world: make_history(world, make_champion(world, code)))

  def organisation_renamed(self):
    for key in self._some("organisations", 1):
      self._amend("organisations", key, name="Renamed, \"%s\"" % key[0])


CHANGES = tuple(change for name, change in vars(Corrections).items()
                if callable(change) and not name.startswith("_")
                and name not in ("draw", "changed_rows"))
