"""Messages that are slow, too large, or small only until they are unpacked."""

import base64
import threading
import time
import zlib

import wire
from processes import require
from wire import DATA, END_STREAM, Http2, frame

LARGEST_MESSAGE_BYTES = 4 << 20
MOST_CALLS_OF_ONE_ADDRESS = 1000
MOST_CALLS_THAT_WAIT = 512
MOST_LARGE_CALLS_OF_ONE_ADDRESS = 16


def _counted(connections):
  """How many of the streams had which answer."""
  answers = {}
  for connection in connections:
    for stream in range(1, connection.next_stream, 2):
      name = connection.answer(stream, 0)
      name = "held" if name in ("open", "http 200") else name
      answers[name] = answers.get(name, 0) + 1
  return answers


def _text(answers):
  return ", ".join("%s: %d" % pair for pair in sorted(answers.items()))


def _require_held(answers):
  require(answers.get("held", 0) >= 100, "nothing was held open: %s", answers)
  require(answers["held"] <= MOST_CALLS_OF_ONE_ADDRESS, "one address holds %s", answers)


def slow_bodies(context):
  """Calls with a body that never comes, 1,000 on one connection and more on others."""
  connections = []
  for index in range(context.scale):
    connection = Http2(context.target)
    connections.append(connection)
    for number in range(wire.calls_on(index)):
      stream = connection.open(wire.request())
      if number % 2:
        connection.send_body(stream, wire.message(b"\x0a", length=200), is_last=False)
    connection.receive(0.001)
  deadline, dribbled = time.monotonic() + context.seconds, 0
  while time.monotonic() < deadline:
    for connection in connections:
      for stream in range(3, 201, 40):
        if not connection.is_over(stream):
          dribbled += connection.send(frame(DATA, 0, stream, b"\0"))
      connection.receive(0.001)
  require(dribbled, "nothing could be sent")
  answers = _counted(connections)
  for connection in connections:
    connection.close()
  _require_held(answers)
  return "%d streams on %d connections for %d s, %s" % (
      sum(answers.values()), context.scale, context.seconds, _text(answers))


def calls_that_wait(context):
  """More calls than the server works off in two turns: the others are refused at the edge, with why
  and for how long, and callers of another address are not among them. On several connections or on
  one, where they must not wait for a free stream."""
  return "; ".join(_call_and_wait(context, *shape) for shape in ((8, 100), (1, 800)))


def _call_and_wait(context, count, calls):
  connections = []
  for _ in range(count):
    connection = Http2(context.target)
    connections.append(connection)
    for _ in range(calls):
      stream = connection.open(wire.request())
      connection.send_body(stream, wire.message(b"\x0a", length=200), is_last=False)
    connection.receive(0.05)
  answers = _counted(connections)
  fields = [connection.headers[stream] for connection in connections for stream in connection.headers
            if connection.headers[stream].get("grpc-status") == "8"]
  for connection in connections:
    connection.close()
  # Those that come at the same moment do not see each other.
  require(MOST_CALLS_THAT_WAIT <= answers.get("held", 0) <= MOST_CALLS_THAT_WAIT + 50 and fields,
          "answered with %s", answers)
  for field in fields:
    details = field["grpc-status-details-bin"]
    details = base64.b64decode(details + "=" * (-len(details) % 4))
    require(b"OVERLOADED" in details and b"google.rpc.RetryInfo" in details, "refused with %s", field)
  return _text(answers)


def unfinished_messages(context):
  """Messages that are large, within what is allowed, and never whole."""
  connections, threads = [Http2(context.target) for _ in range(8)], []

  def pour(connection):
    for _ in range(20):
      stream = connection.open(wire.request())
      connection.send(frame(DATA, 0, stream, wire.message(b"", length=LARGEST_MESSAGE_BYTES)))
      _pour(connection, stream, 1 << 20)

  for connection in connections:
    threads.append(threading.Thread(target=pour, args=(connection,)))
    threads[-1].start()
  for thread in threads:
    thread.join()
  answers = _counted(connections)
  for connection in connections:
    connection.close()
  require(0 < answers.get("held", 0) <= MOST_LARGE_CALLS_OF_ONE_ADDRESS, "answered with %s", answers)
  return _text(answers)


def endless_watchers(context):
  """Health.Watch asks for no token and never ends."""
  connections = []
  for index in range(context.scale):
    connection = Http2(context.target)
    connections.append(connection)
    for _ in range(wire.calls_on(index)):
      stream = connection.open(wire.request("/grpc.health.v1.Health/Watch"))
      connection.send_body(stream, wire.message(b""))
  deadline = time.monotonic() + context.seconds
  while time.monotonic() < deadline:
    for connection in connections:
      connection.receive(0.001)
  answers = _counted(connections)
  for connection in connections:
    connection.close()
  _require_held(answers)
  return _text(answers)


