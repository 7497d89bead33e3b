"""Header blocks: without an end, too large, or growing when they are unpacked."""

import time

import wire
from processes import require
from wire import CONTINUATION, END_HEADERS, END_STREAM, HEADERS, Http2, frame

# What lies in the buffers of both sockets of a closed connection counts as sent.
MOST_TAKEN_BYTES = 8 << 20
FLOOD_BYTES = 64 << 20


def _flood(context, pieces, may_stay_open=False):
  """Connections one after the other, each sent `pieces` until it is closed."""
  connections, most, ends = 0, 0, set()
  deadline = time.monotonic() + context.seconds
  while time.monotonic() < deadline:
    with Http2(context.target) as connection:
      block = connection.block(wire.request())
      connection.send(frame(HEADERS, END_STREAM, 1, block))
      while connection.sent < FLOOD_BYTES and connection.send(pieces):
        pass
      connection.receive(0.2)
      ends.add("goaway %d" % connection.goaway if connection.goaway is not None else
               "closed" if connection.is_closed else "open")
      connections, most = connections + 1, max(most, connection.sent)
  require(may_stay_open or "open" not in ends, "a connection with %d bytes of headers stayed open", most)
  require(may_stay_open or most < MOST_TAKEN_BYTES, "%d bytes of headers were taken", most)
  return "%d connections, at most %d KiB taken, then %s" % (
      connections, most >> 10, " or ".join(sorted(ends)))


def continuation_flood(context):
  # A literal field, never indexed, that the next piece goes on with.
  field = b"\x10" + b"\x08x-padded" + b"\x7f\x81\x7e" + b"a" * 16256
  return _flood(context, frame(CONTINUATION, 0, 1, field) * 8)


def empty_continuations(context):
  """Frames without contents never fill a buffer: they cost time, and that alone."""
  return _flood(context, frame(CONTINUATION, 0, 1) * 8192, may_stay_open=True)


def unpacking_bomb(context):
  """One field of 4 KB in the table, then thousands of times one octet that stands for it."""
  answers, sent, connections = set(), 0, 0
  deadline = time.monotonic() + context.seconds
  while time.monotonic() < deadline:
    with Http2(context.target) as connection:
      connections += 1
      start = connection.block(wire.request()) + b"\x40" + b"\x01x" + b"\x7f\xa1\x1e" + b"a" * 4000
      for stream in range(1, 41, 2):
        octets = (start if stream == 1 else connection.block(wire.request())) + b"\xbe" * 12000
        connection.send(frame(HEADERS, END_STREAM | END_HEADERS, stream, octets[:wire.LARGEST_FRAME]))
        sent += 12000 * 4000
      answers.add(connection.answer(1, 2))
  require(not answers & {"open", "grpc 16", "grpc 0"}, "answered with %s", answers)
  return "%d connections, %d MiB unpacked, refused: %s" % (
      connections, sent >> 20, ", ".join(sorted(answers)))


def _answer(context, *more):
  with Http2(context.target) as connection:
    return connection.call(wire.request(wire.GET_TOTALS, *more), wire.message(b""))[0]


def oversize_metadata(context):
  """One large field, a large token, and as many small ones as go into a buffer."""
  cases = {
      "a field of 64 KB": [("x-large", "a" * 65536)],
      "a field of 15 KB": [("x-large", "a" * 15000)],
      "a token of 12 KB": [("authorization", "Bearer " + "a" * 12000)],
      "200 fields": [("x-%d" % number, "a") for number in range(200)],
      "a binary field that is none": [("x-trace-bin", "\x80*" * 100)],
  }
  answers = {name: _answer(context, *fields) for name, fields in cases.items()}
  served = [name for name, answer in answers.items()
            if answer in ("grpc 0", "open") and name != "a binary field that is none"]
  require(not served, "served: %s", answers)
  return "; ".join("%s: %s" % pair for pair in answers.items())


def wrong_blocks(context):
  """What breaks the table of the other side ends the connection, and only that one."""
  cases = {
      "an index that is not there": b"\xff\xff\xff\xff\x0f",
      "a table of 1 GB": b"\x3f\xe1\xff\xff\xff\x03",
      "a length without an end": b"\x00\x7f" + b"\xff" * 200,
      "half a code": b"\x00\x81\xff\x81\xff",
  }
  answers = {}
  for name, octets in cases.items():
    with Http2(context.target) as connection:
      connection.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, octets))
      answers[name] = connection.answer(1)
  wrong = [name for name, answer in answers.items() if not answer.startswith(("goaway", "closed"))]
  require(not wrong, "not closed: %s", answers)
  return "; ".join("%s: %s" % pair for pair in answers.items())


ATTACKS = [
    ("continuation flood", continuation_flood),
    ("empty continuations", empty_continuations),
    ("unpacking bomb", unpacking_bomb),
    ("oversize metadata", oversize_metadata),
    ("wrong header blocks", wrong_blocks),
]
