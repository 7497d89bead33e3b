"""Writes CSV files the way different people's programs do: all valid, no two alike."""

import os

import contract


class Style:
  """How one file is written; drawn from a random source, so a seed decides it."""

  def __init__(self, random):
    self.bom = random.random() < 0.4
    self.newline = "\r\n" if random.random() < 0.5 else "\n"
    self.shuffle_columns = random.random() < 0.7
    self.quote_share = random.choice((0.0, 0.0, 0.2, 1.0))
    self.final_newline = random.random() < 0.7
    self.keep_empty_columns = random.random() < 0.4
    self.random = random

  def quote(self, cell):
    must = any(character in cell for character in ",\"\r\n") or cell != cell.strip()
    if must or (self.quote_share and self.random.random() < self.quote_share):
      return '"' + cell.replace('"', '""') + '"'
    return cell

  def columns(self, file, used):
    """The header: every required column, and the optional ones that are used."""
    chosen = [column for column in contract.COLUMNS[file]
              if column in contract.REQUIRED[file] or column in used
              or (self.keep_empty_columns and column != "status")]
    if self.shuffle_columns:
      self.random.shuffle(chosen)
    return chosen


def used_columns(rows):
  """The columns that hold something in any of the rows."""
  return {column for row in rows for column, cell in row.items() if cell}


def write_file(folder, file, rows, style, used):
  """Writes the rows, which may be a generator of any length, as they come."""
  columns = style.columns(file, used)
  with open(os.path.join(folder, file + ".csv"), "wb") as stream:
    if style.bom:
      stream.write(b"\xef\xbb\xbf")
    stream.write(",".join(style.quote(column) for column in columns).encode())
    for row in rows:
      line = ",".join([style.quote(row.get(column, "")) for column in columns])
      stream.write((style.newline + line).encode())
    if style.final_newline:
      stream.write(style.newline.encode())
