// AES-256-GCM of OpenSSL: the one place that calls it.
#pragma once

#include <string>
#include <string_view>

namespace champions::sealing {

inline constexpr size_t kNonceBytes = 12, kTagBytes = 16;

// Nonce, ciphertext, tag. `bound` is additional data; the key has 32 bytes. No nonce may be used
// for two texts under one key. Throws std::runtime_error.
std::string Encrypt(std::string_view key, std::string_view nonce, std::string_view bound,
                    std::string_view text);
// False where it is not what Encrypt gave for this key and `bound`.
bool Decrypt(std::string_view key, std::string_view bound, std::string_view sealed,
             std::string* text);

}  // namespace champions::sealing
