"""Shows that the recount follows the figures' rules, on small cases counted by hand."""

import datetime
import os
import tempfile
import unittest

import cells
import recount

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SAMPLES = (os.path.join(ROOT, "deploy", "sample"),
           os.path.join(os.path.dirname(ROOT), "shared", "data", "harrow"),
           os.environ.get("CHAMPIONS_SAMPLE", ""))

BASE = {
    "organisations": "code,name\nA,A\nB,B\n",
    "programmes": "code,name,status\nP,P,ACTIVE\nQ,Q,ACTIVE\nNONE,N,ACTIVE\n",
    "courses": "code,name,required_for\nONE,One,P;Q\nTWO,Two,P\nFREE,Free,\n",
}
CHAMPIONS = "external_id,organisation,given_name,family_name,recruited_on,status,left_on\n"
TRAINING = "champion,course,completed_on,outcome\n"
REACH = "external_id,organisation,programme,occurred_on,mode,topic,people,new_people,signposted"
QUARTER = "2024-25-Q2"  # July to September 2024


class Folders(unittest.TestCase):
  """Writes folders and counts them."""

  survivors = None

  def figures(self, *folders):
    with tempfile.TemporaryDirectory() as directory:
      paths = []
      for number, files in enumerate(folders):
        paths.append(os.path.join(directory, str(number)))
        os.mkdir(paths[-1])
        for name, text in files.items():
          with open(os.path.join(paths[-1], name + ".csv"), "w", encoding="utf-8",
                    newline="") as stream:
            stream.write(text)
      return recount.recount(paths, self.survivors)

  def total(self, field, *folders, quarter=QUARTER):
    return self.figures(dict(BASE, **folders[0]), *folders[1:]).totals(quarter)["total"][field]

  def rows(self, field, by, *folders, quarter=QUARTER):
    answer = self.figures(dict(BASE, **folders[0]), *folders[1:]).totals(quarter, by)
    return {tuple(row[column] for column in by.split(",")): row[field] for row in answer["rows"]}


class Quarters(unittest.TestCase):

  def test_a_quarter_holds_its_first_and_last_day(self):
    # Shows the edges of the financial year, and that Q4 lies in the next calendar year.
    for day, quarter in (("2024-04-01", "2024-25-Q1"), ("2024-06-30", "2024-25-Q1"),
                         ("2024-07-01", "2024-25-Q2"), ("2024-12-31", "2024-25-Q3"),
                         ("2025-01-01", "2024-25-Q4"), ("2025-03-31", "2024-25-Q4"),
                         ("2000-03-31", "1999-00-Q4")):
      self.assertEqual(cells.quarter_of(datetime.date.fromisoformat(day)), quarter)
    first, last = cells.quarter_days("2023-24-Q4")
    self.assertEqual((first.isoformat(), last.isoformat()), ("2024-01-01", "2024-03-31"))
    self.assertEqual(cells.quarter_days("2024-25-Q3")[1].isoformat(), "2024-12-31")

  def test_a_time_with_an_offset_takes_its_london_date(self):
    # Shows 00:30 of a summer's day as it stands, and the same moment told in universal time.
    self.assertEqual(cells.london_date("2024-07-01T00:30"), datetime.date(2024, 7, 1))
    self.assertEqual(cells.london_date("2024-06-30T23:30Z"), datetime.date(2024, 7, 1))
    self.assertEqual(cells.london_date("2024-01-01T00:30+01:00"), datetime.date(2023, 12, 31))


class Merged(Folders):

  FILES = {
      "champions": CHAMPIONS + ("1,A,x,y,2024-07-05,ACTIVE,\n2,A,x,y,2024-05-01,ACTIVE,\n"
                                "3,A,x,y,2024-08-01,ACTIVE,\n"),
      "enrolments": "champion,programme,enrolled_on\n1,P,2024-07-06\n1,P,2024-09-01\n"
                    "2,P,2024-07-07\n2,Q,2024-07-08\n3,P,2024-08-02\n",
      "training": TRAINING + "1,ONE,2024-07-10,COMPLETED\n2,TWO,2024-07-12,COMPLETED\n",
  }

  def test_merged_champions_are_one_person(self):
    # Shows the earliest recruitment, training by both rows, and one row's enrolments in P, twice
    # those of the survivor; unmerged, each row counts by itself.
    self.assertEqual(self.total("recruited", self.FILES), 2)
    self.assertEqual(self.total("trained", self.FILES), 0)
    self.assertEqual(self.rows("recruited", "programme", self.FILES), {("P",): 4, ("Q",): 1})
    self.survivors = {("A", "2"): "1"}
    self.assertEqual(self.total("recruited", self.FILES), 1)
    self.assertEqual(self.total("recruited", self.FILES, quarter="2024-25-Q1"), 1)
    self.assertEqual(self.total("trained", self.FILES), 1)
    self.assertEqual(self.rows("recruited", "programme", self.FILES), {("P",): 3, ("Q",): 1})
    self.assertEqual(self.rows("trained", "programme", self.FILES), {("P",): 2, ("Q",): 1})


