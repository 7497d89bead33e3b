"""Opens what server/documents writes with readers that are not ours: openpyxl, Python's csv, json,
a validator of JSON schemas, and parsers of HTML and XML. What they read must be what the JSON file
says, cell by cell.

Usage: check.py WRITE_SAMPLES REPORT_SCHEMA
"""

import base64
import csv
import datetime
import decimal
import hashlib
import html.parser
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree
import zipfile

import jsonschema
import openpyxl

FOLDER = None
SCHEMA = None
NAMES = ("awkward", "pack")
NUMBER_FORMATS = {"date": "d mmm yyyy", "integer": "#,##0", "pence": "£#,##0.00", "decimal": "0.0"}
SVG = "{http://www.w3.org/2000/svg}"


def read(name):
    with open(os.path.join(FOLDER, name), "rb") as file:
        return file.read()


def report(name):
    return json.loads(read(name + ".json"), parse_float=decimal.Decimal)


def tables(name):
    return [table for section in report(name)["sections"] for table in section["tables"]]


def as_csv(column, value):
    """What a CSV file holds for a value of the JSON file."""
    if value is None:
        return ""
    if value == "*":
        return "*"
    if column["type"] == "pence":
        return f"{decimal.Decimal(value) / 100:.2f}"
    text = str(value)
    guarded = column["type"] == "text" and text[:1] in tuple("=+-@\t\r")
    return "'" + text if guarded else text


class JsonTest(unittest.TestCase):
    def test_schema(self):
        """Every file keeps to the schema, and the schema is one."""
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        for name in NAMES:
            jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(read(name + ".json")))

    def test_the_schema_refuses(self):
        """What is no report is found out, so that the test above can fail."""
        for change in (
            lambda r: r.update(format="champions-report-2"),
            lambda r: r.pop("facts"),
            lambda r: r.update(more=1),
            lambda r: r["sections"][0]["tables"][0]["columns"][0].update(type="money"),
            lambda r: r["sections"][0]["tables"][0]["rows"][0].update(name=True),
            lambda r: r["sections"][0]["tables"][0]["rows"][0].update({"a-b": 1}),
        ):
            changed = json.loads(read("awkward.json"))
            change(changed)
            self.assertFalse(jsonschema.Draft202012Validator(SCHEMA).is_valid(changed))

    def test_cells_have_their_types(self):
        for name in NAMES:
            for table in tables(name):
                for row in table["rows"]:
                    self.assertEqual(list(row), [column["id"] for column in table["columns"]])
                    for column in table["columns"]:
                        value = row[column["id"]]
                        if value is None or value == "*":
                            continue
                        kinds = {"integer": int, "pence": int, "decimal": decimal.Decimal}
                        self.assertIs(type(value), kinds.get(column["type"], str))
                        if column["type"] == "date":
                            datetime.date.fromisoformat(value)


class CsvTest(unittest.TestCase):
    def test_rows(self):
        """Python's reader finds every cell of the JSON file, guarded where it must be."""
        for name in NAMES:
            for table in tables(name):
                data = read(f"{name}-{table['id']}.csv")
                self.assertFalse(data.startswith(b"\xef\xbb\xbf"))
                self.assertTrue(data.endswith(b"\r\n"))
                rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
                self.assertEqual(rows[0], [column["id"] for column in table["columns"]])
                expected = [
                    [as_csv(column, row[column["id"]]) for column in table["columns"]]
                    for row in table["rows"]
                ]
                self.assertEqual(rows[1:], expected)

    def test_no_cell_is_a_formula(self):
        for name in NAMES:
            for table in tables(name):
                text = read(f"{name}-{table['id']}.csv").decode("utf-8")
                for row in list(csv.reader(io.StringIO(text, newline="")))[1:]:
                    for column, cell in zip(table["columns"], row):
                        if column["type"] == "text":
                            self.assertNotIn(cell[:1], list("=+-@\t\r"))
                        elif cell not in ("", "*") and column["type"] != "date":
                            self.assertRegex(cell, r"^-?\d+(\.\d+)?$")

    def test_metadata(self):
        """The metadata describes the columns that are there, in the words of CSVW."""
        for name in NAMES:
            for table in tables(name):
                file = f"{name}-{table['id']}.csv"
                metadata = json.loads(read(file + "-metadata.json"))
                self.assertEqual(metadata["@context"][0], "http://www.w3.org/ns/csvw")
                self.assertEqual(metadata["url"], file)
                columns = metadata["tableSchema"]["columns"]
                self.assertEqual([c["name"] for c in columns], [c["id"] for c in table["columns"]])
                for described, column in zip(columns, table["columns"]):
                    self.assertIn(column["id"], described["titles"])
                    self.assertEqual(described["null"], ["", "*"])
                    base = described["datatype"]
                    base = base["base"] if isinstance(base, dict) else base
                    expected = {"text": "string", "pence": "decimal"}
                    self.assertEqual(base, expected.get(column["type"], column["type"]))
                    self.assertRegex(described["name"], r"^[A-Za-z][A-Za-z0-9_]*$")


