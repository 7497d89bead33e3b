"""Single calls whose time is taken: sent one after the other, answers read but not taken apart."""

import time

import grpc
from champions.v1 import reach_service_pb2 as reach
from champions.v1 import report_service_pb2 as reports

TIMEOUT_SECONDS = 30


class Client:
  """One caller on one connection."""

  def __init__(self, target, token):
    self._channel = grpc.insecure_channel(target)
    self._metadata = (("authorization", "Bearer " + token),)
    self._methods = {}

  def __enter__(self):
    return self

  def __exit__(self, *_):
    self._channel.close()

  def call(self, method, request):
    """The answer's bytes and its milliseconds; raises grpc.RpcError."""
    stub = self._methods.get(method)
    if stub is None:
      stub = self._methods[method] = self._channel.unary_unary(
          "/champions.v1." + method, request_serializer=lambda bytes_: bytes_,
          response_deserializer=lambda bytes_: bytes_)
    body = request.SerializeToString()
    started = time.perf_counter()
    answer = stub(body, metadata=self._metadata, timeout=TIMEOUT_SECONDS)
    return answer, (time.perf_counter() - started) * 1000

  def totals_ms(self, quarter, instant, by_organisation):
    """Milliseconds of the figures as known then; a call that fails took as long as it took."""
    request = reports.GetTotalsRequest(quarter=quarter)
    request.as_known_at.FromDatetime(instant.replace(tzinfo=None))
    if by_organisation:
      request.group_by.append(reports.TOTALS_GROUP_ORGANISATION)
    started = time.perf_counter()
    try:
      return self.call("ReportService/GetTotals", request)[1]
    except grpc.RpcError:
      return max((time.perf_counter() - started) * 1000, TIMEOUT_SECONDS * 1000)

  def reached_to_date(self, quarter, instant=None):
    """The total that the caller may see."""
    request = reports.GetTotalsRequest(quarter=quarter)
    if instant:
      request.as_known_at.FromDatetime(instant.replace(tzinfo=None))
    answer, _ = self.call("ReportService/GetTotals", request)
    return reports.GetTotalsResponse.FromString(answer).total.reached_to_date

  def list_reaches(self, request):
    answer, milliseconds = self.call("ReachService/ListReaches", request)
    return reach.ListReachesResponse.FromString(answer), milliseconds