# What becomes of a message too large, by what it is sent to.
LARGE = {
    wire.GET_TOTALS: "grpc 8",
    "/grpc.health.v1.Health/Check": "grpc 8",
    "/nothing.of.the/Kind": "grpc 8",
    # Nobody is read who has not said who they are.
    "/champions.v1.ReachService/StreamReach": "grpc 16",
    "/champions.v1.ImportService/UploadImport": "grpc 16",
    # Nothing is sent on, and it ends with its time.
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": "open",
}


def oversize_messages(context):
  """Each says that it has 2 GiB, and sends as much of them as is taken."""
  answers, most = {}, 0
  for path, expected in LARGE.items():
    # The length in one frame, octet by octet, and after a message that is as it should be.
    for pieces in ([5], [1, 1, 1, 1, 1]) + (([0],) if expected == "open" else ()):
      with Http2(context.target) as connection:
        stream = connection.open(wire.request(path))
        octets = wire.message(b"", length=2 << 30)
        if pieces == [0]:
          octets, pieces = wire.message(b"\x3a\x00") + octets, [1] * 5 + [2, 5]
        for size in pieces:
          connection.send(frame(DATA, 0, stream, octets[:size]))
          octets = octets[size:]
          connection.receive(0.05 if size == 2 else 0.002)
        most = max(most, _pour(connection, stream, 64 << 20))
        answer = connection.answer(stream, 0.2)
        answer = "open" if answer == "http 200" else answer
        require(answer == expected, "%s: %s", path, answer)
        # Who asks as one should is answered.
        require(len(pieces) < 7 or connection.data.get(stream), "%s has no answer", path)
        answers[answer] = answers.get(answer, 0) + 1
  require(most < LARGEST_MESSAGE_BYTES, "%d bytes of one message were taken", most)
  return "%s; at most %d KiB taken" % (_text(answers), most >> 10)


def _pour(connection, stream, most):
  """Sends as fast as the windows allow; gives how much was taken."""
  window = {0: 65535, stream: 65535}
  taken, sent = connection._take, 0

  def take(kind, flags, number, payload):
    if kind == wire.WINDOW_UPDATE and number in window:
      window[number] += int.from_bytes(payload, "big")
    if kind == wire.SETTINGS and not flags & wire.ACK:
      for at in range(0, len(payload), 6):
        if int.from_bytes(payload[at:at + 2], "big") == wire.INITIAL_WINDOW_SIZE:
          window[stream] += int.from_bytes(payload[at + 2:at + 6], "big") - 65535
    taken(kind, flags, number, payload)

  connection._take = take
  while sent < most and not connection.is_over(stream) and not connection.is_closed:
    size = min(wire.LARGEST_FRAME, window[0], window[stream], most - sent)
    if size <= 0:
      connection.receive(0.3, lambda: min(window.values()) > 0 or connection.is_over(stream))
      if min(window.values()) <= 0:
        break
      continue
    connection.send(frame(DATA, 0, stream, b"a" * size))
    window[0] -= size
    window[stream] -= size
    sent += size
    connection.receive(0.0001)
  return sent


def compressed_bombs(context):
  """200 KB that become 200 MB, named by each header that might have them unpacked."""
  pack = zlib.compressobj(9, zlib.DEFLATED, 31)
  zeros = b"".join(pack.compress(bytes(1 << 20)) for _ in range(200)) + pack.flush()
  cases = {
      "grpc-encoding gzip": ((("grpc-encoding", "gzip"),), 1),
      "grpc-encoding deflate": ((("grpc-encoding", "deflate"),), 1),
      "grpc-encoding GZIP": ((("grpc-encoding", "GZIP"),), 1),
      "two of them": ((("grpc-encoding", "identity"), ("grpc-encoding", "gzip")), 1),
      "content-encoding": ((("content-encoding", "gzip"),), 0),
      "none is named": ((), 1),
  }
  answers = {}
  for name, (fields, flag) in cases.items():
    octets = zlib.compress(bytes(200 << 20), 9) if "deflate" in name else zeros
    body = octets if name == "content-encoding" else wire.message(octets, flag)
    with Http2(context.target) as connection:
      stream = connection.open(wire.request(wire.GET_TOTALS, *fields))
      _send_all(connection, stream, body)
      answers[name] = connection.answer(stream)
  served = [name for name, answer in answers.items() if answer in ("grpc 0", "open")]
  require(not served, "answered with %s", answers)
  return "; ".join("%s: %s" % pair for pair in answers.items())


def _send_all(connection, stream, body):
  """Within 256 KiB, which is what the edge takes of one stream unasked; the connection's window is
  opened meanwhile."""
  for at in range(0, len(body), wire.LARGEST_FRAME):
    ends = at + wire.LARGEST_FRAME >= len(body)
    connection.send(frame(DATA, END_STREAM if ends else 0, stream, body[at:at + wire.LARGEST_FRAME]))
    connection.receive(0.002)


ATTACKS = [
    ("slow bodies", slow_bodies),
    ("calls that wait", calls_that_wait),
    ("unfinished messages", unfinished_messages),
    ("endless watchers", endless_watchers),
    ("oversize messages", oversize_messages),
    ("compressed bombs", compressed_bombs),
]
