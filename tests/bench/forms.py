"""How much of everything each form of the benchmark does."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Form:
  """Sizes and times of one form; `rounds` is how often each A and B alternate."""

  name: str
  rounds: int
  seconds: float            # of each load that is measured
  warm_up_seconds: float
  base_rows: int
  big_rows: int
  import_rows: int
  stream_rows: int
  overload_seconds: float
  growth_calls: int
  known_seconds: float      # at most, for questions about the past
  list_seconds: float       # at most, for the lists
  starts: int
  export_rounds: int


FULL = Form("full", 3, 8, 1, 100_000, 10_000_000, 1_000_000, 60_000, 8, 2_000, 60, 180, 5, 3)
QUICK = Form("quick", 3, 3, 1, 100_000, 1_000_000, 100_000, 20_000, 5, 1_000, 20, 45, 5, 3)
# Only to see that everything runs and that nothing is lost: its figures say nothing.
SMOKE = Form("smoke", 1, 1, 0.2, 5_000, 20_000, 2_000, 2_000, 1.5, 100, 3, 4, 1, 1)

SMOKE_FIGURES = ("log_64", "p99_p50", "hot", "log_1", "edge", "stream", "import", "totals",
                 "start_ms", "overload_goodput", "overload_refuse_ms")
