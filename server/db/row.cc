#include "db/row.h"

#include <pqxx/array>

#include "db/parameter.h"

namespace champions::db {

std::string Row::Text(const char* column) const {
  auto field = row_[column];
  return field.is_null() ? std::string() : std::string(field.c_str(), field.size());
}

int64_t Row::Int64(const char* column) const {
  auto field = row_[column];
  return field.is_null() ? 0 : field.as<int64_t>();
}

bool Row::Bool(const char* column) const {
  auto field = row_[column];
  return !field.is_null() && field.c_str()[0] == 't';
}

std::string Row::Bytes(const char* column) const { return FromBytes(Text(column)); }

// Not by libpqxx: its parser of 6.4 takes a semicolon for a comma, and PostgreSQL does not quote
// one.
std::vector<std::string> Row::TextArray(const char* column) const {
  std::vector<std::string> values;
  std::string text = Text(column);
  size_t i = 1;  // after the brace
  while (i + 1 < text.size()) {
    std::string value;
    if (text[i] == '"') {
      for (++i; text.at(i) != '"'; ++i) {
        if (text[i] == '\\') ++i;
        value += text.at(i);
      }
      ++i;
    } else {
      while (text[i] != ',' && text[i] != '}') value += text.at(i++);
      if (value == "NULL") value.clear();
    }
    values.push_back(std::move(value));
    ++i;  // the comma, or the brace at the end
  }
  return values;
}

std::vector<int> Row::IntArray(const char* column) const {
  std::vector<int> values;
  for (const auto& text : TextArray(column)) values.push_back(std::stoi(text));
  return values;
}

}  // namespace champions::db
