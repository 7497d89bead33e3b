#include <algorithm>
#include <set>

#include "documents/forms.h"
#include "documents/xlsx.h"

namespace champions::documents {
namespace {

constexpr size_t kMostUnits = 31;

// The length as a spreadsheet counts it, in units of UTF-16.
size_t Units(std::string_view text) {
  size_t units = 0;
  while (!text.empty()) units += TakeCodePoint(&text) > 0xFFFF ? 2 : 1;
  return units;
}

std::string CutTo(std::string_view text, size_t most_units) {
  std::string_view rest = text;
  size_t units = 0;
  while (!rest.empty()) {
    std::string_view next = rest;
    units += TakeCodePoint(&next) > 0xFFFF ? 2 : 1;
    if (units > most_units) break;
    rest = next;
  }
  std::string cut(text.substr(0, text.size() - rest.size()));
  // Whole words where that costs little.
  const size_t space = cut.rfind(' ');
  if (!rest.empty() && rest[0] != ' ' && space != std::string::npos && space > cut.size() / 2) {
    cut.resize(space);
  }
  while (!cut.empty() && cut.back() == ' ') cut.pop_back();
  return cut;
}

// Two names that differ in case alone are one to a spreadsheet. Taking a few more for equal than
// there are does no harm.
std::string Folded(std::string_view name) {
  std::string folded;
  while (!name.empty()) {
    char32_t c = TakeCodePoint(&name);
    if (c >= 'A' && c <= 'Z') c += 32;
    if ((c >= 0xC0 && c <= 0xDE) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
      c += 32;
    if (c >= 0x100 && c <= 0x24F) c |= 1;
    folded += std::to_string(static_cast<uint32_t>(c)) + " ";
  }
  return folded;
}

// Without []:*?/\ and with no apostrophe, which formulas would have to double.
std::string Allowed(const std::string& title) {
  std::string name;
  for (const char c : Clean(title, false)) {
    const bool refused = std::string_view("[]:*?/\\").find(c) != std::string_view::npos;
    if (c == '\'') {
      name += "\u2019";
    } else if (!refused) {
      name += c;
    } else if (!name.empty() && name.back() != ' ') {
      name += ' ';
    }
  }
  name.erase(0, name.find_first_not_of(' '));
  return CutTo(name, kMostUnits);
}

}  // namespace

std::vector<std::string> SheetNames(const Document& document) {
  // The sheets beside the tables, and the name that spreadsheets keep for themselves.
  std::set<std::string> taken = {Folded("Notes"), Folded("Chart data"), Folded("History")};
  std::vector<std::string> names;
  for (const auto& section : document.sections) {
    for (const auto& table : section.tables) {
      std::string base = Allowed(table.title);
      if (base.empty()) base = "Table " + std::to_string(names.size() + 1);
      std::string name = base;
      for (int copy = 2; !taken.insert(Folded(name)).second; ++copy) {
        const std::string suffix = " (" + std::to_string(copy) + ")";
        name = CutTo(base, kMostUnits - Units(suffix)) + suffix;
      }
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace champions::documents
