"""Shows that the end-to-end programs are content with a right answer and notice a wrong one."""

import io
import os
import tempfile
import unittest

import faults
import generate
import recount
from model_cli import ModelCli  # Also puts tests/e2e on the path.
from import_check import Check
from import_cli import Report, totals_differences
from import_faults import Faults


class Programs(unittest.TestCase):

  @classmethod
  def setUpClass(cls):
    cls.directory = tempfile.TemporaryDirectory()
    cls.folders = generate.generate(os.path.join(cls.directory.name, "programme"), 5, size=12,
                                    corrections=2)
    cls.faults_folder = os.path.join(cls.directory.name, "faults")
    cls.entries = faults.make_faults(cls.folders[0], cls.faults_folder)

  @classmethod
  def tearDownClass(cls):
    cls.directory.cleanup()

  def check(self, cli):
    """What import_check finds."""
    output = io.StringIO()
    report = Report(output)
    Check(cli, report, self.folders).run()
    return report, output.getvalue()

  def check_faults(self, cli, *names):
    """What import_faults finds."""
    output = io.StringIO()
    report = Report(output)
    entries = [entry for entry in self.entries if not names or entry["name"] in names]
    Faults(cli, report, self.faults_folder).run(self.folders[0], entries)
    return report, output.getvalue()

  def assert_noticed(self, outcome, text):
    report, output = outcome
    self.assertGreater(report.failures, 0)
    self.assertIn("DIFFERS: " + text, output)

  def test_right_answers_pass(self):
    report, output = self.check(ModelCli())
    self.assertEqual(report.failures, 0, output)
    self.assertGreater(report.checks, 300)

  def test_a_wrong_figure_is_noticed(self):
    # Shows one figure of one row of one grouping being off by one, once it is there.
    class Wrong(ModelCli):
      def report_totals(self, options):
        status, answer = super().report_totals(options)
        rows = [row for row in (answer or {}).get("rows", []) if row["signposted_to_date"]]
        if options.get("--by") == "organisation" and rows:
          rows[0]["signposted_to_date"] += 1
        return status, answer
    self.assert_noticed(self.check(Wrong()), "1-base imported")

  def test_a_dry_run_that_applies_is_noticed(self):
    class Wrong(ModelCli):
      def import_rows(self, folder, dry_run):
        return super().import_rows(folder, False)
    self.assert_noticed(self.check(Wrong()), "1-base after the dry run")

  def test_an_undo_that_does_nothing_is_noticed(self):
    class Wrong(ModelCli):
      def undo_import(self, import_id):
        return 0, {}
    self.assert_noticed(self.check(Wrong()), "1-base undone")

  def test_an_answer_for_the_past_that_changes_is_noticed(self):
    class Wrong(ModelCli):
      def folders_known_at(self, instant):
        return self.active
    self.assert_noticed(self.check(Wrong()), "as known at")

  def test_a_repeat_that_amends_is_noticed(self):
    class Wrong(ModelCli):
      def import_rows(self, folder, dry_run):
        status, result = super().import_rows(folder, dry_run)
        for entry in result["files"]:
          if entry["unchanged"]:
            entry.update(amended=entry["unchanged"], unchanged=0)
        return status, result
    self.assert_noticed(self.check(Wrong()), "1-base again import: rows of")

  def test_a_wrong_effect_is_noticed(self):
    # Shows a dry run that tells programs and people one effect too few.
    class Wrong(ModelCli):
      def import_rows(self, folder, dry_run):
        status, result = super().import_rows(folder, dry_run)
        result["effects"] = result["effects"][1:]
        return status, result
    outcome = self.check(Wrong())
    self.assert_noticed(outcome, "1-base dry run: effects")
    self.assertIn("as a person reads it", outcome[1])

  def test_an_explanation_that_does_not_add_up_is_noticed(self):
    class Wrong(ModelCli):
      def report_explain(self, options, to_date):
        status, answer = super().report_explain(options, to_date)
        answer["records"] = answer["records"][1:]
        return status, answer
    self.assert_noticed(self.check(Wrong()), "explain recruited")

  def test_right_refusals_pass(self):
    report, output = self.check_faults(ModelCli())
    self.assertEqual(report.failures, 0, output)

  def test_an_accepted_fault_is_noticed(self):
    # Shows that a server which looks at nothing is caught by its exit status and its figures.
    class Wrong(ModelCli):
      def check(self, folder):
        return []
    outcome = self.check_faults(Wrong(), "more-than-people")
    self.assert_noticed(outcome, "more-than-people: exit status")
    self.assertIn("figures moved", outcome[1])

  def test_a_wrong_line_is_noticed(self):
    class Wrong(ModelCli):
      def check(self, folder):
        return [dict(error, line=error["line"] + 1) for error in super().check(folder)]
    self.assert_noticed(self.check_faults(Wrong(), "more-than-people"),
                        "more-than-people dry run: an error is not named")

  def test_figures_that_cannot_be_read_are_noticed(self):
    # Shows that "no figure moved" is not said of an instance that gives no figures.
    class Wrong(ModelCli):
      def report_totals(self, options):
        return 7, None
    self.assert_noticed(self.check_faults(Wrong(), "bad-word"), "the figures cannot be read")

  def test_an_error_too_many_is_noticed(self):
    class Wrong(ModelCli):
      def check(self, folder):
        errors = super().check(folder)
        return errors and errors + [dict(errors[0], line=2)]
    self.assert_noticed(self.check_faults(Wrong(), "bad-word"),
                        "bad-word dry run: errors where nothing is wrong")

  def test_a_refused_oddity_is_noticed(self):
    class Wrong(ModelCli):
      def check(self, folder):
        odd = folder.endswith("right-though-odd")
        return super().check(folder) + odd * [{"file": "reach.csv", "line": 2, "column": "people",
                                               "message": "too many"}]
    self.assert_noticed(self.check_faults(Wrong(), "right-though-odd"),
                        "right-though-odd dry run: exit status")


class Differences(unittest.TestCase):

  def totals(self, **figures):
    zeros = {name: 0 for field in recount.FIELDS for name in (field, field + "_to_date")}
    return {"quarter": "Q", "from": "a", "to": "b", "total": dict(zeros), "rows": [
        dict(zeros, organisation="A", **figures)] if figures else []}

  def test_a_missing_row_is_zeros(self):
    self.assertEqual(totals_differences(self.totals(), self.totals(reached=0), "organisation"), [])
    self.assertEqual(totals_differences(self.totals(reached=0), self.totals(), "organisation"), [])

  def test_figures_are_integers(self):
    # Shows that 1.0, "1" and true are no figures.
    for value in (1.0, "1", True):
      found = totals_differences(self.totals(reached=1), self.totals(reached=value),
                                 "organisation")
      self.assertEqual(len(found), 1, value)


if __name__ == "__main__":
  unittest.main()
