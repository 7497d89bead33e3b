"""Mounts every attack against the edge of an instance while another caller is watched.

Started by tests/attacks/run, which makes the instance and the stubs.
"""

import argparse
import sys
import time
import tomllib

import bodies
import connections
import forging
import gateway
import headers
import listener
import logs
import streams
from processes import Failed, Instance, Watched, require
from wire import Target

FAMILIES = (headers, streams, bodies, connections, forging, gateway)
MOST_SERVER_GROWTH_KB = 100 * 1024
MOST_EDGE_GROWTH_KB = 100 * 1024
LEAST_SECONDS = 1


class Context:
  """What an attack is given."""

  def __init__(self, options, instance):
    self.instance, self.target = instance, Target(instance.port, instance.authority)
    self.is_long = options.long
    # How long a flood lasts, and how many connections hold something open.
    self.seconds, self.scale = (10, 200) if options.long else (1.2, 50)
    self.haproxy, self.folder = options.haproxy, options.folder


def prepare(instance):
  instance.champions("organisation", "create", "--code", "PROBE", "--name", "Probe")
  instance.champions("programme", "create", "--code", "PROBE", "--name", "Probe")


def mount(context, name, work, bound_ms):
  """One attack; true when it came to nothing."""
  watched, got, problems = Watched(context.instance), "", []
  try:
    with watched:
      started = time.monotonic()
      got = work(context)
      # Others come often enough to see what it does.
      time.sleep(max(0, started + LEAST_SECONDS - time.monotonic()))
  except (Failed, OSError) as problem:
    problems.append("%s: %s" % (type(problem).__name__, problem))
  problems += judge(context, watched, bound_ms)
  report(name, watched, got, problems)
  return not problems


def judge(context, watched, bound_ms):
  """What became of everybody else."""
  problems, summary = [], watched.summary
  if summary is None:
    return ["the probe came to no end"]
  if summary["failed"]:
    problems.append("%d of %d calls of others failed: %s" % (
        summary["failed"], summary["calls"], "; ".join(summary["failures"])))
  if summary["calls"] < 10:
    problems.append("others made only %d calls" % summary["calls"])
  elif summary["p99_ms"] >= bound_ms:
    problems.append("p99 of others is %s ms, and %d is too much" % (summary["p99_ms"], bound_ms))
  for part, most in (("server", MOST_SERVER_GROWTH_KB), ("edge", MOST_EDGE_GROWTH_KB)):
    if watched.growth_kb(part) >= most:
      problems.append("the %s grew by %d MiB" % (part, watched.growth_kb(part) >> 10))
  try:
    logs.check(context.instance)
  except Failed as problem:
    problems.append(str(problem))
  return problems


def is_well(instance, when):
  """Whether every part of it is, once nobody attacks it."""
  try:
    instance.status()
  except Failed as problem:
    print("FAIL %s: %s" % (when, problem), flush=True)
    return False
  return True


def report(name, watched, got, problems):
  summary = watched.summary or {"calls": 0, "failed": 0, "p50_ms": None, "p99_ms": None, "peaks_kb": {}}
  print("%-4s %-22s others: %d calls, %d failed, p50 %s ms, p99 %s ms; MiB at most: %s" % (
      "FAIL" if problems else "ok", name, summary["calls"], summary["failed"], summary["p50_ms"],
      summary["p99_ms"], ", ".join("%s %.0f (before %.0f)" % (
          part, summary["peaks_kb"].get(part, 0) / 1024, watched.before_kb(part) / 1024)
                                   for part in ("server", "edge"))), flush=True)
  if got:
    print("     " + got, flush=True)
  for problem in problems:
    print("     PROBLEM " + problem.replace("\n", "\n       "), flush=True)


def main():
  parser = argparse.ArgumentParser()
  for name in ("--home", "--project", "--haproxy", "--folder"):
    parser.add_argument(name, required=True)
  parser.add_argument("--port", type=int, required=True)
  parser.add_argument("--bound-ms", type=int, required=True)
  parser.add_argument("--long", action="store_true")
  parser.add_argument("--only", default="")
  options = parser.parse_args()
  with open(options.home + "/admin.toml", "rb") as file:
    token = tomllib.load(file)["token"]
  instance = Instance(options.home, options.project, options.port, token)
  context = Context(options, instance)
  if options.only == "listener":
    return 0 if listener.check(context) else 1
  prepare(instance)
  logs.check(instance)
  started, mounted, failed = time.monotonic(), 0, []
  for family in FAMILIES:
    attacks = family.ATTACKS + (getattr(family, "LONG_ATTACKS", []) if options.long else [])
    attacks = [attack for attack in attacks if options.only in attack[0]]
    failed += [name for name, work in attacks if not mount(context, name, work, options.bound_ms)]
    mounted += len(attacks)
    if attacks and not is_well(instance, "after " + family.__name__):
      failed.append("after " + family.__name__)
  require(mounted, "no attack is called %s", options.only)
  print("%d attacks in %.0f s, %d of them did harm%s" % (
      mounted, time.monotonic() - started, len(failed), ": " * bool(failed) + ", ".join(failed)))
  return 1 if failed else 0


if __name__ == "__main__":
  sys.exit(main())
