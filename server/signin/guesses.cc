#include "signin/guesses.h"

#include <zxcvbn.h>

#include <cctype>
#include <unordered_set>

#include "signin/encoding.h"

namespace champions::signin {
namespace {

constexpr size_t kShortestWord = 3;
// Each is looked for at every place of the password.
constexpr size_t kMostWords = 2'000;

// Of the product, and the passphrase that everybody was told of.
constexpr const char* kFirstWords[] = {"correcthorsebatterystaple",
                                       "champions",
                                       "champion",
                                       "communitychampions",
                                       "community",
                                       "programme",
                                       "manager",
                                       "reach",
                                       "coordinator",
                                       "administrator",
                                       "admin",
                                       "partner",
                                       "partnership",
                                       "auditor",
                                       "council",
                                       "borough"};

// Bytes beyond ASCII belong to letters.
bool IsOfWord(unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; }

}  // namespace

double GuessBits(const std::string& password, const std::vector<std::string>& words) {
  std::vector<const char*> dictionary;
  for (const auto& word : words) dictionary.push_back(word.c_str());
  dictionary.push_back(nullptr);
  return ZxcvbnMatch(password.c_str(), dictionary.data(), nullptr);
}

std::vector<std::string> ContextWords(const std::vector<std::string>& names) {
  std::vector<std::string> words;
  std::unordered_set<std::string> known;
  auto add = [&](const std::string& word) {
    bool useful = word.size() >= kShortestWord && words.size() < kMostWords;
    if (useful && known.insert(word).second) words.push_back(word);
  };
  for (const char* word : kFirstWords) add(word);
  for (const auto& name : names) {
    std::string word, together;
    for (unsigned char c : ToLower(name) + " ") {
      if (IsOfWord(c)) {
        word += static_cast<char>(c);
        continue;
      }
      add(word);
      together += word;
      word.clear();
    }
    add(together);
    add(ToLower(name));
  }
  return words;
}

}  // namespace champions::signin
