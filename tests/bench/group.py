"""What the groups of measurements have in common."""


class Group:
  """Measurements that are taken in the same rounds. `names` are those that figures need."""

  database = "bench_work"
  why_nothing = ""          # why a round may have no value of a figure

  def __init__(self, bench, names):
    self.bench, self.names, self.notes = bench, names, []
    self.rounds = bench.form.rounds

  def wants(self, *names):
    return any(name in self.names for name in names)

  def prepare(self):
    """Before the first round: a fresh copy of the data and a server on it."""
    self.bench.cluster.copy(self.database)
    self.bench.start_server(self.database)

  def round(self, number):
    """{name: value} of every measurement that is wanted."""
    raise NotImplementedError

  def finish(self):
    """After the last round: the proof that the database is as it should be."""
    self.bench.proof.recount(self.database)

  def clean_up(self):
    """Whatever happened: the processes have ended."""
    self.bench.cluster.drop(self.database)
