#include "signin/known_passwords.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "auth/token.h"
#include "signin/encoding.h"

namespace champions::signin {
namespace {

uint64_t DigestOf(const std::string& password) {
  uint64_t first = 0;
  std::memcpy(&first, auth::Sha256(ToLower(password)).data(), sizeof first);
  return first;
}

}  // namespace

KnownPasswords::KnownPasswords(const std::string& path) {
  if (path.empty()) return;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) digests_.push_back(DigestOf(line));
  }
  if (digests_.empty()) {
    throw std::runtime_error("sign_in.known_passwords_file: " + path +
                             " cannot be read or is empty: expected a password a line");
  }
  std::sort(digests_.begin(), digests_.end());
}

bool KnownPasswords::Has(const std::string& password) const {
  return std::binary_search(digests_.begin(), digests_.end(), DigestOf(password));
}

}  // namespace champions::signin
