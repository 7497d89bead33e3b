#include "console/form.h"

#include "base/text.h"

namespace champions::console {
namespace {

constexpr size_t kMostFields = 20;

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> Decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      plain += ' ';
    } else if (text[i] != '%') {
      plain += text[i];
    } else {
      int high = i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
      int low = i + 2 < text.size() ? HexDigit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return std::nullopt;
      plain += static_cast<char>(high << 4 | low);
      i += 2;
    }
  }
  if (plain.find('\0') != plain.npos || !Utf8Length(plain)) return std::nullopt;
  return plain;
}

std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Fields> ReadFields(std::string_view text) {
  std::optional<Fields> fields(std::in_place);
  while (!text.empty()) {
    auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(pair.size() == text.size() ? pair.size() : pair.size() + 1);
    auto equals = pair.find('=');
    auto name = Decoded(pair.substr(0, equals));
    auto value = Decoded(equals == pair.npos ? std::string_view() : pair.substr(equals + 1));
    if (!name || !value || fields->size() == kMostFields) return std::nullopt;
    if (!fields->emplace(std::move(*name), std::move(*value)).second) return std::nullopt;
  }
  return fields;
}

const std::string& Field(const Fields& fields, const std::string& name) {
  static const std::string kNone;
  auto found = fields.find(name);
  return found == fields.end() ? kNone : found->second;
}

Target SplitTarget(std::string_view target) {
  auto mark = target.find('?');
  if (mark == target.npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

std::string Cookie(std::string_view header, std::string_view name) {
  std::string found;
  int count = 0;
  while (!header.empty()) {
    auto pair = header.substr(0, header.find(';'));
    header.remove_prefix(pair.size() == header.size() ? pair.size() : pair.size() + 1);
    auto equals = pair.find('=');
    if (equals == pair.npos || WithoutBlanks(pair.substr(0, equals)) != name) continue;
    found = WithoutBlanks(pair.substr(equals + 1));
    ++count;
  }
  return count == 1 ? found : "";
}

}  // namespace champions::console
