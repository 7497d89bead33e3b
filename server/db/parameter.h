// Values on their way into a statement, as text that PostgreSQL reads back exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace champions::db {

using Parameter = std::optional<std::string>;  // nothing is NULL

inline Parameter ToParameter(Parameter value) { return value; }
inline Parameter ToParameter(const std::string& value) { return value; }
inline Parameter ToParameter(std::string_view value) { return std::string(value); }
inline Parameter ToParameter(const char* value) { return std::string(value); }
inline Parameter ToParameter(bool value) { return value ? "t" : "f"; }
inline Parameter ToParameter(int value) { return std::to_string(value); }
inline Parameter ToParameter(int64_t value) { return std::to_string(value); }
inline Parameter ToParameter(const std::optional<int>& value) {
  return value ? Parameter(std::to_string(*value)) : std::nullopt;
}
inline Parameter ToParameter(const std::optional<int64_t>& value) {
  return value ? Parameter(std::to_string(*value)) : std::nullopt;
}
// Array literals; cast the parameter in the statement: $1::text[], $2::int[].
Parameter ToParameter(const std::vector<std::string>& values);
Parameter ToParameter(const std::vector<Parameter>& values);
Parameter ToParameter(const std::vector<int>& values);
Parameter ToParameter(const std::vector<int64_t>& values);

// An empty string is "not given" at the API and NULL in the database.
inline Parameter NullIfEmpty(std::string_view value) {
  return value.empty() ? Parameter() : Parameter(std::string(value));
}

// Bytes as a bytea literal.
Parameter Bytes(std::string_view bytes);
// The bytes of a bytea that was selected as text (hex form).
std::string FromBytes(std::string_view hex);

}  // namespace champions::db
