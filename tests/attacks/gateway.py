"""Downloads and pages over HTTP/1.1 and HTTP/2: slow, many, crooked, and two requests that pretend to be one."""

import threading
import time

import wire
from processes import require
from second import Recorder, SecondEdge
from wire import Http2, http1, statuses

PAGE = b"This link does not work"
GET = b"GET /exports/a HTTP/1.1\r\nhost: localhost\r\n"


class Reader:
  """Somebody else, who asks for one thing over and over: a link, unless another is named; it is expired, and
  the server says so."""

  def __init__(self, target, request=GET, status=404, words=PAGE):
    self._target, self._stop = target, threading.Event()
    self._request, self._status, self._words = request, status, words
    self.asked, self.failed = 0, []
    self._thread = threading.Thread(target=self._run, daemon=True)

  def __enter__(self):
    self._thread.start()
    return self

  def __exit__(self, *_):
    self._stop.set()
    self._thread.join(10)

  def _run(self):
    while not self._stop.wait(0.1):
      self.asked += 1
      try:
        answer = http1(self._target, self._request + b"connection: close\r\n\r\n", 5, "127.0.0.1")
      except OSError as problem:
        answer = str(problem).encode()
      if statuses(answer) != [self._status] or self._words not in answer:
        self.failed.append(answer[:80])

  def require_served(self):
    require(self.asked >= 3, "the reader asked only %d times", self.asked)
    require(not self.failed, "%d of %d readers were not served: %s", len(self.failed), self.asked,
            self.failed[:2])


def slow_requests(context):
  """Requests that come octet by octet, and answers that are never read."""
  slow = []
  with Reader(context.target) as reader:
    for number in range(4 * context.scale):
      connection = context.target.tls("http/1.1")
      connection.sendall(b"GET /exports/a HTTP/1.1\r\n" if number % 2 else (GET + b"\r\n") * 50)
      slow.append(connection)
    deadline, dribbled = time.monotonic() + context.seconds, 0
    while time.monotonic() < deadline:
      for connection in slow[1::2]:
        try:
          connection.sendall(b"x")
          dribbled += 1
        except OSError:
          pass
      time.sleep(0.2)
  for connection in slow:
    connection.close()
  reader.require_served()
  require(dribbled, "nothing could be sent")
  return "%d slow connections; %d links followed meanwhile, all answered" % (len(slow), reader.asked)


