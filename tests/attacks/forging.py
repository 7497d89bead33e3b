"""Headers that claim to be the edge's own, certificates of strangers, and lines for the logs."""

import base64
import hashlib
import ssl
import subprocess
import time
import uuid

import logs
import wire
from champions.v1 import organisation_service_pb2 as organisations
from processes import require
from second import Recorder, SecondEdge
from wire import Http2

CREATE = "/champions.v1.OrganisationService/CreateOrganisation"
FORGED_ADDRESS = "203.0.113.66"
FORGED = [
    ("x-champions-client-address", FORGED_ADDRESS), ("x-champions-client-address", "::1"),
    ("x-champions-client-certificate-sha256", "0" * 64),
    ("x-champions-client-certificate-subject", "CN=administrator"),
    ("x-champions-client-certificate", "MIIBforged"),
    ("x-forwarded-for", FORGED_ADDRESS), ("x-forwarded-host", "elsewhere.example"),
    ("x-forwarded-client-cert", "Hash=0"), ("forwarded", "for=" + FORGED_ADDRESS),
]


def _create(context, code, *more, request_id=None, path=CREATE, token=None):
  request = organisations.CreateOrganisationRequest(request_id=request_id or str(uuid.uuid4()))
  request.organisation.code, request.organisation.name = code, "Forged"
  with Http2(context.target) as connection:
    return connection.call(
        wire.request(path, ("authorization", "Bearer " + (token or context.instance.token)), *more),
        wire.message(request.SerializeToString()))[0]


def address_of_the_edge(context):
  """What is audited and logged is where the call came from, whatever it says of itself; a call that
  is refused for its credential is traced to it too."""
  logs.check(context.instance)
  answer = _create(context, "FORGED", *FORGED)
  require(answer == "grpc 0", "the call was answered with %s", answer)
  events = context.instance.champions("audit", "list", "--object", "FORGED")
  addresses = [event["address"] for event in events]
  require(addresses == [wire.ATTACKER], "the audit log says %s", addresses)
  answer = _create(context, "FORGED", *FORGED, token="chk_nobody")
  require(answer == "grpc 16", "a wrong token was answered with %s", answer)
  with Http2(context.target) as connection:
    connection.call(wire.request(wire.GET_TOTALS, *FORGED), wire.message(b""))
  wanted = {("CreateOrganisation", "OK"), ("CreateOrganisation", "UNAUTHENTICATED"),
            ("GetTotals", "UNAUTHENTICATED")}
  addresses_of = {}
  give_up_at = time.monotonic() + 5
  while not wanted <= set(addresses_of) and time.monotonic() < give_up_at:
    time.sleep(0.1)
    server, _ = logs.check(context.instance)
    for line in (line for line in server if line["event"] == "call"):
      kind = line["method"].rpartition("/")[2], line["status"]
      if kind in wanted:
        addresses_of.setdefault(kind, set()).add(line.get("address"))
  require(addresses_of == {kind: {wire.ATTACKER} for kind in wanted}, "the log says %s", addresses_of)
  return "audited and logged as coming from %s" % addresses[0]


def _certificate(folder, name, subject, authority=None):
  """A key and a certificate; of itself, or of an authority whose file prefix is given."""
  paths = ["%s/%s.%s" % (folder, name, kind) for kind in ("crt", "key", "csr")]

  def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=20)

  new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", paths[1])
  if authority is None:
    openssl("req", "-x509", *new_key, "-subj", subject, "-days", "1", "-out", paths[0])
  else:
    openssl("req", "-new", *new_key, "-subj", subject, "-utf8", "-out", paths[2])
    openssl("x509", "-req", "-in", paths[2], "-CA", authority + ".crt", "-CAkey", authority + ".key",
            "-CAcreateserial", "-CAserial", folder + "/serial", "-days", "1", "-out", paths[0])
  return paths[0], paths[1]


