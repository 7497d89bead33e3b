"""What a run prints, and the JSON that it writes."""

import json
import sys

import machine


def say(text):
  """Progress, apart from the table."""
  print(text, file=sys.stderr, flush=True)


def short(value):
  """A figure with about three digits that matter."""
  if value is None:
    return "-"
  if abs(value) >= 100:
    return "%.0f" % value
  return "%.1f" % value if abs(value) >= 10 else "%.2f" % value


def bound(figure):
  return "%s %s" % ("<=" if figure.is_most else ">=", ("%g" % figure.bound))


def verdict(result):
  return "pass" if result.passes else "short"


def spread(result):
  if not result.values:
    return "not available"
  return "%s..%s" % (short(min(result.values)), short(max(result.values)))


def line(result):
  figure = result.figure
  return "%-20s %9s %-3s %-10s aim %-6g %-6s %-18s %s" % (
      figure.id, short(result.value), figure.unit, bound(figure), figure.aim, verdict(result),
      spread(result), figure.title)


def print_table(results, bench, seconds):
  print("\nChampions benchmark, %s form, %.0f s" % (bench.form.name, seconds))
  for name, value in machine.describe(bench):
    print("  %-12s %s" % (name, value))
  print("\n%-20s %9s %-3s %-10s %-10s %-6s %-18s %s" % (
      "figure", "median", "", "bound", "", "", "lowest..highest", "what"))
  for result in results:
    print(line(result))
    if result.why_not:
      print("    " + result.why_not)
  shown = set()
  for result in results:
    if result.notes and result.notes not in shown:
      shown.add(result.notes)
      print("\n%s:" % result.figure.group)
      for note in result.notes:
        print("  " + note)
  proof = bench.proof
  print("\nwrites acknowledged %d, lost %d, double %d, differences of the recount %d" % (
      proof.acknowledged, proof.lost, proof.double, proof.differences))
  for name, count in proof.unexpected.items():
    print("UNEXPECTED ANSWERS: %d x %s" % (count, name))
  for kind, count in bench.cluster.said().items():
    print("PostgreSQL's log: %d x %s" % (count, kind))


def write_json(path, results, proof):
  figures = []
  for result in results:
    figure = result.figure
    figures.append({
        "id": figure.id, "ratio": result.value and round(result.value, 4),
        "at_most" if figure.is_most else "at_least": figure.bound, "aim": figure.aim,
        "pass": result.passes, "lowest": result.values and round(min(result.values), 4) or None,
        "highest": result.values and round(max(result.values), 4) or None,
        "why_not": result.why_not})
  with open(path, "w", encoding="utf-8") as file:
    json.dump({"figures": figures, "lost": proof.lost, "double": proof.double,
               "recount_differences": proof.differences, "acknowledged": proof.acknowledged,
               "unexpected": proof.unexpected}, file, indent=1)
    file.write("\n")
