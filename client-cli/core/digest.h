// SHA-256 and Ed25519 as a person checks them offline.
#pragma once

#include <memory>
#include <string>

struct evp_md_ctx_st;
struct evp_pkey_st;

namespace champions::cli {

// In lower-case hex.
std::string HexSha256(const std::string& bytes);
// Of the certificate in DER, in hex. Throws Failure(kUsage) where `file` holds no certificate in
// PEM.
std::string CertificateDigest(const std::string& file);
// Empty where it is not hex.
std::string FromHex(const std::string& hex);

// SHA-256 of what comes bit by bit.
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;
  void Add(const std::string& part);
  std::string Hex();  // once

 private:
  evp_md_ctx_st* context_;
};

class PublicKey {
 public:
  // Throws Failure(kOther) where it is no key in PEM.
  explicit PublicKey(const std::string& pem);
  ~PublicKey();
  PublicKey(const PublicKey&) = delete;
  PublicKey& operator=(const PublicKey&) = delete;

  // SHA-256 of the SubjectPublicKeyInfo in DER, in hex.
  std::string Fingerprint() const;
  // Whether this key signed the message (Ed25519).
  bool Holds(const std::string& message, const std::string& signature) const;

 private:
  evp_pkey_st* key_;
};

}  // namespace champions::cli
