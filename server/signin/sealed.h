// What is secret and must be read again: sealed with AES-256-GCM under a key that is kept outside
// the database, for one place. What was sealed for one user does not open for another.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace champions::signin {

class SecretBox {
 public:
  explicit SecretBox(std::string key) : key_(std::move(key)) {}  // 32 bytes

  // `place` says whose and what it is, such as `password 0190…`.
  std::string Seal(std::string_view secret, std::string_view place) const;
  // Nothing where it was sealed for another place, with another key, or was changed.
  std::optional<std::string> Open(std::string_view sealed, std::string_view place) const;

 private:
  const std::string key_;
};

}  // namespace champions::signin