def many_requests(context):
  """More requests at once than the server has places for downloads."""
  counts, lock, threads = {}, threading.Lock(), []

  def ask():
    deadline = time.monotonic() + context.seconds
    while time.monotonic() < deadline:
      with Http2(context.target) as connection:
        asked = [connection.open(wire.request("/exports/a", method="GET", content_type="text/plain"), 5)
                 for _ in range(100)]
        for stream in asked:
          answer = connection.answer(stream)
          with lock:
            counts[answer] = counts.get(answer, 0) + 1

  with Reader(context.target) as reader:
    threads += [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
      thread.start()
    for thread in threads:
      thread.join()
  reader.require_served()
  require(sum(counts.values()) > 1000, "only %s", counts)
  time.sleep(2)  # until the edge no longer counts these against the address
  return "%s; %d links followed meanwhile, all answered" % (
      ", ".join("%s: %d" % pair for pair in sorted(counts.items())), reader.asked)


def bodies(context):
  """A download takes no body, however its length is given."""
  cases = {
      "a length": b"content-length: 5\r\n\r\nhello",
      "a length and no body": b"content-length: 1000000\r\n\r\n",
      "chunks": b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      "chunks without an end": b"transfer-encoding: chunked\r\n\r\n",
      "expected": b"expect: 100-continue\r\ncontent-length: 9\r\n\r\n",
  }
  answers = {name: statuses(http1(context.target, GET + rest, 0.5)) for name, rest in cases.items()}
  wrong = {name: answer for name, answer in answers.items() if answer[-1:] != [413]}
  require(not wrong, "answered with %s", wrong)
  return "; ".join("%s: %s" % (name, answer[-1]) for name, answer in answers.items())


FORM = b"content-type: application/x-www-form-urlencoded\r\n"


def forms(context):
  """Forms of the console that come octet by octet, hold too much, or are none; somebody else has the sign-in page."""
  host = b"host: localhost:%d\r\n" % context.target.port
  page = b"GET /console HTTP/1.1\r\n" + host
  post = b"POST /console/password HTTP/1.1\r\n" + host
  # More than the places that the server has for pages.
  slow = [context.target.tls("http/1.1") for _ in range(4 * context.scale)]
  for number, connection in enumerate(slow):
    length = b"content-length: 5000\r\n" if number % 2 else b"transfer-encoding: chunked\r\n"
    connection.sendall(post + FORM + length + b"\r\n")
  with Reader(context.target, page, 200, b"Sign in") as reader:
    deadline = time.monotonic() + context.seconds
    while time.monotonic() < deadline:
      for connection in slow[1::2]:
        connection.sendall(b"a")
      time.sleep(0.2)
  for connection in slow:
    connection.close()
  reader.require_served()
  large, plain = b"a" * 8193, b"content-length: 3\r\n\r\na=1"
  cases = {
      "too large": (413, post + FORM + b"content-length: 8193\r\n\r\n" + large),
      "larger than it will be": (413, post + FORM + b"content-length: 4000000000\r\n\r\n"),
      "chunks too large": (413, post + FORM + b"transfer-encoding: chunked\r\n\r\n2001\r\n" + large + b"\r\n0\r\n\r\n"),
      "chunks without an end": (413, post + FORM + b"transfer-encoding: chunked\r\n\r\n" + (b"400\r\n" + b"a" * 1024 + b"\r\n") * 12),
      "no form": (415, post + b"content-type: application/json\r\n" + plain),
      "gRPC": (415, post + b"content-type: application/grpc\r\n" + plain),
      "a page with a body": (413, page + plain),
      "another host": (421, b"GET /console HTTP/1.1\r\nhost: elsewhere.example\r\n\r\n"),
      "a form of nobody": (403, post + FORM + plain),
  }
  answers = {name: (expected, statuses(http1(context.target, octets, 1))) for name, (expected, octets) in cases.items()}
  wrong = {name: answer for name, (expected, answer) in answers.items() if answer[-1:] != [expected]}
  require(not wrong, "answered with %s", wrong)
  return "%d slow forms; the page was asked for %d times meanwhile; %s" % (
      len(slow), reader.asked, "; ".join("%s: %d" % (name, answer[0]) for name, answer in answers.items()))


PATHS = [
    b"/exports/../../../etc/passwd", b"/exports/%2e%2e/%2e%2e/etc/passwd", b"/exports/..%2f..%2fetc/passwd",
    b"/exports/....//etc/passwd", b"/exports/%00", b"/exports//etc/passwd", b"/exports/a/../../server.toml",
    b"//exports/a", b"/exports", b"/", b"/metrics", b"/exports/a?file=../../secrets/pepper",
    b"https://localhost/exports/../secrets/pepper", b"http://elsewhere.example/exports/a",
    b"/EXPORTS/a", b"/exports/" + b"a" * 7000, b"/exports/" + b"a" * 20000, b"*", b"exports/a",
    b"/exports/\\..\\..\\etc", b"/exports/a#b", b"/exports/a b", b"/exports/\xff\xfe", b"/exports/a;b=c",
]


def paths(context):
  """None leads to a file, over either protocol."""
  counts = {}
  for path in PATHS:
    answer = http1(context.target, b"GET " + path + b" HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", 2)
    _count(counts, path, "http %s" % (statuses(answer) or ["closed"])[0], answer)
    with Http2(context.target) as connection:
      fields = [(name, value if isinstance(value, bytes) else value.encode())
                for name, value in wire.request(path, method="GET", content_type="text/plain")]
      text, stream = connection.call(fields, None, 2)
      _count(counts, path, text, connection.data.get(stream, b""))
  for method in (b"POST", b"PUT", b"DELETE", b"TRACE", b"CONNECT", b"OPTIONS", b"get", b"PRI"):
    answer = http1(context.target, method + GET[3:] + b"connection: close\r\n\r\n", 1)
    _count(counts, method, "http %s" % (statuses(answer) or ["closed"])[0], answer)
  return ", ".join("%s: %d" % pair for pair in sorted(counts.items()))


def _count(counts, what, answer, octets):
  kind, _, number = answer.partition(" ")
  require((kind == "http" and (number == "closed" or number[0] == "4")) or kind in ("reset", "goaway", "closed"),
          "%r was answered with %s", what[:60], answer)
  require(b"root:" not in octets and b"pepper" not in octets, "%r led to a file", what[:60])
  counts[answer] = counts.get(answer, 0) + 1


# What a browser has to be told with every answer, and a word that it has to hold.
BROWSER_HEADERS = {
    "strict-transport-security": ("max-age=31536000", "includeSubDomains"),
    "x-content-type-options": ("nosniff",),
    "content-security-policy": ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"),
}


def _http1_answer(target, octets):
  """The status of one answer, and its fields with names in lower case."""
  head = http1(target, octets).split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
  fields = [line.partition(":") for line in head[1:]]
  return head[0][9:12], {name.lower(): value.strip() for name, _, value in fields}


def _http2_answer(target, fields, body=None):
  with Http2(target) as connection:
    _, stream = connection.call(fields, body)
    got = connection.headers.get(stream, {})
  return got.get(":status", "none"), got


def browser_headers(context):
  """What is answered, by the edge itself too, tells browsers: TLS alone, no guessing of types, in
  nobody's page. And texts say in which characters they are."""
  page = wire.request("/exports/a", method="GET", content_type="text/plain")
  plain = wire.request("/", content_type="text/plain")
  call = (wire.request(), wire.message(b""))
  target = context.target
  answers = {
      "a download": ("404", _http1_answer(target, GET + b"connection: close\r\n\r\n")),
      "a download over HTTP/2": ("404", _http2_answer(target, page)),
      "no gRPC": ("415", _http1_answer(target, b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")),
      "no gRPC over HTTP/2": ("415", _http2_answer(target, plain, b"")),
      "a body": ("413", _http1_answer(target, GET + b"connection: close\r\ncontent-length: 1\r\n\r\nx")),
      "a call": ("200", _http2_answer(target, *call)),
      "a page": ("200", _http1_answer(target, b"GET /console HTTP/1.1\r\nhost: localhost:%d\r\nconnection: close\r\n\r\n"
                                      % target.port)),
      "a page of another host": ("421", _http1_answer(target, b"GET /console HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")),
      "a page over HTTP/2": ("421", _http2_answer(target, wire.request("/console", method="GET", content_type="text/plain"))),
  }
  nobody = context.folder + "/nobody.sock"
  # Fewer than none, since the first would be let in at none.
  with SecondEdge(context, http1_socket=nobody, requests_per_second=-1) as edge:
    answers["over the rate"] = ("429", _http2_answer(edge.target, page))
    answers["a call over the rate"] = ("200", _http2_answer(edge.target, *call))
  with SecondEdge(context, http1_socket=nobody) as edge:
    answers["no server"] = ("503", _http2_answer(edge.target, page))
    answers["a call and no server"] = ("503", _http2_answer(edge.target, *call))
  for name, (expected, (status, fields)) in answers.items():
    require(status == expected, "%s was answered with %s, not %s", name, status, expected)
    for header, words in BROWSER_HEADERS.items():
      missing = [word for word in words if word not in fields.get(header, "")]
      require(not missing, "%s: %s is %r and lacks %s", name, header, fields.get(header), missing)
    kind = fields.get("content-type", "")
    require(kind.startswith("application/grpc") or kind in ("text/plain; charset=utf-8", "text/html; charset=utf-8"),
            "%s: the content type is %r", name, kind)
  return "%d kinds of answer: %s" % (len(answers), ", ".join(answers))


SECOND = b"GET /exports/smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n"
SMUGGLED = {
    "a length and chunks": b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks and a length": b"transfer-encoding: chunked\r\ncontent-length: 100\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks misspelt": b"transfer-encoding: xchunked\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks and identity": b"transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks twice": b"transfer-encoding: chunked\r\ntransfer-encoding: cow\r\n\r\n0\r\n\r\n" + SECOND,
    "a tab before chunks": b"transfer-encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + SECOND,
    "a blank before the colon": b"content-length : 52\r\n\r\n" + SECOND,
    "two lengths": b"content-length: 0\r\ncontent-length: 52\r\n\r\n" + SECOND,
    "a list of lengths": b"content-length: 0, 52\r\n\r\n" + SECOND,
    "a signed length": b"content-length: +52\r\n\r\n" + SECOND,
    "a negative length": b"content-length: -1\r\n\r\n" + SECOND,
    "an empty length": b"content-length:\r\n\r\n" + SECOND,
    "a folded line": b"x: y\r\n content-length: 52\r\n\r\n" + SECOND,
    "an empty name": b": x\r\ncontent-length: 52\r\n\r\n" + SECOND,
    "a NUL": b"x: a\0b\r\ncontent-length: 52\r\n\r\n" + SECOND,
    "a bare line feed": b"x: y\ncontent-length: 52\n\n" + SECOND,
    "a bare carriage return": b"x: y\rcontent-length: 52\r\n\r\n" + SECOND,
    "a length of a chunk that wraps": b"transfer-encoding: chunked\r\n\r\n10000000000000000\r\n\r\n" + SECOND,
}


def smuggling(context):
  """One request goes on as one request or not at all: a recorder in the place of the server sees no
  other, and both sides agree on where it ends."""
  refused, answers = 0, {}
  with Recorder(context.folder) as recorder, SecondEdge(context, http1_socket=recorder.socket) as edge:
    require(statuses(http1(edge.target, GET + b"connection: close\r\n\r\n")) == [200], "nothing is recorded")
    for name, rest in SMUGGLED.items():
      recorder.requests.clear()
      got = statuses(http1(edge.target, GET + rest, 0.3))
      _require_whole(recorder, name, len(got), answers)
      refused += not recorder.requests
    for name, fields in _http2_smuggling().items():
      recorder.requests.clear()
      with Http2(edge.target) as connection:
        connection.call(fields, SECOND, 1)
      _require_whole(recorder, name, 1, answers)
      refused += not recorder.requests
  require(refused >= 10, "only %d were refused", refused)
  return "%d refused, %d sent on as what they are: %s" % (
      refused, len(answers), "; ".join("%s: %s" % pair for pair in answers.items()) or "none")


def _require_whole(recorder, name, responses, answers):
  """Where two were sent on, there were two for the edge as well, and it answered both."""
  for octets in recorder.requests:
    head, _, rest = octets.partition(b"\r\n\r\n")
    require(not rest, "%s: more than a head was sent on: %r", name, octets[:300])
    fields = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    announced = [(field.strip().lower(), value.strip()) for field, _, value in fields
                 if field.strip().lower() in (b"content-length", b"transfer-encoding")]
    require(announced in ([], [(b"content-length", b"0")]), "%s: a body was announced: %r", name,
            octets[:300])
    require(b"\n" not in head.replace(b"\r\n", b"") and b"\r" not in head.replace(b"\r\n", b"") and
            b"\0" not in head, "%s: a crooked line was sent on: %r", name, octets[:300])
  require(len(recorder.requests) <= responses, "%s: %d requests, %d answers", name,
          len(recorder.requests), responses)
  if recorder.requests:
    answers[name] = len(recorder.requests)


def _http2_smuggling():
  def fields(*more, path=b"/exports/a"):
    base = wire.request(path, method="GET", content_type="text/plain")
    return [(name.encode() if isinstance(name, str) else name,
             value.encode() if isinstance(value, str) else value) for name, value in [*base, *more]]

  return {
      "HTTP/2 with chunks": fields((b"transfer-encoding", b"chunked")),
      "HTTP/2 with a wrong length": fields((b"content-length", b"0")),
      "HTTP/2 with a line in a value": fields((b"x", b"a\r\ncontent-length: 5\r\n\r\n" + SECOND)),
      "HTTP/2 with a line in a name": fields((b"x: a\r\ny", b"b")),
      "HTTP/2 with a line in the path": fields(path=b"/exports/a HTTP/1.1\r\nx: y\r\n\r\n" + SECOND),
      "HTTP/2 with a blank in the path": fields(path=b"/exports/a HTTP/1.0"),
      "HTTP/2 with a connection": fields((b"connection", b"x-champions-client-address")),
      "HTTP/2 with an upgrade": fields((b"upgrade", b"h2c"), (b"http2-settings", b"AAMAAABkAAQAAP__")),
  }


ATTACKS = [
    ("slow requests", slow_requests),
    ("many requests", many_requests),
    ("bodies of downloads", bodies),
    ("forms of the console", forms),
    ("crooked paths", paths),
    ("headers for browsers", browser_headers),
    ("request smuggling", smuggling),
]
