// What a string must look like. Each check answers what is wrong and what is expected, or an
// empty string when all is well, so that the API and the importer say the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace champions {

// The number of Unicode code points; nothing where the bytes are not valid UTF-8.
std::optional<size_t> Utf8Length(std::string_view text);
bool HasControlCharacter(std::string_view text, bool allow_lines);

// Each takes a non-empty text and gives "" or a sentence such as
// "is 'x1': expected an ONS ward code, a letter and eight digits".
std::string CheckCode(std::string_view text);
std::string CheckUuid(std::string_view text);
std::string CheckWard(std::string_view text);
std::string CheckLanguage(std::string_view text);
std::string CheckEmail(std::string_view text);
std::string CheckEthnicCategory(std::string_view text);
std::string CheckGender(std::string_view text);
std::string CheckAgeBand(std::string_view text);

// The text in quotes for a message: cut to 60 characters, control characters replaced.
std::string Quoted(std::string_view text);

// Two lower-case hex digits a byte.
std::string ToHex(std::string_view bytes);

// With each `mark` replaced, which what it is replaced with may itself hold.
std::string Replaced(std::string_view text, std::string_view mark, std::string_view with);

std::vector<std::string> Split(std::string_view text, char separator);
std::string Join(const std::vector<std::string>& parts, std::string_view separator);

// Whole pence of `1234.50`, `1234` or `0.5`; nothing where it is not money or not below 10^13.
std::optional<int64_t> ParseMoney(std::string_view text);
// `£1234.50` of 123450 pence, for messages.
std::string FormatPounds(int64_t pence);

}  // namespace champions
