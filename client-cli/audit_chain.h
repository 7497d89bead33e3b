// Checks an export of the audit log and its signed heads, offline. Written from docs/audit.md
// alone: it shares no code with the server that made them.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace champions::cli {

struct AuditProof {
  std::vector<std::string> problems;  // the first hundred
  std::int64_t events = 0, blocks = 0, chains = 0, runs = 0;
  std::int64_t heads = 0;       // lines whose signature holds
  std::int64_t signed_run = 0;  // the last run that a head vouches for
  std::string key;              // the fingerprint of the key that signs
};

// `heads`: null where there is none; then nothing vouches for the end of the log. `public_key_pem`:
// whose signatures are asked for: the key that signs, after those before it, if any.
AuditProof VerifyAudit(std::istream& log, std::istream* heads, const std::string& public_key_pem);

}  // namespace champions::cli
