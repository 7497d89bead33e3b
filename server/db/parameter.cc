#include "db/parameter.h"

namespace champions::db {
namespace {

void AppendElement(std::string& array, const Parameter& value) {
  if (array.size() > 1) array += ',';
  if (!value) {
    array += "NULL";
    return;
  }
  array += '"';
  for (char c : *value) {
    if (c == '"' || c == '\\') array += '\\';
    array += c;
  }
  array += '"';
}

template <class Number>
Parameter NumberArray(const std::vector<Number>& values) {
  std::string array = "{";
  for (auto value : values) {
    if (array.size() > 1) array += ',';
    array += std::to_string(value);
  }
  return array + "}";
}

int HexDigit(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

}  // namespace

Parameter ToParameter(const std::vector<std::string>& values) {
  std::string array = "{";
  for (const auto& value : values) AppendElement(array, value);
  return array + "}";
}

Parameter ToParameter(const std::vector<Parameter>& values) {
  std::string array = "{";
  for (const auto& value : values) AppendElement(array, value);
  return array + "}";
}

Parameter ToParameter(const std::vector<int>& values) { return NumberArray(values); }
Parameter ToParameter(const std::vector<int64_t>& values) { return NumberArray(values); }

Parameter Bytes(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex = "\\x";
  hex.reserve(2 + 2 * bytes.size());
  for (unsigned char c : bytes) {
    hex += kDigits[c >> 4];
    hex += kDigits[c & 15];
  }
  return hex;
}

std::string FromBytes(std::string_view hex) {
  std::string bytes;
  if (hex.size() < 2) return bytes;
  bytes.reserve(hex.size() / 2);
  for (size_t i = 2; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(HexDigit(hex[i]) * 16 + HexDigit(hex[i + 1]));
  }
  return bytes;
}

}  // namespace champions::db
