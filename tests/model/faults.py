#!/usr/bin/env python3
"""Makes folders with faults of every kind, and says what an import must answer.

  faults.py VALID_FOLDER OUT

writes OUT/<fault>/ for each entry of the catalogue (fault_cells.py, fault_rows.py and
fault_files.py): the valid folder, a few more valid rows that would move figures if any
of it were applied, and the fault. OUT/expected.json lists them:

  {"name", "why", "valid", "sure", "cascade", "errors": [{"file", "line", "columns"}]}

`valid` folders must be accepted, the others refused. `sure` says whether the contract
decides it; where it does not, a check may report what it saw and judge nothing.
`line` is the line of the file on which the record starts, the header being line 1;
null where any line will do. `columns` are the columns of which one must be named;
empty where any will do. With `cascade` other errors may follow from the first.
"""

import argparse
import json
import os

# The three fill the catalogue when they are imported.
import fault_cells  # pylint: disable=unused-import
import fault_files  # pylint: disable=unused-import
import fault_rows  # pylint: disable=unused-import
from fault_draft import Draft
from fault_registry import CATALOGUE


def make_faults(valid_folder, out):
  """Writes every folder of the catalogue and expected.json; returns the expectations."""
  expectations = []
  for entry in CATALOGUE:
    draft = Draft(valid_folder)
    entry.edit(draft)
    draft.write(os.path.join(out, entry.name))
    expectations.append({"name": entry.name, "why": entry.why, "valid": entry.valid,
                         "sure": entry.sure, "cascade": entry.cascade,
                         "errors": draft.expected_errors()})
  with open(os.path.join(out, "expected.json"), "w", encoding="utf-8") as stream:
    json.dump(expectations, stream, indent=1)
    stream.write("\n")
  return expectations


def main():
  parser = argparse.ArgumentParser(description="Makes folders with faults of every kind.")
  parser.add_argument("valid_folder", metavar="VALID_FOLDER")
  parser.add_argument("out", metavar="OUT")
  options = parser.parse_args()
  for entry in make_faults(options.valid_folder, options.out):
    print("%-40s %s" % (entry["name"], entry["why"]))


if __name__ == "__main__":
  main()
