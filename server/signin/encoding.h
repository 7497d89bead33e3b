// The encodings that sign-in meets: base64url of tokens, base32 of secrets that people copy.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace champions::signin {

// RFC 4648 section 5, without padding. Nothing where the text is not exactly what encoding gives:
// one value has one form.
std::string ToBase64Url(std::string_view bytes);
std::optional<std::string> FromBase64Url(std::string_view text);

// RFC 4648 section 6, without padding.
std::string ToBase32(std::string_view bytes);

// For people to read out and type: 28 random digits of Crockford's base32 in groups of four, such
// as `7k3m-…`. 140 bits, so that a keyed hash of it is enough where it is stored.
std::string NewReadableSecret();
// Its digits, as they were meant: without hyphens and spaces, in whatever case, and with the digits
// that i, l and o are taken for. Nothing where it cannot be one.
std::optional<std::string> ReadableDigits(std::string_view text);

// For an address: what is not a letter, digit or one of `-._~` becomes %XX.
std::string ToPercent(std::string_view text);

// From the system. Throws std::runtime_error where it gives none.
std::string RandomBytes(size_t count);

// Without regard to case, of ASCII letters alone: as the database compares addresses.
std::string ToLower(std::string_view text);

}  // namespace champions::signin
