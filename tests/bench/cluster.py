"""The benchmark's own PostgreSQL: databases, statements, COPY and pgbench."""

import collections
import os
import re
import shlex
import subprocess
import time

TEMPLATE = "bench_base"
PGBENCH_CLIENTS = 8


class Failed(Exception):
  """A program that a measurement needs did not do its work."""


def here(*parts):
  return os.path.join(os.path.dirname(os.path.abspath(__file__)), *parts)


class Cluster:
  """The cluster in FOLDER/pg that tests/bench/run made and started, its socket in FOLDER/run/pg."""

  def __init__(self, folder, programs, roles):
    self.host, self._programs, self._roles = os.path.join(folder, "run", "pg"), programs, roles
    self._log = os.path.join(folder, "log", "postgresql.log")
    self.run_as = shlex.split(os.environ.get("CHAMPIONS_BENCH_RUN_AS", ""))
    self._environment = {key: value for key, value in os.environ.items()
                         if not key.startswith("PG")}

  def _run(self, command, what, **options):
    answer = subprocess.run(command, stdin=options.pop("stdin", subprocess.DEVNULL),
                            capture_output=True, check=False, encoding="utf-8",
                            env=self._environment, **options)
    if answer.returncode != 0:
      raise Failed("%s: %s" % (what, answer.stderr.strip()[-2000:]))
    return answer.stdout

  def _psql(self, database, variables):
    command = [os.path.join(self._programs, "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h",
               self.host, "-U", "postgres", "-d", database]
    for name, value in (variables or {}).items():
      command += ["-v", "%s=%s" % (name, value)]
    return command

  def sql(self, database, statement, **variables):
    """Statements as the superuser, one transaction each; the rows come as lines, tab between."""
    command = self._psql(database, variables) + ["-F", "\t"]
    answer = subprocess.run(command, input=statement, capture_output=True, check=False,
                            encoding="utf-8", env=self._environment)
    if answer.returncode != 0:
      raise Failed("psql: " + answer.stderr.strip()[-2000:])
    return answer.stdout.strip("\n")

  def number(self, database, statement):
    return int(self.sql(database, statement) or 0)

  def script(self, database, name, **variables):
    """A file of tests/bench/sql in one transaction."""
    return self._run(self._psql(database, variables) + ["-1", "-f", here("sql", name)], name)

  def start_script(self, database, statement):
    """Begins a statement in the background, for those that take long and need one processor."""
    return subprocess.Popen(self._psql(database, None) + ["-c", statement], text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, env=self._environment)

  # --- Databases ---------------------------------------------------------------------

  def create_roles(self):
    self._run(self._psql("postgres", None) + ["-f", self._roles], "roles.sql")

  def create(self, database):
    self.sql("postgres", "create database %s owner champions_owner" % database)

  def copy(self, database):
    """A fresh copy of the template, indexes and statistics included."""
    self.drop(database)
    self.sql("postgres", "create database %s owner champions_owner template %s strategy file_copy"
             % (database, TEMPLATE))

  def drop(self, database):
    self.sql("postgres", "drop database if exists %s with (force)" % database)

  def settle(self):
    """A checkpoint now, so that none of an earlier measurement falls into the next."""
    self.sql("postgres", "checkpoint")

  def recount(self, database):
    """How many differences ledger_recount() finds between records, ledger and rollup."""
    return int(self.sql(database, "set work_mem = '512MB'; select count(*) from ledger_recount()"))

  def version(self):
    return self.sql("postgres", "show server_version")

  def said(self):
    """What its log has from connections, by kind: nothing that goes well is written there."""
    kinds = collections.Counter()
    with open(self._log, encoding="utf-8", errors="replace") as log:
      for line in log:
        found = re.search(r"\] \S+@\S+ ([A-Z]+:  .*)", line)
        if found and not found.group(1).startswith(("STATEMENT", "DETAIL", "HINT", "CONTEXT")):
          kinds[re.sub(r"\d+", "N", found.group(1))[:160]] += 1
    return kinds

  # --- Baselines ---------------------------------------------------------------------

  def pgbench(self, database, script, clients, seconds, user, **variables):
    """Transactions per second."""
    command = [os.path.join(self._programs, "pgbench"), "-n", "-M", "prepared", "-h", self.host,
               "-U", user, "-c", str(clients), "-j", str(min(clients, 2)), "-T",
               str(max(1, round(seconds))), "-f", here("sql", script)]
    for name, value in variables.items():
      command += ["-D", "%s=%s" % (name, value)]
    output = self._run(command + [database], "pgbench " + script)
    failed = re.search(r"number of failed transactions: (\d+)", output)
    if failed and int(failed.group(1)):
      raise Failed("pgbench %s: %s transactions failed" % (script, failed.group(1)))
    return float(re.search(r"tps = ([0-9.]+) \(without initial", output).group(1))

  def copy_in(self, database, tables):
    """COPY of files into tables in one transaction; returns its seconds."""
    lines = ["begin;"]
    lines += ["\\copy %s from '%s'" % (table, path) for table, path in tables]
    lines += ["commit;"]
    started = time.monotonic()
    self.sql(database, "\n".join(lines) + "\n")
    return time.monotonic() - started

  def copy_out(self, database, query, path, options=""):
    """COPY of a query to a file on this machine, by psql; returns its seconds."""
    started = time.monotonic()
    with open(path, "wb") as file:
      command = self._psql(database, None) + ["-c", "copy (%s) to stdout %s" % (query, options)]
      answer = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=file, check=False,
                              stderr=subprocess.PIPE, env=self._environment)
    if answer.returncode != 0:
      raise Failed("psql: " + answer.stderr.decode("utf-8", "replace")[-2000:])
    return time.monotonic() - started
