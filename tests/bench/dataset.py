"""The data set: names, keys made through the API, and records, loaded by statements."""

import datetime
import os
import random
import uuid

import grpc
from champions.v1 import access_service_pb2 as access
from champions.v1 import access_service_pb2_grpc

from cluster import TEMPLATE, Failed

ORGANISATIONS = ["ORG-%02d" % number for number in range(1, 25)]
PROGRAMMES = ["PROG-%d" % number for number in range(1, 7)]
QUARTERS = 12
ORDINARY_INSTANTS = 10_000
BULK_ROWS = 100_000
BULK_SHARE = 0.3


def first_day_of_quarter(day):
  return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def quarter_name(day):
  """As the API names it: 2024-25-Q2 is July to September 2024."""
  year = day.year if day.month >= 4 else day.year - 1
  return "%d-%02d-Q%d" % (year, (year + 1) % 100, (day.month - 4) % 12 // 3 + 1)


class Calendar:
  """The twelve quarters up to the present one."""

  def __init__(self, today):
    self.quarters = [first_day_of_quarter(today)]
    while len(self.quarters) < QUARTERS:
      self.quarters.insert(0, first_day_of_quarter(self.quarters[0] - datetime.timedelta(1)))
    self.first_day = self.quarters[0]
    self.days = (today - self.first_day).days + 1
    self.names = [quarter_name(day) for day in self.quarters]
    # Midnight of today is the past, wherever the clock stands.
    self.last_instant = datetime.datetime.combine(today, datetime.time(), datetime.timezone.utc)
    self.first_instant = self.last_instant - datetime.timedelta(730)

  def random_past_instant(self, draw):
    seconds = (self.last_instant - self.first_instant).total_seconds()
    return self.first_instant + datetime.timedelta(seconds=draw.uniform(0.02, 1) * seconds)


def instants(rows, calendar):
  """(instant, rows) in the order of time: 10,000 ordinary ones and some of bulk imports."""
  draw = random.Random(1)
  bulks = max(1, int(rows * BULK_SHARE / BULK_ROWS))
  bulk_rows = min(BULK_ROWS, int(rows * BULK_SHARE))
  ordinary = min(ORDINARY_INSTANTS, rows // 4)
  left, found = rows - bulks * bulk_rows, []
  for number in range(ordinary):
    share = left // (ordinary - number)
    found.append((calendar.random_past_instant(draw), share))
    left -= share
  found += [(calendar.random_past_instant(draw), bulk_rows) for _ in range(bulks)]
  return sorted(found)


class Dataset:
  """Makes the template database, and the big one from it."""

  def __init__(self, cluster, server, folder, calendar):
    self._cluster, self._server, self._folder, self._calendar = cluster, server, folder, calendar
    self.administrator = None
    self.coordinators = []      # (organisation, token)

  def make_template(self, rows):
    self._cluster.create_roles()
    self._cluster.create(TEMPLATE)
    self._server.command(TEMPLATE, "migrate")
    self._cluster.script(TEMPLATE, "names.sql", organisations=",".join(ORGANISATIONS),
                         programmes=",".join(PROGRAMMES), first_day=self._calendar.first_day)
    self.administrator = self._server.command(TEMPLATE, "admin", "create-administrator", "--name",
                                              "Benchmark")
    self._make_coordinators()
    self.fill(TEMPLATE, rows)

  def _make_coordinators(self):
    """A user and a key per organisation, through the API as an administrator would."""
    process = self._server.start(TEMPLATE)
    metadata = (("authorization", "Bearer " + self.administrator),)
    try:
      with grpc.insecure_channel("unix:" + self._server.socket()) as channel:
        stub = access_service_pb2_grpc.AccessServiceStub(channel)
        for code in ORGANISATIONS:
          user = access.User(name="Coordinator of " + code, role=access.ROLE_COORDINATOR,
                             organisations=[code])
          user = stub.CreateUser(
              access.CreateUserRequest(user=user, request_id=str(uuid.uuid4())),
              metadata=metadata, timeout=30).user
          key = access.Key(name="benchmark", user=user.id)
          token = stub.CreateKey(access.CreateKeyRequest(key=key, request_id=str(uuid.uuid4())),
                                 metadata=metadata, timeout=30).token
          self.coordinators.append((code, token))
    finally:
      process.stop()

  def write_tokens(self, name, tokens):
    path = os.path.join(self._folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
              encoding="ascii") as file:
      for organisation, token in tokens:
        file.write("%s %s\n" % (organisation, token))
    return path

  def fill(self, database, rows):
    """`rows` records with all that they left behind; the database has names and no record yet."""
    cluster, calendar = self._cluster, self._calendar
    self._write_instants(database, rows)
    definitions = cluster.script(database, "indexes.sql").strip().splitlines()
    names = [definition.split(" INDEX ")[1].split(" ")[0] for definition in definitions]
    cluster.sql(database, "drop index %s;" % ", ".join(names))
    for script in ("reach.sql", "ledger.sql", "audit.sql"):
      cluster.script(database, script, first_day=calendar.first_day,
                     last_instant=calendar.last_instant.isoformat())
    self._create_indexes(database, definitions)
    cluster.sql(database, "drop table bench_instant; vacuum analyze;")
    self._checkpoint_ledger(database)
    self.check(database, rows)

  def _write_instants(self, database, rows):
    lines, first = [], 1
    for instant, count in instants(rows, self._calendar):
      if count:
        lines.append("%s\t%d\t%d" % (instant.isoformat(), first, first + count - 1))
        first += count
    self._cluster.sql(
        database, "create unlogged table bench_instant (instant timestamptz, first_row bigint, "
        "last_row bigint);\ncopy bench_instant from stdin;\n%s\n\\.\n" % "\n".join(lines))

  def _create_indexes(self, database, definitions):
    """Two at a time, largest tables first."""
    waiting, running = list(definitions), []
    while waiting or running:
      while waiting and len(running) < 2:
        running.append(self._cluster.start_script(
            database, "set maintenance_work_mem = '512MB'; " + waiting.pop(0)))
      process = running.pop(0)
      _, errors = process.communicate()
      if process.returncode != 0:
        raise Failed("an index could not be made: " + errors)

  def _checkpoint_ledger(self, database):
    """Lets the server's background work on the ledger be done before anything is measured."""
    self._cluster.sql(database, """
      do $$ begin while checkpoint_ledger() > 0 loop commit; end loop; end $$;
      vacuum analyze ledger_history, ledger_checkpoint;
      """)

  def check(self, database, rows):
    found = self._cluster.number(database, "select count(*) from reach")
    differences = self._cluster.recount(database) + self._cluster.number(
        database, "set work_mem = '512MB'; select count(*) from checkpoint_recount()")
    if found != rows or differences:
      raise Failed("the data set of %s is wrong: %d of %d rows, %d differences"
                   % (database, found, rows, differences))
