"""The table of the import format: files, columns, keys and the words allowed in them.

The generator, the checker and the faults share it. The recount does not.
"""

# file -> its columns, the key first; a required column ends with "*".
COLUMNS = {
    "organisations": "code* name* identifier communities",
    "programmes": "code* name* status* starts_on ends_on",
    "courses": "code* name* valid_months required_for",
    "champions": "external_id* organisation* given_name* family_name* email phone recruited_on "
                 "status* left_on role career_goal languages ethnic_category age_band gender",
    "enrolments": "champion* programme* enrolled_on* ended_on end_reason organisation",
    "training": "champion* course* completed_on* outcome* certificate organisation",
    "funds": "code* name* budget_gbp* starts_on ends_on",
    "awards": "external_id* fund* organisation* programme* title* amount_gbp* awarded_on* "
              "starts_on ends_on status*",
    "activities": "external_id* organisation* programme* name* kind* starts_at* ends_at ward "
                  "partners award",
    "reach": "external_id* organisation* programme* activity occurred_on* ward mode* topic* "
             "people* new_people signposted champion note status",
}
REQUIRED = {file: tuple(column[:-1] for column in columns.split() if column.endswith("*"))
            for file, columns in COLUMNS.items()}
COLUMNS = {file: tuple(column.rstrip("*") for column in columns.split())
           for file, columns in COLUMNS.items()}
FILES = tuple(COLUMNS)

# The columns of a key. A champion of an enrolment or an outcome stands for the
# champion's organisation and external_id.
KEYS = {
    "organisations": ("code",), "programmes": ("code",), "courses": ("code",),
    "champions": ("organisation", "external_id"),
    "enrolments": ("organisation", "champion", "programme", "enrolled_on"),
    "training": ("organisation", "champion", "course", "completed_on"),
    "funds": ("code",), "awards": ("organisation", "external_id"),
    "activities": ("organisation", "external_id"), "reach": ("organisation", "external_id"),
}

ENUMS = {
    ("programmes", "status"): "SCOPING ACTIVE FACILITATED CLOSED",
    ("champions", "status"):
        "ENQUIRED APPLIED RECRUITED IN_TRAINING ACTIVE PAUSED LEFT DECLINED WITHDRAWN",
    ("training", "outcome"): "BOOKED ATTENDED COMPLETED FAILED NO_SHOW",
    ("awards", "status"): "OFFERED ACTIVE SUSPENDED COMPLETED WITHDRAWN",
    ("activities", "kind"): "OUTREACH HEALTH_CHECK WORKSHOP DROP_IN CAMPAIGN OTHER",
    ("reach", "mode"): "CONVERSATION GROUP HEALTH_CHECK PHONE_OR_ONLINE BROADCAST",
    ("reach", "topic"): "MATERNAL_HEALTH MENTAL_HEALTH SOCIAL_ISOLATION DIABETES HYPERTENSION "
                        "IMMUNISATION HEALTHY_LIFESTYLE OTHER",
    ("reach", "status"): "VOID",
    # NHS Data Dictionary codes.
    ("champions", "ethnic_category"): "A B C D E F G H J K L M N P R S Z 99",
    ("champions", "gender"): "1 2 3 4 Z X",
}
ENUMS = {place: tuple(words.split()) for place, words in ENUMS.items()}

# The statuses that go with a recruited_on.
RECRUITED = ("RECRUITED", "IN_TRAINING", "ACTIVE", "PAUSED", "LEFT")
NOT_RECRUITED = tuple(status for status in ENUMS["champions", "status"]
                      if status not in RECRUITED)

DATES = tuple((file, column) for file in FILES for column in COLUMNS[file]
              if column.endswith("_on"))
TIMES = (("activities", "starts_at"), ("activities", "ends_at"))
MONEY = (("funds", "budget_gbp"), ("awards", "amount_gbp"))
COUNTS = (("courses", "valid_months"), ("reach", "people"), ("reach", "new_people"),
          ("reach", "signposted"))

# (file, column) -> the file whose key the cell names.
REFERENCES = {
    ("courses", "required_for"): "programmes",
    ("champions", "organisation"): "organisations",
    ("enrolments", "champion"): "champions",
    ("enrolments", "programme"): "programmes",
    ("enrolments", "organisation"): "organisations",
    ("training", "champion"): "champions",
    ("training", "course"): "courses",
    ("training", "organisation"): "organisations",
    ("awards", "fund"): "funds",
    ("awards", "organisation"): "organisations",
    ("awards", "programme"): "programmes",
    ("activities", "organisation"): "organisations",
    ("activities", "programme"): "programmes",
    ("activities", "partners"): "organisations",
    ("activities", "award"): "awards",
    ("reach", "organisation"): "organisations",
    ("reach", "programme"): "programmes",
    ("reach", "activity"): "activities",
    ("reach", "champion"): "champions",
}
LISTS = (("courses", "required_for"), ("champions", "languages"), ("activities", "partners"))
