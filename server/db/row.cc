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

std::vector<std::string> Row::TextArray(const char* column) const {
  std::vector<std::string> values;
  std::string text = Text(column);
  pqxx::array_parser parser(text.c_str());
  for (auto item = parser.get_next(); item.first != pqxx::array_parser::done;
       item = parser.get_next()) {
    if (item.first == pqxx::array_parser::string_value) values.push_back(item.second);
    if (item.first == pqxx::array_parser::null_value) values.emplace_back();
  }
  return values;
}

std::vector<int> Row::IntArray(const char* column) const {
  std::vector<int> values;
  for (const auto& text : TextArray(column)) values.push_back(std::stoi(text));
  return values;
}

}  // namespace champions::db
