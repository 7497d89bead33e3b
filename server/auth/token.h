// Bearer tokens: 256 random bits. Only an HMAC of a token is stored, keyed with a pepper that is
// kept outside the database, so that neither a dump nor a guess gives a token away.
#pragma once

#include <string>
#include <string_view>

namespace champions::auth {

// Such as `chk_` and 64 hex digits.
std::string NewToken();
// 32 bytes.
std::string HmacSha256(std::string_view key, std::string_view message);
std::string Sha256(std::string_view message);
// In time that does not depend on where they differ.
bool SameBytes(std::string_view a, std::string_view b);
// The pepper: at least 32 bytes, hex, in a file that only its owner reads. Throws
// std::runtime_error that says what is wrong with the file.
std::string ReadPepper(const std::string& path);

}  // namespace champions::auth
