"""Faults between the cells of a row, between rows, and many at once; and rows that are right."""

import contract
from fault_draft import ORGANISATION, OTHER_ORGANISATION, PROGRAMME, STRANGER, TWIN
from fault_registry import fault


# --- Rules between the cells of a row ------------------------------------------------

@fault("more new or signposted than people")
def more_than_people(draft):
  draft.expect("reach", draft.add("reach", people="5", new_people="6"), "new_people", "people")
  draft.expect("reach", draft.add("reach", people="5", signposted="6"), "signposted", "people")
  draft.expect("reach", draft.add("reach", people="0", signposted="1"), "signposted", "people")


@fault("recruited_on with a status that was never recruited")
def recruited_on_not_wanted(draft):
  for status in contract.NOT_RECRUITED:
    draft.expect("champions", draft.add("champions", status=status), "recruited_on", "status")


@fault("no recruited_on with a status that was recruited")
def recruited_on_wanted(draft):
  for status in contract.RECRUITED:
    left_on = "2024-06-01" if status == "LEFT" else ""
    record = draft.add("champions", status=status, recruited_on="", left_on=left_on)
    draft.expect("champions", record, "recruited_on", "status")


@fault("left_on without LEFT, LEFT without left_on, and left before recruited")
def left_on_rules(draft):
  records = [draft.add("champions", status="ACTIVE", left_on="2024-06-01"),
             draft.add("champions", status="LEFT"),
             draft.add("champions", status="LEFT", left_on="2024-04-30"),
             draft.add("champions", status="WITHDRAWN", recruited_on="", left_on="2024-06-01")]
  for record in records:
    draft.expect("champions", record, "left_on", "status", "recruited_on")


@fault("ends_at at or before starts_at")
def ends_before_it_starts(draft):
  for ends_at in ("2024-05-03T10:00", "2024-05-03T09:59", "2023-05-03T11:00"):
    draft.expect("activities", draft.add("activities", ends_at=ends_at), "ends_at", "starts_at")


# --- Rules between rows --------------------------------------------------------------

@fault("a reference to nothing, from every column that refers")
def dangling_reference(draft):
  for (file, column) in contract.REFERENCES:
    record = draft.add(file, **{column: "NO-SUCH"})
    also = ("champion",) if column == "organisation" else ()
    draft.expect(file, record, column, *also)


@fault("one of a list names nothing")
def dangling_in_list(draft):
  draft.expect("activities", draft.add("activities", partners=OTHER_ORGANISATION + ";NO-SUCH"),
               "partners")
  draft.expect("courses", draft.add("courses", required_for="NO-SUCH;" + PROGRAMME),
               "required_for")


@fault("a champion, an activity or an award of another organisation")
def reference_across_organisations(draft):
  draft.expect("reach", draft.add("reach", champion=STRANGER), "champion")
  draft.expect("reach", draft.add("reach", activity="FACT2"), "activity")
  draft.expect("activities", draft.add("activities", award="FA2"), "award")
  draft.expect("enrolments", draft.add("enrolments", champion=STRANGER), "champion",
               "organisation")
  draft.expect("training", draft.add("training", champion=STRANGER), "champion", "organisation")


@fault("a champion's id that stands in two organisations, and no organisation")
def ambiguous_champion(draft):
  for file in ("enrolments", "training"):
    draft.expect(file, draft.add(file, champion=TWIN, organisation=""), "organisation", "champion")


@fault("awards a penny over their fund's budget", cascade=True)
def over_budget(draft):
  draft.add("funds", code="FAULT-SMALL", budget_gbp="100.00")
  draft.add("awards", fund="FAULT-SMALL", amount_gbp="60.00")
  draft.add("awards", fund="FAULT-SMALL", amount_gbp="40.01")
  # Which of the awards is named is not said; the rule is.
  draft.expect_anywhere("awards", "amount_gbp", "fund")


@fault("one award larger than its fund's budget", cascade=True)
def over_budget_alone(draft):
  record = draft.add("awards", amount_gbp="1000.01")
  draft.expect("awards", record, "amount_gbp", "fund")


