// What is sealed of a champion, column by column, and by what they are found again.
#pragma once

#include <string>
#include <vector>

#include "db/transaction.h"
#include "sealing/vault.h"

namespace champions::sealing {

// Who the champion is. Personal, and kept in a table of its own.
struct Identity {
  std::string given_name;
  std::string family_name;
  std::string email;
  std::string phone;
  bool operator==(const Identity&) const = default;
};

// Answers to equality questions. Personal, and kept apart from identity.
struct Equality {
  std::vector<std::string> languages;
  std::string ethnic_category;
  std::string age_band;
  std::string gender;
  bool operator==(const Equality&) const = default;
};

Identity Sealed(const DataKey& key, const Identity& clear);
// The languages as one sealed text, so that not even their number is told.
Equality Sealed(const DataKey& key, const Equality& clear);
void Open(const DataKey& key, Identity* identity);
void Open(const DataKey& key, Equality* equality);

// Lets the rest of the transaction read equality answers where the caller sees every organisation:
// otherwise row-level security shows them to callers of the person's own organisation alone. What
// the caller is answered is still for the method to decide.
void OpenEquality(db::Transaction& transaction);
void CloseEquality(db::Transaction& transaction);
// The same for personal data where the caller may see none: to count, or to remove, what nobody is
// told.
void OpenPersonal(db::Transaction& transaction);

// Blind indexes: the same person is likely where one of them is the same.
struct PersonIndex {
  std::string name, email, phone;
};
PersonIndex IndexOf(const Vault& vault, const Identity& clear);

// What they are made of. The words of a name without case, accents and order: `Zoë O'Neill-Ray` and
// `oneill ray, ZOE` are one.
std::string NormalName(const std::string& given_name, const std::string& family_name);
std::string NormalEmail(const std::string& email);
// Digits; +44 and 0044 as 0.
std::string NormalPhone(const std::string& phone);

}  // namespace champions::sealing
