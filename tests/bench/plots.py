"""Plots as SVG text: one of all figures against their bounds, one per group of loads."""

import html

WIDTH = 760
LEFT = 210
RIGHT = 90
ROW = 26
TEXT = 'font-family="sans-serif" font-size="12" fill="#222"'
PASS, SHORT, BAR = "#2a7f62", "#b3541e", "#3d6fa5"


def _text(x, y, words, anchor="start", extra=""):
  return '<text x="%.1f" y="%.1f" text-anchor="%s" %s%s>%s</text>' % (
      x, y, anchor, TEXT, extra, html.escape(words))


def _svg(height, title, parts):
  head = ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" '
          'role="img"><title>%s</title><rect width="%d" height="%d" fill="#ffffff"/>'
          % (WIDTH, height, WIDTH, height, html.escape(title), WIDTH, height))
  return "\n".join([head] + parts + ["</svg>"]) + "\n"


def bars(title, rows):
  """A bar per (name, value, lowest, highest), from zero, with a whisker for the spread."""
  most = max(highest for _, _, _, highest in rows) or 1
  scale = (WIDTH - LEFT - RIGHT) / most
  parts = [_text(12, 22, title, extra=' font-weight="bold"')]
  for number, (name, value, lowest, highest) in enumerate(rows):
    top = 38 + number * ROW
    middle = top + ROW / 2 - 3
    parts.append(_text(LEFT - 10, middle + 4, name, "end"))
    parts.append('<rect x="%d" y="%.1f" width="%.1f" height="%d" fill="%s"/>'
                 % (LEFT, top, value * scale, ROW - 8, BAR))
    parts.append('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#222"/>'
                 % (LEFT + lowest * scale, middle, LEFT + highest * scale, middle))
    parts.append(_text(LEFT + highest * scale + 8, middle + 4, "{:,.0f}".format(value)))
  return _svg(48 + len(rows) * ROW, title, parts)


def against_bounds(title, rows):
  """(name, share of the bound, lowest, highest, passes): 1 is the bound, further right is better."""
  most = 4.0
  scale = (WIDTH - LEFT - RIGHT) / most

  def place(share):
    return LEFT + min(share, most) * scale
  bottom = 44 + len(rows) * ROW
  parts = [_text(12, 22, title, extra=' font-weight="bold"')]
  for mark in range(int(most) + 1):
    parts.append('<line x1="%.1f" y1="34" x2="%.1f" y2="%d" stroke="%s"/>'
                 % (place(mark), place(mark), bottom, "#222" if mark == 1 else "#ddd"))
    parts.append(_text(place(mark), bottom + 16, "%d" % mark, "middle"))
  for number, (name, share, lowest, highest, passes) in enumerate(rows):
    middle = 44 + number * ROW + ROW / 2 - 4
    colour = PASS if passes else SHORT
    parts.append(_text(LEFT - 10, middle + 4, name, "end"))
    parts.append('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="3"/>'
                 % (place(lowest), middle, place(highest), middle, colour))
    parts.append('<circle cx="%.1f" cy="%.1f" r="5" fill="%s"/>' % (place(share), middle, colour))
    if share > most:
      parts.append(_text(place(most) + 8, middle + 4, "x %.0f" % share))
  return _svg(bottom + 28, title, parts)
