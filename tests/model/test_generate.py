"""Shows that generated programmes are valid, repeatable, awkward, and move every figure."""

import csv
import filecmp
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

import check_folder
import contract
import generate
import recount

HERE = os.path.dirname(os.path.abspath(__file__))
SEEDS = range(1, 13)


def read(path):
  with open(path, "rb") as stream:
    return stream.read()


class Generated(unittest.TestCase):
  """Programmes of a dozen seeds, made once for all tests."""

  @classmethod
  def setUpClass(cls):
    cls.directory = tempfile.TemporaryDirectory()
    cls.programmes = {seed: generate.generate(os.path.join(cls.directory.name, str(seed)), seed)
                      for seed in SEEDS}
    cls.files = glob.glob(os.path.join(cls.directory.name, "*", "*", "*.csv"))

  @classmethod
  def tearDownClass(cls):
    cls.directory.cleanup()

  def test_every_folder_is_valid(self):
    # Shows that the checker, written apart from the generator, finds nothing wrong.
    for seed, folders in self.programmes.items():
      checker = check_folder.Checker()
      for folder in folders:
        self.assertEqual([str(error) for error in checker.apply(folder)], [], seed)

  def test_the_same_seed_gives_the_same_bytes(self):
    # Shows it for another process, whose hashes of texts differ.
    out = os.path.join(self.directory.name, "again")
    subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), "--seed", "3", out],
                   check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, PYTHONHASHSEED="12345"))
    first = os.path.join(self.directory.name, "3")
    for name in [os.path.basename(folder) for folder in self.programmes[3]]:
      files = os.listdir(os.path.join(first, name))
      same, _, _ = filecmp.cmpfiles(os.path.join(first, name), os.path.join(out, name), files,
                                    shallow=False)
      self.assertEqual(sorted(same), sorted(files))
    self.assertNotEqual(read(os.path.join(first, "1-base", "reach.csv")),
                        read(os.path.join(self.directory.name, "4", "1-base", "reach.csv")))

  def test_files_are_written_in_every_way(self):
    # Shows that across seeds each way of writing a file occurs, and its opposite.
    contents = [read(path) for path in self.files]
    ways = {
        "a byte order mark": lambda text: text.startswith(b"\xef\xbb\xbf"),
        "carriage returns": lambda text: text.split(b"\n", 1)[0].endswith(b"\r"),
        "a last line that ends": lambda text: text.endswith(b"\n"),
        "quotes around everything": lambda text: text.lstrip(b"\xef\xbb\xbf").startswith(b'"'),
        "quoted newlines": lambda text: re.search(rb'"line one\nline two"', text),
        "doubled quotes": lambda text: b'""' in text,
        "a cell that looks like a formula": lambda text: re.search(rb"[,\n][=+@-]", text),
        "letters beyond ASCII": lambda text: not text.lstrip(b"\xef\xbb\xbf").isascii(),
        "letters beyond the basic plane": lambda text: re.search(rb"[\xf0-\xf4]", text),
    }
    for way, matches in ways.items():
      found = sum(1 for text in contents if matches(text))
      self.assertTrue(0 < found < len(contents), way)
    self.assertTrue(any(len(os.listdir(folders[0])) < len(contract.FILES)
                        for folders in self.programmes.values()), "no optional file is missing")

  def test_headers_differ_in_order_and_in_optional_columns(self):
    for file, column_sets in (("reach", 2), ("champions", 3)):
      headers = set()
      for folders in self.programmes.values():
        with open(os.path.join(folders[0], file + ".csv"), encoding="utf-8-sig",
                  newline="") as stream:
          headers.add(tuple(next(csv.reader(stream))))
      self.assertGreater(len(headers), 8)
      self.assertGreater(len({frozenset(header) for header in headers}), column_sets)

  def test_every_figure_is_there_and_moves(self):
    # Shows that a server which forgot one field, or one kind of correction, would be caught.
    counted, moved = set(), set()
    for folders in self.programmes.values():
      before = recount.recount(folders[:1])
      after = recount.recount(folders)
      for quarter in after.quarters():
        old, new = before.totals(quarter)["total"], after.totals(quarter)["total"]
        counted |= {name for name in new if new[name]}
        moved |= {name for name in new if new[name] != old[name]}
    names = {name for field in recount.FIELDS for name in (field, field + "_to_date")}
    self.assertEqual(counted, names)
    self.assertEqual(moved, names)

  def test_trained_is_taken_back_somewhere(self):
    # Shows a correction after which fewer people are trained up to some day than before.
    self.assertTrue(any(
        self._some_figure_falls(folders[:count], folders[:count + 1], "trained_to_date")
        for folders in self.programmes.values() for count in range(1, len(folders))))

  def _some_figure_falls(self, earlier, later, field):
    before, after = recount.recount(earlier), recount.recount(later)
    return any(after.totals(quarter)["total"][field] < before.totals(quarter)["total"][field]
               for quarter in before.quarters())

  def test_corrections_create_amend_and_repeat(self):
    totals = {"created": 0, "amended": 0, "unchanged": 0}
    for folders in self.programmes.values():
      programme = recount.Programme()
      base = programme.apply(folders[0])
      self.assertTrue(all(count["amended"] == count["unchanged"] == 0 for count in base.values()))
      for folder in folders[1:]:
        for counts in programme.apply(folder).values():
          for kind, count in counts.items():
            totals[kind] += count
      for counts in programme.apply(folders[-1]).values():
        self.assertEqual(counts["created"] + counts["amended"], 0)
    self.assertTrue(all(count > 50 for count in totals.values()), totals)

  def test_programme_rows_do_not_add_up_but_organisation_rows_do(self):
    # Shows that the data tells overall counting from counting by programme.
    differ = 0
    for folders in self.programmes.values():
      figures = recount.recount(folders)
      quarter = figures.quarters()[-1]
      by_organisation = figures.totals(quarter, "organisation")
      by_programme = figures.totals(quarter, "programme")
      for name, total in by_organisation["total"].items():
        self.assertEqual(sum(row[name] for row in by_organisation["rows"]), total, name)
      for name in ("reached_to_date", "activities_to_date", "awarded_pence_to_date"):
        self.assertEqual(sum(row[name] for row in by_programme["rows"]),
                         by_programme["total"][name], name)
      differ += (sum(row["recruited_to_date"] for row in by_programme["rows"])
                 != by_programme["total"]["recruited_to_date"])
    self.assertGreater(differ, 0)

  def test_more_reach_rows_stream(self):
    out = os.path.join(self.directory.name, "many")
    folders = generate.generate(out, 1, size=20, corrections=0, reach_rows=2000)
    self.assertEqual(check_folder.Checker().apply(folders[0]), [])
    self.assertGreater(recount.Programme().apply(folders[0])["reach"]["created"], 2000)


if __name__ == "__main__":
  unittest.main()
