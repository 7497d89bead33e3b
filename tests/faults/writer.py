"""One writer: logs, amends and voids its own records through the API, whatever happens to it."""

import datetime
import random
import threading
import time
import uuid

import grpc
from champions.v1 import reach_service_pb2 as reach

from api import (NUMBERS, PATIENCE_SECONDS, TIMEOUT_SECONDS, Api, Unsafe, check_error, check_safe,
                 reason_of)
from journal import Record

ORGANISATIONS = ("NORTH", "EAST", "SOUTH")
PROGRAMMES = ("HEALTHY", "MATERNAL", "OUTREACH")
FIRST_DAY, DAYS = datetime.date(2024, 1, 1), 366
MOST_IN_BATCH, MOST_IN_STREAM = 40, 120


class Writer:
  """Keeps its records and its connection over all cycles; `run` is one cycle's load."""

  def __init__(self, number, socket, token, seed, journal):
    self._name, self._journal = "w%d" % number, journal
    self._random = random.Random("%s %d" % (seed, number))
    self._api = Api(socket, token)
    self._written = 0
    self._records = []  # those that can be amended or voided
    self._broken = False

  def start(self, stop):
    thread = threading.Thread(target=self._run, args=(stop,))
    thread.start()
    return thread

  def close(self):
    self._api.close()

  def _run(self, stop):
    actions = {self._log: 40, self._batch: 8, self._stream: 12, self._amend: 25, self._void: 5}
    while not stop.is_set() and not self._broken:
      action = self._random.choices(list(actions), list(actions.values()))[0]
      try:
        action()
      except Unsafe as error:
        # What became of the request is not known, so nothing can be expected of this writer's
        # records any more.
        self._journal.problem("%s: %s" % (self._name, error))
        self._broken = True

  def _id(self):
    return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

  def _first_timeout(self):
    """Some callers give up at once and come back: the first copy may still be at work then."""
    return self._random.uniform(0.002, 0.05) if self._random.random() < 0.1 else TIMEOUT_SECONDS

  def _call(self, method, name, request):
    answer, attempts = self._api.until_answered(method, request, name, self._first_timeout())
    records = answer.reaches if name == "BatchLogReach" else [answer.reach]
    self._journal.acknowledged(name, request, [record.id for record in records], attempts)
    return records

  # --- New records -------------------------------------------------------------------

  def _draw(self):
    """A record to log. Half of them have no external_id: nothing but the request_id tells copies
    of those apart."""
    self._written += 1
    marker = "%s-%06d" % (self._name, self._written)
    people = self._random.randint(0, 60)
    day = FIRST_DAY + datetime.timedelta(days=self._random.randrange(DAYS))
    return reach.Reach(
        external_id=marker if self._written % 2 else "", note=marker,
        organisation=self._random.choice(ORGANISATIONS),
        programme=self._random.choice(PROGRAMMES), occurred_on=day.isoformat(),
        mode=self._random.randint(reach.REACH_MODE_CONVERSATION, reach.REACH_MODE_BROADCAST),
        topic=self._random.randint(reach.REACH_TOPIC_MATERNAL_HEALTH, reach.REACH_TOPIC_OTHER),
        people=people, new_people=self._random.randint(0, people),
        signposted=self._random.randint(0, people))

  def _remember(self, wanted, answer):
    record = Record(wanted.note, answer.id, wanted.organisation, wanted.programme,
                    wanted.occurred_on, wanted.mode == reach.REACH_MODE_BROADCAST, wanted.people,
                    wanted.new_people, wanted.signposted, answer.etag)
    self._journal.remember(record)
    self._records.append(record)

  def _log(self):
    wanted = self._draw()
    request = reach.LogReachRequest(reach=wanted, request_id=self._id())
    self._remember(wanted, self._call(self._api.reach.LogReach, "LogReach", request)[0])

  def _batch(self):
    wanted = [self._draw() for _ in range(self._random.randint(2, MOST_IN_BATCH))]
    request = reach.BatchLogReachRequest(reaches=wanted, request_id=self._id())
    answers = self._call(self._api.reach.BatchLogReach, "BatchLogReach", request)
    if len(answers) != len(wanted):
      raise Unsafe("BatchLogReach: %d records, %d answers" % (len(wanted), len(answers)))
    for one, answer in zip(wanted, answers):
      self._remember(one, answer)

  def _stream(self):
    """Items of one stream; those without an acknowledgement go into the next one."""
    items = [reach.StreamReachRequest(reach=self._draw(), request_id=self._id())
             for _ in range(self._random.randint(2, MOST_IN_STREAM))]
    attempts = dict.fromkeys((item.request_id for item in items), 0)
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while items:
      for item in items:
        attempts[item.request_id] += 1
      acknowledged = self._send(items)
      for item in items:
        if item.request_id in acknowledged:
          answer = acknowledged[item.request_id]
          self._journal.acknowledged("StreamReach", item, [answer.id], attempts[item.request_id])
          self._remember(item.reach, answer)
      items = [item for item in items if item.request_id not in acknowledged]
      if items and time.monotonic() > give_up_at:
        raise Unsafe("StreamReach: %d items not acknowledged after %d s" % (
            len(items), PATIENCE_SECONDS))
      if items:
        time.sleep(0.05)

  def _send(self, items):
    acknowledged = {}
    try:
      for answer in self._api.reach.StreamReach(iter(items), timeout=TIMEOUT_SECONDS,
                                                metadata=self._api.metadata):
        if answer.WhichOneof("result") == "reach":
          acknowledged[answer.request_id] = answer.reach
        else:
          check_safe(NUMBERS[answer.error.code], reason_of(answer.error), answer.error.message,
                     "an item of StreamReach")
    except grpc.RpcError as error:
      check_error(error, "StreamReach")
    return acknowledged

  # --- Changes of its own records ----------------------------------------------------

  def _amend(self):
    if not self._records:
      return
    record = self._random.choice(self._records)
    people = self._random.randint(0, 60)
    wanted = reach.Reach(people=people, new_people=self._random.randint(0, people),
                         signposted=self._random.randint(0, people),
                         programme=self._random.choice(PROGRAMMES))
    request = reach.AmendReachRequest(id=record.id, reach=wanted, request_id=self._id(),
                                      etag=record.etag if self._random.random() < 0.5 else "")
    request.update_mask.paths.extend(["people", "new_people", "signposted", "programme"])
    answer = self._call(self._api.reach.AmendReach, "AmendReach", request)[0]
    record.people, record.new_people = wanted.people, wanted.new_people
    record.signposted, record.programme = wanted.signposted, wanted.programme
    record.etag = answer.etag

  def _void(self):
    if not self._records:
      return
    record = self._records.pop(self._random.randrange(len(self._records)))
    request = reach.VoidReachRequest(id=record.id, request_id=self._id())
    self._call(self._api.reach.VoidReach, "VoidReach", request)
    record.voided = True
