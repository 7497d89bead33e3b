"""The service as a client sees it: a channel, and calls repeated until they are answered."""

import time

import grpc
from champions.v1 import organisation_service_pb2 as organisations
from champions.v1 import organisation_service_pb2_grpc
from champions.v1 import programme_service_pb2 as programmes
from champions.v1 import programme_service_pb2_grpc
from champions.v1 import reach_service_pb2_grpc
from champions.v1 import report_service_pb2_grpc
from google.rpc import error_details_pb2, status_pb2

# A call is repeated for this long; a service that is not back by then has not recovered.
PATIENCE_SECONDS = 90
TIMEOUT_SECONDS = 10

Code = grpc.StatusCode
NUMBERS = {code.value[0]: code for code in Code}
# What tells a client to send the same request again. Anything else, told of a request that is right
# and new, is something that a client cannot act on.
SAFE = {(Code.UNAVAILABLE, "DATABASE_UNAVAILABLE"), (Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"),
        (Code.RESOURCE_EXHAUSTED, "OVERLOADED"), (Code.ABORTED, "CONFLICT")}
# Without a reason it is gRPC that speaks: the connection broke, or the time was up.
SAFE |= {(code, "") for code in (Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.CANCELLED,
                                 Code.UNKNOWN, Code.INTERNAL, Code.ABORTED)}


class Unsafe(Exception):
  """A status that a client cannot answer with the same request."""


def reason_of(status):
  info = error_details_pb2.ErrorInfo()
  for detail in status.details:
    if detail.Unpack(info):
      return info.reason
  return ""


def check_safe(code, reason, message, what):
  if (code, reason) not in SAFE:
    raise Unsafe("%s: %s %s: %s" % (what, code.name, reason or "without a reason", message))


def check_error(error, what):
  """Raises Unsafe unless the same request may simply be sent again."""
  metadata = dict(error.trailing_metadata() or ())
  status = status_pb2.Status.FromString(metadata.get("grpc-status-details-bin", b""))
  check_safe(error.code(), reason_of(status), error.details(), what)


class Api:
  """One connection of its own, so that writers break and come back one by one."""

  def __init__(self, socket, token):
    self._channel = grpc.insecure_channel("unix:" + socket, (
        ("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1),
        ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.min_reconnect_backoff_ms", 50),
        ("grpc.max_reconnect_backoff_ms", 500)))
    self.metadata = (("authorization", "Bearer " + token),)
    self.reach = reach_service_pb2_grpc.ReachServiceStub(self._channel)
    self.reports = report_service_pb2_grpc.ReportServiceStub(self._channel)
    self.organisations = organisation_service_pb2_grpc.OrganisationServiceStub(self._channel)
    self.programmes = programme_service_pb2_grpc.ProgrammeServiceStub(self._channel)

  def close(self):
    self._channel.close()

  def until_answered(self, method, request, what, first_timeout=TIMEOUT_SECONDS):
    """The answer, and how many attempts it took. Each sends the same request_id."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    attempts = 0
    while True:
      attempts += 1
      timeout = first_timeout if attempts == 1 else TIMEOUT_SECONDS
      try:
        return method(request, timeout=timeout, metadata=self.metadata), attempts
      except grpc.RpcError as error:
        check_error(error, what)
        if time.monotonic() > give_up_at:
          raise Unsafe("%s: not answered after %d s, at last with %s %s" % (
              what, PATIENCE_SECONDS, error.code().name, error.details())) from error
      time.sleep(min(0.3, 0.01 * 2 ** attempts))

  def make_organisation(self, code, request_id):
    request = organisations.CreateOrganisationRequest(request_id=request_id)
    request.organisation.code = request.organisation.name = code
    self.until_answered(self.organisations.CreateOrganisation, request, "CreateOrganisation")

  def make_programme(self, code, request_id):
    request = programmes.CreateProgrammeRequest(request_id=request_id)
    request.programme.code = request.programme.name = code
    self.until_answered(self.programmes.CreateProgramme, request, "CreateProgramme")
