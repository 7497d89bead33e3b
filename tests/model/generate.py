#!/usr/bin/env python3
"""Makes a whole programme from a seed, and a sequence of corrections to it.

Everything written is valid by the import format, and awkward in every way that real
files are. The same seed, size and options give the same bytes.

  generate.py --seed N [--size S] [--corrections K] [--reach-rows N] OUT

writes OUT/1-base, OUT/2-correction ... and OUT/manifest.json, which lists the folders
in the order to import them. `--reach-rows` adds that many plain reach records to the
base, streamed, so a million of them need no memory.
"""

import argparse
import datetime
import json
import os
import random

import contract
import words
from cells import quarter_days, quarters_between
from corrections import Corrections
from csv_files import Style, used_columns, write_file

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
    self.forgotten = {place for place in FORGETTABLE if self.random.random() < 0.12}
    self.first_day = datetime.date(self.random.randint(2021, 2023), self.random.randint(1, 12), 1)
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
    return day + datetime.timedelta(days=self.random.randint(-before, after))

  def new_id(self, file, organisation):
    """An external id that is new in its organisation, though perhaps not in another."""
    prefix = {"champions": "C", "awards": "AW", "activities": "A", "reach": "R"}[file]
    # Organisations that number by themselves use the same numbers as each other.
    own = self.random.random() < 0.15
    counter = (file, organisation if own else "")
    number = self._numbers[counter] = self._numbers.get(counter, 0) + 1
    shape = "%s%04d" if not own else self.pick(("%s-%d", "%s/%03d", "%s %d"))
    external_id = shape % (prefix, number)
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
    spent = sum(pence_of(award["amount_gbp"]) for award in self.rows["awards"].values()
                if award["fund"] == fund)
    return spent + pence <= pence_of(self.rows["funds"][(fund,)]["budget_gbp"])


def pence_of(amount):
  return int(amount.replace(".", ""))


# --- The parts of a programme ------------------------------------------------------

def make_organisation(world, code):
  world.put("organisations", code=code, name="%s %s" % (world.pick(words.PLACES), code),
            identifier=world.pick(words.IDENTIFIERS), communities=world.pick(words.COMMUNITIES))


def make_frame(world):
  """Organisations, programmes and courses; one programme requires nothing."""
  for number in range(world.random.randint(3, 6)):
    make_organisation(world, world.pick(("ORG-%d", "0%d", "G%dX")) % (number + 1))
  programmes = world.random.sample(words.PROGRAMMES, world.random.randint(3, 6))
  for code in programmes:
    starts_on = world.pick(("", world.first_day))
    world.put("programmes", code=code, name="The %s programme" % code.title(),
              status=world.pick(contract.ENUMS["programmes", "status"]), starts_on=starts_on,
              ends_on=world.pick(("", "", world.last_day)))
  courses = world.random.sample(words.COURSES, world.random.randint(3, 6))
  for number, code in enumerate(courses):
    # The last course is required nowhere, the last programme requires none.
    required = [programme for programme in programmes[:-1] if world.chance(0.45)]
    required = [] if number == len(courses) - 1 else required or programmes[:1]
    world.put("courses", code=code, name="%s, level 1" % code.title(),
              valid_months=world.pick(("", "12", "36")), required_for=";".join(required))


def make_champion(world, organisation, external_id=None, status=None):
  status = status or world.pick(("ACTIVE",) * 6 + contract.ENUMS["champions", "status"])
  recruited_on = world.day() if status in contract.RECRUITED else None
  left_on = world.day_near(recruited_on, 0, 400) if status == "LEFT" else None
  external_id = external_id or world.new_id("champions", organisation)
  languages = world.random.sample(words.LANGUAGES, world.random.randint(0, 3))
  return world.put(
      "champions", external_id=external_id, organisation=organisation, status=status,
      given_name=world.pick(words.GIVEN_NAMES), family_name=world.pick(words.FAMILY_NAMES),
      email=world.pick(("", "person+%s@example.org" % len(world.rows["champions"]))),
      phone=world.pick(("", "+44 20 7946 0%03d" % world.random.randint(0, 999))),
      recruited_on=recruited_on, left_on=left_on, role=world.pick(words.ROLES),
      career_goal=world.pick(words.GOALS), languages=";".join(languages),
      ethnic_category=world.pick(("",) + contract.ENUMS["champions", "ethnic_category"]),
      age_band=world.pick(words.AGE_BANDS),
      gender=world.pick(("",) + contract.ENUMS["champions", "gender"]))


