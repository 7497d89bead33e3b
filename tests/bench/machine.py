"""The machine and the versions that a run was measured with."""

import datetime
import os
import platform
import re
import shutil
import subprocess


def _first_match(path, pattern):
  with open(path, encoding="utf-8") as file:
    found = re.search(pattern, file.read(), re.MULTILINE)
  return found.group(1).strip() if found else "unknown"


def _output(*command):
  if not shutil.which(command[0]):
    return "not installed"
  answer = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
  return answer.stdout.strip().splitlines()[0] if answer.stdout.strip() else "unknown"


def _package(name):
  return _output("dpkg-query", "-W", "-f", "${Version}", name)


def _system():
  return _first_match("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)')


def describe(bench):
  """(name, value) pairs."""
  memory_kb = int(_first_match("/proc/meminfo", r"^MemTotal:\s+(\d+)"))
  return (
      ("date", datetime.date.today().isoformat()),
      ("processor", "%s, %d cores" % (_first_match("/proc/cpuinfo", r"^model name\s*:\s*(.*)"),
                                      os.cpu_count())),
      ("memory", "%.0f GB" % (memory_kb / 1024 ** 2)),
      ("system", "%s, Linux %s" % (_system(), platform.release())),
      ("PostgreSQL", bench.cluster.version()),
      ("gRPC", _package("libgrpc++-dev")),
      ("protobuf", _package("libprotobuf-dev")),
      ("libpqxx", _package("libpqxx-dev")),
      ("HAProxy", _package("haproxy")),
      ("node", _output("node", "--version")),
      ("revision", _output("git", "-C", bench.options.project, "describe", "--always", "--dirty")),
      ("load before", bench.extras.get("load_average", "unknown")),
  )
