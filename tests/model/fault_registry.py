"""The list of faults and the two ways to add one to it."""

CATALOGUE = []


class Entry:
  """One fault: how to make it, and how sure the contract is about the answer."""

  def __init__(self, name, why, edit, valid=False, sure=True, cascade=False):
    self.name, self.why, self.edit = name, why, edit
    self.valid, self.sure, self.cascade = valid, sure, cascade


def fault(why, **options):
  """Registers the function that makes a fault; its name is the folder's."""
  def register(edit):
    CATALOGUE.append(Entry(edit.__name__.replace("_", "-"), why, edit, **options))
    return edit
  return register


def cell_fault(name, why, cells, **options):
  """Registers one folder that has one row for each (file, column, cell)."""
  def edit(draft):
    for file, column, cell in cells:
      draft.spoil(file, column, cell)
  CATALOGUE.append(Entry(name, why, edit, **options))