class Recruited(Folders):

  def test_leavers_count_and_enquiries_do_not(self):
    # Shows that status matters only through recruited_on.
    champions = CHAMPIONS + ("1,A,x,y,2024-07-01,LEFT,2024-07-02\n2,A,x,y,,ENQUIRED,\n"
                             "3,B,x,y,2024-09-30,ACTIVE,\n4,B,x,y,2024-10-01,ACTIVE,\n")
    self.assertEqual(self.total("recruited", {"champions": champions}), 2)
    self.assertEqual(self.rows("recruited", "organisation", {"champions": champions}),
                     {("A",): 1, ("B",): 1})

  def test_two_programmes_count_in_both_rows_and_once_overall(self):
    # Shows the later of both days in each row: one enrols before, one after, recruitment.
    files = {"champions": CHAMPIONS + "1,A,x,y,2024-07-10,ACTIVE,\n",
             "enrolments": "champion,programme,enrolled_on\n1,P,2024-06-01\n1,Q,2024-10-01\n"}
    self.assertEqual(self.total("recruited", files), 1)
    self.assertEqual(self.rows("recruited", "programme", files), {("P",): 1})
    self.assertEqual(self.rows("recruited", "programme", files, quarter="2024-25-Q3"),
                     {("P",): 0, ("Q",): 1})

  def test_a_champion_who_is_not_recruited_counts_in_no_programme(self):
    files = {"champions": CHAMPIONS + "1,A,x,y,,APPLIED,\n",
             "enrolments": "champion,programme,enrolled_on\n1,P,2024-07-01\n"}
    self.assertEqual(self.rows("recruited_to_date", "programme", files), {})


class Trained(Folders):

  def files(self, training, enrolments="1,P,2024-07-01\n"):
    return {"champions": CHAMPIONS + "1,A,x,y,2024-07-01,ACTIVE,\n",
            "enrolments": "champion,programme,enrolled_on\n" + enrolments,
            "training": TRAINING + training}

  def test_every_required_course_and_no_other_outcome(self):
    for outcome, expected in (("COMPLETED", 1), ("FAILED", 0), ("NO_SHOW", 0), ("ATTENDED", 0),
                              ("BOOKED", 0)):
      files = self.files("1,ONE,2024-07-02,COMPLETED\n1,TWO,2024-08-01,%s\n" % outcome)
      self.assertEqual(self.total("trained", files), expected, outcome)

  def test_prior_learning_counts_on_the_enrolment(self):
    files = self.files("1,ONE,2023-01-01,COMPLETED\n1,TWO,2023-01-01,COMPLETED\n")
    self.assertEqual(self.total("trained", files), 1)
    self.assertEqual(self.total("trained_to_date", files, quarter="2024-25-Q1"), 0)

  def test_the_first_completion_decides(self):
    # Shows that failing first and taking the course again do not move the day.
    files = self.files("1,ONE,2024-07-02,COMPLETED\n1,TWO,2024-07-03,FAILED\n"
                       "1,TWO,2024-09-30,COMPLETED\n1,TWO,2024-10-05,COMPLETED\n")
    self.assertEqual(self.total("trained", files), 1)

  def test_a_programme_with_no_required_course_trains_nobody(self):
    files = self.files("1,ONE,2024-07-02,COMPLETED\n", "1,NONE,2024-07-01\n")
    self.assertEqual(self.total("trained_to_date", files), 0)

  def test_once_overall_on_the_earliest(self):
    # Shows one champion trained in September in one programme and in October in another.
    both = self.files("1,ONE,2024-09-02,COMPLETED\n1,TWO,2024-10-01,COMPLETED\n",
                      "1,P,2024-07-01\n1,Q,2024-07-01\n")
    self.assertEqual(self.total("trained", both), 1)
    self.assertEqual(self.total("trained", both, quarter="2024-25-Q3"), 0)

  def test_each_programme_on_its_own_day(self):
    files = self.files("1,ONE,2024-07-02,COMPLETED\n1,TWO,2024-10-01,COMPLETED\n",
                       "1,P,2024-07-01\n1,Q,2024-07-01\n")
    self.assertEqual(self.rows("trained", "programme", files), {("P",): 0, ("Q",): 1})
    self.assertEqual(self.total("trained_to_date", files, quarter="2024-25-Q3"), 1)
    self.assertEqual(self.rows("trained_to_date", "organisation,programme", files,
                               quarter="2024-25-Q3"), {("A", "P"): 1, ("A", "Q"): 1})

  def test_a_corrected_outcome_takes_the_milestone_back(self):
    files = self.files("1,ONE,2024-07-02,COMPLETED\n", "1,Q,2024-07-01\n")
    later = {"training": TRAINING + "1,ONE,2024-07-02,FAILED\n"}
    self.assertEqual(self.total("trained", files), 1)
    self.assertEqual(self.total("trained", files, later), 0)

  def test_the_same_id_in_two_organisations_is_two_people(self):
    files = {"champions": CHAMPIONS + "1,A,x,y,2024-07-01,ACTIVE,\n1,B,x,y,2024-07-01,ACTIVE,\n",
             "enrolments": "champion,programme,enrolled_on,organisation\n"
                           "1,Q,2024-07-01,A\n1,Q,2024-07-01,B\n",
             "training": "champion,course,completed_on,outcome,organisation\n"
                         "1,ONE,2024-07-02,COMPLETED,B\n"}
    self.assertEqual(self.rows("trained", "organisation", files), {("A",): 0, ("B",): 1})

  def test_an_ambiguous_champion_is_refused(self):
    files = {"champions": CHAMPIONS + "1,A,x,y,,APPLIED,\n1,B,x,y,,APPLIED,\n",
             "enrolments": "champion,programme,enrolled_on\n1,Q,2024-07-01\n"}
    with self.assertRaises(ValueError):
      self.total("trained", files)


