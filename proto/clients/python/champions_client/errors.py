"""What the service refuses, as exceptions that a program can act on.

Act on the class or on `reason`, never on the text: reasons are stable, texts are for people.
"""

from dataclasses import dataclass, field
from typing import Dict, List, Optional

import grpc
from google.rpc import error_details_pb2, status_pb2


@dataclass(frozen=True)
class FieldViolation:
    """A field that is not as it must be, named as in `reach.people` or `reaches[3].people`."""

    field: str
    description: str


# Compared by identity, as exceptions are.
@dataclass(eq=False)
class ChampionsError(Exception):
    """A call that did not succeed, after the retries that its policy allows."""

    code: grpc.StatusCode
    message: str
    # UPPER_SNAKE and stable, such as REQUEST_ID_REUSED; empty when the service was not reached.
    reason: str = ""
    metadata: Dict[str, str] = field(default_factory=dict)
    field_violations: List[FieldViolation] = field(default_factory=list)
    # How long the service asks to wait before the next attempt, in seconds.
    retry_after_s: Optional[float] = None

    def __str__(self) -> str:
        parts = [f"{self.code.name} {self.reason}".rstrip() + f": {self.message}"]
        parts += [f"{each.field}: {each.description}" for each in self.field_violations]
        return "; ".join(parts)


class InvalidArgument(ChampionsError):
    """The request cannot be right; `field_violations` says where."""


class NotFound(ChampionsError):
    """There is none that the caller may see."""


class AlreadyExists(ChampionsError):
    """The name is taken, or (REQUEST_ID_REUSED) the request_id was used for something else."""


class FailedPrecondition(ChampionsError):
    """A rule forbids it in the present state; `metadata` says what is allowed."""


class Aborted(ChampionsError):
    """Somebody else changed the record since it was read (ETAG_MISMATCH)."""


class PermissionDenied(ChampionsError):
    """The caller's role does not include this."""


class Unauthenticated(ChampionsError):
    """The token is missing, wrong, revoked or expired."""


class ResourceExhausted(ChampionsError):
    """Too many calls, or one too large; `retry_after_s` says when to come back."""


class Unavailable(ChampionsError):
    """The service cannot be reached at present."""


class DeadlineExceeded(ChampionsError):
    """No answer in time. A write may have happened: send it again with the same request_id."""


_CLASSES = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidArgument,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ALREADY_EXISTS: AlreadyExists,
    grpc.StatusCode.FAILED_PRECONDITION: FailedPrecondition,
    grpc.StatusCode.ABORTED: Aborted,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDenied,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ResourceExhausted,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
}
_CODES = {code.value[0]: code for code in grpc.StatusCode}


def from_status(status: status_pb2.Status) -> ChampionsError:
    """The exception for a google.rpc.Status, such as that of a refused item of a stream."""
    code = _CODES.get(status.code, grpc.StatusCode.UNKNOWN)
    error = _CLASSES.get(code, ChampionsError)(code, status.message)
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        bad_request = error_details_pb2.BadRequest()
        retry_info = error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            error.reason = info.reason
            error.metadata = dict(info.metadata)
        elif detail.Unpack(bad_request):
            error.field_violations = [
                FieldViolation(each.field, each.description)
                for each in bad_request.field_violations
            ]
        elif detail.Unpack(retry_info):
            error.retry_after_s = retry_info.retry_delay.ToTimedelta().total_seconds()
    return error


def from_rpc_error(rpc_error: grpc.RpcError) -> ChampionsError:
    """The exception for what gRPC raises; the details travel in a trailer of their own."""
    for key, value in rpc_error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            return from_status(status_pb2.Status.FromString(value))
    return from_status(
        status_pb2.Status(code=rpc_error.code().value[0], message=rpc_error.details() or "")
    )
