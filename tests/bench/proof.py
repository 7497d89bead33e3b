"""Holds every write against the database: nothing lost, nothing twice, the recount empty."""

import sys
import time

# What an overload may be refused with; anything else is reported loudly.
REFUSAL = "RESOURCE_EXHAUSTED OVERLOADED"


class Proof:
  """Sums over all loads of a run."""

  def __init__(self, cluster):
    self._cluster = cluster
    self.lost = self.double = self.differences = self.acknowledged = 0
    self.unexpected = {}        # statuses that nobody should see

  def begin(self, database):
    """Before a load of a database in which nothing else writes meanwhile."""
    return self._cluster.number(database, "select count(*) from reach")

  def end(self, database, rows_before, outcome, path, is_overload=False):
    """After it: the rows that came are those acknowledged, and at most those of unknown fate."""
    created = self._rows_at_rest(database, outcome["unknown"] > 0) - rows_before
    acknowledged, unknown = outcome["acknowledged"], outcome["unknown"]
    self.acknowledged += acknowledged
    self.double += max(0, created - acknowledged - unknown)
    self._check_acknowledged(database, path)
    self.note_errors(outcome, is_overload)

  def _rows_at_rest(self, database, is_more_coming):
    """Calls that the client has given up may still be recorded: then once there come no more."""
    rows = -1
    while True:
      before, rows = rows, self._cluster.number(database, "select count(*) from reach")
      if not is_more_coming or rows == before:
        return rows
      time.sleep(2)

  def _check_acknowledged(self, database, path):
    answer = self._cluster.sql(database, """
      create temp table acknowledged (request_id uuid, reach_id uuid);
      \\copy acknowledged from '%s'
      analyze acknowledged;
      select count(*) - count(r.id), count(*) - count(distinct a.reach_id),
             count(*) - count(distinct a.request_id)
        from acknowledged a left join reach r on r.id = a.reach_id;
      select count(*) from (
        select e.request_id from acknowledged a join audit_event e on e.request_id = a.request_id
         where e.object_kind = 'reach'
         group by e.request_id having count(distinct e.object) > 1) twice;
      """ % path)
    counts, twice = answer.split("\n")
    lost, same_record, same_request = (int(count) for count in counts.split("\t"))
    # Two requests that were told the same record: one of them is not there.
    self.lost += lost + max(0, same_record - same_request)
    self.double += int(twice)
    if lost or same_record or int(twice):
      print("WRONG: %s: %d lost, %d told the same record, %s requests with two records"
            % (database, lost, same_record, twice), file=sys.stderr)

  def note_errors(self, outcome, is_overload=False):
    """Only an overload may be refused, and then every refusal says when to come again."""
    for name, count in outcome["errors"].items():
      if is_overload and name == REFUSAL and not outcome["refused_without_retry_info"]:
        continue
      self.unexpected[name] = self.unexpected.get(name, 0) + count
      print("UNEXPECTED: %d x %s" % (count, name), file=sys.stderr, flush=True)

  def recount(self, database):
    differences = self._cluster.recount(database)
    self.differences += differences
    if differences:
      print("WRONG: ledger_recount() of %s has %d rows" % (database, differences), file=sys.stderr)

  def same(self, what, answered, counted):
    """A figure that was answered, and the same counted from the ledger."""
    if answered != counted:
      self.differences += 1
      print("WRONG: %s: answered %d, in the ledger %d" % (what, answered, counted), file=sys.stderr)

  @property
  def holds(self):
    return not (self.lost or self.double or self.differences)