class XlsxTest(unittest.TestCase):
    def check_cell(self, cell, column, value):
        if value is None:
            # The row of totals has a name where its first cell is empty.
            self.assertIn(cell.value, (None, "Total"))
        elif value == "*":
            self.assertEqual(cell.value, "*")
            if column["type"] in ("integer", "pence", "decimal"):
                self.assertEqual(cell.alignment.horizontal, "right")
        elif column["type"] == "text":
            self.assertEqual(cell.data_type, "s")
            # A carriage return is a new line to a spreadsheet, a tab is a space.
            self.assertEqual(cell.value, value.replace("\r", "\n").replace("\t", " ") or None)
        elif column["type"] == "date":
            if value < "1901":
                self.assertEqual(cell.value, value)
                return
            self.assertEqual(cell.value, datetime.datetime.fromisoformat(value))
            self.assertEqual(cell.number_format, NUMBER_FORMATS["date"])
        else:
            self.assertEqual(cell.data_type, "n")
            divisor = 100 if column["type"] == "pence" else 1
            self.assertEqual(decimal.Decimal(repr(cell.value)), decimal.Decimal(value) / divisor)
            self.assertEqual(cell.number_format, NUMBER_FORMATS[column["type"]])

    def check_table(self, sheet, table):
        self.assertEqual(sheet["A1"].value, table["title"])
        first = int(re.fullmatch(r"A(\d+)", sheet.freeze_panes).group(1))
        for number, column in enumerate(table["columns"], start=1):
            header = sheet.cell(first - 1, number)
            self.assertEqual(header.value, column["title"] or column["id"])
            self.assertTrue(header.font.bold)
        for index, row in enumerate(table["rows"]):
            total = table["last_row_is_total"] and index + 1 == len(table["rows"])
            for number, column in enumerate(table["columns"], start=1):
                cell = sheet.cell(first + index, number)
                if not (column["type"] == "text" and row[column["id"]] == ""):
                    self.check_cell(cell, column, row[column["id"]])
                if total and cell.value is not None:
                    self.assertTrue(cell.font.bold)
        drawn = [chart for chart in table["charts"] if table["rows"]]
        self.assertEqual(len(sheet._charts), len(drawn))

    def test_tables(self):
        """openpyxl finds every cell of the JSON file, with its type, format and header."""
        for name in NAMES:
            book = openpyxl.load_workbook(io.BytesIO(read(name + ".xlsx")))
            self.assertEqual(book.sheetnames[0], "Notes")
            self.assertEqual(book["Notes"]["A1"].value, report(name)["document"]["title"])
            self.assertEqual(book.properties.title, report(name)["document"]["title"])
            self.assertEqual(book.properties.created, datetime.datetime(2000, 1, 1))
            self.assertEqual(len({n.casefold() for n in book.sheetnames}), len(book.sheetnames))
            for sheet in book.sheetnames:
                self.assertLessEqual(len(sheet.encode("utf-16-le")) // 2, 31)
                self.assertFalse(set(sheet) & set("[]:*?/\\"))
            for sheet, table in zip(book.worksheets[1:], tables(name)):
                self.check_table(sheet, table)
            self.assertEqual(book.sheetnames[len(tables(name)) + 1 :], ["Chart data"])

    def test_everything_is_on_the_notes_sheet(self):
        for name in NAMES:
            book = openpyxl.load_workbook(io.BytesIO(read(name + ".xlsx")))
            text = "\n".join(
                str(cell.value) for row in book["Notes"].iter_rows() for cell in row if cell.value
            )
            document = report(name)
            for fact in document["facts"]:
                self.assertIn(fact["value"], text)
            for headline in document["headlines"]:
                self.assertIn(headline["value"], text)
            for note in document["notes"]:
                self.assertIn(note, text)
            for section in document["sections"]:
                for paragraph in section["paragraphs"]:
                    self.assertIn(paragraph, text)
                for quote in section["quotes"]:
                    self.assertIn(quote["text"], text)

    def test_nothing_is_a_formula_or_a_link(self):
        for name in NAMES:
            archive = zipfile.ZipFile(io.BytesIO(read(name + ".xlsx")))
            for part in archive.namelist():
                data = archive.read(part)
                xml.etree.ElementTree.fromstring(data)
                if part.startswith("xl/worksheets/sheet"):
                    self.assertNotIn(b"<f>", data)
                    self.assertNotIn(b"<f ", data)
                    self.assertNotIn(b"hyperlink", data.lower())
                # A title of a chart may be a reference; none of ours is.
                for formula in re.findall(rb"<c:f>([^<]*)</c:f>", data):
                    self.assertRegex(
                        formula.decode(), r"^'[^']+'!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?$"
                    )

    def test_charts_have_alternative_text(self):
        for name in NAMES:
            archive = zipfile.ZipFile(io.BytesIO(read(name + ".xlsx")))
            described = 0
            for part in archive.namelist():
                if not re.fullmatch(r"xl/drawings/drawing\d+\.xml", part):
                    continue
                for element in xml.etree.ElementTree.fromstring(archive.read(part)).iter():
                    if element.tag.endswith("}cNvPr"):
                        self.assertTrue(element.get("descr"), part)
                        described += 1
            charts = sum(len(t["charts"]) for t in tables(name) if t["rows"])
            self.assertEqual(described, charts)

    def test_charts_do_not_draw_what_is_hidden(self):
        """No chart reads a cell with a *, which a spreadsheet would draw as zero."""
        for name in NAMES:
            book = openpyxl.load_workbook(io.BytesIO(read(name + ".xlsx")))
            for sheet in book.worksheets:
                for chart in sheet._charts:
                    for series in chart.series:
                        place, cells = series.val.numRef.f.rsplit("!", 1)
                        for (cell,) in book[place.strip("'")][cells.replace("$", "")]:
                            self.assertIn(cell.data_type, ("n",), f"{place} {cell.coordinate}")

    def test_nothing_says_when_or_where(self):
        """No entry of the file has a time of its own, and no part names a temporary file."""
        for name in NAMES:
            archive = zipfile.ZipFile(io.BytesIO(read(name + ".xlsx")))
            self.assertEqual({entry.date_time for entry in archive.infolist()}, {(1980, 1, 1, 0, 0, 0)})
            for part in archive.namelist():
                self.assertNotRegex(archive.read(part), rb"/tmp|/proc|memfd")


class Page(html.parser.HTMLParser):
    """What a test wants to know of a page."""

    VOID = {"meta", "rect", "line", "path", "circle"}

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.targets, self.references = [], [], [], []
        self.tags, self.headings, self.policy = {}, [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.setdefault(tag, []).append(values)
        if tag not in self.VOID:
            self.open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if "href" in values:
            self.targets.append(values["href"])
        self.references += values.get("aria-labelledby", "").split()
        self.references += re.findall(r"url\(#([^)]*)\)", values.get("fill", ""))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]

    def handle_startendtag(self, tag, attributes):
        self.tags.setdefault(tag, []).append(dict(attributes))
        self.references += re.findall(r"url\(#([^)]*)\)", dict(attributes).get("fill", ""))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")


class HtmlTest(unittest.TestCase):
    def test_structure(self):
        """Every tag closes, ids are there once, links and references lead somewhere, headings go
        down one level at a time, and tables say what their cells belong to."""
        for name in NAMES:
            page = Page(read(name + ".html").decode("utf-8"))
            self.assertEqual(page.open, [])
            self.assertEqual(len(page.ids), len(set(page.ids)))
            for target in page.targets:
                self.assertEqual(target[0], "#")
                self.assertIn(target[1:], page.ids)
            for reference in page.references:
                self.assertIn(reference, page.ids)
            self.assertEqual(page.headings.count(1), 1)
            for before, after in zip(page.headings, page.headings[1:]):
                self.assertLessEqual(after, before + 1)
            self.assertEqual(page.tags["html"], [{"lang": "en-GB"}])
            self.assertEqual(len(page.tags["main"]), 1)
            self.assertEqual(len(page.tags["table"]), len(tables(name)))
            self.assertEqual(len(page.tags["caption"]), len(tables(name)))
            for header in page.tags["th"]:
                self.assertIn(header["scope"], ("col", "row"))
            for tag in ("script", "img", "link", "iframe", "object", "form", "base"):
                self.assertNotIn(tag, page.tags)

    def test_policy(self):
        """The policy lets in the one style of the page."""
        for name in NAMES:
            text = read(name + ".html").decode("utf-8")
            style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            policy = Page(text).policy
            self.assertIn("default-src 'none'", policy)
            self.assertIn(f"style-src 'sha256-{digest}'", policy)
            self.assertNotIn("unsafe", policy)

    def test_charts(self):
        """Each drawing is well-formed by itself and lies within its frame."""
        for name in NAMES:
            text = read(name + ".html").decode("utf-8")
            for drawing in re.findall(r"<svg.*?</svg>", text, re.S):
                root = xml.etree.ElementTree.fromstring(drawing)
                width, height = map(float, root.get("viewBox").split()[2:])
                self.assertTrue(root.find(SVG + "title").text)
                self.assertTrue(root.find(SVG + "desc").text)
                for element in root.iter(SVG + "text"):
                    self.assertTrue(0 <= float(element.get("x")) <= width)
                    self.assertTrue(0 < float(element.get("y")) <= height)
                for element in root.findall(SVG + "rect"):
                    right = float(element.get("x")) + float(element.get("width"))
                    bottom = float(element.get("y")) + float(element.get("height"))
                    self.assertTrue(0 <= right <= width and 0 <= bottom <= height)

    def test_contrast(self):
        """Text and lines of charts keep the contrast that WCAG 2.2 AA asks for."""

        def luminance(colour):
            parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
            parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

        def contrast(colour):
            return 1.05 / (luminance(colour) + 0.05)

        text = read("pack.html").decode("utf-8")
        style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
        found = set(re.findall(r"[{;] *(?:color|fill): (#[0-9a-f]{6})", style))
        self.assertIn("#44494c", found)
        for colour in found:
            self.assertGreaterEqual(contrast(colour), 4.5, colour)
        strokes = set(re.findall(r'stroke="(#[0-9a-f]{6})"', text))
        self.assertEqual(len(strokes), 6)
        for colour in strokes:
            self.assertGreaterEqual(contrast(colour), 4.5, colour)


class SameBytesTest(unittest.TestCase):
    def test_another_time_and_place(self):
        """Another run in another time zone, locale and folder writes the same files."""
        with tempfile.TemporaryDirectory() as folder:
            environment = dict(
                os.environ, TZ="Asia/Kathmandu", LC_ALL="de_DE.UTF-8", TMPDIR=folder, HOME=folder
            )
            again = os.path.join(folder, "again")
            subprocess.run([PROGRAM, again], check=True, env=environment, cwd=folder)
            self.assertEqual(sorted(os.listdir(again)), sorted(os.listdir(FOLDER)))
            for name in os.listdir(FOLDER):
                with open(os.path.join(again, name), "rb") as file:
                    self.assertTrue(file.read() == read(name), f"{name} differs")


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as schema_file:
        SCHEMA = json.load(schema_file)
    with tempfile.TemporaryDirectory() as folder:
        FOLDER = folder
        subprocess.run([PROGRAM, folder], check=True)
        unittest.main(argv=sys.argv[:1])
