"""Shows that every test that docs/asvs.md and docs/security.md name is there: names.py SOURCE BUILD CTEST.

A test is a case of gtest (SuiteTest.Case; a Case after it is of the same suite, after a ctest entry of any) or one of
ctest's names. In asvs.md they stand in backticks, and files after `review:`; in security.md in backticks anywhere, and
as they are in the last column of a table. The counts of the requirements are held as well.
"""
import pathlib
import re
import subprocess
import sys

GTEST = re.compile(r"^\s*TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)", re.M)
CASE = re.compile(r"(\w+)\.([A-Z]\w*)")
HUMPS = re.compile(r"(?:[A-Z][a-z0-9]*){2,}")  # AName, not Name
ENTRY = re.compile(r"(?:integration|attacks|deploy|e2e|proto|clients|docs|bench|faults)\.[a-z_]+")
STATES = {"n/a": "n/a: ", "NOT MET": "NOT MET: ", "met": ""}  # how an answer begins


def rows(text):
  return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]


class Names:
  """What there is, and what is wrong."""

  def __init__(self, source, build, ctest):
    self.cases = {}
    for path in (source / "tests").rglob("*.cc"):
      for suite, case in GTEST.findall(path.read_text()):
        self.cases.setdefault(suite, set()).add(case)
    listed = subprocess.run([ctest, "-N", "-C", "long"], cwd=build, capture_output=True, text=True, check=True)
    self.entries = set(re.findall(r"Test +#\d+: (\S+)", listed.stdout))
    self.wrong = []

  def look(self, where, text):
    suite = None
    for word in re.findall(r"[\w./-]+|;", text):
      word = word.strip(".")
      case = CASE.fullmatch(word)
      if case:
        suite = case[1]
        good = case[2] in self.cases.get(suite, ())
      elif ENTRY.fullmatch(word):
        suite, good = None, word in self.entries
      elif HUMPS.fullmatch(word) and not word.isupper() and word not in self.cases:
        good = any(word in known for name, known in self.cases.items() if suite in (None, name))
      else:
        continue
      if not good:
        self.wrong.append("%s: there is no test %s%s" % (where, word, " of %s" % suite if suite and not case else ""))


def main(source, build, ctest):
  source = pathlib.Path(source)
  names = Names(source, build, ctest)
  asvs, security = ((source / "docs" / name).read_text() for name in ("asvs.md", "security.md"))
  counts = dict.fromkeys(STATES, 0)
  for ids, _, answer, test in (row for row in rows(asvs) if row[0].startswith("v5.0.0-")):
    state = next(name for name, start in STATES.items() if answer.startswith(start))
    counts[state] += ids.count("v5.0.0-")
    tests, _, files = test.partition("review:")
    names.wrong += ["%s: no test" % ids] if state == "met" and not re.search("`|review: ", test) else []
    names.wrong += ["%s: %s is no test" % (ids, name) for name in re.findall("`([^`]+)`", tests)
                    if not CASE.fullmatch(name) and name not in names.entries]
    names.wrong += ["%s: there is no %s" % (ids, name) for name in files.replace(" ", "").split(",")
                    if name and not (source / name).exists()]
    names.look(ids, test)
  for row in rows(security):
    names.look("security.md: " + row[0][:60], row[-1])
  for name in re.findall("`([^`]+)`", security):
    names.look("security.md", name)
  said = "%(met)d are met, %(n/a)d do not apply, %(NOT MET)d are not met" % counts
  names.wrong += ["expected in both pages: " + said] if said not in asvs or said not in security else []
  print("\n".join(names.wrong) or "%d items; every test that is named is there" % sum(counts.values()))
  return 1 if names.wrong or not names.entries or not sum(counts.values()) else 0


if __name__ == "__main__":
  sys.exit(main(*sys.argv[1:]))
