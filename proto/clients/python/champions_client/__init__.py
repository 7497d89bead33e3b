"""Client of the Champions API: retries that count once, typed errors, deadlines.

    from champions_client import Client, Options

    with Client(Options(address="champions.example.org:8443", token=token)) as client:
        client.reach.LogReach(LogReachRequest(reach=...))
"""

from .client import Client, Options
from .errors import (
    Aborted,
    AlreadyExists,
    ChampionsError,
    DeadlineExceeded,
    FailedPrecondition,
    FieldViolation,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
)
from .retry import RetryPolicy
from .stream import Acknowledgement

__all__ = [
    "Aborted",
    "Acknowledgement",
    "AlreadyExists",
    "ChampionsError",
    "Client",
    "DeadlineExceeded",
    "FailedPrecondition",
    "FieldViolation",
    "InvalidArgument",
    "NotFound",
    "Options",
    "PermissionDenied",
    "ResourceExhausted",
    "RetryPolicy",
    "Unauthenticated",
    "Unavailable",
]
