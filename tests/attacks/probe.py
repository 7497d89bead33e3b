"""Another caller, in a process of its own: what it is served while an attack runs, and what the
server and the edge weigh meanwhile. Prints `ready`, works until its input ends, prints a summary.

Calls start at fixed moments whatever became of those before, so that a stall is seen by every call
that falls into it. Once a second it comes anew, with a handshake.
"""

import argparse
import json
import sys
import threading
import time
import uuid

import grpc
from champions.v1 import reach_service_pb2, reach_service_pb2_grpc
from champions.v1 import report_service_pb2, report_service_pb2_grpc

from processes import resident_kb

CALLS_PER_SECOND = 20
TIMEOUT_SECONDS = 5
SAMPLE_SECONDS = 0.05


class Probe:

  def __init__(self, options):
    self._options = options
    with open(options.authority, "rb") as file:
      self._credentials = grpc.ssl_channel_credentials(file.read())
    self._channel = self._connect()
    self._metadata = (("authorization", "Bearer " + options.token),)
    self._lock, self._under_way = threading.Lock(), 0
    self.latencies_ms, self.failures, self.peaks_kb = [], [], {}

  def _connect(self):
    return grpc.secure_channel("127.0.0.1:%d" % self._options.port, self._credentials, (
        ("grpc.ssl_target_name_override", "localhost"), ("grpc.enable_retries", 0),
        ("grpc.use_local_subchannel_pool", 1)))

  def start(self, channel, number):
    """One call, without waiting for it: reads and writes take turns."""
    started = time.monotonic()
    if number % 2:
      call = report_service_pb2_grpc.ReportServiceStub(channel).GetTotals
      request = report_service_pb2.GetTotalsRequest(quarter="2024-25-Q2")
    else:
      call = reach_service_pb2_grpc.ReachServiceStub(channel).LogReach
      request = reach_service_pb2.LogReachRequest(request_id=str(uuid.uuid4()), reach=reach_service_pb2.Reach(
          organisation="PROBE", programme="PROBE", occurred_on="2024-08-01", people=1,
          mode=reach_service_pb2.REACH_MODE_CONVERSATION, topic=reach_service_pb2.REACH_TOPIC_OTHER))
    with self._lock:
      self._under_way += 1
    future = call.future(request, timeout=TIMEOUT_SECONDS, metadata=self._metadata)
    future.add_done_callback(lambda done: self._finish(done, started))
    return future

  def _finish(self, done, started):
    took_ms = (time.monotonic() - started) * 1000
    with self._lock:
      self._under_way -= 1
      self.latencies_ms.append(took_ms)
      if done.code() != grpc.StatusCode.OK:
        self.failures.append("%s after %.0f ms: %s" % (done.code().name, took_ms, done.details()))

  def _come_anew(self, stop):
    while not stop.wait(1):
      channel = self._connect()
      self.start(channel, 1).exception()
      channel.close()

  def _weigh(self, stop):
    while not stop.wait(SAMPLE_SECONDS):
      for part, pid in (("server", self._options.server_pid), ("edge", self._options.edge_pid)):
        self.peaks_kb[part] = max(self.peaks_kb.get(part, 0), resident_kb(pid))

  def run(self, stop):
    for work in (self._come_anew, self._weigh):
      threading.Thread(target=work, args=(stop,), daemon=True).start()
    number, start = 0, time.monotonic()
    while not stop.wait(max(0, start + number / CALLS_PER_SECOND - time.monotonic())):
      self.start(self._channel, number)
      number += 1
    give_up_at = time.monotonic() + TIMEOUT_SECONDS + 1
    while self._under_way and time.monotonic() < give_up_at:
      time.sleep(0.01)
    if self._under_way:
      self.failures.append("%d calls never ended" % self._under_way)

  def warm_up(self):
    for number in range(4):
      self.start(self._channel, number).result()
    self.latencies_ms.clear()

  def summary(self):
    ordered = sorted(self.latencies_ms)

    def quantile(share):
      return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else None

    return {"calls": len(ordered), "failures": self.failures[:5], "failed": len(self.failures),
            "p50_ms": quantile(0.5), "p99_ms": quantile(0.99), "peaks_kb": self.peaks_kb}


def main():
  parser = argparse.ArgumentParser()
  parser.add_argument("--port", type=int, required=True)
  parser.add_argument("--authority", required=True)
  parser.add_argument("--server-pid", type=int, required=True)
  parser.add_argument("--edge-pid", type=int, required=True)
  options = parser.parse_args()
  # Not on the command line, where everybody could read it.
  options.token = sys.stdin.readline().strip()
  probe, stop = Probe(options), threading.Event()
  probe.warm_up()
  print("ready", flush=True)

  def wait_for_end():
    sys.stdin.read()
    stop.set()

  threading.Thread(target=wait_for_end, daemon=True).start()
  probe.run(stop)
  print(json.dumps(probe.summary()), flush=True)


if __name__ == "__main__":
  main()
