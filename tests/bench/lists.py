"""The questions that list_ms is about: every order and filter, and pages deep in a list."""

import dataclasses
import gc
import itertools
import time

import grpc
from champions.v1 import reach_service_pb2 as reach
from champions.v1 import report_service_pb2 as reports

from dataset import ORGANISATIONS, PROGRAMMES

ORDERS = ("id", "occurred_on", "record_time", "id desc", "occurred_on desc", "record_time desc")
DEEP_PAGES = 20
DEEP_PAGE_SIZE = 1000
NO_ACTIVITY = "00000000-0000-4000-8000-00000000dead"


@dataclasses.dataclass
class Asked:
  """(kind of question, milliseconds) of each that was answered, and what failed."""

  answers: list
  failures: list
  kinds: int


def percentile(values, share):
  ordered = sorted(values)
  return ordered[round(share * (len(ordered) - 1))]


def slowest(answers, count):
  """The kinds with the highest median."""
  times = {}
  for kind, milliseconds in answers:
    times.setdefault(kind, []).append(milliseconds)
  medians = [(kind, percentile(values, 0.5)) for kind, values in times.items()]
  return sorted(medians, key=lambda pair: -pair[1])[:count]


def filters(calendar, known):
  """Each filter alone, by name; those marked `no …` match nothing."""
  day = calendar.quarters[6]
  return {
      "organisation": {"organisation": ORGANISATIONS[0]},
      "programme": {"programme": PROGRAMMES[2]},
      "from": {"from": str(calendar.quarters[-1])},
      "to": {"to": str(calendar.quarters[1])},
      "one day": {"from": str(day), "to": str(day)},
      "activity": {"activity": known["activity"]},
      "ward": {"ward": "E05013550"},
      "mode": {"modes": [reach.REACH_MODE_GROUP]},
      "topics": {"topics": [reach.REACH_TOPIC_DIABETES, reach.REACH_TOPIC_OTHER]},
      "external_id": {"external_id": known["external_id"]},
      "voided": {"state": reach.REACH_STATE_VOIDED},
      "recorded": {"state": reach.REACH_STATE_RECORDED},
      "no organisation": {"organisation": "NOBODY"},
      "no activity": {"activity": NO_ACTIVITY},
      "no ward": {"ward": "E05099999"},
      "no external_id": {"external_id": "never given"},
      "no day": {"from": "1990-01-01", "to": "1990-12-31"},
  }


def request_of(order, *parts, page_size=50):
  fields = {}
  for part in parts:
    fields.update(part)
  return reach.ListReachesRequest(page_size=page_size, order_by=order, **fields)


def list_questions(calendar, known):
  """(kind, request): every order with no filter, each filter, and combinations of two and three."""
  single = filters(calendar, known)
  for order in ORDERS:
    yield "by %s" % order, request_of(order)
    for name, fields in single.items():
      yield "by %s, %s" % (order, name), request_of(order, fields)
    for pair in itertools.combinations(single, 2):
      if compatible(single, pair):
        yield "by %s, %s" % (order, " + ".join(pair)), request_of(order, *(single[n] for n in pair))
    for three in itertools.combinations(single, 3):
      if compatible(single, three):
        yield ("by %s, %s" % (order, " + ".join(three)),
               request_of(order, *(single[n] for n in three)))


def compatible(single, names):
  """No field twice, and of two that match nothing one is enough."""
  fields = [field for name in names for field in single[name]]
  return len(fields) == len(set(fields)) and sum(name.startswith("no ") for name in names) < 2


def explain_questions(calendar):
  for field in (reports.TOTALS_FIELD_REACHED, reports.TOTALS_FIELD_IMPRESSIONS,
                reports.TOTALS_FIELD_ACTIVITIES):
    for to_date, quarter in itertools.product((False, True), (calendar.names[-2], calendar.names[4])):
      for name, fields in (("all", {}), ("one organisation", {"organisations": [ORGANISATIONS[0]]}),
                           ("one programme", {"programmes": [PROGRAMMES[1]]})):
        request = reports.ExplainTotalRequest(page_size=50, quarter=quarter, field=field,
                                              to_date=to_date)
        request.filters.organisations.extend(fields.get("organisations", ()))
        request.filters.programmes.extend(fields.get("programmes", ()))
        yield ("explain %s, %s, %s" % (reports.TotalsField.Name(field)[13:].lower(),
                                       "to date" if to_date else "the quarter", name), request)


def deep_questions(client, calendar, give_up_at):
  """Pages after 20,000 records, by following the tokens there."""
  two_years = {"from": str(calendar.quarters[2]), "to": str(calendar.quarters[9])}
  for order in ORDERS:
    for name, fields in (("", {}), (", mode", {"modes": [reach.REACH_MODE_GROUP]}),
                         (", from and to", two_years)):
      request = request_of(order, fields, page_size=DEEP_PAGE_SIZE)
      for _ in range(DEEP_PAGES):
        if time.monotonic() > give_up_at:
          return
        answer, _ = client.list_reaches(request)
        if not answer.next_page_token:
          break
        request.page_token = answer.next_page_token
      request.page_size = 50
      yield "by %s%s, after 20 pages of 1,000" % (order, name), request


def ask_all(clients, calendar, draw, seconds, known):
  """As many as the time allows, in an order drawn at random; deep pages get a third of it."""
  give_up_at = time.monotonic() + seconds
  questions = [(who, "ReachService/ListReaches", kind, request) for who in clients
               for kind, request in list_questions(calendar, known)]
  questions += [(who, "ReportService/ExplainTotal", kind, request) for who in clients
                for kind, request in explain_questions(calendar)] * 4
  kinds = len({(who, kind) for who, _, kind, _ in questions})
  asked = Asked([], [], kinds)
  for who, client in clients.items():
    try:
      deep_until = time.monotonic() + seconds / 3 / len(clients)
      for kind, request in deep_questions(client, calendar, deep_until):
        _ask(asked, client, "ReachService/ListReaches", "%s: %s" % (who, kind), request)
        asked.kinds += 1
    except grpc.RpcError as error:
      asked.failures.append("%s: pages deep in a list: %s" % (who, error.code().name))
  draw.shuffle(questions)
  # The pauses of this client's own memory would count as the server's.
  gc.collect()
  gc.freeze()
  for who, method, kind, request in questions:
    if time.monotonic() > give_up_at:
      break
    _ask(asked, clients[who], method, "%s: %s" % (who, kind), request)
  return asked


def _ask(asked, client, method, kind, request):
  started = time.perf_counter()
  try:
    asked.answers.append((kind, client.call(method, request)[1]))
  except grpc.RpcError as error:
    # It counts with the time that it took; a question that cannot be answered is no fast one.
    asked.answers.append((kind, max(1000.0, (time.perf_counter() - started) * 1000)))
    asked.failures.append("%s: %s %s" % (kind, error.code().name, error.details()[:80]))
