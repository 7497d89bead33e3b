"""The benchmark: makes the data, measures the figures asked for, reports them.

Started by tests/bench/run, which makes the cluster, the certificates and the stubs.
"""

import argparse
import datetime
import os
import sys
import time

import grpc

import docs
import figures
import forms
import report
from cluster import Cluster, Failed
from dataset import Calendar, Dataset
from load import Load
from measure import Bench, measure_group
from processes import Server
from proof import Proof

FORMS = {"full": forms.FULL, "quick": forms.QUICK, "smoke": forms.SMOKE}


def read_arguments():
  parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  parser.add_argument("--folder", required=True)
  parser.add_argument("--project", required=True)
  parser.add_argument("--binaries", required=True, help="the folder of the project's programs")
  parser.add_argument("--postgres", required=True, help="the folder of PostgreSQL's programs")
  parser.add_argument("--port", type=int, required=True, help="of the edge")
  parser.add_argument("--form", choices=FORMS, default="full")
  parser.add_argument("--json")
  parser.add_argument("--only", default="")
  parser.add_argument("--docs", action="store_true")
  return parser.parse_args()


def wanted_figures(options):
  if options.only:
    names = [name for name in options.only.split(",") if name]
    unknown = [name for name in names if name not in figures.BY_ID]
    if unknown:
      sys.exit("error: there is no figure %s; there are: %s"
               % (", ".join(unknown), ", ".join(figures.BY_ID)))
    return [figure for figure in figures.FIGURES if figure.id in names]
  if options.form == "smoke":
    return [figures.BY_ID[name] for name in forms.SMOKE_FIGURES]
  return list(figures.FIGURES)


def build_bench(options):
  form = FORMS[options.form]
  calendar = Calendar(datetime.datetime.now(datetime.timezone.utc).date())
  cluster = Cluster(options.folder, options.postgres, options.project + "/db/roles.sql")
  server = Server(options.folder, options.binaries + "/champions-server", cluster.run_as)
  proof = Proof(cluster)
  load = Load(options.binaries + "/bench_load", options.folder, calendar, form, proof)
  dataset = Dataset(cluster, server, options.folder, calendar)
  return Bench(options=options, form=form, calendar=calendar, cluster=cluster, server=server,
               proof=proof, load=load, dataset=dataset)


def measure(bench, wanted):
  results = []
  groups = list(dict.fromkeys(figure.group for figure in figures.FIGURES))
  for group in groups:
    of_group = [figure for figure in wanted if figure.group == group]
    if not of_group:
      continue
    started = time.monotonic()
    try:
      found = measure_group(bench, group, of_group)
    except (Failed, grpc.RpcError) as error:
      report.say("not available: %s" % error)
      reason = str(error).splitlines()[0][:160]
      found = [figures.Result(figure, [], reason) for figure in of_group]
    results += found
    for result in found:
      report.say(report.line(result))
    report.say("    %s took %.0f s" % (group, time.monotonic() - started))
  order = [figure.id for figure in figures.FIGURES]
  return sorted(results, key=lambda result: order.index(result.figure.id))


def main():
  options = read_arguments()
  wanted = wanted_figures(options)
  bench = build_bench(options)
  bench.extras["load_average"] = "%.1f" % os.getloadavg()[0]
  started = time.monotonic()
  report.say("form %s: the data set (%d records)" % (bench.form.name, bench.form.base_rows))
  bench.dataset.make_template(bench.form.base_rows)
  bench.write_token_files()
  try:
    results = measure(bench, wanted)
  finally:
    bench.stop_everything()
  seconds = time.monotonic() - started
  report.print_table(results, bench, seconds)
  if options.json:
    report.write_json(options.json, results, bench.proof)
  if options.docs or (options.form == "full" and not options.only):
    docs.write(options.project, results, bench, seconds)
  if not bench.proof.holds:
    return 1
  return 1 if options.form == "smoke" and bench.smoke_problems(results, wanted) else 0


if __name__ == "__main__":
  sys.exit(main())
