"""The figures: what each is, what it is measured against, and what it should be."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Figure:
  """A ratio of two measurements of one round, or one measurement where `bottom` is None."""

  id: str
  title: str
  top: str
  bottom: str | None
  bound: float
  aim: float
  is_most: bool = False     # the bound is an upper one
  unit: str = ""            # "" for a ratio
  group: str = ""

  def passes(self, value):
    return value <= self.bound if self.is_most else value >= self.bound


def _least(group, name, title, top, bottom, bound, aim):
  return Figure(name, title, top, bottom, bound, aim, False, "", group)


def _most(group, name, title, top, bottom, bound, aim, unit=""):
  return Figure(name, title, top, bottom, bound, aim, True, unit, group)


# Figures of one group are measured in the same rounds, in the order of the group's measurements.
FIGURES = (
    _least("write", "log_64", "LogReach, 64 in flight / pgbench, a transaction per call, 8 clients",
           "log_64", "pgbench_log_8", 1.5, 2.5),
    _least("write", "log_256", "LogReach, 256 in flight / the same pgbench",
           "log_256", "pgbench_log_8", 2.0, 3.0),
    _least("one", "log_1", "LogReach, 1 in flight / pgbench, one statement, 1 client",
           "log_1", "pgbench_log_1", 0.4, 0.6),
    _least("write", "hot", "all writes on one organisation, programme and quarter / spread",
           "log_hot", "log_64", 0.9, 1.0),
    _most("write", "p99_p50", "LogReach, 64 in flight: p99 / p50 latency",
          "log_64_p99_ms", "log_64_p50_ms", 3, 2),
    _least("write", "edge", "LogReach, 64 in flight, through the edge (TLS 1.3) / unix socket",
           "log_edge", "log_64", 0.6, 0.8),
    _least("stream", "stream", "StreamReach, one stream / COPY of the same rows",
           "stream", "copy_stream", 0.4, 0.7),
    _least("import", "import", "`champions import` through the edge / COPY of the same rows",
           "import", "copy_import", 0.5, 0.8),
    _least("totals", "totals", "GetTotals, 64 in flight / pgbench sum of the same rows, 8 clients",
           "totals_64", "pgbench_totals", 0.35, 0.6),
    _most("growth", "totals_growth", "GetTotals, 1 in flight: the big data set / the small one",
          "totals_big_ms", "totals_small_ms", 1.2, 1.0),
    _most("known", "as_known_ms", "GetTotals as known at a past instant, the big data set",
          "as_known_ms", None, 50, 10, "ms"),
    _most("lists", "list_ms", "a page of ListReaches or ExplainTotal, the big data set, p99",
          "list_p99_ms", None, 20, 5, "ms"),
    _least("export", "export", "export of the big data set / COPY to stdout by psql",
           "export", "copy_export", 0.3, 0.6),
    _most("memory", "idle_mb", "memory of the server at rest", "idle_mb", None, 40, 25, "MB"),
    _most("memory", "load_mb", "its highest memory during that import and export",
          "load_mb", None, 150, 80, "MB"),
    _least("node", "node_log", "LogReach, 64 in flight / a server in Node (grpc-js, pg)",
           "log_64", "node_log", 3, 6),
    _least("node", "node_totals", "GetTotals, 64 in flight / the same server in Node",
           "totals_64", "node_totals", 2, 3),
    _least("postgraphile", "postgraphile_log", "LogReach, 64 in flight / PostGraphile 4",
           "log_64", "postgraphile_log", 7, 12),
    _least("postgraphile", "postgraphile_totals", "GetTotals, 64 in flight / PostGraphile 4",
           "totals_64", "postgraphile_totals", 4, 7),
    _most("start", "start_ms", "from exec to healthy", "start_ms", None, 1000, 300, "ms"),
    _least("overload", "overload_goodput", "through the edge, OK answers at twice the peak load / peak",
           "overload_ok", "peak", 0.9, 1.0),
    _most("overload", "overload_refuse_ms", "through the edge, time to a refusal at twice the peak load, p99",
          "overload_refuse_ms", None, 50, 20, "ms"),
)
BY_ID = {figure.id: figure for figure in FIGURES}


def median(values):
  ordered = sorted(values)
  middle = len(ordered) // 2
  if len(ordered) % 2:
    return ordered[middle]
  return (ordered[middle - 1] + ordered[middle]) / 2


@dataclasses.dataclass
class Result:
  """One figure as measured; `values` has one element per round, none where it is not available."""

  figure: Figure
  values: list
  why_not: str = ""
  notes: tuple = ()

  @property
  def value(self):
    return median(self.values) if self.values else None

  @property
  def passes(self):
    return self.value is not None and self.figure.passes(self.value)
