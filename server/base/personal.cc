#include "base/personal.h"

#include <vector>

namespace champions {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Beyond ASCII everything counts as a letter.
bool IsWord(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool HasEmail(std::string_view text) {
  for (size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (at == 0 || at + 1 >= text.size()) continue;
    bool before = IsWord(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '_' ||
                  text[at - 1] == '-' || text[at - 1] == '+';
    if (before && IsWord(text[at + 1])) return true;
  }
  return false;
}

// Digits that stand together as people write a number: a plus may lead it, and one or two
// separators may stand between two digits.
struct Run {
  std::string digits;
  std::vector<size_t> groups;  // how many digits stand without a separator
  bool plus = false;
};

bool IsSeparator(char c) { return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')'; }

Run ReadRun(std::string_view text, size_t* at) {
  Run run;
  run.plus = *at > 0 && text[*at - 1] == '+';
  size_t i = *at;
  while (i < text.size() && IsDigit(text[i])) {
    size_t start = i;
    while (i < text.size() && IsDigit(text[i])) ++i;
    run.digits += text.substr(start, i - start);
    run.groups.push_back(i - start);
    size_t next = i;
    while (next < text.size() && next < i + 2 && IsSeparator(text[next])) ++next;
    if (next == i || next >= text.size() || !IsDigit(text[next])) break;
    i = next;
  }
  *at = i;
  return run;
}

// `07.11.2024 10` is a day and an hour.
bool StartsWithDay(const Run& run) {
  return run.groups.size() > 2 && run.groups[0] <= 2 && run.groups[1] <= 2 && run.groups[2] == 4;
}

bool IsTelephone(const Run& run) {
  size_t size = run.digits.size();
  if (run.plus) return size >= 9 && size <= 15;
  if (run.digits.compare(0, 2, "00") == 0) return size >= 11 && size <= 17;
  return run.digits[0] == '0' && !StartsWithDay(run) && (size == 10 || size == 11);
}

bool IsNhsRun(const Run& run) {
  bool shaped = run.groups == std::vector<size_t>{10} || run.groups == std::vector<size_t>{3, 3, 4};
  return shaped && IsNhsNumber(run.digits);
}

}  // namespace

bool IsNhsNumber(std::string_view digits) {
  if (digits.size() != 10) return false;
  int sum = 0;
  for (size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * static_cast<int>(10 - i);
  int check = 11 - sum % 11;
  if (check == 11) check = 0;
  return check == digits[9] - '0';
}

std::string FindPersonal(std::string_view text) {
  if (HasEmail(text)) return "an e-mail address";
  for (size_t i = 0; i < text.size();) {
    if (!IsDigit(text[i])) {
      ++i;
      continue;
    }
    Run run = ReadRun(text, &i);
    if (IsTelephone(run)) return "a telephone number";
    if (IsNhsRun(run)) return "an NHS number";
  }
  return "";
}

}  // namespace champions
