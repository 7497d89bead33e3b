"""Programs under measurement: the server, the edge and the peers. They end with this program."""

import os
import signal
import socket
import subprocess
import time

import grpc
import health_pb2

from cluster import Failed

START_SECONDS = 60
STOP_SECONDS = 30


def _tail(path):
  try:
    with open(path, encoding="utf-8", errors="replace") as log:
      return "".join(log.readlines()[-15:])
  except OSError:
    return ""


class Process:
  """One program in the background, its output in a log."""

  def __init__(self, command, log, what, run_as=()):
    self.what, self.log = what, log
    with open(log, "ab") as output:
      self.started = time.monotonic()
      # It ends with this program, whatever becomes of that. Asked for as the user that it runs as:
      # a change of user forgets it.
      self._process = subprocess.Popen(
          list(run_as) + ["setpriv", "--pdeathsig", "TERM"] + command, cwd="/",
          stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

  @property
  def pid(self):
    return self._process.pid

  def wait_for(self, condition, pause=0.05):
    give_up_at = time.monotonic() + START_SECONDS
    while not condition():
      if self._process.poll() is not None:
        raise Failed("%s ended at its start:\n%s" % (self.what, _tail(self.log)))
      if time.monotonic() > give_up_at:
        self.stop()
        raise Failed("%s does not answer after %d s:\n%s" % (self.what, START_SECONDS,
                                                             _tail(self.log)))
      time.sleep(pause)

  def expect_alive(self):
    if self._process.poll() is not None:
      raise Failed("%s ended by itself:\n%s" % (self.what, _tail(self.log)))

  def stop(self):
    if self._process.poll() is not None:
      return
    # To all of its session: what it started goes with it.
    os.killpg(self._process.pid, signal.SIGTERM)
    try:
      self._process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
      os.killpg(self._process.pid, signal.SIGKILL)
      self._process.wait()

  def memory_mb(self, name):
    """VmRSS or VmHWM, the highest so far, in megabytes."""
    with open("/proc/%d/status" % self.pid, encoding="utf-8") as status:
      for line in status:
        if line.startswith(name + ":"):
          return int(line.split()[1]) / 1024
    raise Failed("%s has no %s" % (self.what, name))


def unix_socket_accepts(path):
  probe = socket.socket(socket.AF_UNIX)
  try:
    probe.connect(path)
    return True
  except OSError:
    return False
  finally:
    probe.close()


def port_accepts(port):
  try:
    socket.create_connection(("127.0.0.1", port), timeout=1).close()
    return True
  except OSError:
    return False


class Server:
  """champions-server, set up as deploy/up does, on a database and a socket of its choice."""

  def __init__(self, folder, program, run_as):
    self._folder, self._program, self._run_as = folder, program, run_as

  def _settings(self, database, socket_path):
    settings = {"listen.socket": socket_path, "database.host": os.path.join(self._folder, "run", "pg"),
                "database.name": database,
                "secrets.pepper_file": os.path.join(self._folder, "secrets", "pepper")}
    return [word for key, value in settings.items() for word in ("--set", "%s=%s" % (key, value))]

  def socket(self, name="server"):
    return os.path.join(self._folder, "run", "server", name + ".sock")

  def command(self, database, *words):
    command = self._run_as + [self._program, *words] + self._settings(database, self.socket())
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                            encoding="utf-8", cwd="/")
    if answer.returncode != 0:
      raise Failed("champions-server %s: %s" % (" ".join(words), answer.stderr))
    return answer.stdout.strip()

  def start(self, database, name="server"):
    """A running server; `healthy_ms` is the time from exec until it said SERVING."""
    path = self.socket(name)
    process = Process([self._program, "serve"] + self._settings(database, path),
                      os.path.join(self._folder, "log", name + ".log"), "the server", self._run_as)
    process.wait_for(lambda: unix_socket_accepts(path), 0.001)
    with grpc.insecure_channel("unix:" + path) as channel:
      check = channel.unary_unary("/grpc.health.v1.Health/Check",
                                  health_pb2.HealthCheckRequest.SerializeToString,
                                  health_pb2.HealthCheckResponse.FromString)

      def serving():
        try:
          answer = check(health_pb2.HealthCheckRequest(), timeout=5, wait_for_ready=True)
        except grpc.RpcError:
          return False
        return answer.status == health_pb2.HealthCheckResponse.SERVING
      process.wait_for(serving, 0.001)
    process.healthy_ms = (time.monotonic() - process.started) * 1000
    return process


def start_edge(folder, port, run_as):
  """HAProxy with the deployment's settings, which tests/bench/run has filled in."""
  process = Process(["haproxy", "-db", "-f", os.path.join(folder, "haproxy.cfg")],
                    os.path.join(folder, "log", "edge.log"), "the edge", run_as)
  process.wait_for(lambda: port_accepts(port))
  return process
