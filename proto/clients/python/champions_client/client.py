"""The connection and the one place through which every call goes."""

import functools
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, Iterator, Optional

import grpc
from champions.v1 import (
    access_service_pb2_grpc,
    activity_service_pb2_grpc,
    audit_service_pb2_grpc,
    budget_service_pb2_grpc,
    case_service_pb2_grpc,
    champion_service_pb2_grpc,
    change_service_pb2_grpc,
    funding_service_pb2_grpc,
    import_service_pb2_grpc,
    measure_service_pb2_grpc,
    insight_service_pb2_grpc,
    organisation_service_pb2_grpc,
    programme_service_pb2_grpc,
    reach_service_pb2,
    reach_service_pb2_grpc,
    report_service_pb2_grpc,
    return_service_pb2_grpc,
    risk_service_pb2_grpc,
    training_service_pb2_grpc,
    ward_service_pb2_grpc,
)
from google.protobuf.message import Message

from . import errors, stream
from .retry import RetryPolicy


@dataclass(frozen=True)
class Options:
    """How to reach the service and how long to try."""

    # `host:port`, always with TLS; or `unix:/path` on the service's own machine, without.
    address: str
    token: str = field(repr=False)
    # A PEM file with the authority that signed the service's certificate; the system's where None.
    ca_file: Optional[str] = None
    # For the whole call with its retries, and for each attempt.
    deadline_s: float = 60.0
    attempt_timeout_s: float = 15.0
    # A stream takes a new connection after this time, so that a dead one is noticed.
    stream_connection_s: float = 60.0
    # Items of a stream that are sent and not acknowledged yet.
    stream_window: int = 100
    retry: RetryPolicy = RetryPolicy()


class _Service:
    """A generated stub whose methods go through Client.call."""

    def __init__(self, client: "Client", stub: Any) -> None:
        self._client = client
        self._stub = stub

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return functools.partial(self._client.call, getattr(self._stub, name))


class Client:
    """One connection, safe to share between threads. Use it as a context manager, or close() it."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._metadata = (("authorization", f"Bearer {options.token}"),)
        self._channel = _open(options)
        channel = self._channel
        self.access = _Service(self, access_service_pb2_grpc.AccessServiceStub(channel))
        self.activities = _Service(self, activity_service_pb2_grpc.ActivityServiceStub(channel))
        self.audit = _Service(self, audit_service_pb2_grpc.AuditServiceStub(channel))
        self.budgets = _Service(self, budget_service_pb2_grpc.BudgetServiceStub(channel))
        self.champions = _Service(self, champion_service_pb2_grpc.ChampionServiceStub(channel))
        # Pages of the feed: docs/changes.md.
        self.changes = _Service(self, change_service_pb2_grpc.ChangeServiceStub(channel))
        self.funding = _Service(self, funding_service_pb2_grpc.FundingServiceStub(channel))
        # `import` is a word of the language.
        self.imports = _Service(self, import_service_pb2_grpc.ImportServiceStub(channel))
        self.returns = _Service(self, return_service_pb2_grpc.ReturnServiceStub(channel))
        self.wards = _Service(self, ward_service_pb2_grpc.WardServiceStub(channel))
        self.measures = _Service(self, measure_service_pb2_grpc.MeasureServiceStub(channel))
        self.organisations = _Service(
            self, organisation_service_pb2_grpc.OrganisationServiceStub(channel)
        )
        self.programmes = _Service(self, programme_service_pb2_grpc.ProgrammeServiceStub(channel))
        self.reach = _Service(self, reach_service_pb2_grpc.ReachServiceStub(channel))
        self.risks = _Service(self, risk_service_pb2_grpc.RiskServiceStub(channel))
        self.cases = _Service(self, case_service_pb2_grpc.CaseServiceStub(channel))
        self.insights = _Service(self, insight_service_pb2_grpc.InsightServiceStub(channel))
        self.reports = _Service(self, report_service_pb2_grpc.ReportServiceStub(channel))
        self.training = _Service(self, training_service_pb2_grpc.TrainingServiceStub(channel))
        self._reach_stub = reach_service_pb2_grpc.ReachServiceStub(channel)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *unused: Any) -> None:
        self.close()

    def close(self) -> None:
        self._channel.close()

    def call(
        self, method: Callable[..., Any], request: Message, deadline_s: Optional[float] = None
    ) -> Any:
        """Calls a method with one answer, again where that helps; raises a ChampionsError.

        A write without a request_id is given one, the same for every attempt. Give your own where
        the program may be restarted between attempts.
        """
        request = with_request_id(request)
        give_up_at = time.monotonic() + (deadline_s or self._options.deadline_s)
        attempt = 0
        while True:
            attempt += 1
            left_s = give_up_at - time.monotonic()
            try:
                return method(
                    request,
                    timeout=min(left_s, self._options.attempt_timeout_s),
                    metadata=self._metadata,
                )
            except grpc.RpcError as rpc_error:
                error = errors.from_rpc_error(rpc_error)
            wait_s = self._options.retry.backoff_s(attempt, error)
            if wait_s is None or time.monotonic() + wait_s >= give_up_at:
                raise error
            time.sleep(wait_s)

    def pages(self, method: Callable[..., Any], request: Message) -> Iterator[Any]:
        """The answers of a List method, page after page."""
        request = _copy(request)
        while True:
            page = method(request)
            yield page
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def stream_reach(
        self, items: Iterable[reach_service_pb2.StreamReachRequest]
    ) -> Iterator[stream.Acknowledgement]:
        """Sends items one by one and yields what became of each; see stream.py."""
        return stream.send(
            self._reach_stub.StreamReach,
            map(with_request_id, items),
            metadata=self._metadata,
            connection_s=self._options.stream_connection_s,
            window=self._options.stream_window,
            retry=self._options.retry,
        )


def with_request_id(request: Message) -> Message:
    """A copy of the request that carries a request_id, where its method takes one."""
    if "request_id" not in request.DESCRIPTOR.fields_by_name or request.request_id:
        return request
    request = _copy(request)
    request.request_id = str(uuid.uuid4())
    return request


def _copy(request: Message) -> Message:
    copy = type(request)()
    copy.CopyFrom(request)
    return copy


def _open(options: Options) -> grpc.Channel:
    # The policy above decides about retries; gRPC's own would multiply them.
    settings = (("grpc.enable_retries", 0),)
    if options.address.startswith("unix:"):
        return grpc.insecure_channel(options.address, settings)
    authority = None
    if options.ca_file is not None:
        with open(options.ca_file, "rb") as file:
            authority = file.read()
    return grpc.secure_channel(options.address, grpc.ssl_channel_credentials(authority), settings)
