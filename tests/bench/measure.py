"""Groups of figures: rounds in the order A B A B, each on a fresh copy of the data."""

import dataclasses
import os

import measure_bulk
import measure_peers
import measure_reads
import measure_writes
import report
from figures import Result
from processes import start_edge

GROUPS = {
    "write": measure_writes.Write, "one": measure_writes.One, "stream": measure_writes.Stream,
    "overload": measure_writes.Overload, "totals": measure_reads.Totals,
    "growth": measure_reads.Growth, "known": measure_reads.Known, "lists": measure_reads.Lists,
    "import": measure_bulk.Import, "export": measure_bulk.Export, "memory": measure_bulk.Memory,
    "start": measure_bulk.Start, "node": measure_peers.Node,
    "postgraphile": measure_peers.PostGraphile,
}


@dataclasses.dataclass
class Bench:
  """Everything that the groups share."""

  options: object
  form: object
  calendar: object
  cluster: object
  server: object
  proof: object
  load: object
  dataset: object
  tokens: str = ""
  administrator_tokens: str = ""
  big: str = ""                       # the big database, once it is there
  highest_memory_mb: dict = dataclasses.field(default_factory=dict)
  extras: dict = dataclasses.field(default_factory=dict)   # for the report: lists, curves
  _processes: list = dataclasses.field(default_factory=list)

  @property
  def folder(self):
    return self.options.folder

  def target(self, name="server"):
    return "unix:" + self.server.socket(name)

  def edge_target(self):
    return "localhost:%d" % self.options.port

  @property
  def ca_file(self):
    return os.path.join(self.folder, "tls", "ca.crt")

  def write_token_files(self):
    dataset = self.dataset
    self.tokens = dataset.write_tokens("tokens", dataset.coordinators)
    self.administrator_tokens = dataset.write_tokens("administrator-tokens",
                                                     [("*", dataset.administrator)])

  def start_server(self, database, name="server"):
    process = self.server.start(database, name)
    self._processes.append(process)
    return process

  def start_edge(self):
    process = start_edge(self.folder, self.options.port, self.cluster.run_as)
    self._processes.append(process)
    return process

  def keep(self, process):
    self._processes.append(process)
    return process

  def stop_everything(self):
    for process in reversed(self._processes):
      process.stop()
    self._processes.clear()

  def make_big(self):
    """The big data set, made when the first figure needs it."""
    if self.big:
      return self.big
    report.say("the big data set (%d records)" % self.form.big_rows)
    self.cluster.copy("bench_big")
    self.cluster.script("bench_big", "empty.sql")
    self.dataset.fill("bench_big", self.form.big_rows)
    self.big = "bench_big"
    return self.big

  def smoke_problems(self, results, wanted):
    """What the smallest form fails on: anything but speed."""
    problems = ["%s: %s" % (result.figure.id, result.why_not) for result in results
                if not result.values and result.figure.id != "overload_refuse_ms"]
    problems += ["unexpected: %d x %s" % (count, name)
                 for name, count in self.proof.unexpected.items()]
    if {result.figure.id for result in results} != {figure.id for figure in wanted}:
      problems.append("figures are missing")
    for problem in problems:
      report.say("PROBLEM: " + problem)
    return problems


def measure_group(bench, name, wanted):
  """Results of the wanted figures of one group; measures no more than they need."""
  names = {figure.top for figure in wanted} | {figure.bottom for figure in wanted} - {None}
  group = GROUPS[name](bench, names)
  values = {figure.id: [] for figure in wanted}
  try:
    group.prepare()
    for number in range(group.rounds):
      found = group.round(number)
      report.say("    round %d: %s" % (number + 1, ", ".join(
          "%s %s" % (key, report.short(value)) for key, value in found.items())))
      for figure in wanted:
        top = found[figure.top]
        if top is not None:
          values[figure.id].append(top / found[figure.bottom] if figure.bottom else top)
      bench.extras.setdefault("measured", {}).setdefault(name, []).append(found)
    group.finish()
  finally:
    bench.stop_everything()
    group.clean_up()
  return [Result(figure, values[figure.id], "" if values[figure.id] else group.why_nothing,
                 tuple(group.notes)) for figure in wanted]
