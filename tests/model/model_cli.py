"""Answers the CLI's import, merge and report commands as the contract says, from the recount.

It takes the place of a running instance when the end-to-end programs themselves are
tested: with it they must find nothing, with a mistake put into it they must find that.
"""

import datetime
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

import check_folder  # pylint: disable=wrong-import-position
import recount  # pylint: disable=wrong-import-position
from import_cli import Answer, Cli  # pylint: disable=wrong-import-position


def _now():
  return datetime.datetime.now(datetime.timezone.utc).isoformat()


class ModelCli(Cli):
  """An instance in memory: which folders count, who is merged, and since when."""

  def __init__(self):
    super().__init__("champions", "model")
    self.log = [("", ())]  # (instant, folders that count from then on)
    self.merge_log = [("", ())]  # (instant, pairs of duplicate and survivor from then on)
    self.imports = {}      # id -> folder
    self._figures = {}

  @property
  def active(self):
    return self.log[-1][1]

  def run(self, *arguments):
    self.calls += 1
    verb = " ".join(arguments[:2])
    if verb == "import undo":
      status, result = self.undo_import(arguments[2])
    elif arguments[0] == "import":
      status, result = self.import_rows(arguments[1], "--dry-run" in arguments)
    elif arguments[0] == "champion":
      status, result = self.champion(arguments[1], *arguments[2:])
    else:
      options = dict(zip(arguments[2::2], arguments[3::2]))
      to_date = "--to-date" in arguments
      answer = {"report totals": self.report_totals, "report explain": self.report_explain}[verb]
      status, result = answer(options, to_date) if verb == "report explain" else answer(options)
    output = "" if result is None else json.dumps(result)
    if "table" in arguments and result:
      lines = ["%(file)s:%(line)d: %(column)s: %(message)s" % error for error in result["errors"]]
      lines += ["%(quarter)s %(field)s %(change)+d" % effect for effect in result["effects"]]
      output = "\n".join(lines)
    return Answer(arguments, status, output, "")

  # --- Imports -------------------------------------------------------------------

  def check(self, folder):
    checker = check_folder.Checker()
    for earlier in self.active:
      checker.apply(earlier)
    return [{"file": error.file + ".csv", "line": error.line, "column": error.column,
             "message": error.message} for error in checker.apply(folder)]

  def import_rows(self, folder, dry_run):
    errors = self.check(folder)
    if errors:
      return 6, {"import_id": None, "files": [], "errors": errors[:1000], "effects": []}
    programme = recount.Programme()
    for earlier in self.active:
      programme.apply(earlier)
    before = recount.Figures(programme)
    counts = programme.apply(folder)
    effects = [{"quarter": quarter, "field": field, "change": change} for (quarter, field), change
               in recount.effects(before, recount.Figures(programme)).items()]
    import_id = None if dry_run else "import-%d" % (len(self.imports) + 1)
    if not dry_run:
      self.imports[import_id] = folder
      if any(count["created"] + count["amended"] for count in counts.values()):
        self.log.append((_now(), self.active + (folder,)))
    return 0, {"import_id": import_id, "errors": [], "effects": effects,
               "files": [dict(count, file=file + ".csv") for file, count in counts.items()]}

  def undo_import(self, import_id):
    folder = self.imports.pop(import_id, None)
    if folder is None or folder not in self.active[-1:]:
      return 6, None
    self.log.append((_now(), self.active[:-1]))
    return 0, {"import_id": import_id}

  # --- Merges --------------------------------------------------------------------

  def champion(self, verb, *arguments):
    programme = recount.Programme()
    for folder in self.active:
      programme.apply(folder)
    ids = {"/".join(key): key for key in programme.records["champions"]}
    if verb == "list":
      return 0, [{"id": name, "organisation": organisation, "external_id": champion}
                 for name, (organisation, champion) in ids.items()]
    pairs = dict(self.merge_log[-1][1])
    if verb == "merge":
      # recount's survivors: the champion's own name in the organisation.
      pairs[ids[arguments[0]]] = ids[arguments[arguments.index("--into") + 1]][1]
    else:
      del pairs[ids[arguments[0]]]
    self.merge_log.append((_now(), tuple(pairs.items())))
    return 0, {}

  # --- Figures -------------------------------------------------------------------

  def figures(self, folders, pairs=()):
    if (folders, pairs) not in self._figures:
      self._figures[folders, pairs] = recount.recount(folders, dict(pairs))
    return self._figures[folders, pairs]

  def folders_known_at(self, instant):
    return [folders for since, folders in self.log if since <= instant][-1]

  def report_totals(self, options):
    instant = options.get("--as-known-at")
    if instant and instant > _now():
      return 6, None
    folders = self.folders_known_at(instant) if instant else self.active
    pairs = [pairs for since, pairs in self.merge_log if not instant or since <= instant][-1]
    figures = self.figures(folders, pairs)
    return 0, figures.totals(options["--quarter"], options.get("--by", ""))

  def report_explain(self, options, to_date):
    quarter, wanted = options["--quarter"], options["--field"]
    first, last = recount.quarter_days(quarter)
    figures, records = self.figures(self.active, self.merge_log[-1][1]), []
    entries = (figures.by_programme if "--programme" in options else
               {(organisation, None, day, field): value
                for (organisation, day, field), value in figures.overall.items()})
    for (organisation, programme, day, field), value in entries.items():
      inside = field == wanted and day <= last and (to_date or day >= first)
      if (inside and options.get("--organisation", organisation) == organisation
          and options.get("--programme", programme) == programme):
        records.append({"kind": field, "id": str(len(records)), "on": day.isoformat(),
                        "organisation": organisation, "programme": programme, "value": value})
    return 0, {"field": wanted, "total": sum(record["value"] for record in records),
               "records": records}
