"""More connections than there may be, connections that say nothing, and descriptors that run out."""

import resource
import select
import time

import wire
from processes import require
from second import SecondEdge, SecondServer
from wire import Http2

WANTED = 10000
MOST_OF_ONE_ADDRESS = 1000
# Below this, nothing would be shown of the bound on one address.
LEAST_TRIED = 2000
# Their own, since an address is remembered for 10 s with how many connections it made.
ONE_ADDRESS = "127.0.1.1"
SEVERAL_ADDRESSES = ["127.0.2.%d" % number for number in range(1, 7)]
# What this process needs besides.
SPARE_DESCRIPTORS = 200


def raise_descriptor_limit():
  """As far as is allowed; gives how many connections may be tried."""
  soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
  wanted = WANTED + SPARE_DESCRIPTORS
  if hard != resource.RLIM_INFINITY and hard < wanted:
    try:
      resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
    except (ValueError, OSError):
      resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
  elif soft < wanted:
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
  return min(WANTED, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_DESCRIPTORS)


def _open(context, count, source):
  """So many connections that say nothing; those that were not even made are left out."""
  made = []
  for _ in range(count):
    try:
      made.append(context.target.tcp(source, 2))
    except OSError:
      pass
  return made


def _still_open(made):
  """Those of them that the other side has not closed."""
  poll = select.poll()
  by_descriptor = {connection.fileno(): connection for connection in made}
  for descriptor in by_descriptor:
    poll.register(descriptor, select.POLLIN | select.POLLHUP | select.POLLERR)
  gone = {descriptor for descriptor, _ in poll.poll(0)}
  return [connection for descriptor, connection in by_descriptor.items() if descriptor not in gone]


def ten_thousand(context):
  tried = raise_descriptor_limit()
  require(tried >= LEAST_TRIED, "only %d descriptors are allowed here", tried)
  made = []
  try:
    made = _open(context, tried, ONE_ADDRESS)
    time.sleep(1)
    held = len(_still_open(made))
    require(held <= MOST_OF_ONE_ADDRESS, "%d connections of one address are held", held)
    require(held > 0, "no connection was held: nothing was tried")
    time.sleep(max(0, context.seconds - 1))
  finally:
    for connection in made:
      connection.close()
  return "%d tried%s, %d held open" % (
      tried, "" if tried == WANTED else " (no more descriptors are allowed here)", held)


