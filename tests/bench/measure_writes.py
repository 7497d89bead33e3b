"""LogReach and StreamReach against pgbench and COPY on the same tables of the same database."""

import os

from group import Group


class Write(Group):
  """64 and 256 in flight, spread and hot, plain and through the edge."""

  def prepare(self):
    super().prepare()
    if self.wants("log_edge"):
      self.bench.start_edge()

  def pgbench(self, script, clients, user):
    bench = self.bench
    bench.cluster.settle()
    return bench.cluster.pgbench(
        self.database, script, clients, bench.form.seconds, user,
        first_day=bench.calendar.first_day, days=bench.calendar.days)

  def log(self, in_flight, *arguments, target=None, hot=False):
    bench = self.bench
    bench.cluster.settle()
    return bench.load.log(self.database, target or bench.target(), bench.tokens, in_flight,
                          *arguments, hot=hot)

  def round(self, number):
    found = {}
    if self.wants("pgbench_log_8"):
      found["pgbench_log_8"] = self.pgbench("log.sql", 8, "champions_app")
    if self.wants("log_64", "log_64_p50_ms"):
      outcome = self.log(64)
      found.update(log_64=outcome["rate"], log_64_p50_ms=outcome["p50_ms"],
                   log_64_p99_ms=outcome["p99_ms"])
    if self.wants("log_256"):
      found["log_256"] = self.log(256)["rate"]
    if self.wants("log_hot"):
      found["log_hot"] = self.log(64, hot=True)["rate"]
    if self.wants("log_edge"):
      found["log_edge"] = self.log(64, "--ca", self.bench.ca_file,
                                   target=self.bench.edge_target())["rate"]
    return found


class One(Write):
  """A caller who waits for each answer."""

  def round(self, number):
    return {"pgbench_log_1": self.pgbench("log_one.sql", 1, "postgres"),
            "log_1": self.log(1)["rate"]}


class Stream(Group):
  """Rows per second, each way of writing on the same number of rows."""

  TABLES = {
      "reach": ("reach (organisation_id, id, programme_id, occurred_on, ward, mode, topic, people,"
                " new_people, signposted, recorded_at, updated_at)"),
      "reach_note": "reach_note (organisation_id, reach_id, note)",
      "ledger_entry": ("ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind,"
                       " source_id, reached, new_people, signposted, impressions, recorded_at)"),
      "audit_event": "audit_event (organisation_id, key_id, method, object_kind, object, request_id)",
      "request_answer": "request_answer (key_id, request_id, method, body_hash, answer)",
  }

  def round(self, number):
    bench = self.bench
    files = self._make_files()
    bench.cluster.settle()
    rows = bench.form.stream_rows
    seconds = bench.cluster.copy_in(self.database, files)
    for _, path in files:
      os.unlink(path)
    bench.cluster.settle()
    outcome = bench.load.stream(self.database, bench.target(), bench.administrator_tokens, rows)
    return {"copy_stream": rows / seconds, "stream": outcome["rate"]}

  def _make_files(self):
    """The rows that LogReach would write, fresh ids each time, as COPY takes them."""
    bench = self.bench
    bench.cluster.script(self.database, "stream_rows.sql", rows=bench.form.stream_rows,
                         first_day=bench.calendar.first_day, days=bench.calendar.days)
    files = []
    for table, target in self.TABLES.items():
      path = os.path.join(bench.folder, "copy-" + table)
      bench.cluster.copy_out(self.database, "select * from bench_" + table, path)
      bench.cluster.sql(self.database, "drop table bench_" + table)
      files.append((target, path))
    return files


class Overload(Group):
  """The highest rate with 256 in flight, then calls at twice that rate, whatever the answers: through
  the edge, which is where callers come in. Told beside it: the same with the calls spread over the
  connections in turn, each of which then carries a frame at a time, and straight to the server."""

  why_nothing = "no call was refused"

  def prepare(self):
    super().prepare()
    self.bench.start_edge()

  def round(self, number):
    bench = self.bench
    edge = self._twice_the_peak(number, "edge", bench.edge_target(), "--ca", bench.ca_file)
    self._twice_the_peak(number, "edge, spread", bench.edge_target(), "--ca", bench.ca_file, "--spread")
    self._twice_the_peak(number, "socket", bench.target())
    return edge

  def _peak(self, target, *arguments):
    """By the same client, which always has 256 under way at such a rate."""
    bench = self.bench
    bench.cluster.settle()
    return bench.load.open(self.database, target, bench.tokens, 100_000, bench.form.seconds,
                           *arguments, in_flight=256)["rate"]

  def _twice_the_peak(self, number, where, target, *arguments):
    bench = self.bench
    before = self._peak(target, *arguments)
    bench.cluster.settle()
    outcome = bench.load.open(self.database, target, bench.tokens, 2 * before,
                              bench.form.overload_seconds, *arguments)
    # What the machine can do differs from one minute to the next, and the tables grow.
    peak = (before + self._peak(target, *arguments)) / 2
    refused = outcome["refused_with_retry_info"] + outcome["refused_without_retry_info"]
    self.notes.append(
        "round %d, %s: peak %.0f/s (%.0f before), offered %.0f/s, OK %.0f/s (p99 %.0f ms), refused %d "
        "(%d of them without RetryInfo; p50 %.1f ms, p99 %.0f ms), other errors %d, the client itself "
        "stood still for %.0f ms at most" % (
            number + 1, where, peak, before, outcome["offered_rate"], outcome["rate"],
            outcome["p99_ms"], refused, outcome["refused_without_retry_info"], outcome["refusal_p50_ms"],
            outcome["refusal_p99_ms"], sum(outcome["errors"].values()) - refused,
            outcome["longest_turn_ms"]))
    return {"peak": peak, "overload_ok": outcome["rate"],
            "overload_refuse_ms": outcome["refusal_p99_ms"] if refused else None}
