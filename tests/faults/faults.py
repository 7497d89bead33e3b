"""The cycles: load, a kill at a random moment, restart, everything acknowledged, and the checks.

Started by tests/faults/run, which makes the cluster and the stubs.
"""

import argparse
import random
import sys
import threading
import time
import uuid

from api import Api, Unsafe
from audit import Audit
from journal import Journal
from processes import Died, Postgres, Server
from writer import ORGANISATIONS, PROGRAMMES, Writer

# In this order the first four cycles try each; after that, at random.
VICTIMS = ("server", "postgres", "backend", "both")
LONGEST_LOAD_SECONDS = 1.2
CHECK_EVERY = 5


def say(text):
  print(text, flush=True)


class Run:
  """One run over some cycles."""

  def __init__(self, options):
    self.options, self.random = options, random.Random(options.seed)
    self.journal = Journal(options.seed)
    self.postgres = Postgres(options.folder, options.postgres)
    self.server = Server(options.folder, options.server, self.postgres.host)
    self.kills = dict.fromkeys(VICTIMS[:3], 0)
    self.writers, self.audit, self._threads, self._stop = [], None, [], None

  def prepare(self):
    self.postgres.start()
    self.postgres.sql("", file=self.options.roles)
    self.postgres.sql("create database champions owner champions_owner")
    self.server.command("migrate")
    token = self.server.command("admin", "create-administrator", "--name", "Faults")
    self.server.start()
    api = Api(self.server.socket, token)
    for code in ORGANISATIONS:
      api.make_organisation(code, str(uuid.uuid4()))
    for code in PROGRAMMES:
      api.make_programme(code, str(uuid.uuid4()))
    self.audit = Audit(api, self.postgres, self.journal, len(ORGANISATIONS) + len(PROGRAMMES))
    self.writers = [Writer(number, self.server.socket, token, self.options.seed, self.journal)
                    for number in range(self.options.writers)]

  # --- One cycle ---------------------------------------------------------------------

  def cycle(self, number):
    requests, retried = self.journal.requests, self.journal.retried
    victim = VICTIMS[number] if number < len(VICTIMS) else self.random.choice(VICTIMS)
    self._start_load()
    moment = self.random.uniform(0.02, LONGEST_LOAD_SECONDS)
    time.sleep(moment)
    # Now and then again, into the recovery.
    moments = [moment] + [self.random.uniform(0, 0.5)] * (self.random.random() < 0.3)
    seconds = self._kill_and_restart(victim)
    for again in moments[1:]:
      time.sleep(again)
      seconds += self._kill_and_restart(victim)
    time.sleep(self.random.uniform(0, 0.3))
    self._finish_load()
    say("cycle %d: %s killed%s after %.2f s of load, back after %.2f s; %d acknowledged, %d of them"
        " retried" % (number + 1, victim, " twice" if moments[1:] else "", moment, seconds,
                      self.journal.requests - requests, self.journal.retried - retried))

  def _start_load(self):
    self._stop = threading.Event()
    self._threads = [writer.start(self._stop) for writer in self.writers]

  def _finish_load(self):
    """Every writer ends with the request it is at, once that is acknowledged."""
    self._stop.set()
    for thread in self._threads:
      thread.join()
    self._threads = []

  def _kill_and_restart(self, victim):
    self._expect_alive()
    started = time.monotonic()
    if victim == "backend":
      self.kills["backend"] += self.postgres.kill_backend(self.random)
    if victim in ("server", "both"):
      self.server.kill()
      self.kills["server"] += 1
    if victim in ("postgres", "both"):
      self.postgres.kill()
      self.kills["postgres"] += 1
      self.postgres.start()
    if victim in ("server", "both"):
      self.server.start()
    return time.monotonic() - started

  def _expect_alive(self):
    if not self.server.is_alive():
      raise Died("the server ended by itself:\n" + self.server.log_tail())
    if not self.postgres.is_alive():
      raise Died("PostgreSQL ended by itself")

  def check(self, when):
    self.audit.check()
    say("check %s: %d records, %d requests, %d problems so far" % (
        when, len(self.journal.records), self.journal.requests, len(self.journal.problems)))

  # --- The whole ---------------------------------------------------------------------

  def run(self):
    self.prepare()
    for number in range(self.options.cycles):
      self.cycle(number)
      if self.journal.problems:
        break
      if (number + 1) % CHECK_EVERY == 0 and number + 1 < self.options.cycles:
        self.check("after cycle %d" % (number + 1))
    self._expect_alive()
    self.check("at the end")
    self.audit.replay()
    self.check("after %d requests were sent once more" % self.audit.replayed)
    self.audit.check_the_past()

  def end(self):
    if self._threads:
      self._finish_load()
    for writer in self.writers:
      writer.close()

  def close(self):
    for problem in self.journal.problems:
      say("WRONG: " + problem)
    kills = ", ".join("%s %d" % pair for pair in self.kills.items())
    audit = self.audit
    say("cycles %d, kills %d (%s), acknowledged %d, retried %d, replayed %d, lost %d, doubled %d,"
        " other differences %d" % (
            self.options.cycles, sum(self.kills.values()), kills, self.journal.requests,
            self.journal.retried, audit.replayed, audit.lost, audit.doubled, audit.differences))
    return 1 if self.journal.problems or not self.journal.requests else 0


def main():
  parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  parser.add_argument("--server", required=True)
  parser.add_argument("--folder", required=True)
  parser.add_argument("--postgres", required=True, help="the folder of PostgreSQL's programs")
  parser.add_argument("--roles", required=True, help="db/roles.sql")
  parser.add_argument("--cycles", type=int, default=8)
  parser.add_argument("--writers", type=int, default=6)
  parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10 ** 9))
  options = parser.parse_args()
  say("seed %d, %d cycles, %d writers" % (options.seed, options.cycles, options.writers))
  run = Run(options)
  try:
    run.run()
  except (Died, Unsafe) as error:
    run.journal.problem(str(error))
  finally:
    run.end()
  return run.close() if run.audit else 1


if __name__ == "__main__":
  sys.exit(main())
