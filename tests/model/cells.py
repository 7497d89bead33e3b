"""Quarters, dates, money and CSV rows, as the figures' rules and the import format say."""

import csv
import datetime
import zoneinfo

LONDON = zoneinfo.ZoneInfo("Europe/London")


def quarter_of(day):
  """The id of the financial quarter that a date lies in: 2024-07-01 -> 2024-25-Q2."""
  first_year = day.year if day.month >= 4 else day.year - 1
  number = (day.month - 4) % 12 // 3 + 1
  return "%d-%02d-Q%d" % (first_year, (first_year + 1) % 100, number)


def quarter_days(quarter):
  """The first and the last day of a quarter, both included."""
  first_year, number = int(quarter[:4]), int(quarter[-1])
  month = 4 + 3 * (number - 1)
  first = datetime.date(first_year + (month > 12), (month - 1) % 12 + 1, 1)
  next_month = first.month + 3
  after = datetime.date(first.year + (next_month > 12), (next_month - 1) % 12 + 1, 1)
  return first, after - datetime.timedelta(days=1)


def quarters_between(first_day, last_day):
  """The ids of all quarters from one day to another, in order."""
  quarters, day = [], first_day
  while True:
    quarters.append(quarter_of(day))
    last = quarter_days(quarters[-1])[1]
    if last >= last_day:
      return quarters
    day = last + datetime.timedelta(days=1)


def parse_date(text):
  """A civil date, or None where the cell is empty."""
  return datetime.date.fromisoformat(text) if text else None


def london_date(text):
  """The London date of a time: taken as it stands, or converted if it has an offset."""
  moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
  if moment.tzinfo is not None:
    moment = moment.astimezone(LONDON)
  return moment.date()


def parse_pence(text):
  """Whole pence from `1234.50`, without floating point."""
  pounds, _, pence = text.partition(".")
  return int(pounds) * 100 + int((pence + "00")[:2])


def read_rows(path):
  """Yields each row of a CSV file as a dict of its columns."""
  csv.field_size_limit(1 << 30)
  with open(path, encoding="utf-8-sig", newline="") as stream:
    rows = csv.reader(stream, strict=True)
    header = next(rows, None)
    for cells in rows:
      yield dict(zip(header, cells))
