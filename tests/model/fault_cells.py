"""Faults of single cells: required values, words, dates, money, numbers, codes, lengths."""

import contract
from fault_registry import cell_fault

TOO_LONG = "x" * (1 << 20)


def each(places, *cells):
  return [(file, column, cell) for file, column in places for cell in cells]


for _file in contract.FILES:
  cell_fault("missing-value-" + _file, "a required value is empty",
             [(_file, column, "") for column in contract.REQUIRED[_file]],
             # Without its champion or organisation other things about a row are unknown too.
             cascade=True)

cell_fault("bad-word", "not one of the words", each(contract.ENUMS, "NONSENSE"))
cell_fault("bad-word-lower-case", "the word in small letters",
           each([("reach", "mode"), ("programmes", "status")], "group", "active"), sure=False)
cell_fault("bad-date-no-such-day", "30 February", each(contract.DATES, "2024-02-30"), cascade=True)
cell_fault("bad-date-leap", "29 February of a common year",
           [("reach", "occurred_on", "2023-02-29"), ("awards", "awarded_on", "1900-02-29")])
cell_fault("bad-date-shape", "a date in another notation",
           [("reach", "occurred_on", cell) for cell in
            ("30/09/2024", "2024-9-1", "20240901", "2024-13-01", "2024-00-10", "yesterday",
             "2024-09-01T10:00", "2024-09-31", "0000-00-00")])
cell_fault("bad-time", "not a local time",
           [("activities", "starts_at", cell) for cell in
            ("2024-02-30T10:00", "2024-07-01T25:00", "2024-07-01T10:60", "10:00", "noon")])
cell_fault("bad-time-open", "a time with seconds, an offset, a space or no time of day",
           [("activities", "starts_at", cell) for cell in
            ("2024-07-01T10:00:00", "2024-07-01T10:00Z", "2024-07-01 10:00", "2024-07-01",
             "2024-03-31T01:30")], sure=False)
cell_fault("bad-money", "not an amount in pounds",
           each(contract.MONEY, "12.345", "1,234.50", "£12.00", "-1.00", "1e3", "abc", "1.2.3"))
cell_fault("bad-money-open", "pounds without pence, or with one digit of them",
           each(contract.MONEY, "12", "12.5", "12.", ".50", " 12.00"), sure=False)
cell_fault("bad-count", "not a whole number",
           each(contract.COUNTS, "-1", "1.5", "abc", "1e2", "99999999999999999999", "0x10"))
cell_fault("bad-count-open", "a number in an odd notation",
           each([("reach", "people")], "+5", " 5", "05", "０", "5.0"), sure=False)
cell_fault("bad-ward", "not the shape of an ONS code",
           each([("reach", "ward"), ("activities", "ward")], "HARROW", "E0501354", "E050135421"))
cell_fault("unknown-ward", "a ward's shape, but no ward", [("reach", "ward", "E05999999")],
           sure=False)
cell_fault("bad-language", "not a BCP 47 language",
           each([("champions", "languages")], "not a language!", "en_GB", "en;?", "12"))
cell_fault("bad-language-open", "a list with an empty place; a name that BCP 47's grammar allows",
           each([("champions", "languages")], "en;;ro", "english", "xx", "EN;"), sure=False)
cell_fault("unknown-nhs-code", "not a code of the NHS Data Dictionary",
           each([("champions", "ethnic_category")], "Q", "a", "Asian")
           + each([("champions", "gender")], "9", "M"))
cell_fault("odd-text", "an email, age band and identifier that cannot be",
           [("champions", "email", "not-an-email"), ("champions", "age_band", "old"),
            ("organisations", "identifier", "1234")], sure=False)
cell_fault("too-long", "a text of a million letters",
           [("reach", "note", TOO_LONG), ("champions", "given_name", TOO_LONG),
            ("organisations", "code", TOO_LONG)], sure=False)
cell_fault("too-far-ahead", "a date in 2999", each(contract.DATES, "2999-12-31")
           + each(contract.TIMES, "2999-12-31T10:00"), cascade=True)
