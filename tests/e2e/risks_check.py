#!/usr/bin/env python3
"""The register of the board paper of 7 November 2024, and insights, by the command line.

Against a running, EMPTY instance:

  risks_check.py --champions build/bin/champions --config DIR/admin.toml

risks.csv, beside this file, holds what the paper printed: risk 3 has no date of review.
"""

import argparse
import os
import sys
import tempfile

from import_cli import Cli, Report

PAPER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "risks.csv")
BOARD_DAY = "2024-11-07"
DONE, USAGE, NOT_FOUND, CONFLICT = 0, 2, 5, 6


class Check:
  """One run."""

  def __init__(self, cli, report):
    self.cli, self.report = cli, report

  def ask(self, *arguments, status=DONE):
    answer = self.cli.run(*arguments, "-o", "json")
    self.report.ended(answer, status, " ".join(arguments))
    return answer

  def paper(self):
    self.report.step("the register of the paper")
    dry = self.ask("risk", "import", PAPER, "--dry-run").json()
    self.report.equal(3, dry["created"], "a dry run says what would be created")
    self.report.equal([], self.ask("risk", "list").json(), "a dry run changes nothing")
    made = self.ask("risk", "import", PAPER).json()
    self.report.equal([3, 0, 0], [made["created"], made["amended"], made["unchanged"]],
                      "the import creates three")
    again = self.ask("risk", "import", PAPER).json()
    self.report.equal([0, 0, 3], [again["created"], again["amended"], again["unchanged"]],
                      "the same file again changes nothing")
    risks = self.ask("risk", "list", "--as-at", BOARD_DAY).json()
    for field, expected in {
        "number": [1, 2, 3], "kind": ["ISSUE", "RISK", "ISSUE"], "score": [16, 12, 16],
        "printed_score": [16, 12, 16], "printed_direction": ["STABLE"] * 3,
        "direction": ["NEW"] * 3, "escalated": [True] * 3, "overdue": [True] * 3,
        "raised_on": ["2024-04-04", "2022-09-26", "2024-07-29"],
        "last_reviewed_on": ["2024-07-19", "2024-05-17", ""],
        "owners": [["CNWL", "Local Authority"], ["LA", "LNWH", "ICB"], ["NWL ICB"]],
    }.items():
      self.report.equal(expected, [risk[field] for risk in risks], field)
    self.report.equal("2024-09-16: meeting held", risks[0]["actions"][0]["text"], "an action")

  def findings(self):
    self.report.step("what the checks find")
    findings = self.ask("risk", "check", "--as-at", BOARD_DAY).json()
    self.report.equal(
        [("risk 1", "last_reviewed_on", "2024-07-19", "111 days"),
         ("risk 2", "last_reviewed_on", "2024-05-17", "174 days"),
         ("risk 3", "last_reviewed_on", "", "")],
        [(f["subject"], f["field"], f["printed"], f["computed"]) for f in findings],
        "overdue reviews, and none of risk 3")
    self.report.check("no date of review" in findings[2]["explanation"], "risk 3 is explained",
                      findings[2]["explanation"])
    grid = self.ask("risk", "grid").json()
    self.report.equal({(4, 3): [2], (4, 4): [1, 3]},
                      {(c["impact"], c["probability"]): c["numbers"]
                       for c in grid["cells"] if c["count"]}, "the grid")
    self.report.equal([16, 3, 3], [len(grid["cells"]), grid["risks"], grid["escalated"]],
                      "all cells, all risks, all escalated")
    drawn = self.cli.run("risk", "grid", "-o", "table").output
    self.report.check("| 1 3 " in drawn and "4 Severe" in drawn and "16 !" in drawn,
                      "the grid is drawn", drawn)

  def refusals(self):
    self.report.step("a file with mistakes")
    with open(PAPER, encoding="utf-8") as stream:
      text = stream.read()
    with tempfile.TemporaryDirectory() as folder:
      for edit, expected in ((("2022-09-26", "2022-09-31"), ":3: raised_on"),
                             (("2024-05-17", "2022-05-17"), ":3: last_reviewed_on"),
                             ((",4,3,12,", ",4,five,12,"), ":3: probability"),
                             ((",4,3,12,", ",9,3,12,"), ":3: impact"),
                             (("Issue,OT", "Hazard,OT"), ":2: kind"),
                             (("workstream", "work_stream"), "'work_stream'"),
                             (("\n3,", "\n2,"), ":4: number")):
        path = os.path.join(folder, "wrong.csv")
        with open(path, "w", encoding="utf-8") as stream:
          stream.write(text.replace(*edit))
        answer = self.ask("risk", "import", path, status=USAGE)
        self.report.check(expected in answer.messages, "%s is named" % expected, answer.messages)
    self.report.equal(3, len(self.ask("risk", "list").json()), "nothing of it is kept")

  def verbs(self):
    self.report.step("a risk from hand to hand")
    assessed = self.ask("risk", "assess", "2", "--impact", "4", "--probability", "4", "--on",
                        BOARD_DAY, "--comment", "Winter").json()
    self.report.equal([16, "RISING", BOARD_DAY],
                      [assessed[f] for f in ("score", "direction", "last_reviewed_on")], "assessed")
    reviewed = self.ask("risk", "review", "3", "--on", BOARD_DAY).json()
    self.report.equal(["STABLE", True], [reviewed["direction"], reviewed["escalated"]],
                      "reviewed")
    self.report.equal(["NEW", "RISING"],
                      [entry["direction"] for entry in self.ask("risk", "history", "2").json()],
                      "the history")
    action = self.ask("risk", "action", "add", "2", "--text", "Bridging services", "--due-on",
                      "2024-12-01").json()
    self.ask("risk", "action", "update", action["id"], "--owner", "ICB")
    done = self.ask("risk", "action", "complete", action["id"], "--on", "2024-12-02").json()
    self.report.equal(["ICB", "2024-12-02", False],
                      [done[f] for f in ("owner", "done_on", "overdue")], "an action")
    self.ask("risk", "close", "1", "--reason", "Provided again")
    self.ask("risk", "review", "1", "--on", "2024-12-01", status=CONFLICT)
    self.ask("risk", "reopen", "1", "--reason", "Not quite")
    self.ask("risk", "get", "9", status=NOT_FOUND)
    made = self.ask("risk", "create", "--kind", "risk", "--text", "Another", "--raised-on",
                    BOARD_DAY, "--impact", "1", "--probability", "2").json()
    self.report.equal([4, 2, False], [made[f] for f in ("number", "score", "escalated")],
                      "the next number")
    updated = self.ask("risk", "update", "4", "--workstream", "Estates").json()
    self.report.equal("Estates", updated["workstream"], "an update by number")

  def insights(self):
    self.report.step("what champions hear")
    self.ask("organisation", "create", "--code", "VAH", "--name", "Voluntary Action Harrow")
    log = ("insight", "log", "--organisation", "VAH", "--on", "2024-08-01")
    heard = self.ask(*log, "--kind", "barrier", "--theme", "GP access", "--text",
                     "No appointments outside working hours", "--quotable", "--quote-permission",
                     "the speaker").json()
    self.ask(*log, "--kind", "question", "--theme", "gp access", "--text", "Where do I register?")
    refused = self.ask(*log, "--kind", "idea", "--theme", "x", "--text", "ring 07700 900123",
                       status=USAGE)
    self.report.check("--text" in refused.messages and "07700" not in refused.messages,
                      "a number of a person is refused by its flag", refused.messages)
    self.ask("insight", "answer", heard["id"], "--on", "2024-09-01", "--response",
             "Evening surgeries began")
    quotes = self.ask("insight", "list", "--quotable", "--state", "answered").json()
    self.report.equal(["Evening surgeries began"], [q["response"] for q in quotes], "quotes")
    counted = self.ask("insight", "count", "--quarter", "2024-25-Q2", "--by", "theme").json()
    self.report.equal([2, 1, 1, 1],
                      [counted["rows"][0][f]
                       for f in ("insights", "answered", "barriers", "questions")], "counts")
    self.ask("insight", "withdraw", heard["id"], "--reason", "Asked to", "--yes")
    counted = self.ask("insight", "count", "--quarter", "2024-25-Q2").json()
    self.report.equal(1, counted["total"]["insights"], "a withdrawn one counts nowhere")


def main():
  parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
  parser.add_argument("--champions", required=True)
  parser.add_argument("--config", required=True)
  options = parser.parse_args()
  report = Report()
  check = Check(Cli(options.champions, options.config), report)
  for step in (check.paper, check.findings, check.refusals, check.verbs, check.insights):
    step()
  return report.close()


if __name__ == "__main__":
  sys.exit(main())
