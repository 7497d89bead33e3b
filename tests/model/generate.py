#!/usr/bin/env python3
"""Makes a whole programme from a seed, and a sequence of corrections to it.

Everything written is valid by the import format, and awkward in every way that real
files are. The same seed, size and options give the same bytes.

  generate.py --seed N [--size S] [--corrections K] [--reach-rows N] OUT

writes OUT/1-base, OUT/2-correction ... and OUT/manifest.json, which lists the folders
in the order to import them. `--reach-rows` adds that many plain reach records to the
base, streamed, so a million of them need no memory.
"""

import argparse
import datetime
import itertools
import json
import os
import random

import contract
from corrections import Corrections
from csv_files import Style, used_columns, write_file
from parts import make_world


def bulk_reach(world, count):
  """Plain reach records without end, one at a time."""
  organisations, programmes = world.codes("organisations"), world.codes("programmes")
  days = (world.last_day - world.first_day).days
  source = random.Random("bulk %d" % count)
  modes, topics = contract.ENUMS["reach", "mode"], contract.ENUMS["reach", "topic"]
  for number in range(count):
    people = int(source.random() * 60) + 1
    day = world.first_day + datetime.timedelta(days=int(source.random() * days))
    yield {"external_id": "BULK-%07d" % number, "people": str(people),
           "organisation": organisations[int(source.random() * len(organisations))],
           "programme": programmes[int(source.random() * len(programmes))],
           "occurred_on": day.isoformat(), "mode": modes[number % 5], "topic": topics[number % 8],
           "new_people": str(int(source.random() * people)), "signposted": str(people // 2)}


def name_organisations(world, file, rows):
  """Gives `organisation` where a champion's id needs it, and sometimes where it does not."""
  if file not in ("enrolments", "training"):
    return rows
  owners = {}
  for organisation, external_id in world.rows["champions"]:
    owners.setdefault(external_id, set()).add(organisation)
  often = world.pick((0.0, 0.3, 1.0))
  written = []
  for row in rows:
    keep = len(owners[row["champion"]]) > 1 or world.chance(often)
    written.append({column: cell for column, cell in row.items()
                    if keep or column != "organisation"})
  return written


def write_folder(folder, world, rows_by_file, used_before=None, bulk=0):
  os.makedirs(folder)
  for file in contract.FILES:
    rows = list(rows_by_file.get(file, ()))
    if not rows and not (file == "reach" and bulk):
      continue
    # A reference may stand before what it names.
    world.random.shuffle(rows)
    rows = name_organisations(world, file, rows)
    used = used_columns(rows) | (used_before or {}).get(file, set())
    if file == "reach" and bulk:
      used |= {"new_people", "signposted"}
      rows = itertools.chain(rows, bulk_reach(world, bulk))
    write_file(folder, file, rows, Style(world.random), used)


def generate(out, seed, size=60, corrections=3, reach_rows=0):
  """Writes the folders and the manifest; returns the folders' paths in order."""
  world = make_world(seed, size)
  names = ["1-base"]
  write_folder(os.path.join(out, names[0]), world,
               {file: rows.values() for file, rows in world.rows.items()}, bulk=reach_rows)
  for number in range(corrections):
    step = Corrections(world)
    step.draw()
    names.append("%d-correction" % (number + 2))
    write_folder(os.path.join(out, names[-1]), world, step.changed_rows(), step.used_before)
  manifest = {"seed": seed, "size": size, "reach_rows": reach_rows, "folders": names}
  with open(os.path.join(out, "manifest.json"), "w", encoding="utf-8") as stream:
    json.dump(manifest, stream, indent=2)
    stream.write("\n")
  return [os.path.join(out, name) for name in names]


def main():
  parser = argparse.ArgumentParser(description="Makes a programme to import, from a seed.")
  parser.add_argument("--seed", type=int, required=True)
  parser.add_argument("--size", type=int, default=60, help="champions; all else follows")
  parser.add_argument("--corrections", type=int, default=3)
  parser.add_argument("--reach-rows", type=int, default=0, help="plain records on top")
  parser.add_argument("out", metavar="OUT", help="a folder that does not exist yet")
  options = parser.parse_args()
  for folder in generate(options.out, options.seed, options.size, options.corrections,
                         options.reach_rows):
    print(folder)


if __name__ == "__main__":
  main()
