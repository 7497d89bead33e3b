"""A programme in the making: its rows as they stand, and the random source behind them."""

import datetime
import random

import contract
from cells import parse_pence, quarter_days, quarters_between

# Optional columns that a whole programme may never have heard of. The ones that a
# figure or a key needs are not among them, but new_people and signposted are.
FORGETTABLE = (("organisations", "identifier"), ("organisations", "communities"),
               ("courses", "valid_months"), ("champions", "email"), ("champions", "phone"),
               ("champions", "role"), ("champions", "career_goal"), ("champions", "languages"),
               ("champions", "ethnic_category"), ("champions", "age_band"),
               ("champions", "gender"), ("enrolments", "end_reason"), ("training", "certificate"),
               ("funds", "starts_on"), ("funds", "ends_on"), ("awards", "starts_on"),
               ("awards", "ends_on"), ("activities", "ward"), ("activities", "partners"),
               ("activities", "award"), ("activities", "ends_at"), ("reach", "activity"),
               ("reach", "ward"), ("reach", "champion"), ("reach", "note"),
               ("reach", "new_people"), ("reach", "signposted"))


def pounds(pence):
  return "%d.%02d" % divmod(pence, 100)


class World:
  """All rows of a programme as they now stand, and the random source that makes them."""

  def __init__(self, seed, size):
    self.random = random.Random("champions %d %d" % (seed, size))
    self.size = size
    self.rows = {file: {} for file in contract.FILES}
    self.forgotten = {place for place in FORGETTABLE if self.random.random() < 0.2}
    self.first_day = datetime.date(self.random.randint(2021, 2022), self.random.randint(1, 12), 1)
    self.last_day = self.first_day + datetime.timedelta(days=self.random.randint(640, 1000))
    self.edges = self._edge_days()
    self._numbers = {}

  def _edge_days(self):
    quarters = quarters_between(self.first_day, self.last_day)
    edges = [day for quarter in quarters for day in quarter_days(quarter)]
    edges += [datetime.date(2024, 2, 29), datetime.date(2024, 3, 1), datetime.date(2024, 2, 28)]
    # Days on which London's clocks change, and the turn of a year.
    edges += [datetime.date(2023, 3, 26), datetime.date(2024, 10, 27), datetime.date(2023, 12, 31)]
    return [day for day in edges if self.first_day <= day <= self.last_day]

  # --- Drawing -------------------------------------------------------------------

  def chance(self, share):
    return self.random.random() < share

  def pick(self, choices):
    return self.random.choice(choices)

  def day(self):
    """Any day of the programme, one in four of them on an edge."""
    if self.chance(0.25):
      return self.pick(self.edges)
    days = (self.last_day - self.first_day).days
    return self.first_day + datetime.timedelta(days=self.random.randint(0, days))

  def day_near(self, day, before, after):
    # Not far past the end, so that no date is ever more than a year ahead of today.
    near = day + datetime.timedelta(days=self.random.randint(-before, after))
    return min(near, self.last_day + datetime.timedelta(days=120))

  def new_id(self, file, organisation):
    """An external id that is new in its organisation, though perhaps not in another."""
    prefix = {"champions": "C", "awards": "AW", "activities": "A", "reach": "R"}[file]
    # Organisations that number by themselves use the same numbers as each other, and
    # some of them the same for people, sessions and records.
    own = self.random.random() < 0.15
    counter = (file, organisation if own else "")
    number = self._numbers[counter] = self._numbers.get(counter, 0) + 1
    shape = self.pick(("{0}-{1}", "{0}/{1:03}", "{0} {1}", "{2}{1:04}", "{1:03}"))
    external_id = (shape if own else "{0}{1:04}").format(prefix, number, prefix.lower())
    taken = (organisation, external_id) in self.rows[file]
    return self.new_id(file, organisation) if taken else external_id

  # --- Rows ----------------------------------------------------------------------

  def codes(self, file):
    return [key[0] for key in self.rows[file]]

  def of_organisation(self, file, organisation):
    return [row for (owner, _), row in self.rows[file].items() if owner == organisation]

  def put(self, file, **cells):
    """Adds or replaces a row; columns that this programme never heard of are dropped."""
    row = {column: str(cell) for column, cell in cells.items()
           if cell not in ("", None) and (file, column) not in self.forgotten}
    key = tuple(row[column] for column in contract.KEYS[file])
    self.rows[file][key] = row
    return row

  def has_room(self, fund, pence):
    """Whether a fund can take another award: all awards count, whatever their status."""
    spent = sum(parse_pence(award["amount_gbp"]) for award in self.rows["awards"].values()
                if award["fund"] == fund)
    return spent + pence <= parse_pence(self.rows["funds"][(fund,)]["budget_gbp"])
