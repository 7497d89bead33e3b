"""GetTotals and the lists, on the small and on the big data set."""

import random
import time

import api
import lists
from figures import median
from group import Group


def counted(cluster, database, quarter, organisation=None, instant=None):
  """People reached up to a quarter, added up from the ledger itself."""
  conditions = "quarter_of(counts_on) <= '%s' and scope <> 'PROGRAMME'" % quarter
  if organisation:
    conditions += " and organisation_id = (select id from organisation where code = '%s')" % (
        organisation)
  if instant:
    conditions += " and recorded_at <= '%s'" % instant.isoformat()
  return cluster.number(database, "select coalesce(sum(reached), 0) from ledger_entry where "
                        + conditions)


class Totals(Group):
  """Coordinators ask for their own totals; pgbench sums the same rows of the rollup."""

  def round(self, number):
    bench = self.bench
    return {"pgbench_totals": bench.cluster.pgbench(
                self.database, "totals.sql", 8, bench.form.seconds, "postgres",
                first_day=bench.calendar.first_day),
            "totals_64": bench.load.totals(bench.target(), bench.tokens, 64)["rate"]}


  def finish(self):
    """A fast answer counts for nothing unless it is right."""
    super().finish()
    bench, draw = self.bench, random.Random(1)
    for organisation, token in draw.sample(bench.dataset.coordinators, 8):
      with api.Client(bench.target(), token) as client:
        quarter = draw.randrange(len(bench.calendar.names))
        bench.proof.same(
            "totals of %s" % organisation, client.reached_to_date(bench.calendar.names[quarter]),
            counted(bench.cluster, self.database, bench.calendar.quarters[quarter], organisation))


class Growth(Group):
  """The same question of two databases, one caller who waits for each answer."""

  def prepare(self):
    self.bench.make_big()
    super().prepare()
    self.bench.start_server(self.bench.big, "big")

  def round(self, number):
    bench = self.bench
    seconds = bench.form.seconds / 2
    return {"totals_small_ms": bench.load.totals(
                bench.target(), bench.tokens, 1, seconds=seconds)["p50_ms"],
            "totals_big_ms": bench.load.totals(
                bench.target("big"), bench.tokens, 1, seconds=seconds)["p50_ms"]}


class Big(Group):
  """Questions of the big data set alone: nothing of the small one is needed."""

  def prepare(self):
    self.bench.make_big()
    self.bench.start_server(self.bench.big, "big")

  def finish(self):
    pass

  def clean_up(self):
    pass


class Known(Big):
  """An administrator asks for totals as they were known at an instant drawn at random."""

  def round(self, number):
    bench, draw = self.bench, random.Random(number)
    times, by_organisation = [], []
    with api.Client(bench.target("big"), bench.dataset.administrator) as client:
      give_up_at = time.monotonic() + bench.form.known_seconds / self.rounds
      while time.monotonic() < give_up_at and len(times) < 100:
        quarter = draw.choice(bench.calendar.names)
        instant = bench.calendar.random_past_instant(draw)
        times.append(client.totals_ms(quarter, instant, by_organisation=False))
        by_organisation.append(client.totals_ms(quarter, instant, by_organisation=True))
      self._check(client, instant)
    self.notes.append("round %d: %d instants; total alone %.1f ms, by organisation %.1f ms" % (
        number + 1, len(times), median(times), median(by_organisation)))
    return {"as_known_ms": median(times + by_organisation)}

  def _check(self, client, instant):
    """One of the answers, added up from the ledger."""
    bench = self.bench
    bench.proof.same(
        "totals as known at %s" % instant,
        client.reached_to_date(bench.calendar.names[-1], instant),
        counted(bench.cluster, bench.big, bench.calendar.quarters[-1], instant=instant))


class Lists(Big):
  """Every way of asking for a page; the slowest kinds are named in the report."""

  def round(self, number):
    bench = self.bench
    with api.Client(bench.target("big"), bench.dataset.administrator) as administrator, \
        api.Client(bench.target("big"), bench.dataset.coordinators[0][1]) as coordinator:
      asked = lists.ask_all(
          {"administrator": administrator, "coordinator": coordinator}, bench.calendar,
          random.Random(number), bench.form.list_seconds / self.rounds,
          self._known_values())
    times = [milliseconds for _, milliseconds in asked.answers]
    self.notes.append("round %d: %d kinds of question, %d asked, p50 %.1f ms, highest %.0f ms, "
                      "refused or failed %d" % (
                          number + 1, asked.kinds, len(times), median(times), max(times),
                          len(asked.failures)))
    for what in sorted(set(asked.failures))[:5]:
      self.notes.append("    failed: " + what)
    bench.extras.setdefault("lists", []).extend(asked.answers)
    return {"list_p99_ms": lists.percentile(times, 0.99)}

  def finish(self):
    self.notes.append("slowest kinds:")
    self.notes += ["    %7.1f ms  %s" % (milliseconds, kind)
                   for kind, milliseconds in lists.slowest(self.bench.extras["lists"], 15)]

  def _known_values(self):
    """Values that some record has, so that filters find something."""
    bench = self.bench
    row = bench.cluster.sql(
        bench.big, "select activity_id, (select external_id from reach where organisation_id = 1 "
        "and external_id is not null limit 1) from reach where organisation_id = 1 "
        "and activity_id is not null limit 1").split("\t")
    return {"activity": row[0], "external_id": row[1]}
