"""The PostgreSQL cluster and the server under test: start, kill, restart."""

import os
import shlex
import signal
import subprocess
import time

START_SECONDS = 90


class Died(Exception):
  """A program ended or did not come up, and nobody had killed it."""


def _last_lines(path):
  try:
    with open(path, encoding="utf-8", errors="replace") as log:
      return "".join(log.readlines()[-15:])
  except OSError:
    return ""


def _wait_until(condition, what, log):
  give_up_at = time.monotonic() + START_SECONDS
  while not condition():
    if time.monotonic() > give_up_at:
      raise Died("%s is not there after %d s:\n%s" % (what, START_SECONDS, _last_lines(log)))
    time.sleep(0.02)


class Postgres:
  """A cluster in FOLDER/pg that tests/faults/run made, with its socket in FOLDER/run."""

  def __init__(self, folder, programs):
    self.host = os.path.join(folder, "run")
    self._data, self._programs = os.path.join(folder, "pg"), programs
    self._log = os.path.join(folder, "postgresql.log")
    self._run_as = shlex.split(os.environ.get("CHAMPIONS_TEST_RUN_AS", ""))
    self._process = None

  def start(self):
    """Starts it until it stays: backends of a killed one may still hold its shared memory."""
    command = self._run_as + [os.path.join(self._programs, "postgres"), "-D", self._data]

    def ready():
      if self._process is None or self._process.poll() is not None:
        with open(self._log, "ab") as log:
          self._process = subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log,
                                           stderr=log, start_new_session=True)
        time.sleep(0.05)
      return self._process.poll() is None and self.answers()
    _wait_until(ready, "PostgreSQL", self._log)

  def answers(self):
    command = [os.path.join(self._programs, "pg_isready"), "-q", "-h", self.host, "-U", "postgres"]
    return subprocess.run(command, check=False).returncode == 0

  def is_alive(self):
    return self._process.poll() is None

  def kill(self):
    self._process.kill()
    self._process.wait()

  def kill_backend(self, random):
    """Ends one of the server's backends, a working one if there is any; False where none is."""
    rows = self.sql_when_ready(
        "select pid from pg_stat_activity where application_name = 'champions-server' "
        "and pid <> pg_backend_pid() order by state <> 'active', pid limit 4").split()
    # Nothing but a child of the postmaster that was started here.
    children = [int(pid) for pid in rows if self._is_child(pid)]
    if not children:
      return False
    try:
      os.kill(random.choice(children), signal.SIGKILL)
    except ProcessLookupError:
      return False
    return True

  def _is_child(self, pid):
    try:
      with open("/proc/%s/status" % pid, encoding="utf-8") as status:
        return "PPid:\t%d\n" % self._process.pid in status.read()
    except OSError:
      return False

  def sql(self, statement, database="postgres", file=None):
    """Runs a statement or a file as the superuser; the rows come as lines."""
    command = [os.path.join(self._programs, "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h",
               self.host, "-U", "postgres", "-d", database]
    command += ["-f", file] if file else ["-c", statement]
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                            encoding="utf-8")
    if answer.returncode != 0:
      raise Died("psql: " + answer.stderr)
    return answer.stdout

  def sql_when_ready(self, statement, database="postgres"):
    """The same, once the recovery that follows the end of a backend is over."""
    give_up_at = time.monotonic() + START_SECONDS
    while True:
      try:
        return self.sql(statement, database)
      except Died:
        if time.monotonic() > give_up_at:
          raise
      time.sleep(0.05)


class Server:
  """champions-server on a unix socket, on a database of its own."""

  def __init__(self, folder, program, database_host):
    self.socket = os.path.join(folder, "run", "server.sock")
    self._log = os.path.join(folder, "server.log")
    self._program = program
    pepper = os.path.join(folder, "pepper")
    with open(os.open(pepper, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
      file.write(os.urandom(32).hex())
    settings = {"listen.socket": self.socket, "database.host": database_host,
                "database.name": "champions", "secrets.pepper_file": pepper,
                "log.level": "warning"}
    self._settings = [word for key, value in settings.items()
                      for word in ("--set", "%s=%s" % (key, value))]
    self._process = None

  def command(self, *words):
    answer = subprocess.run([self._program, *words, *self._settings], stdin=subprocess.DEVNULL,
                            capture_output=True, check=False, encoding="utf-8")
    if answer.returncode != 0:
      raise Died("champions-server %s: %s" % (" ".join(words), answer.stderr))
    return answer.stdout.strip()

  def start(self):
    with open(self._log, "ab") as log:
      # It ends with this program, whatever becomes of that.
      self._process = subprocess.Popen(
          ["setpriv", "--pdeathsig", "KILL", self._program, "serve", *self._settings],
          stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def ready():
      if self._process.poll() is not None:
        raise Died("the server ended at its start:\n" + _last_lines(self._log))
      return subprocess.run([self._program, "health", *self._settings], check=False,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    _wait_until(ready, "the server", self._log)

  def is_alive(self):
    return self._process.poll() is None

  def kill(self):
    self._process.kill()
    self._process.wait()

  def log_tail(self):
    return _last_lines(self._log)
