// A public key as an issuer publishes it (RFC 7517), and the signatures that it holds (RFC 7515).
// The cryptography is OpenSSL's.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

namespace champions::signin {

// What a token may be signed with: RS256, PS256, ES256 and EdDSA with Ed25519. `none`, and HMACs,
// whose key would be the client's, are not among them.
bool IsTakenAlgorithm(std::string_view algorithm);

class JsonWebKey {
 public:
  // Nothing for a key that is not for signatures or not of a kind that is taken: an RSA key of 2048
  // to 8192 bits, a key on P-256, one of Ed25519.
  static std::optional<JsonWebKey> Read(const nlohmann::json& key);

  const std::string& id() const { return id_; }
  // Whether a signature with this algorithm can be from this key.
  bool Fits(std::string_view algorithm) const;
  bool Holds(std::string_view algorithm, std::string_view message,
             std::string_view signature) const;

 private:
  std::string id_, kind_, algorithm_;  // RSA, EC or OKP; algorithm "": any that fits
  std::shared_ptr<evp_pkey_st> key_;
};

// Those of a key set that can be used. Throws std::runtime_error where it is no key set.
std::vector<JsonWebKey> ReadKeySet(std::string_view text);

}  // namespace champions::signin
