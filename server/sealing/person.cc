#include "sealing/person.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "sealing/sealing_sql.h"

namespace champions::sealing {
namespace {

constexpr const char* kLanguages = "languages";

// Without case, accents and what only looks different. Text that is no UTF-8 is left as it is.
std::string Folded(const std::string& text) {
  utf8proc_uint8_t* folded = nullptr;
  auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &folded,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE));
  if (size < 0) return text;
  std::string result(reinterpret_cast<char*>(folded), static_cast<size_t>(size));
  std::free(folded);
  return result;
}

bool IsLetter(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

Identity Sealed(const DataKey& key, const Identity& clear) {
  return {key.Seal("given_name", clear.given_name), key.Seal("family_name", clear.family_name),
          key.Seal("email", clear.email), key.Seal("phone", clear.phone)};
}

Equality Sealed(const DataKey& key, const Equality& clear) {
  Equality sealed{{},
                  key.Seal("ethnic_category", clear.ethnic_category),
                  key.Seal("age_band", clear.age_band),
                  key.Seal("gender", clear.gender)};
  if (!clear.languages.empty()) {
    sealed.languages = {key.Seal(kLanguages, Join(clear.languages, ";"))};
  }
  return sealed;
}

void Open(const DataKey& key, Identity* identity) {
  identity->given_name = key.Open("given_name", identity->given_name);
  identity->family_name = key.Open("family_name", identity->family_name);
  identity->email = key.Open("email", identity->email);
  identity->phone = key.Open("phone", identity->phone);
}

void Open(const DataKey& key, Equality* equality) {
  equality->ethnic_category = key.Open("ethnic_category", equality->ethnic_category);
  equality->age_band = key.Open("age_band", equality->age_band);
  equality->gender = key.Open("gender", equality->gender);
  auto& languages = equality->languages;
  if (languages.size() == 1 && IsSealed(languages[0])) {
    languages = Split(key.Open(kLanguages, languages[0]), ';');
  }
}

PersonIndex IndexOf(const Vault& vault, const Identity& clear) {
  return {vault.BlindIndex("name", NormalName(clear.given_name, clear.family_name)),
          vault.BlindIndex("email", NormalEmail(clear.email)),
          vault.BlindIndex("phone", NormalPhone(clear.phone))};
}

std::string NormalName(const std::string& given_name, const std::string& family_name) {
  auto folded = Folded(given_name + " " + family_name);
  constexpr std::string_view kApostrophe = "\u2019";
  for (size_t at; (at = folded.find(kApostrophe)) != std::string::npos;) {
    folded.erase(at, kApostrophe.size());
  }
  std::vector<std::string> words(1);
  for (char c : folded) {
    if (IsLetter(c)) {
      words.back() += c;
    } else if (c != '\'' && c != '.') {
      words.emplace_back();
    }
  }
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  std::sort(words.begin(), words.end());
  return Join(words, " ");
}

std::string NormalEmail(const std::string& email) {
  auto folded = Folded(email);
  folded.erase(std::remove(folded.begin(), folded.end(), ' '), folded.end());
  return folded;
}

std::string NormalPhone(const std::string& phone) {
  std::string digits;
  bool plus = false;
  for (char c : phone) {
    if (c == '+' && digits.empty()) plus = true;
    if (c >= '0' && c <= '9') digits += c;
  }
  if (plus && digits.compare(0, 2, "44") == 0) digits = "0" + digits.substr(2);
  if (digits.compare(0, 4, "0044") == 0) digits = "0" + digits.substr(4);
  // +44 (0)20 …
  if (digits.compare(0, 2, "00") == 0 && plus) digits = digits.substr(1);
  return digits;
}

void OpenEquality(db::Transaction& transaction) { transaction.Execute(sql::kOpenEquality, "on"); }
void CloseEquality(db::Transaction& transaction) { transaction.Execute(sql::kOpenEquality, "off"); }

void OpenPersonal(db::Transaction& transaction) { transaction.Execute(sql::kOpenPersonal); }

}  // namespace champions::sealing
