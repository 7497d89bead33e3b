"""StreamReach over as many connections as it takes, each item counted once.

An item is held until it is acknowledged. When the connection breaks, those not acknowledged are sent
again with the same request_id, and the service answers for those that it has already recorded.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, Optional, Set

import grpc
from champions.v1 import reach_service_pb2

from . import errors
from .retry import RetryPolicy


@dataclass(frozen=True)
class Acknowledgement:
    """What became of one item: recorded when `error` is None, else refused and nothing changed."""

    request_id: str
    reach: Optional[reach_service_pb2.Reach] = None
    error: Optional[errors.ChampionsError] = None


class _Feed:
    """The items, and which of them wait for an acknowledgement. gRPC reads it from its own threads,
    and for a moment two of them may: that of a broken connection and that of the next."""

    def __init__(self, items: Iterator[reach_service_pb2.StreamReachRequest], window: int) -> None:
        self._items = items
        self._window = window
        self._source = threading.Lock()
        self._changed = threading.Condition()
        self._waiting: Dict[str, reach_service_pb2.StreamReachRequest] = {}
        self._failure: Optional[BaseException] = None
        self.exhausted = False

    def read(self, closed: threading.Event) -> Iterator[reach_service_pb2.StreamReachRequest]:
        """The items for one connection: those that wait first, then new ones."""
        sent: Set[str] = set()
        while True:
            item = self._unsent(sent, closed)
            if item is not None:
                sent.add(item.request_id)
                yield item
            elif closed.is_set() or not self._take(sent):
                return

    def _unsent(self, sent: Set[str], closed: threading.Event) -> Any:
        with self._changed:
            while not closed.is_set():
                for request_id, item in self._waiting.items():
                    if request_id not in sent:
                        return item
                if len(self._waiting) < self._window:
                    break
                self._changed.wait()
        return None

    def _take(self, sent: Set[str]) -> bool:
        """Moves one item from the caller's iterator to those that wait; False when there is none."""
        with self._source:
            with self._changed:
                # While this waited its turn, the broken connection may have taken one.
                if not self._waiting.keys() <= sent:
                    return True
            if self.exhausted:
                return False
            try:
                item = next(self._items)
                with self._changed:
                    if item.request_id in self._waiting:
                        raise ValueError(f"two items in flight have request_id {item.request_id}")
                    self._waiting[item.request_id] = item
            except StopIteration:
                self.exhausted = True
            except BaseException as failure:  # The caller's iterator may raise anything.
                self._failure = failure
                self.exhausted = True
            return not self.exhausted

    def acknowledge(self, request_id: str) -> bool:
        with self._changed:
            known = self._waiting.pop(request_id, None) is not None
            self._changed.notify_all()
            return known

    def wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def idle(self) -> bool:
        with self._changed:
            return not self._waiting

    def raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure


def send(
    method: Callable[..., Any],
    items: Iterator[reach_service_pb2.StreamReachRequest],
    metadata: Any,
    connection_s: float,
    window: int,
    retry: RetryPolicy,
) -> Iterator[Acknowledgement]:
    """Yields an acknowledgement per item; raises when no connection gets further."""
    feed = _Feed(items, window)
    attempt = 0
    while True:
        closed = threading.Event()
        call = method(feed.read(closed), timeout=connection_s, metadata=metadata)
        error: Optional[errors.ChampionsError] = None
        try:
            for answer in call:
                if feed.acknowledge(answer.request_id):
                    attempt = 0
                    yield _acknowledgement(answer)
        except grpc.RpcError as rpc_error:
            error = errors.from_rpc_error(rpc_error)
        finally:
            # Also when the caller stops reading: the connection must not outlive the loop.
            closed.set()
            feed.wake()
            call.cancel()
        feed.raise_failure()
        if feed.exhausted and feed.idle():
            return
        if error is None:
            error = errors.Unavailable(grpc.StatusCode.UNAVAILABLE, "the stream ended early")
        elif error.code == grpc.StatusCode.DEADLINE_EXCEEDED and feed.idle():
            # Only the connection's time was up, while the caller had nothing to send.
            continue
        attempt += 1
        wait_s = retry.backoff_s(attempt, error)
        if wait_s is None:
            raise error
        time.sleep(wait_s)


def _acknowledgement(answer: reach_service_pb2.StreamReachResponse) -> Acknowledgement:
    if answer.WhichOneof("result") == "error":
        return Acknowledgement(answer.request_id, error=errors.from_status(answer.error))
    return Acknowledgement(answer.request_id, reach=answer.reach)
