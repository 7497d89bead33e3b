"""When to try again, and how long to wait before it."""

import random
from dataclasses import dataclass
from typing import Optional

import grpc

from .errors import ChampionsError


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential backoff with jitter, so that many clients do not come back at one moment."""

    max_attempts: int = 10
    initial_backoff_s: float = 0.1
    max_backoff_s: float = 10.0
    multiplier: float = 2.0

    def backoff_s(self, attempt: int, error: ChampionsError) -> Optional[float]:
        """How long to wait after this attempt (the first is 1); None when trying again is useless.

        Trying again is safe for every method: a write carries the same request_id each time, so it
        is counted once. It is useful when the service was not reached, did not answer in time, or
        says itself when to come back.
        """
        if attempt >= self.max_attempts:
            return None
        if error.retry_after_s is None and not _transient(error):
            return None
        ceiling_s = min(
            self.max_backoff_s, self.initial_backoff_s * self.multiplier ** (attempt - 1)
        )
        # What the service asks for is a minimum; the jitter comes on top of it.
        return (error.retry_after_s or 0.0) + random.uniform(0.0, ceiling_s)


def _transient(error: ChampionsError) -> bool:
    if error.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED):
        return True
    # The service gives every refusal a reason. One of these without it is a connection that broke
    # underway, as gRPC or a proxy reports it.
    return not error.reason and error.code in (
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.UNKNOWN,
    )
