#!/usr/bin/python3
"""A ReachService that fails on request, for retries.json: each reach's note says how, and the figures
of the answer say what the server saw.

LogReach notes:
  fail CODE N [MS]    refuse the first N attempts, with RetryInfo of MS milliseconds where given
  hang N              do not answer the first N attempts in time
  cut N               cut the connection below the first N attempts
The answer has the number of attempts as `people` and of their different request_ids as `new_people`;
a refusal has the number of attempts as metadata. An attempt before RetryInfo's time was up is refused
for good as CAME_TOO_EARLY.

StreamReach notes, of the first item:
  break CODE          acknowledge two items of the first connection, then refuse the rest of it
  cut                 acknowledge two items of the first connection, then cut it
  end                 end the first connection without acknowledging anything
  gather              acknowledge only when no item has come for a while
An acknowledgement has the number of times the item came as `people`; with `gather`, the most items
that waited for one at a time as `new_people`.

Listens on a free port of the loopback, behind a relay that can cut connections, prints it as `port N`,
and ends when its input does.
"""

import collections
import queue
import socket
import sys
import threading
import time
from concurrent import futures

import grpc
from champions.v1 import reach_service_pb2, reach_service_pb2_grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

TOKEN = "retries-token"
# A client has sent all that its window allows when nothing came for so long.
QUIET_S = 0.5


def refuse(context, code, reason, attempts, retry_after_ms=None):
    """Ends the call as the Champions server does: a status with details in its trailer."""
    details = [error_details_pb2.ErrorInfo(
        reason=reason, domain="champions", metadata={"attempts": str(attempts)})]
    if retry_after_ms is not None:
        retry_info = error_details_pb2.RetryInfo()
        retry_info.retry_delay.FromMilliseconds(retry_after_ms)
        details.append(retry_info)
    status = status_pb2.Status(code=code.value[0], message=f"as asked: {reason}")
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, status.message)


def admit(context):
    if dict(context.invocation_metadata()).get("authorization") != f"Bearer {TOKEN}":
        refuse(context, grpc.StatusCode.UNAUTHENTICATED, "TOKEN_UNKNOWN", 1)


class Attempts:
    """What is known of one record from the calls before."""

    def __init__(self):
        self.count = 0
        self.request_ids = set()
        self.not_before = 0.0


class Relay:
    """Passes bytes on between clients and the server, until told to cut."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open = []

    def start(self, server_port):
        threading.Thread(target=self.accept, args=[server_port], daemon=True).start()

    def accept(self, server_port):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", server_port))
            self.open += [client, server]
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self.pass_on, args=[source, target], daemon=True).start()

    def pass_on(self, source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # Cut, or closed by the other side.

    def cut(self):
        for each in self.open:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # Closed before.
        self.open = []


class RetriesService(reach_service_pb2_grpc.ReachServiceServicer):
    def __init__(self, relay):
        self.relay = relay
        self.records = collections.defaultdict(Attempts)
        self.arrivals = collections.Counter()
        self.connections = collections.Counter()

    def LogReach(self, request, context):
        admit(context)
        seen = self.records[request.reach.external_id]
        seen.count += 1
        seen.request_ids.add(request.request_id)
        if time.monotonic() < seen.not_before:
            refuse(context, grpc.StatusCode.FAILED_PRECONDITION, "CAME_TOO_EARLY", seen.count)
        kind, *words = request.reach.note.split()
        if kind == "cut" and seen.count <= int(words[0]):
            self.relay.cut()
        if kind in ("hang", "cut") and seen.count <= int(words[0]):
            while context.is_active():
                time.sleep(0.01)
        if kind == "fail" and seen.count <= int(words[1]):
            retry_after_ms = int(words[2]) if len(words) > 2 else None
            seen.not_before = time.monotonic() + (retry_after_ms or 0) / 1000
            refuse(context, getattr(grpc.StatusCode, words[0]), "AS_ASKED", seen.count, retry_after_ms)
        return reach_service_pb2.LogReachResponse(reach=reach_service_pb2.Reach(
            external_id=request.reach.external_id, people=seen.count, new_people=len(seen.request_ids)))

    def StreamReach(self, items, context):
        admit(context)
        first = next(items, None)
        if first is None:
            return
        # A connection that resumes starts with another item, so the organisation tells streams apart.
        stream = first.reach.organisation
        self.connections[stream] += 1
        kind, *words = first.reach.note.split()
        if kind == "gather":
            yield from self.gather(first, items)
        elif self.connections[stream] == 1:
            yield from self.cut_short(first, items, context, kind, words)
        else:
            yield self.acknowledge(first)
            for item in items:
                yield self.acknowledge(item)

    def cut_short(self, first, items, context, kind, words):
        if kind == "end":
            return
        yield self.acknowledge(first)
        yield self.acknowledge(next(items))
        self.arrivals[next(items).request_id] += 1
        # The acknowledgements must not be overtaken by the reset.
        time.sleep(QUIET_S)
        if kind == "cut":
            self.relay.cut()
            return
        refuse(context, getattr(grpc.StatusCode, words[0]), "AS_ASKED", 1)

    def gather(self, first, items):
        arrived = queue.Queue()

        def read():
            for item in items:
                arrived.put(item)
            arrived.put(None)

        threading.Thread(target=read, daemon=True).start()
        waiting, most, ended = [first], 1, False
        while waiting or not ended:
            try:
                item = arrived.get(timeout=QUIET_S)
                ended = item is None
                waiting += [] if ended else [item]
                if not ended:
                    continue
            except queue.Empty:
                pass
            most = max(most, len(waiting))
            for item in waiting:
                yield self.acknowledge(item, most)
            waiting = []

    def acknowledge(self, item, most=0):
        self.arrivals[item.request_id] += 1
        return reach_service_pb2.StreamReachResponse(
            request_id=item.request_id,
            reach=reach_service_pb2.Reach(
                external_id=item.reach.external_id,
                people=self.arrivals[item.request_id], new_people=most))


def main():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    relay = Relay()
    reach_service_pb2_grpc.add_ReachServiceServicer_to_server(RetriesService(relay), server)
    if len(sys.argv) != 3:
        sys.exit("usage: retries_server.py KEY CERTIFICATE")
    with open(sys.argv[1], "rb") as key, open(sys.argv[2], "rb") as certificate:
        credentials = grpc.ssl_server_credentials([(key.read(), certificate.read())])
    relay.start(server.add_secure_port("127.0.0.1:0", credentials))
    server.start()
    print(f"port {relay.port}", flush=True)
    sys.stdin.read()
    server.stop(0).wait()


if __name__ == "__main__":
    main()
