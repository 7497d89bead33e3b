"""Runs the load client, build/bin/bench_load or wherever the build put it."""

import json
import os
import subprocess

from cluster import Failed
from dataset import ORGANISATIONS, PROGRAMMES


class Load:
  """Loads of one run; each gets a seed of its own, so that no request_id comes twice."""

  def __init__(self, program, folder, calendar, form, proof):
    self._program, self._folder, self._calendar = program, folder, calendar
    self._form, self._proof, self._seed = form, proof, 0

  def _run(self, mode, target, tokens, *arguments):
    self._seed += 1
    command = [self._program, mode, "--target", target, "--tokens", tokens, "--seed",
               str(self._seed)] + [str(argument) for argument in arguments]
    answer = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                            encoding="utf-8")
    if answer.returncode != 0:
      raise Failed("%s: %s" % (" ".join(command), answer.stderr.strip()[-2000:]))
    return json.loads(answer.stdout)

  def _times(self, seconds=None):
    return ["--seconds", seconds or self._form.seconds, "--warm-up", self._form.warm_up_seconds]

  def writes(self, mode, database, target, tokens, *arguments, hot=False):
    """log, open or stream, checked against the database afterwards."""
    path = os.path.join(self._folder, "acknowledged")
    rows_before = self._proof.begin(database)
    first_day, days = self._calendar.first_day, self._calendar.days
    if hot:
      first_day, days = self._calendar.quarters[-2], 90
      arguments += ("--hot",)
    outcome = self._run(
        mode, target, tokens, "--organisations", ",".join(ORGANISATIONS), "--programmes",
        ",".join(PROGRAMMES), "--first-day", first_day, "--days", days, "--acknowledged", path,
        *arguments)
    self._proof.end(database, rows_before, outcome, path, is_overload=mode == "open")
    os.unlink(path)
    return outcome

  def log(self, database, target, tokens, in_flight, *arguments, hot=False):
    return self.writes("log", database, target, tokens, "--in-flight", in_flight, *self._times(),
                       *arguments, hot=hot)

  def open(self, database, target, tokens, rate, seconds, *arguments, in_flight=50_000):
    """At a rate, whatever the answers, over up to eight connections; each call gives up after five
    seconds. What is due while `in_flight` are under way is left out."""
    return self.writes("open", database, target, tokens, "--rate", rate, "--in-flight", in_flight,
                       "--deadline-ms", 5_000, "--channels", 8, *self._times(seconds), *arguments)

  def stream(self, database, target, tokens, count):
    return self.writes("stream", database, target, tokens, "--count", count)

  def totals(self, target, tokens, in_flight, *arguments, seconds=None):
    outcome = self._run("totals", target, tokens, "--quarters", ",".join(self._calendar.names),
                        "--in-flight", in_flight, *self._times(seconds), *arguments)
    self._proof.note_errors(outcome)
    return outcome