def make_champions(world):
  organisations = world.codes("organisations")
  for _ in range(world.size):
    make_champion(world, world.pick(organisations))
  # Some ids stand in two organisations: two people who share nothing but the number.
  for organisation, external_id in world.random.sample(list(world.rows["champions"]),
                                                       max(1, world.size // 20)):
    other = world.pick([code for code in organisations if code != organisation])
    if (other, external_id) not in world.rows["champions"]:
      make_champion(world, other, external_id)
  for champion in list(world.rows["champions"].values()):
    make_history(world, champion)


def make_history(world, champion):
  """A champion's enrolments and training; many have none, one or several."""
  recruited = "recruited_on" in champion
  share = (0.07, 0.65, 0.22, 0.06) if recruited else (0.8, 0.2, 0.0, 0.0)
  count = world.random.choices(range(4), share)[0]
  programmes = world.codes("programmes")
  for programme in world.random.sample(programmes, min(count, len(programmes))):
    make_enrolment(world, champion, programme)
  if count or world.chance(0.2):
    make_training(world, champion)


def make_enrolment(world, champion, programme):
  # Most enrol when they are recruited, some later or much later, a few before it.
  start = champion.get("recruited_on")
  start = datetime.date.fromisoformat(start) if start else world.day()
  enrolled_on = start
  if world.chance(0.5):
    enrolled_on = world.day_near(start, 60, 300)
  ended_on = world.day_near(enrolled_on, 0, 300) if world.chance(0.1) else None
  who = {"organisation": champion["organisation"], "champion": champion["external_id"]}
  world.put("enrolments", programme=programme, enrolled_on=enrolled_on, ended_on=ended_on,
            end_reason=world.pick(words.REASONS) if ended_on else "", **who)
  if ended_on and world.chance(0.4):
    again = ended_on + datetime.timedelta(days=world.random.randint(1, 200))
    world.put("enrolments", programme=programme, enrolled_on=again, **who)


def make_training(world, champion):
  owner = (champion["organisation"], champion["external_id"])
  enrolled = [key for key in world.rows["enrolments"] if key[:2] == owner]
  programmes = {key[2] for key in enrolled}
  start = datetime.date.fromisoformat(min((key[3] for key in enrolled),
                                          default=world.day().isoformat()))
  diligent = world.chance(0.6)
  for course in world.codes("courses"):
    required = set(world.rows["courses"][(course,)].get("required_for", "").split(";"))
    if world.chance(0.95 if diligent and required & programmes else 0.3):
      make_outcomes(world, owner, course, start, diligent)


def make_outcomes(world, owner, course, start, diligent):
  """Failures and absences, then perhaps a completion, then perhaps the course again."""
  day = world.day_near(start, 300, 0) if world.chance(0.2) else world.day_near(start, 0, 200)
  outcomes = [world.pick(("FAILED", "NO_SHOW", "ATTENDED", "BOOKED"))
              for _ in range(world.random.choices((0, 1, 2), (0.7, 0.2, 0.1))[0])]
  if world.chance(0.95 if diligent else 0.3):
    outcomes.append("COMPLETED")
  if world.chance(0.12):
    outcomes.append(world.pick(("COMPLETED", "COMPLETED", "FAILED")))
  for outcome in outcomes:
    certificate = "CERT-%s-%s" % (course, day) if outcome == "COMPLETED" else ""
    world.put("training", organisation=owner[0], champion=owner[1], course=course,
              completed_on=day, outcome=outcome, certificate=certificate)
    day = world.day_near(day, -1, 250)


def make_funding(world):
  """Three funds: one spent to the last penny, one with room, one untouched."""
  budgets = {"FULL": 2500050, "ROOM-24/25": 9900000, "IDLE": 100}
  for code, pence in budgets.items():
    world.put("funds", code=code, name="Fund %s, 2024" % code, budget_gbp=pounds(pence),
              starts_on=world.pick(("", world.first_day)), ends_on=world.pick(("", world.last_day)))
  shares = sorted(world.random.randint(1, budgets["FULL"] - 1) for _ in range(4))
  for low, high in zip([0] + shares, shares + [budgets["FULL"]]):
    make_award(world, "FULL", high - low, world.pick(("ACTIVE", "COMPLETED")))
  for _ in range(max(5, world.size // 10)):
    pence = world.random.randint(0, 300000)
    if world.has_room("ROOM-24/25", pence):
      make_award(world, "ROOM-24/25", pence, world.pick(contract.ENUMS["awards", "status"]))


def make_award(world, fund, pence, status):
  organisation = world.pick(world.codes("organisations"))
  awarded_on = world.day()
  return world.put("awards", external_id=world.new_id("awards", organisation), fund=fund,
                   organisation=organisation, programme=world.pick(world.codes("programmes")),
                   title=world.pick(words.PLACES), amount_gbp=pounds(pence),
                   awarded_on=awarded_on, starts_on=world.pick(("", awarded_on)),
                   ends_on=world.pick(("", world.last_day)), status=status)


def make_activity(world):
  organisation = world.pick(world.codes("organisations"))
  day = world.day()
  # 00:30 in summer is still the evening before by universal time.
  start = datetime.datetime.combine(day, datetime.time.fromisoformat(
      world.pick(("00:30", "00:00", "23:59", "09:00", "14:15", "19:00", "00:59"))))
  ends_at = start + datetime.timedelta(minutes=world.pick((1, 90, 1440)))
  awards = world.of_organisation("awards", organisation)
  others = [code for code in world.codes("organisations") if code != organisation]
  partners = world.random.sample(others, world.random.choices((0, 1, 2), (0.6, 0.3, 0.1))[0])
  return world.put("activities", external_id=world.new_id("activities", organisation),
                   organisation=organisation, programme=world.pick(world.codes("programmes")),
                   name=world.pick(words.PLACES), starts_at=minute(start),
                   kind=world.pick(contract.ENUMS["activities", "kind"]),
                   ends_at=world.pick(("", minute(ends_at))),
                   ward=world.pick(("",) + words.WARDS), partners=";".join(partners),
                   award=world.pick(awards)["external_id"] if awards and world.chance(0.3) else "")


def minute(moment):
  return moment.strftime("%Y-%m-%dT%H:%M")


def make_reach(world):
  organisation = world.pick(world.codes("organisations"))
  activities = world.of_organisation("activities", organisation)
  activity = world.pick(activities) if activities and world.chance(0.3) else {}
  champions = world.of_organisation("champions", organisation)
  champion = world.pick(champions)["external_id"] if champions and world.chance(0.7) else ""
  mode = world.pick(contract.ENUMS["reach", "mode"])
  highest = 50000 if mode == "BROADCAST" else world.pick((0, 1, 8, 60))
  people = world.random.randint(min(1, highest), highest)
  return world.put("reach", external_id=world.new_id("reach", organisation),
                   organisation=organisation, activity=activity.get("external_id", ""),
                   programme=activity.get("programme") or world.pick(world.codes("programmes")),
                   occurred_on=activity.get("starts_at", "")[:10] or world.day(),
                   ward=world.pick(("",) + words.WARDS), mode=mode,
                   topic=world.pick(contract.ENUMS["reach", "topic"]), people=people,
                   new_people=world.pick(("", 0, people, world.random.randint(0, people))),
                   signposted=world.pick(("", 0, people, world.random.randint(0, people))),
                   champion=champion, note=world.pick(words.NOTES),
                   status="VOID" if world.chance(0.02) else "")


def make_world(seed, size):
  world = World(seed, size)
  make_frame(world)
  make_champions(world)
  # Not every programme has money or sessions; the files are then missing.
  if world.chance(0.9):
    make_funding(world)
  if world.chance(0.9):
    for _ in range(max(8, size // 3)):
      make_activity(world)
  for _ in range(size * 3):
    make_reach(world)
  return world


# --- Writing -----------------------------------------------------------------------

def bulk_reach(world, count):
  """Plain reach records without end, one at a time."""
  organisations, programmes = world.codes("organisations"), world.codes("programmes")
  days = (world.last_day - world.first_day).days
  source = random.Random("bulk %d" % count)
  modes, topics = contract.ENUMS["reach", "mode"], contract.ENUMS["reach", "topic"]
  for number in range(count):
    people = int(source.random() * 60) + 1
    day = world.first_day + datetime.timedelta(days=int(source.random() * days))
    yield {"external_id": "BULK-%07d" % number, "people": str(people),
           "organisation": organisations[int(source.random() * len(organisations))],
           "programme": programmes[int(source.random() * len(programmes))],
           "occurred_on": day.isoformat(), "mode": modes[number % 5], "topic": topics[number % 8],
           "new_people": str(int(source.random() * people)), "signposted": str(people // 2)}


def name_organisations(world, file, rows):
  """Gives `organisation` where a champion's id needs it, and sometimes where it does not."""
  if file not in ("enrolments", "training"):
    return rows
  owners = {}
  for organisation, external_id in world.rows["champions"]:
    owners.setdefault(external_id, set()).add(organisation)
  often = world.pick((0.0, 0.3, 1.0))
  written = []
  for row in rows:
    keep = len(owners[row["champion"]]) > 1 or world.chance(often)
    written.append({column: cell for column, cell in row.items()
                    if keep or column != "organisation"})
  return written


def write_folder(folder, world, rows_by_file, used_before=None, bulk=0):
  os.makedirs(folder)
  for file in contract.FILES:
    rows = list(rows_by_file.get(file, ()))
    if not rows and not (file == "reach" and bulk):
      continue
    # A reference may stand before what it names.
    world.random.shuffle(rows)
    rows = name_organisations(world, file, rows)
    used = used_columns(rows) | (used_before or {}).get(file, set())
    if file == "reach" and bulk:
      used |= {"new_people", "signposted"}
      rows = itertools_chain(rows, bulk_reach(world, bulk))
    write_file(folder, file, rows, Style(world.random), used)


def itertools_chain(rows, more):
  yield from rows
  yield from more


def generate(out, seed, size=60, corrections=3, reach_rows=0):
  """Writes the folders and the manifest; returns the folders' paths in order."""
  world = make_world(seed, size)
  names = ["1-base"]
  write_folder(os.path.join(out, names[0]), world,
               {file: rows.values() for file, rows in world.rows.items()}, bulk=reach_rows)
  for number in range(corrections):
    step = Corrections(world)
    step.draw()
    names.append("%d-correction" % (number + 2))
    write_folder(os.path.join(out, names[-1]), world, step.changed_rows(), step.used_before)
  manifest = {"seed": seed, "size": size, "reach_rows": reach_rows, "folders": names}
  with open(os.path.join(out, "manifest.json"), "w", encoding="utf-8") as stream:
    json.dump(manifest, stream, indent=2)
    stream.write("\n")
  return [os.path.join(out, name) for name in names]


def main():
  parser = argparse.ArgumentParser(description="Makes a programme to import, from a seed.")
  parser.add_argument("--seed", type=int, required=True)
  parser.add_argument("--size", type=int, default=60, help="champions; all else follows")
  parser.add_argument("--corrections", type=int, default=3)
  parser.add_argument("--reach-rows", type=int, default=0, help="plain records on top")
  parser.add_argument("out", metavar="OUT", help="a folder that does not exist yet")
  options = parser.parse_args()
  for folder in generate(options.out, options.seed, options.size, options.corrections,
                         options.reach_rows):
    print(folder)


if __name__ == "__main__":
  main()
