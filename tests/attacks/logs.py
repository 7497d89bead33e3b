"""Every line of a log is one JSON object that its own program wrote."""

import json
import re

from processes import require

# What HAProxy says of itself; nothing in it comes from outside.
EDGE_NOTICE = re.compile(rb"\[NOTICE\] +\(\d+\) : (New worker \(\d+\) forked|Loading success\.)")
EDGE_KEYS = ["time", "part", "client", "status", "bytes", "duration_ms", "ended", "connections"]
# Never in a log, whatever an attacker sends: it is in everything that forging.py sends.
MARK = "zz-forged-zz"
CONTROL = re.compile(rb"[\x00-\x1f\x7f-\xff]")


def check(instance):
  """Of what is new since the last time; gives the lines of the server and of the edge."""
  server = [_parse("server", line) for line in instance.new_lines("server")]
  edge = []
  for line in instance.new_lines("edge"):
    if not EDGE_NOTICE.fullmatch(line):
      edge.append(_parse("edge", line))
  for line in edge:
    require(list(line) == EDGE_KEYS and line["part"] == "edge", "not a line of the edge: %s", line)
  for line in server:
    require(list(line)[:3] == ["time", "level", "event"], "not a line of the server: %s", line)
    require(line["event"] != MARK, "a line was forged: %s", line)
  return server, edge


def _parse(part, line):
  require(not CONTROL.search(line), "control characters in log/%s.log: %r", part, line[:300])
  try:
    value = json.loads(line, object_pairs_hook=_no_doubles)
  except ValueError:
    value = None
  require(isinstance(value, dict), "not a JSON object in log/%s.log: %r", part, line[:300])
  return value


def _no_doubles(pairs):
  """A name that comes twice was slipped into a line."""
  require(len(dict(pairs)) == len(pairs), "a name comes twice in %s", pairs)
  return dict(pairs)
