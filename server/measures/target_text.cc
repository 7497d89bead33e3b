#include "measures/target_text.h"

#include <regex>

#include "base/decimal.h"

namespace champions::measures {
namespace {

constexpr const char* kNumber =
    R"((\d{1,9}(?:\.\d{1,3})?)\s*(%|per cent|percent|percentage points?|pp)\s*)";
constexpr const char* kChange = R"((reduction|decrease|fall|increase|rise|growth))";
constexpr const char* kVerb = R"((reduc\w*|decreas\w*|fall\w*|increas\w*|ris\w*)\s+(?:of|by)\s+)";

bool IsDown(const std::string& word) {
  return std::regex_search(word, std::regex("^(reduc|decreas|fall)", std::regex::icase));
}

TargetInWords Make(const std::string& words, const std::string& number, const std::string& unit,
                   const std::string& change) {
  TargetInWords target;
  target.words = words.substr(0, words.find_last_not_of(' ') + 1);
  bool points = std::regex_search(unit, std::regex("^(percentage|pp)", std::regex::icase));
  target.kind = points ? "PERCENTAGE_POINTS" : "RELATIVE";
  target.value = ParseDecimal(number).value_or(0) * (IsDown(change) ? -1 : 1);
  target.places = PlacesOf(number);
  return target;
}

}  // namespace

std::optional<TargetInWords> ReadTarget(const std::string& text) {
  // The longest target text has 500 characters, so that std::regex does not run deep.
  static const std::regex kBefore(std::string(R"(\b)") + kNumber + kChange + R"(\b)",
                                  std::regex::icase);
  static const std::regex kAfter(std::string(R"(\b)") + kVerb + kNumber, std::regex::icase);
  std::smatch found;
  if (std::regex_search(text, found, kBefore)) {
    return Make(found[0], found[1], found[2], found[3]);
  }
  if (std::regex_search(text, found, kAfter)) {
    return Make(found[0], found[2], found[3], found[1]);
  }
  return std::nullopt;
}

}  // namespace champions::measures