def certificates(context):
  """Nobody is believed to hold a certificate but who holds one of this instance's authority."""
  folder, home = context.folder, context.instance.home
  stranger = _certificate(folder, "stranger", "/CN=administrator")
  ours = _certificate(folder, "partner", "/O=A, \"B\"\\=C/CN=partner", home + "/tls/ca")
  sent = []
  with Recorder(folder) as recorder, SecondEdge(context, http1_socket=recorder.socket) as edge:
    try:
      with Http2(edge.target, certificate=stranger) as connection:
        answer = connection.call(wire.request(), wire.message(b""))[0]
    except (OSError, ssl.SSLError):
      answer = "closed"
    require(answer == "closed", "the certificate of a stranger was answered with %s", answer)
    require(not recorder.requests, "a request with the certificate of a stranger was sent on")
    for certificate in (None, ours):
      with Http2(edge.target, certificate=certificate) as connection:
        connection.call(wire.request(wire.GET_TOTALS, *FORGED), wire.message(b""))
      require(recorder.requests, "nothing was sent on")
      sent.append(recorder.fields())
  for fields in sent:
    ours_alone = {name for name in fields if name.startswith(("x-champions", "x-forwarded", "forwarded"))}
    ours_alone -= {"x-champions-client-certificate-sha256", "x-champions-client-certificate-subject",
                   "x-champions-client-certificate"}
    require(ours_alone == {"x-champions-client-address"}, "sent on: %s", ours_alone)
    require(fields["x-champions-client-address"] == [wire.ATTACKER], "sent on: %s", fields)
  require(not any("certificate" in name for name in sent[0]), "sent on: %s", sent[0])
  with open(ours[0], encoding="ascii") as file:
    der = ssl.PEM_cert_to_DER_cert(file.read())
  digest = hashlib.sha256(der).hexdigest()
  require(sent[1].get("x-champions-client-certificate-sha256") == [digest], "sent on: %s", sent[1])
  whole = [base64.b64encode(der).decode()]
  require(sent[1].get("x-champions-client-certificate") == whole, "sent on: %s", sent[1])
  subjects = sent[1].get("x-champions-client-certificate-subject", [])
  require(len(subjects) == 1 and "administrator" not in subjects[0], "sent on: %s", subjects)
  return "a stranger's: closed; without one: none sent on; with one: its own alone, %s" % subjects[0]


LINE = '{"time":"2026-01-01T00:00:00Z","level":"info","event":"%s"}' % logs.MARK
EVIL = {
    "a line": "a\n" + LINE + "\n",
    "a carriage return": "a\r\n" + LINE,
    "the end of a string": 'a","event":"%s","x":"' % logs.MARK,
    "colours": "\x1b[2J\x1b[31m" + logs.MARK + "\x07\x08",
    "a separator": "\u2028" + LINE + "\u0085" + LINE,
    "a long text": logs.MARK * 3000,
    "percent signs": "%0a%s%n%d" + logs.MARK,
    "no UTF-8": "\udcff\udcfe" + logs.MARK,
}


def _octets(text):
  return text.encode("utf-8", "surrogateescape")


def log_lines(context):
  """In paths, names of methods, headers, metadata, fields of a request, over both protocols."""
  answers, places = {}, 0
  for text in EVIL.values():
    for fields in (
        wire.request(b"/champions.v1.ReportService/" + _octets(text)),
        wire.request(b"/" + _octets(text) + b"/GetTotals"),
        wire.request(wire.GET_TOTALS, ("user-agent", _octets(text))),
        wire.request(wire.GET_TOTALS, ("authorization", b"Bearer " + _octets(text))),
        wire.request(wire.GET_TOTALS, ("x-request-id", _octets(text)), ("x-any-bin", _octets(text))),
        wire.request(wire.GET_TOTALS, (b"x-" + _octets(text), "a")),
        wire.request(wire.GET_TOTALS, ("grpc-timeout", _octets(text))),
        wire.request(wire.GET_TOTALS, ("grpc-encoding", _octets(text))),
        wire.request(wire.GET_TOTALS, content_type=b"application/grpc+" + _octets(text)),
    ):
      fields = [(name, value if isinstance(value, bytes) else value.encode()) for name, value in fields]
      with Http2(context.target) as connection:
        answer = connection.call(fields, wire.message(b""), 2)[0]
      answers[answer] = answers.get(answer, 0) + 1
      places += 1
  require(not set(answers) & {"open", "grpc 0"}, "answered with %s", answers)
  for text in EVIL.values():
    wire.http1(context.target, b"GET /exports/" + _octets(text) + b" HTTP/1.1\r\nhost: " +
               _octets(text) + b"\r\n\r\n", 0.2)
    places += 1
  places += _fields_of_requests(context)
  server, edge = logs.check(context.instance)
  require(server and edge, "nothing was logged: nothing was tried")
  return "%d places, %s; %d lines of the server and %d of the edge, none forged" % (
      places, ", ".join("%s: %d" % pair for pair in sorted(answers.items())), len(server), len(edge))


def _fields_of_requests(context):
  """By a caller with a token, whose request_id is in the log of the server."""
  tried = 0
  for text in EVIL.values():
    if "\udcff" in text:
      continue
    for code, request_id in ((text, None), ("A", text)):
      answer = _create(context, code, request_id=request_id)
      # A percent sign may be part of a code.
      require(answer == "grpc 3" or "%" in text, "a request with %r was answered with %s", text[:40], answer)
      tried += 1
  return tried


ATTACKS = [
    ("forged address", address_of_the_edge),
    ("forged certificates", certificates),
    ("log forging", log_lines),
]
