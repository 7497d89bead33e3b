// Passwords that were used and leaked before, as a list of the operator's has them: one a line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace champions::signin {

class KnownPasswords {
 public:
  // Reads the file; an empty path is an empty list. Throws std::runtime_error that names the
  // setting.
  explicit KnownPasswords(const std::string& path);

  // Without regard to case.
  bool Has(const std::string& password) const;
  size_t size() const { return digests_.size(); }

 private:
  std::vector<uint64_t> digests_;  // sorted; the first 64 bits of SHA-256
};

}  // namespace champions::signin
