"""Import, export, memory and start: what moves a million rows, and what the server costs."""

import os
import subprocess
import time

from cluster import Failed
from group import Group

IDLE_SECONDS = 3


class Command:
  """The command line, with a profile that goes through the edge as an administrator."""

  def __init__(self, bench):
    self._program = os.path.join(bench.options.binaries, "champions")
    self._profile = os.path.join(bench.folder, "administrator.toml")
    with open(os.open(self._profile, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
              encoding="utf-8") as file:
      file.write('address = "%s"\nca_file = "%s"\ntoken = "%s"\n' % (
          bench.edge_target(), bench.ca_file, bench.dataset.administrator))

  def run(self, *words):
    """Its seconds from start to end."""
    started = time.monotonic()
    answer = subprocess.run([self._program, "--config", self._profile, *words], check=False,
                            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    if answer.returncode != 0:
      raise Failed("champions %s: %s" % (" ".join(words[:2]), answer.stderr.strip()[-1000:]))
    return time.monotonic() - started

  def has(self, *words):
    """Whether there is such a command: the help of an unknown one is that of the word before."""
    answer = subprocess.run([self._program, *words, "--help"], check=False, encoding="utf-8",
                            stdin=subprocess.DEVNULL, capture_output=True)
    return answer.returncode == 0 and " ".join(words) in answer.stdout


class Import(Group):
  """One folder with reach.csv, and COPY of the same rows into the same tables."""

  TABLES = {
      "reach": ("reach (organisation_id, id, external_id, programme_id, occurred_on, ward, mode,"
                " topic, people, new_people, signposted, recorded_at, updated_at)"),
      "reach_note": "reach_note (organisation_id, reach_id, note)",
      "ledger_entry": ("ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind,"
                       " source_id, reached, new_people, signposted, impressions, recorded_at)"),
  }

  def prepare(self):
    bench = self.bench
    self._command = Command(bench)
    self._files = []
    bench.cluster.copy(self.database)
    bench.cluster.script(self.database, "import_rows.sql", rows=bench.form.import_rows,
                         first_day=bench.calendar.first_day, days=bench.calendar.days)
    self._import_folder = os.path.join(bench.folder, "import")
    os.makedirs(self._import_folder, exist_ok=True)
    bench.cluster.copy_out(self.database, "select * from bench_csv",
                           os.path.join(self._import_folder, "reach.csv"), "with (format csv, header)")
    for table, target in self.TABLES.items():
      path = os.path.join(bench.folder, "copy-" + table)
      bench.cluster.copy_out(self.database, "select * from bench_" + table, path)
      self._files.append((target, path))
    bench.start_edge()

  def round(self, number):
    bench, rows = self.bench, self.bench.form.import_rows
    bench.cluster.copy(self.database)
    bench.cluster.settle()
    copied = rows / bench.cluster.copy_in(self.database, self._files)
    bench.cluster.copy(self.database)
    bench.cluster.settle()
    imported = rows / self.import_once()
    return {"copy_import": copied, "import": imported}

  def import_once(self):
    """Seconds of the import into a fresh copy; every row must be there once, and counted."""
    bench = self.bench
    server = bench.start_server(self.database)
    seconds = self._command.run("import", self._import_folder)
    bench.highest_memory_mb["import"] = max(server.memory_mb("VmHWM"),
                                            bench.highest_memory_mb.get("import", 0))
    server.stop()
    found, distinct = (int(text) for text in bench.cluster.sql(
        self.database, "select count(*), count(distinct external_id) from reach "
        "where external_id like 'B%'").split("\t"))
    bench.proof.lost += max(0, bench.form.import_rows - distinct)
    bench.proof.double += found - distinct
    bench.proof.acknowledged += bench.form.import_rows
    bench.proof.recount(self.database)
    return seconds

  def finish(self):
    """Each import was checked in its own copy of the data."""

  def clean_up(self):
    super().clean_up()
    for _, path in self._files:
      os.unlink(path)
    path = os.path.join(self._import_folder, "reach.csv")
    if os.path.exists(path):
      os.unlink(path)


class Export(Group):
  """All records of the big data set into a file, by the command line and by psql."""

  def prepare(self):
    bench = self.bench
    self._command = Command(bench)
    self._path = os.path.join(bench.folder, "export.csv")
    self.rounds = bench.form.export_rounds
    if not self._command.has("reach", "export"):
      raise Failed("the server has no export yet")
    bench.make_big()
    bench.start_edge()
    self._server = bench.start_server(bench.big)

  def round(self, number):
    bench, rows = self.bench, self.bench.form.big_rows
    with open(os.path.join(os.path.dirname(__file__), "sql", "export.sql"),
              encoding="utf-8") as file:
      query = file.read()
    copied = rows / bench.cluster.copy_out(bench.big, query, self._path, "with (format csv, header)")
    wanted_lines = self._lines()
    os.unlink(self._path)
    exported = rows / self._command.run("reach", "export", "-O", self._path)
    if self._lines() != wanted_lines:
      raise Failed("the export has %d lines, and COPY %d" % (self._lines(), wanted_lines))
    bench.highest_memory_mb["export"] = max(self._server.memory_mb("VmHWM"),
                                            bench.highest_memory_mb.get("export", 0))
    return {"copy_export": copied, "export": exported}

  def _lines(self):
    """Lines of the file; no value of the data set has a line break in it."""
    with open(self._path, "rb") as file:
      return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))

  def finish(self):
    """The big data set is only read."""

  def clean_up(self):
    if os.path.exists(self._path):
      os.unlink(self._path)


class Memory(Group):
  """The server's memory at rest, and the highest that import and export brought it to."""

  def __init__(self, bench, names):
    super().__init__(bench, names)
    self.rounds = 1 if not self.wants("idle_mb") else self.rounds

  def prepare(self):
    bench = self.bench
    if self.wants("load_mb") and not bench.highest_memory_mb:
      self._move_rows()
    bench.cluster.copy(self.database)

  def _move_rows(self):
    """Import and export, which nobody has asked for by themselves."""
    for group_class in (Import, Export):
      group = group_class(self.bench, set())
      try:
        group.prepare()
        group.round(0)
      except Failed:
        pass
      finally:
        self.bench.stop_everything()

  def round(self, number):
    bench, found = self.bench, {}
    if self.wants("idle_mb"):
      server = bench.start_server(self.database)
      time.sleep(IDLE_SECONDS)
      found["idle_mb"] = server.memory_mb("VmRSS")
      server.stop()
    if self.wants("load_mb"):
      if not bench.highest_memory_mb:
        raise Failed("neither import nor export ran")
      found["load_mb"] = max(bench.highest_memory_mb.values())
    return found

  def finish(self):
    self.notes += ["%s: highest %.0f MB" % pair for pair in self.bench.highest_memory_mb.items()]


class Start(Group):
  """From exec to a health check that says SERVING."""

  def prepare(self):
    self.rounds = self.bench.form.starts
    self.bench.cluster.copy(self.database)

  def round(self, number):
    server = self.bench.start_server(self.database)
    server.stop()
    return {"start_ms": server.healthy_ms}

  def finish(self):
    pass
