"""A folder in the making that has a fault: the valid rows, then what a fault adds to them."""

import csv
import os

import contract

ORGANISATION, OTHER_ORGANISATION = "FAULT-ORG", "FAULT-ORG2"
PROGRAMME, COURSE, FUND = "FAULT-PROG", "FAULT-COURSE", "FAULT-FUND"
CHAMPION, TWIN, STRANGER = "FC1", "FTWIN", "FSTRANGER"
BUDGET = "1000.00"

# A valid row of each file, to be spoiled in one place.
TEMPLATES = {
    "organisations": {"code": "", "name": "An organisation"},
    "programmes": {"code": "", "name": "A programme", "status": "ACTIVE"},
    "courses": {"code": "", "name": "A course"},
    "champions": {"external_id": "", "organisation": ORGANISATION, "given_name": "Ama",
                  "family_name": "Owusu", "recruited_on": "2024-05-01", "status": "ACTIVE"},
    "enrolments": {"champion": CHAMPION, "programme": PROGRAMME, "enrolled_on": "",
                   "organisation": ORGANISATION},
    "training": {"champion": CHAMPION, "course": COURSE, "completed_on": "",
                 "outcome": "COMPLETED", "organisation": ORGANISATION},
    "funds": {"code": "", "name": "A fund", "budget_gbp": BUDGET},
    "awards": {"external_id": "", "fund": FUND, "organisation": ORGANISATION,
               "programme": PROGRAMME, "title": "An award", "amount_gbp": "1.00",
               "awarded_on": "2024-05-02", "status": "ACTIVE"},
    "activities": {"external_id": "", "organisation": ORGANISATION, "programme": PROGRAMME,
                   "name": "A session", "kind": "OUTREACH", "starts_at": "2024-05-03T10:00"},
    "reach": {"external_id": "", "organisation": ORGANISATION, "programme": PROGRAMME,
              "occurred_on": "2024-05-04", "mode": "GROUP", "topic": "OTHER", "people": "10"},
}
# The column of each template's key that a new row fills in.
FRESH = {file: next(column for column, cell in row.items() if not cell)
         for file, row in TEMPLATES.items()}


class Record:
  """A row to be written: cells by column, or bytes as they are."""

  def __init__(self, cells=None, raw=None):
    self.cells, self.raw, self.line = cells, raw, None


class Draft:
  """A folder being made: the valid one's rows, then what a fault adds or changes."""

  def __init__(self, valid_folder):
    self.headers = {file: list(columns) for file, columns in contract.COLUMNS.items()}
    self.records = {file: _read(valid_folder, file) for file in contract.FILES}
    self.contents = {}  # file name -> bytes, written instead of the rows or beside them
    self.expected = []
    self._fresh = 0
    self._add_frame()

  def _add_frame(self):
    """Valid rows for faults to refer to; each figure would move if they were applied."""
    for code in (ORGANISATION, OTHER_ORGANISATION):
      self.add("organisations", code=code)
      self.add("champions", external_id=TWIN, organisation=code)
    self.add("programmes", code=PROGRAMME)
    self.add("courses", code=COURSE, required_for=PROGRAMME)
    self.add("funds", code=FUND)
    self.add("champions", external_id=CHAMPION)
    self.add("champions", external_id=STRANGER, organisation=OTHER_ORGANISATION)
    self.add("enrolments", enrolled_on="2024-05-01")
    self.add("training", completed_on="2024-05-01")
    self.add("awards", external_id="FA1")
    self.add("awards", external_id="FA2", organisation=OTHER_ORGANISATION)
    self.add("activities", external_id="FACT1")
    self.add("activities", external_id="FACT2", organisation=OTHER_ORGANISATION)
    # The line that a later record starts on is not its number: this note has three.
    self.add("reach", external_id="FR1", people="1000", note="one\ntwo, \"2\"\nthree")

  def add(self, file, **changes):
    """Adds a valid row with these cells changed; its key is new unless it is given."""
    cells = dict(TEMPLATES[file])
    self._fresh += 1
    day = "2024-%02d-%02d" % (self._fresh // 28 % 12 + 1, self._fresh % 28 + 1)
    fresh = day if FRESH[file].endswith("_on") else "FX-%d" % self._fresh
    cells[FRESH[file]] = fresh
    cells.update(changes)
    record = Record(cells)
    self.records[file].append(record)
    return record

  def add_raw(self, file, raw):
    record = Record(raw=raw)
    self.records[file].append(record)
    return record

  def line_of(self, file, record):
    """A row as bytes, to be spoiled as bytes."""
    return ",".join(_quote(record.get(column, "")) for column in self.headers[file]).encode()

  def spoil(self, file, column, cell):
    """Adds a row that is wrong in one cell only."""
    self.expect(file, self.add(file, **{column: cell}), column)

  def expect(self, file, record, *columns):
    self.expected.append((file, record, columns))

  def expect_header(self, file, *columns):
    header = Record()
    header.line = 1
    self.expected.append((file, header, columns))

  def expect_anywhere(self, file, *columns):
    self.expected.append((file, Record(), columns))

  def write(self, folder):
    os.makedirs(folder)
    for file in contract.FILES:
      self._write_file(folder, file)
    for name, content in self.contents.items():
      path = os.path.join(folder, name)
      os.makedirs(os.path.dirname(path), exist_ok=True)
      with open(path, "wb") as stream:
        stream.write(content)

  def _write_file(self, folder, file):
    header = self.headers[file]
    content = ",".join(header).encode() + b"\n" if header else b""
    for record in self.records[file]:
      record.line = content.count(b"\n") + 1
      raw = record.raw if record.raw is not None else self.line_of(file, record.cells)
      content += raw + b"\n"
    with open(os.path.join(folder, file + ".csv"), "wb") as stream:
      stream.write(content)

  def expected_errors(self):
    return [{"file": file + ".csv", "line": record.line, "columns": list(columns)}
            for file, record, columns in self.expected]


def _read(folder, file):
  path = os.path.join(folder, file + ".csv")
  if not os.path.exists(path):
    return []
  with open(path, encoding="utf-8-sig", newline="") as stream:
    return [Record(row) for row in csv.DictReader(stream)]


def _quote(cell):
  if any(character in cell for character in ",\"\r\n"):
    return '"' + cell.replace('"', '""') + '"'
  return cell
