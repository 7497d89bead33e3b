// Bearer tokens: 256 random bits. Only an HMAC of a token is stored, keyed with a pepper that is
// kept outside the database, so that neither a dump nor a guess gives a token away.
#pragma once

#include <string>
#include <string_view>

struct evp_mac_ctx_st;
struct evp_md_ctx_st;

namespace champions::auth {

// Such as `chk_` and 64 hex digits.
std::string NewToken(std::string_view prefix = "chk_");
// A random id that sorts by the time it was made, as new_id() of the schema makes them (UUIDv7).
std::string NewUuid();
// 32 bytes.
std::string HmacSha256(std::string_view key, std::string_view message);
std::string Sha256(std::string_view message);

// SHA-256 of what is not at hand as a whole.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Add(std::string_view part);
  std::string Finish();  // 32 bytes; once

 private:
  evp_md_ctx_st* context_;
};

// HMAC-SHA-256 under one key, for every call: the key is taken in once.
class KeyedHash {
 public:
  explicit KeyedHash(std::string_view key);
  ~KeyedHash();
  KeyedHash(const KeyedHash&) = delete;
  KeyedHash& operator=(const KeyedHash&) = delete;
  // 32 bytes; on any thread.
  std::string Of(std::string_view message) const;

 private:
  evp_mac_ctx_st* keyed_;
};

// In time that does not depend on where they differ.
bool SameBytes(std::string_view a, std::string_view b);
// The pepper: at least 32 bytes, hex, in a file that only its owner reads. Throws
// std::runtime_error that says what is wrong with the file.
std::string ReadPepper(const std::string& path);

}  // namespace champions::auth
