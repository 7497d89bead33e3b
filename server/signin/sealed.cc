#include "signin/sealed.h"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "signin/encoding.h"

namespace champions::signin {
namespace {

// One byte that says how it is sealed, a nonce, the text, a tag.
constexpr char kForm = 1;
constexpr size_t kNonceBytes = 12, kTagBytes = 16, kKeyBytes = 32;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string SecretBox::Seal(std::string_view secret, std::string_view place) const {
  if (key_.size() != kKeyBytes) throw std::runtime_error("a sealing key has 32 bytes");
  auto nonce = RandomBytes(kNonceBytes);
  std::string text(secret.size(), '\0'), tag(kTagBytes, '\0');
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int length = 0;
  bool sealed =
      context &&
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Bytes(key_), Bytes(nonce)) &&
      EVP_EncryptUpdate(context.get(), nullptr, &length, Bytes(place),
                        static_cast<int>(place.size())) &&
      EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(text.data()), &length,
                        Bytes(secret), static_cast<int>(secret.size())) &&
      EVP_EncryptFinal_ex(context.get(), nullptr, &length) &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data());
  if (!sealed) throw std::runtime_error("AES-256-GCM failed");
  return kForm + nonce + text + tag;
}

std::optional<std::string> SecretBox::Open(std::string_view sealed, std::string_view place) const {
  if (key_.size() != kKeyBytes || sealed.size() < 1 + kNonceBytes + kTagBytes ||
      sealed[0] != kForm) {
    return std::nullopt;
  }
  auto nonce = sealed.substr(1, kNonceBytes);
  auto text = sealed.substr(1 + kNonceBytes, sealed.size() - 1 - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes)), secret(text.size(), '\0');
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  int length = 0;
  unsigned char none[kTagBytes];
  bool opened =
      context &&
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Bytes(key_), Bytes(nonce)) &&
      EVP_DecryptUpdate(context.get(), nullptr, &length, Bytes(place),
                        static_cast<int>(place.size())) &&
      EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(secret.data()), &length,
                        Bytes(text), static_cast<int>(text.size())) &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) &&
      EVP_DecryptFinal_ex(context.get(), none, &length) > 0;
  if (!opened) return std::nullopt;
  return secret;
}

}  // namespace champions::signin