def several_addresses(context):
  """Together they could take every place there is, each within its own bound."""
  tried = raise_descriptor_limit()
  require(tried >= 3000, "only %d descriptors are allowed here", tried)
  each = min(MOST_OF_ONE_ADDRESS, tried // len(SEVERAL_ADDRESSES))
  made, held = _hold(context, [(source, each) for source in SEVERAL_ADDRESSES], 1500)
  return "%d connections from %d addresses, %d held open" % (made, len(SEVERAL_ADDRESSES), held)


def many_addresses(context):
  """Unfinished handshakes keep their places for five minutes; from over seventy addresses they do not take
  every place, since whoever takes one of the last may have few."""
  tried = raise_descriptor_limit()
  require(tried >= 5000, "only %d descriptors are allowed here", tried)
  wanted = [("127.0.3.%d" % (number + 1), 1000 if number < 2 else 100 if number < 14 else 25)
            for number in range(72)]
  made, held = _hold(context, wanted, 3200)
  return "%d connections from 72 addresses, %d of 4,000 places taken" % (made, held)


def _hold(context, wanted, least):
  """Opens so many from each address and keeps them for the time of an attack: how many were made, and were held."""
  made = []
  try:
    for source, each in wanted:
      made += _open(context, each, source)
    time.sleep(1)
    held = len(_still_open(made))
    require(held >= least, "only %d connections were held: nothing was tried", held)
    time.sleep(max(1, context.seconds))
  finally:
    for connection in made:
      connection.close()
  return len(made), held


def _is_closed(connection):
  """Of a handshake there may be something left to read."""
  connection.settimeout(0.02)
  try:
    while connection.recv(65536):
      pass
    return True
  except TimeoutError:
    return False
  except OSError:
    return True


def silent_connections(context):
  """What begins a request has 10 s to go on. A connection that says nothing at all keeps its place,
  of which an address has few: see `many addresses`."""
  target = context.target
  half = Http2(target)
  half.send(wire.frame(wire.HEADERS, wire.END_STREAM, 1, half.block(wire.request())[:20]))
  hello = target.tcp()
  hello.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
  http1 = target.tls("http/1.1")
  http1.sendall(b"GET /exports/a HTTP/1.1\r\nhost: ")
  body = Http2(target)
  body.open(wire.request())
  must_end = {"half a request": http1, "TLS and nothing": target.tls("http/1.1")}
  others = {"nothing": target.tcp(), "half a handshake": hello, "half a header block": half.socket}
  closed, started = {}, time.monotonic()
  while time.monotonic() < started + 12:
    for name, connection in {**must_end, **others}.items():
      if name not in closed and _is_closed(connection):
        closed[name] = time.monotonic() - started
  state = {name: "closed after %.0f s" % closed[name] if name in closed else "kept"
           for name in [*must_end, *others]}
  state["no body"] = body.answer(1, 0.1)
  for connection in [*must_end.values(), *others.values(), body]:
    connection.close()
  text = "; ".join("%s: %s" % pair for pair in state.items())
  require(set(must_end) <= set(closed), "%s", text)
  require(state["no body"] == "http 408", "%s", text)
  return text


def unfinished_handshakes(context):
  """A handshake that does not go on ends with `timeout client`; a stream that says nothing for as long
  does not. With 2 s for five minutes, which the edge has."""
  with SecondEdge(context, client_timeout="2s") as edge:
    silent, begun = edge.target.tcp(wire.ATTACKER), edge.target.tcp(wire.ATTACKER)
    begun.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
    watching, sending = Http2(edge.target), Http2(edge.target)
    watched = watching.open(wire.request("/grpc.health.v1.Health/Watch"))
    watching.send_body(watched, wire.message(b""))
    bearer = ("authorization", "Bearer " + context.instance.token)
    sent = sending.open(wire.request("/champions.v1.ReachService/StreamReach", bearer))
    time.sleep(5)
    kept = [name for name, connection in (("silent", silent), ("begun", begun)) if not _is_closed(connection)]
    for connection, stream in ((watching, watched), (sending, sent)):
      connection.receive(0.1)
      require(not connection.is_over(stream), "a stream that was silent for 5 s was ended")
    sending.send_body(sent, b"")
    answer = sending.answer(sent)
    for connection in (silent, begun, watching, sending):
      connection.close()
  require(not kept, "kept after 5 s: %s", ", ".join(kept))
  require(answer == "grpc 0", "a stream that was silent for 5 s then got %s", answer)
  return "closed; idle streams go on"


def edge_without_descriptors(context):
  """An edge that may have 100 descriptors accepts again once there are some."""
  with SecondEdge(context, descriptors=100) as edge:
    require(edge.is_served(), "the second edge serves nobody to begin with")
    made = _open_on(edge, 300)
    refused = not edge.is_served(seconds=1)
    for connection in made:
      connection.close()
    seconds = edge.seconds_until_served(5)
  require(refused, "it was never short of descriptors: nothing was tried")
  return "300 connections; served again %.1f s after they were gone" % seconds


def _open_on(edge, count):
  made = []
  for _ in range(count):
    try:
      made.append(edge.target.tcp(wire.ATTACKER, 2))
    except OSError:
      pass
  time.sleep(0.5)
  return made


def server_without_descriptors(context):
  """However many calls are held open, the edge takes no more of the server's descriptors than the
  server has: gRPC 1.51 accepts nobody ever again once it had none left."""
  with SecondServer(context, descriptors=256) as server:
    with SecondEdge(context, server_socket=server.socket) as edge:
      require(edge.is_served(), "the second server serves nobody to begin with")
      made, before = [], server.descriptors()
      for _ in range(20):
        connection = Http2(edge.target)
        made.append(connection)
        for _ in range(100):
          stream = connection.open(wire.request("/grpc.health.v1.Health/Watch"))
          connection.send_body(stream, wire.message(b""))
        connection.receive(0.01)
      time.sleep(1)
      most = server.descriptors()
      for connection in made:
        connection.close()
      seconds = edge.seconds_until_served(5)
  require(most > before, "the server was given no more connections: nothing was tried")
  return "2000 calls held open took it from %d to %d of 256 descriptors; served again after %.1f s" % (
      before, most, seconds)


ATTACKS = [
    ("10,000 connections", ten_thousand),
    ("several addresses", several_addresses),
    ("many addresses", many_addresses),
    ("unfinished handshakes", unfinished_handshakes),
    ("edge out of descriptors", edge_without_descriptors),
    ("server's descriptors", server_without_descriptors),
]
# Those that take their time.
LONG_ATTACKS = [("silent connections", silent_connections)]
