"""Compares the service with the journal, while nobody writes."""

import datetime

from champions.v1 import reach_service_pb2 as reach
from champions.v1 import report_service_pb2 as report
from google.protobuf import timestamp_pb2

from writer import DAYS, FIRST_DAY

FIELDS = ("reached", "new_people", "signposted", "impressions")
GROUPINGS = ((), ("organisation",), ("programme",), ("organisation", "programme"))
SHOWN = 8


def quarter_of(day):
  first_year = day.year - (day.month < 4)
  return "%d-%02d-Q%d" % (first_year, (first_year + 1) % 100, (day.month - 4) % 12 // 3 + 1)


QUARTERS = sorted({quarter_of(FIRST_DAY + datetime.timedelta(days=day)) for day in range(DAYS)})


class Audit:
  """Counts what is lost, doubled or otherwise different; every check starts from nothing."""

  def __init__(self, api, postgres, journal, requests_before):
    self._api, self._postgres, self._journal = api, postgres, journal
    self._requests_before = requests_before
    self._known = []  # (instant, the sums that were right then)
    self.lost, self.doubled, self.differences, self.replayed = 0, 0, 0, 0

  def check(self):
    """Every record, every total, the recount and the stored answers, as they are now."""
    self._records()
    sums = self._sums()
    self._totals(sums, None, "now")
    self._recount()
    self._answers()
    instant = timestamp_pb2.Timestamp()
    instant.GetCurrentTime()
    self._known.append((instant, sums))

  def check_the_past(self):
    """What was right at each earlier check is still the answer for that instant."""
    for instant, sums in self._known:
      self._totals(sums, instant, "as known at " + instant.ToJsonString())

  def replay(self):
    """Requests that were acknowledged long ago, again: the first answer comes, and nothing new."""
    for name, request, ids in self._journal.samples:
      found = self._ask_again(name, request)
      self.replayed += 1
      if found != ids:
        self.doubled += 1
        self._say("%s again made %s of what was %s" % (name, found[:3], ids[:3]))

  def _ask_again(self, name, request):
    if name == "StreamReach":
      answers = list(self._api.reach.StreamReach(iter([request]), timeout=30,
                                                 metadata=self._api.metadata))
      return [answer.reach.id for answer in answers]
    answer, _ = self._api.until_answered(getattr(self._api.reach, name), request, name)
    records = answer.reaches if name == "BatchLogReach" else [answer.reach]
    return [record.id for record in records]

  def _say(self, text):
    self._journal.problem(text)

  # --- Records -----------------------------------------------------------------------

  def _stored(self):
    request = reach.ListReachesRequest(page_size=1000)
    while True:
      answer, _ = self._api.until_answered(self._api.reach.ListReaches, request, "ListReaches")
      yield from answer.reaches
      if not answer.next_page_token:
        return
      request.page_token = answer.next_page_token

  def _records(self):
    lost, doubled, different, seen = [], [], [], set()
    for stored in self._stored():
      record = self._journal.records.get(stored.note)
      # Everything was acknowledged, so a record that nobody was told of is a copy.
      if record is None or record.id != stored.id or stored.note in seen:
        doubled.append("%s %s" % (stored.note, stored.id))
        continue
      seen.add(stored.note)
      if self._facts(record) != self._stored_facts(stored):
        different.append("%s is %s, acknowledged was %s" % (
            stored.note, self._stored_facts(stored), self._facts(record)))
    lost = sorted(set(self._journal.records) - seen)
    self.lost, self.doubled = len(lost), len(doubled)
    # An acknowledged change that is not there is lost as well.
    self.lost += len(different)
    for what, names in (("lost", lost), ("doubled", doubled), ("not as acknowledged", different)):
      if names:
        self._say("%d records %s: %s" % (len(names), what, "; ".join(names[:SHOWN])))

  @staticmethod
  def _facts(record):
    return (record.organisation, record.programme, record.occurred_on, record.people,
            record.new_people, record.signposted, record.voided)

  @staticmethod
  def _stored_facts(stored):
    return (stored.organisation, stored.programme, stored.occurred_on, stored.people,
            stored.new_people, stored.signposted, stored.state == reach.REACH_STATE_VOIDED)

  # --- Figures -----------------------------------------------------------------------

  def _sums(self):
    """(quarter, organisation, programme, field) -> the journal's own sum."""
    sums = {}
    for record in self._journal.records.values():
      if record.voided:
        continue
      amounts = ({"impressions": record.people} if record.broadcast else
                 {"reached": record.people, "new_people": record.new_people,
                  "signposted": record.signposted})
      quarter = quarter_of(datetime.date.fromisoformat(record.occurred_on))
      for field, amount in amounts.items():
        key = (quarter, record.organisation, record.programme, field)
        sums[key] = sums.get(key, 0) + amount
    return sums

  def _totals(self, sums, instant, when):
    different = []
    for quarter in QUARTERS:
      for grouping in GROUPINGS:
        request = report.GetTotalsRequest(quarter=quarter)
        request.group_by.extend(report.TotalsGroup.Value("TOTALS_GROUP_" + name.upper())
                                for name in grouping)
        if instant is not None:
          request.as_known_at.CopyFrom(instant)
        answer, _ = self._api.until_answered(self._api.reports.GetTotals, request, "GetTotals")
        different += self._rows_differ(answer, sums, quarter, grouping)
    self.differences += len(different)
    if different:
      self._say("%d totals differ %s: %s" % (len(different), when, "; ".join(different[:SHOWN])))

  @staticmethod
  def _rows_differ(answer, sums, quarter, grouping):
    expected, found = {}, {}
    for (when, organisation, programme, field), amount in sums.items():
      names = {"organisation": organisation, "programme": programme}
      group = tuple(names[name] for name in grouping)
      if when == quarter:
        expected[group + (field,)] = expected.get(group + (field,), 0) + amount
      if when <= quarter:
        key = group + (field + "_to_date",)
        expected[key] = expected.get(key, 0) + amount
    for row in answer.rows if grouping else [answer.total]:
      group = tuple(getattr(row, name) for name in grouping)
      for name in [name for field in FIELDS for name in (field, field + "_to_date")]:
        if group + (name,) in found:
          return ["%s has two rows for %s" % (quarter, group)]
        found[group + (name,)] = getattr(row, name)
    return ["%s %s: expected %d, found %d" % (quarter, " ".join(key), expected.get(key, 0),
                                              found.get(key, 0))
            for key in sorted(set(expected) | set(found))
            if expected.get(key, 0) != found.get(key, 0)]

  def _recount(self):
    rows = self._postgres.sql_when_ready("select * from ledger_recount()", "champions").splitlines()
    self.differences += len(rows)
    if rows:
      self._say("ledger_recount gives %d rows: %s" % (len(rows), "; ".join(rows[:SHOWN])))

  def _answers(self):
    """One stored answer for each acknowledged request, no more and no less."""
    expected = self._journal.requests + self._requests_before
    found = int(self._postgres.sql_when_ready("select count(*) from request_answer", "champions"))
    if found != expected:
      self.differences += 1
      self._say("%d requests were acknowledged, %d answers are stored" % (expected, found))
