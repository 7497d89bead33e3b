"""Shows that each faulty folder has the fault it says, where it says, and no other."""

import os
import re
import tempfile
import unittest

import check_folder
import contract
import faults
import generate


class Faults(unittest.TestCase):

  @classmethod
  def setUpClass(cls):
    cls.directory = tempfile.TemporaryDirectory()
    base = generate.generate(os.path.join(cls.directory.name, "valid"), 2, size=15)[0]
    cls.out = os.path.join(cls.directory.name, "faults")
    cls.entries = faults.make_faults(base, cls.out)

  @classmethod
  def tearDownClass(cls):
    cls.directory.cleanup()

  def check(self, entry):
    """The errors the checker finds: file name, line and column."""
    errors = check_folder.Checker().apply(os.path.join(self.out, entry["name"]))
    return [(error.file + ".csv", error.line, error.column) for error in errors]

  def test_names_are_unique(self):
    names = [entry["name"] for entry in self.entries]
    self.assertEqual(len(names), len(set(names)))

  def test_valid_folders_are_valid(self):
    for entry in self.entries:
      if entry["valid"]:
        self.assertEqual(self.check(entry), [], entry["name"])

  def test_sure_faults_are_where_they_should_be(self):
    # Shows that the checker, written apart, finds each fault on its line and column.
    for entry in self.entries:
      found = self.check(entry) if entry["sure"] else []
      for error in entry["errors"] if entry["sure"] else []:
        self.assertTrue(any(
            file == error["file"] and error["line"] in (None, line)
            and (not error["columns"] or not column or column in error["columns"])
            for file, line, column in found), (entry["name"], error, found[:5]))

  def test_sure_faults_bring_no_others(self):
    # Shows that a rightly refused folder names nothing but the rows that are spoiled.
    for entry in self.entries:
      if entry["sure"] and not entry["cascade"]:
        places = {(error["file"], error["line"]) for error in entry["errors"]}
        for file, line, _ in self.check(entry):
          self.assertIn((file, line), places, entry["name"])

  def test_a_fault_that_is_not_valid_expects_an_error(self):
    for entry in self.entries:
      self.assertEqual(bool(entry["errors"]), not entry["valid"], entry["name"])

  def test_expected_lines_are_lines_of_the_file(self):
    # Shows that a record's line is counted in the file, where notes span several lines.
    entry = next(entry for entry in self.entries if entry["name"] == "more-than-people")
    with open(os.path.join(self.out, entry["name"], "reach.csv"), encoding="utf-8",
              newline="") as stream:
      lines = stream.read().split("\n")
    self.assertTrue(any("three" in line for line in lines))
    for error in entry["errors"]:
      self.assertRegex(lines[error["line"] - 1], re.compile(r"^FX-\d+,FAULT-ORG,"))

  def test_every_kind_of_the_contract_is_there(self):
    # Shows that each required column, enumeration, date, time, amount, number and reference
    # is spoiled somewhere.
    spoiled = {(error["file"][:-4], column) for entry in self.entries
               for error in entry["errors"] for column in error["columns"]}
    wanted = {(file, column) for file in contract.FILES for column in contract.REQUIRED[file]}
    for places in (contract.ENUMS, contract.DATES, contract.TIMES, contract.MONEY,
                   contract.COUNTS, contract.REFERENCES):
      wanted |= set(places)
    self.assertEqual(wanted - spoiled, set())


if __name__ == "__main__":
  unittest.main()
