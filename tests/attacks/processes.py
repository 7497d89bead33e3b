"""The processes of an instance: who they are, what they weigh, what they logged; and the probe."""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Failed(Exception):
  """An attack that succeeded, or that could not be mounted."""


def require(condition, text, *values):
  if not condition:
    raise Failed(text % values)


def children(pid):
  try:
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
      return [int(child) for child in file.read().split()]
  except FileNotFoundError:
    return []


def resident_kb(pid):
  """With the children: the edge is a master and a worker."""
  total = 0
  for process in [pid, *children(pid)]:
    try:
      with open("/proc/%d/status" % process, encoding="ascii") as file:
        total += next((int(line.split()[1]) for line in file if line.startswith("VmRSS:")), 0)
    except (FileNotFoundError, ProcessLookupError):
      pass
  return total


class Instance:
  """One made by deploy/up."""

  def __init__(self, home, project, port, token):
    self.home, self.project, self.port, self.token = home, project, port, token
    self.authority = home + "/tls/ca.crt"
    self._offsets = {}

  def pid(self, part):
    with open("%s/run/%s.pid" % (self.home, part), encoding="ascii") as file:
      return int(file.read())

  def champions(self, *arguments):
    """What the client of the instance says as JSON."""
    done = subprocess.run([self.home + "/bin/champions", "--config", self.home + "/admin.toml",
                           *arguments, "-o", "json"], stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, timeout=30, check=False)
    require(done.returncode == 0, "champions %s: %s", " ".join(arguments), done.stderr)
    return json.loads(done.stdout)

  def status(self):
    """Refuses an instance of which any part is not well."""
    done = subprocess.run([self.project + "/deploy/status", "--home", self.home], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    require(done.returncode == 0, "the instance is not well:\n%s%s", done.stdout, done.stderr)

  def new_lines(self, part):
    """What a part logged since the last time of asking, line by line, as octets."""
    with open("%s/log/%s.log" % (self.home, part), "rb") as file:
      file.seek(self._offsets.get(part, 0))
      octets = file.read()
    end = octets.rfind(b"\n") + 1
    self._offsets[part] = self._offsets.get(part, 0) + end
    return octets[:end].split(b"\n")[:-1]


class Watched:
  """The probe at work for as long as the block runs; its summary is there afterwards."""

  def __init__(self, instance):
    self._instance, self.summary = instance, None
    self._before = {part: resident_kb(instance.pid(part)) for part in ("server", "edge")}

  def __enter__(self):
    instance = self._instance
    self._process = subprocess.Popen(
        [sys.executable, HERE + "/probe.py", "--port", str(instance.port), "--authority",
         instance.authority, "--server-pid", str(instance.pid("server")), "--edge-pid",
         str(instance.pid("edge"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    self._process.stdin.write(instance.token + "\n")
    require(self._process.stdout.readline() == "ready\n", "the probe did not get to work")
    return self

  def __exit__(self, kind, *_):
    try:
      output, _ = self._process.communicate(timeout=30)
      self.summary = json.loads(output) if output else None
    except (subprocess.TimeoutExpired, ValueError):
      self._process.kill()
      self._process.wait()
    if kind is None:
      require(self.summary is not None, "the probe came to no end")

  def growth_kb(self, part):
    return self.summary["peaks_kb"].get(part, 0) - self._before[part]

  def before_kb(self, part):
    return self._before[part]