class Reached(Folders):

  def test_broadcasts_are_impressions_and_nothing_else(self):
    files = {"reach": REACH + "\n1,A,P,2024-07-01,GROUP,OTHER,10,4,2\n"
                              "2,A,P,2024-07-01,BROADCAST,OTHER,500,400,300\n"
                              "3,A,P,2024-07-01,GROUP,OTHER,7,,\n"}
    total = self.figures(dict(BASE, **files)).totals(QUARTER)["total"]
    self.assertEqual([total[field] for field in
                      ("reached", "impressions", "new_people", "signposted")], [17, 500, 4, 2])

  def test_the_newest_row_counts_and_a_void_counts_nothing(self):
    # Shows an amendment that also moves the record to another quarter and programme.
    files = {"reach": REACH + "\n1,A,P,2024-07-01,GROUP,OTHER,10,4,2\n"
                              "2,A,P,2024-07-01,GROUP,OTHER,3,0,0\n"}
    moved = {"reach": REACH + "\n1,A,Q,2024-06-30,GROUP,OTHER,11,4,2\n"}
    void = {"reach": REACH + ",status\n1,A,Q,2024-06-30,GROUP,OTHER,11,4,2,VOID\n"}
    self.assertEqual(self.rows("reached_to_date", "programme", files, moved),
                     {("P",): 3, ("Q",): 11})
    self.assertEqual(self.total("reached", files, moved), 3)
    self.assertEqual(self.total("reached_to_date", files, moved, void), 3)

  def test_only_the_lead_counts_a_joint_activity(self):
    files = {"activities": "external_id,organisation,programme,name,kind,starts_at,partners\n"
                           "1,A,P,n,OTHER,2024-07-01T00:30,B\n"}
    self.assertEqual(self.rows("activities", "organisation", files), {("A",): 1})


class Money(Folders):

  def test_active_and_completed_awards_in_whole_pence(self):
    head = ("external_id,fund,organisation,programme,title,amount_gbp,awarded_on,status\n")
    rows = "".join("%d,F,A,P,t,0.29,2024-09-30,%s\n" % (number, status) for number, status in
                   enumerate(("OFFERED", "ACTIVE", "SUSPENDED", "COMPLETED", "WITHDRAWN")))
    files = {"funds": "code,name,budget_gbp\nF,F,10.00\n", "awards": head + rows}
    self.assertEqual(self.total("awarded_pence", files), 58)


class Counts(Folders):

  def test_each_row_is_created_amended_or_unchanged(self):
    # Shows that neither the order of columns nor an added empty column is a change.
    with tempfile.TemporaryDirectory() as directory:
      path = os.path.join(directory, "organisations.csv")
      programme = recount.Programme()
      expected = (("code,name\nA,A\nB,B\n", (2, 0, 0)),
                  ("name,communities,code\nA,,A\n", (0, 0, 1)),
                  ("code,name\nA,AA\nC,C\n", (1, 1, 0)))
      for text, counts in expected:
        with open(path, "w", encoding="utf-8") as stream:
          stream.write(text)
        found = programme.apply(directory)["organisations"]
        self.assertEqual((found["created"], found["amended"], found["unchanged"]), counts)


class Sample(unittest.TestCase):

  def setUp(self):
    self.sample = next((path for path in SAMPLES if os.path.exists(
        os.path.join(path, "champions.csv"))), None)
    if not self.sample:
      self.skipTest("the sample dataset is not here")

  def test_the_published_figures(self):
    # Shows the three figures of the board paper, at the end of September 2024.
    total = recount.recount([self.sample]).totals(QUARTER)["total"]
    self.assertEqual((total["recruited_to_date"], total["trained_to_date"],
                      total["reached_to_date"]), (321, 174, 12252))

  def test_the_correction_leaves_the_published_quarter_alone(self):
    corrections = os.path.join(self.sample, "corrections")
    before, after = recount.recount([self.sample]), recount.recount([self.sample, corrections])
    self.assertEqual(before.totals(QUARTER), after.totals(QUARTER))
    self.assertNotEqual(before.totals("2024-25-Q3"), after.totals("2024-25-Q3"))


if __name__ == "__main__":
  unittest.main()
