// The key with which an installation signs what it publishes: Ed25519, PKCS #8 in a PEM file that
// only its owner can read. Copies of the public key let anyone check a publication offline.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace champions::auth {

class SigningKey {
 public:
  // Read on first use; made there and then where the file is missing. Without its file, what was
  // published before can still be checked with the public key that lies beside it.
  explicit SigningKey(std::string file) : file_(std::move(file)) {}

  // 64 bytes. Throws std::runtime_error where the file cannot be read or made, or others can read
  // it.
  std::string Sign(std::string_view message);
  // SubjectPublicKeyInfo as PEM.
  std::string PublicKeyPem();
  // SHA-256 of the SubjectPublicKeyInfo in DER, in hex.
  std::string Fingerprint();

 private:
  struct Key;
  Key& Loaded();

  std::string file_;
  std::mutex mutex_;
  std::shared_ptr<Key> key_;
};

}  // namespace champions::auth
