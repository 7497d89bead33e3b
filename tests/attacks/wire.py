"""TLS connections and HTTP/2 frames made by hand, so that they can be wrong on purpose."""

import socket
import ssl
import struct
import time

import hpack

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = 0, 1, 2, 3, 4
PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
INITIAL_WINDOW_SIZE = 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
LARGEST_FRAME = 16384
# Attackers come from here; whoever is to be served meanwhile comes from 127.0.0.1.
ATTACKER = "127.0.0.2"

GET_TOTALS = "/champions.v1.ReportService/GetTotals"


class Target:
  """Where the edge listens, and what vouches for it."""

  def __init__(self, port, authority):
    self.port, self.authority = port, authority

  def tcp(self, source=ATTACKER, timeout=5):
    return socket.create_connection(("127.0.0.1", self.port), timeout, (source, 0))

  def tls(self, protocol, source=ATTACKER, timeout=5, certificate=None):
    context = ssl.create_default_context(cafile=self.authority)
    context.set_alpn_protocols([protocol])
    if certificate:
      context.load_cert_chain(*certificate)
    connection = self.tcp(source, timeout)
    try:
      return context.wrap_socket(connection, server_hostname="localhost")
    except (OSError, ValueError):
      connection.close()
      raise


def calls_on(index):
  """How many calls to hold open on which of several connections: on one alone what an address may."""
  return 100 if index else 1000


def frame(kind, flags, stream, payload=b""):
  return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def message(payload, compressed=0, length=None):
  """A message of gRPC; its length may be a lie."""
  return bytes((compressed,)) + struct.pack(">I", len(payload) if length is None else length) + payload


def request(path=GET_TOTALS, *more, method="POST", content_type="application/grpc"):
  return [(":method", method), (":scheme", "https"), (":authority", "localhost"), (":path", path),
          ("content-type", content_type), ("te", "trailers"), *more]


def setting(name, value):
  return struct.pack(">HI", name, value)


class Http2:
  """One connection. What comes in is kept by stream; nothing is checked before it is sent."""

  def __init__(self, target, source=ATTACKER, settings=b"", certificate=None, timeout=5):
    self.socket = target.tls("h2", source, timeout, certificate)
    self.encoder, self._decoder = hpack.Encoder(), hpack.Decoder()
    self._buffer, self.next_stream, self.sent = b"", 1, 0
    self.is_closed, self.goaway = False, None
    self.headers, self.data, self.resets, self.counts = {}, {}, {}, {}
    self.ended = set()
    self.send(PREFACE + frame(SETTINGS, 0, 0, settings))

  def __enter__(self):
    return self

  def __exit__(self, *_):
    self.close()

  def close(self):
    self.socket.close()

  def send(self, octets, timeout=5):
    """False when the other side no longer takes anything."""
    if self.is_closed:
      return False
    try:
      self.socket.settimeout(timeout)
      self.socket.sendall(octets)
      self.sent += len(octets)
    except (OSError, ValueError):
      self.is_closed = True
    return not self.is_closed

  def block(self, fields):
    """Header fields as octets, with nothing put into the table of the other side."""
    return self.encoder.encode([hpack.NeverIndexedHeaderTuple(*field) for field in fields], huffman=False)

  def new_stream(self):
    self.next_stream += 2
    return self.next_stream - 2

  def open(self, fields, flags=END_HEADERS):
    """Starts a request and gives the number of its stream."""
    stream, octets = self.new_stream(), self.block(fields)
    pieces = [octets[at:at + LARGEST_FRAME] for at in range(0, len(octets), LARGEST_FRAME)] or [b""]
    last = len(pieces) - 1
    self.send(b"".join(
        frame(CONTINUATION if at else HEADERS,
              (flags & END_HEADERS if at == last else 0) | (0 if at else flags & END_STREAM),
              stream, piece) for at, piece in enumerate(pieces)))
    return stream

  def receive(self, seconds, until=lambda: False):
    """Takes what comes for so long; earlier when it is closed or `until` says so."""
    deadline = time.monotonic() + seconds
    while not self.is_closed and not until():
      left = deadline - time.monotonic()
      if left <= 0:
        break
      try:
        self.socket.settimeout(left)
        octets = self.socket.recv(65536)
      except TimeoutError:
        break
      except (OSError, ValueError):
        octets = b""
      if not octets:
        self.is_closed = True
      self._buffer += octets
      self._take_frames()

  def _take_frames(self):
    while len(self._buffer) >= 9:
      end = 9 + int.from_bytes(self._buffer[:3], "big")
      if len(self._buffer) < end:
        return
      kind, flags = self._buffer[3], self._buffer[4]
      stream = int.from_bytes(self._buffer[5:9], "big") & 0x7FFFFFFF
      self._take(kind, flags, stream, self._buffer[9:end])
      self._buffer = self._buffer[end:]

  def _take(self, kind, flags, stream, payload):
    self.counts[kind] = self.counts.get(kind, 0) + 1
    if kind == HEADERS:
      fields = self._decoder.decode(payload)
      self.headers.setdefault(stream, {}).update(fields)
    elif kind == DATA:
      self.data[stream] = self.data.get(stream, b"") + payload
    elif kind == RST_STREAM:
      self.resets[stream] = int.from_bytes(payload, "big")
    elif kind == GOAWAY:
      self.goaway = int.from_bytes(payload[4:8], "big")
    if kind in (HEADERS, DATA) and flags & END_STREAM:
      self.ended.add(stream)

  def is_over(self, stream):
    return stream in self.ended or stream in self.resets

  def answer(self, stream, seconds=5):
    """How it ended for the caller: `grpc 8`, `http 400`, `reset 7`, `goaway 11`, `closed` or `open`."""
    self.receive(seconds, lambda: self.is_over(stream) or self.goaway is not None)
    fields = self.headers.get(stream, {})
    if "grpc-status" in fields:
      return "grpc " + fields["grpc-status"]
    if ":status" in fields:
      return "http " + fields[":status"]
    if stream in self.resets:
      return "reset %d" % self.resets[stream]
    if self.goaway is not None:
      return "goaway %d" % self.goaway
    return "closed" if self.is_closed else "open"

  def call(self, fields, body=None, seconds=5):
    """One whole request: its answer, the stream's number."""
    stream = self.open(fields, END_HEADERS | (END_STREAM if body is None else 0))
    if body is not None:
      self.send_body(stream, body)
    return self.answer(stream, seconds), stream

  def send_body(self, stream, body, is_last=True):
    """Without regard to windows: only for what fits into them, or is meant not to."""
    pieces = [body[at:at + LARGEST_FRAME] for at in range(0, len(body), LARGEST_FRAME)] or [b""]
    for at, piece in enumerate(pieces):
      ends = is_last and at == len(pieces) - 1
      if not self.send(frame(DATA, END_STREAM if ends else 0, stream, piece)):
        return False
    return True


def http1(target, octets, seconds=3, source=ATTACKER):
  """Sends these octets over HTTP/1.1 and gives all that comes back until it is closed or silent."""
  answer = b""
  with target.tls("http/1.1", source) as connection:
    try:
      connection.sendall(octets)
      connection.settimeout(seconds)
      while len(answer) < 1 << 20:
        piece = connection.recv(65536)
        if not piece:
          break
        answer += piece
    except OSError:
      pass
  return answer


def statuses(answer):
  """The status codes of the responses in it, in order."""
  return [int(line.split()[1]) for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.")]