@fault("one key twice in a file, with different cells", sure=False)
def key_twice(draft):
  draft.add("reach", external_id="FTWICE", people="3")
  draft.expect("reach", draft.add("reach", external_id="FTWICE", people="4"), "external_id")


@fault("the same row twice in a file", sure=False)
def row_twice(draft):
  draft.add("reach", external_id="FTWICE")
  draft.expect("reach", draft.add("reach", external_id="FTWICE"), "external_id")


@fault("many faults in many files: all are listed")
def many_faults(draft):
  draft.spoil("organisations", "name", "")
  draft.spoil("programmes", "status", "OPEN")
  draft.spoil("courses", "valid_months", "a year")
  draft.spoil("champions", "gender", "W")
  draft.spoil("enrolments", "programme", "NO-SUCH")
  draft.spoil("training", "outcome", "PASSED")
  draft.spoil("funds", "budget_gbp", "lots")
  draft.spoil("awards", "awarded_on", "2024-06-31")
  draft.spoil("activities", "kind", "PARTY")
  both = draft.add("reach", people="-3", mode="SHOUT", occurred_on="")
  for column in ("people", "mode", "occurred_on"):
    draft.expect("reach", both, column)


@fault("1,200 faulty rows: 1,000 errors are listed, then a count", cascade=True)
def too_many_faults(draft):
  for _ in range(1200):
    draft.add("reach", people="-1")
  draft.expect_anywhere("reach", "people")


# --- Right, though it may not look so ------------------------------------------------

@fault("nothing is wrong", valid=True)
def right_as_it_is(draft):
  draft.add("reach")


@fault("files with a header and no rows", valid=True)
def right_header_only(draft):
  for file in ("reach", "training", "enrolments", "awards", "activities"):
    draft.records[file] = []


@fault("other files and a folder lie beside the CSV files", valid=True)
def right_with_neighbours(draft):
  draft.contents["README.md"] = b"# About this folder\n"
  draft.contents["later/reach.csv"] = b"not for now\n"


@fault("a fund spent to the last penny, edges of quarters, a leap day", valid=True)
def right_at_the_edge(draft):
  draft.add("funds", code="FAULT-EXACT", budget_gbp="100.00")
  draft.add("awards", fund="FAULT-EXACT", amount_gbp="60.00", awarded_on="2024-03-31")
  draft.add("awards", fund="FAULT-EXACT", amount_gbp="40.00", awarded_on="2024-04-01")
  draft.add("reach", occurred_on="2024-02-29", people="5", new_people="5", signposted="5")
  draft.add("champions", status="LEFT", left_on="2024-05-01")
  draft.add("activities", starts_at="2024-07-01T00:30", ends_at="2024-07-01T00:31")


@fault("what looks odd is a warning and no error", valid=True)
def right_though_odd(draft):
  draft.add("training", completed_on="2020-01-01")
  draft.add("enrolments", enrolled_on="2019-12-31", ended_on="2019-12-30")
  draft.add("awards", starts_on="2024-06-01", ends_on="2024-05-01", amount_gbp="0.00")
  draft.add("funds", starts_on="2024-06-01", ends_on="2024-05-01", budget_gbp="0.00")
  draft.add("programmes", starts_on="2024-06-01", ends_on="2024-05-01")
  draft.add("activities", partners=ORGANISATION)  # The lead among its own partners.
  draft.add("reach", people="999999", occurred_on="2001-01-01")
  draft.add("courses", required_for="")


@fault("a record is voided before it was ever known; nobody was reached", valid=True, sure=False)
def right_void_first(draft):
  draft.add("reach", status="VOID")
  draft.add("reach", people="0")


@fault("names of several lines, and cells with spaces around them", valid=True, sure=False)
def right_name_of_lines(draft):
  draft.add("activities", name="Roxeth\nHall")
  draft.add("organisations", name="Two\r\nlines")
  draft.add("champions", given_name=" Ama ")
