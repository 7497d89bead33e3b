"""The parts of a generated programme: each function adds rows of one kind to a world."""

import datetime

import contract
import words
from world import World, pounds


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
    again = world.day_near(ended_on, -1, 200)
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
  budgets = {"FULL": 2500050, "ROOM-24": 9900000, "IDLE": 100}
  for code, pence in budgets.items():
    world.put("funds", code=code, name="Fund %s, 2024" % code, budget_gbp=pounds(pence),
              starts_on=world.pick(("", world.first_day)), ends_on=world.pick(("", world.last_day)))
  shares = sorted(world.random.randint(1, budgets["FULL"] - 1) for _ in range(4))
  for low, high in zip([0] + shares, shares + [budgets["FULL"]]):
    make_award(world, "FULL", high - low, world.pick(("ACTIVE", "COMPLETED")))
  for _ in range(max(5, world.size // 10)):
    pence = world.random.randint(0, 300000)
    if world.has_room("ROOM-24", pence):
      make_award(world, "ROOM-24", pence, world.pick(contract.ENUMS["awards", "status"]))


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
