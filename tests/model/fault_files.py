"""Faults of whole files: headers, encodings, quotes, numbers of fields, names."""

from fault_draft import ORGANISATION, PROGRAMME, TEMPLATES, Record
from fault_registry import fault


@fault("a column that the format does not know")
def unknown_column(draft):
  draft.headers["reach"].append("mood")
  draft.expect_header("reach", "mood")


@fault("a known column in capitals", cascade=True)
def header_in_capitals(draft):
  draft.headers["reach"] = [column.upper() for column in draft.headers["reach"]]
  draft.expect_header("reach")


@fault("a required column is missing")
def missing_column(draft):
  draft.headers["reach"].remove("people")
  draft.expect_header("reach", "people")


@fault("a required column is missing in a file that others refer to", cascade=True)
def missing_column_champions(draft):
  draft.headers["champions"].remove("status")
  draft.expect_header("champions", "status")


@fault("a column twice in the header")
def column_twice(draft):
  draft.headers["training"].append("outcome")
  draft.expect_header("training", "outcome")


@fault("no header: the first line is a record", cascade=True)
def missing_header(draft):
  draft.headers["reach"] = []
  draft.records["reach"] = []
  line = "R1,%s,%s,,2024-05-04,,GROUP,OTHER,5,,,,,\n" % (ORGANISATION, PROGRAMME)
  draft.contents["reach.csv"] = line.encode()
  draft.expect_header("reach")


@fault("semicolons between the cells", cascade=True)
def semicolons(draft):
  draft.contents["reach.csv"] = b"external_id;organisation;programme\nR1;A;B\n"
  draft.expect_header("reach")


@fault("a file of no bytes at all", sure=False, cascade=True)
def empty_file(draft):
  draft.contents["reach.csv"] = b""
  draft.expect_header("reach")


@fault("a file with a byte order mark and nothing else", sure=False, cascade=True)
def only_a_mark(draft):
  draft.contents["reach.csv"] = b"\xef\xbb\xbf"
  draft.expect_header("reach")


@fault("an empty line at the end", sure=False, cascade=True)
def empty_line(draft):
  draft.expect("reach", draft.add_raw("reach", b""))


@fault("a CSV file whose name the format does not know", sure=False, cascade=True)
def unknown_file(draft):
  draft.contents["reaches.csv"] = b"external_id\nR1\n"
  draft.expected.append(("reaches", Record(), ()))


@fault("a record with a field too few and one with a field too many")
def wrong_number_of_fields(draft):
  row = draft.line_of("reach", dict(TEMPLATES["reach"], external_id="FEW"))
  draft.expect("reach", draft.add_raw("reach", row.rpartition(b",")[0]))
  draft.add("reach")
  draft.expect("reach", draft.add_raw("reach", row + b",more"))


@fault("bytes that are not UTF-8", cascade=True)
def not_utf8(draft):
  row = draft.line_of("reach", dict(TEMPLATES["reach"], external_id="F8", note="caf~"))
  draft.expect("reach", draft.add_raw("reach", row.replace(b"~", b"\xe9")))


@fault("an encoded surrogate, and an overlong slash: not UTF-8 either", cascade=True)
def not_quite_utf8(draft):
  row = draft.line_of("training", dict(TEMPLATES["training"], completed_on="2024-06-01",
                                       certificate="~"))
  draft.expect("training", draft.add_raw("training", row.replace(b"~", b"\xed\xa0\x80")))


@fault("a file in UTF-16", cascade=True)
def utf16(draft):
  draft.contents["reach.csv"] = "external_id,organisation\nR1,A\n".encode("utf-16")
  draft.expect_header("reach")


@fault("a NUL byte in a cell", cascade=True)
def nul_byte(draft):
  draft.expect("reach", draft.add("reach", note="before\0after"))


@fault("a quote that is never closed", cascade=True)
def unclosed_quote(draft):
  row = draft.line_of("reach", dict(TEMPLATES["reach"], external_id="FQ", note="~"))
  record = draft.add_raw("reach", row.replace(b"~", b"\"and so on"))
  draft.add("reach")
  draft.expect("reach", record)


@fault("letters after a closing quote", sure=False, cascade=True)
def text_after_quote(draft):
  row = draft.line_of("reach", dict(TEMPLATES["reach"], external_id="FQ", note="~"))
  draft.expect("reach", draft.add_raw("reach", row.replace(b"~", b"\"one\"two")))


@fault("a quote inside a cell without quotes", sure=False, cascade=True)
def bare_quote(draft):
  row = draft.line_of("reach", dict(TEMPLATES["reach"], external_id="FQ", note="~"))
  draft.expect("reach", draft.add_raw("reach", row.replace(b"~", b"5\" screen")))
