"""What the import programs share: calling the CLI, comparing figures, reporting differences."""

import datetime
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "model"))

import recount  # pylint: disable=wrong-import-position

ACCEPTED, REFUSED = 0, 6
SHOWN = 12  # Differences shown of one comparison; the rest are counted.


class Answer:
  """What one call of the CLI printed, and how it ended."""

  def __init__(self, command, status, output, messages):
    self.command = " ".join(command)
    self.status, self.output, self.messages = status, output, messages

  def json(self):
    """The result, or None when it is not JSON."""
    try:
      return json.loads(self.output)
    except ValueError:
      return None

  def describe(self):
    return "%s\n      exit status %d\n      stdout: %s\n      stderr: %s" % (
        self.command, self.status, self.output.strip()[:600], self.messages.strip()[:600])


class Cli:
  """The `champions` binary with a profile."""

  def __init__(self, binary, config):
    self._start = [binary, "--config", config]
    self.calls = 0

  def run(self, *arguments):
    self.calls += 1
    command = self._start + list(arguments)
    process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, check=False, encoding="utf-8",
                             errors="replace", timeout=1800)
    return Answer(command, process.returncode, process.stdout, process.stderr)

  def import_folder(self, folder, dry_run=False):
    return self.run("import", folder, *(["--dry-run"] if dry_run else []), "-o", "json")

  def undo(self, import_id):
    return self.run("import", "undo", str(import_id), "-o", "json")

  def totals(self, quarter, by="", known_at=None):
    arguments = ["report", "totals", "--quarter", quarter, "-o", "json"]
    arguments += ["--by", by] if by else []
    arguments += ["--as-known-at", known_at] if known_at else []
    return self.run(*arguments)


class Report:
  """Counts what was checked and prints what differed: expected and found."""

  def __init__(self, stream=sys.stdout):
    self.checks, self.failures, self._started = 0, 0, time.monotonic()
    self._stream = stream

  def _say(self, text):
    print(text, file=self._stream, flush=True)

  def step(self, text):
    self._say("[%6.1fs] %s" % (time.monotonic() - self._started, text))

  def note(self, text):
    self._say("  note: " + text)

  def fail(self, what, *details):
    self.failures += 1
    self._say("  DIFFERS: " + what)
    for detail in details:
      self._say("      " + detail)

  def check(self, right, what, *details):
    self.checks += 1
    if not right:
      self.fail(what, *details)
    return right

  def equal(self, expected, found, what):
    return self.check(expected == found, what, "expected %s" % (expected,),
                      "found    %s" % (found,))

  def ended(self, answer, status, what):
    """Whether a call ended with the exit status that it should have."""
    return self.check(answer.status == status, "%s: exit status" % what,
                      "expected %d" % status, answer.describe())

  def close(self):
    verdict = "%d checks, %d differed" % (self.checks, self.failures)
    self.step(verdict)
    return 1 if self.failures else 0


def now():
  """This instant by this machine's clock, apart from whatever came before and comes after."""
  time.sleep(0.02)
  instant = datetime.datetime.now(datetime.timezone.utc)
  time.sleep(0.02)
  return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")


# --- Comparing figures -------------------------------------------------------------

def _by_group(rows, columns):
  return {tuple(row.get(column, "") for column in columns): row for row in rows}


def row_differences(name, expected, found):
  """One line for each figure that differs; a row that is missing holds zeros."""
  differences = []
  for field in recount.FIELDS:
    for figure in (field, field + "_to_date"):
      want, have = expected.get(figure, 0), found.get(figure, 0)
      if want != have or isinstance(have, (bool, float, str)):
        differences.append("%s: %s expected %r, found %r" % (name, figure, want, have))
  return differences


def totals_differences(expected, found, by):
  """Compares two answers of `report totals`."""
  differences = ["%s: expected %r, found %r" % (name, expected[name], found.get(name))
                 for name in ("quarter", "from", "to") if expected[name] != found.get(name)]
  missing = [figure for field in recount.FIELDS for figure in (field, field + "_to_date")
             if figure not in found.get("total", {})]
  if missing:
    return differences + ["total lacks " + ", ".join(missing)]
  differences += row_differences("total", expected["total"], found["total"])
  columns = [column for column in by.split(",") if column]
  if not columns:
    return differences
  want, have = _by_group(expected["rows"], columns), _by_group(found.get("rows", []), columns)
  for group in sorted(set(want) | set(have)):
    differences += row_differences(" ".join(group) or "(no name)", want.get(group, {}),
                                   have.get(group, {}))
  return differences


def compare_figures(cli, report, figures, quarters, what, known_at=None,
                    groupings=recount.GROUPINGS):
  """Compares every figure of the quarters by every grouping with a recount."""
  differences = []
  for quarter in quarters:
    for by in groupings:
      answer = cli.totals(quarter, by, known_at)
      found = answer.json()
      if answer.status != ACCEPTED or found is None:
        differences.append("%s by %s: %s" % (quarter, by or "nothing", answer.describe()))
        continue
      differences += ["%s by %s, %s" % (quarter, by or "nothing", difference) for difference in
                      totals_differences(figures.totals(quarter, by), found, by)]
  report.check(not differences, "%s: %d figures" % (what, len(differences)), *differences[:SHOWN])
  return not differences
