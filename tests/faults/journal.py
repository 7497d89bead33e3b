"""What the writers were told: every acknowledged record as it must be now, and what went wrong."""

import random
import threading
from dataclasses import dataclass


@dataclass
class Record:
  """A reach record as its last acknowledgement left it."""
  marker: str  # in its note: the only name that a record without an external_id has
  id: str
  organisation: str
  programme: str
  occurred_on: str
  broadcast: bool
  people: int
  new_people: int
  signposted: int
  etag: str
  voided: bool = False


class Journal:
  """Shared by the writers."""

  MOST_SAMPLES = 400

  def __init__(self, seed):
    self._lock = threading.Lock()
    self._random = random.Random(seed)
    self.records = {}        # marker -> Record
    self.requests = 0        # acknowledged, each with a request_id of its own
    self.retried = 0         # of them, those that took more than one attempt
    self.attempts_failed = 0
    self.samples = []        # (method's name, request, ids in its answer), to be asked again
    self.problems = []

  def acknowledged(self, name, request, ids, attempts):
    with self._lock:
      self.requests += 1
      self.retried += attempts > 1
      self.attempts_failed += attempts - 1
      sample = (name, request, ids)
      if len(self.samples) < self.MOST_SAMPLES:
        self.samples.append(sample)
      elif self._random.random() < self.MOST_SAMPLES / self.requests:
        self.samples[self._random.randrange(self.MOST_SAMPLES)] = sample

  def remember(self, record):
    with self._lock:
      self.records[record.marker] = record

  def problem(self, text):
    with self._lock:
      self.problems.append(text)
