#include "sealing/aes_gcm.h"

#include <openssl/evp.h>

#include <cstring>
#include <memory>
#include <stdexcept>

namespace champions::sealing {
namespace {

constexpr size_t kKeyBytes = 32;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

const EVP_CIPHER* Aes() {
  // Fetched once: looking the implementation up costs more than a short value's encryption.
  static EVP_CIPHER* const kAes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return kAes;
}

}  // namespace

std::string Encrypt(std::string_view key, std::string_view nonce, std::string_view bound,
                    std::string_view text) {
  if (key.size() != kKeyBytes) throw std::runtime_error("a key has 32 bytes");
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  std::string out(kNonceBytes + text.size() + kTagBytes, '\0');
  std::memcpy(out.data(), nonce.data(), kNonceBytes);
  auto* to = Bytes(out) + kNonceBytes;
  int size = 0, last = 0;
  bool good =
      EVP_EncryptInit_ex2(context.get(), Aes(), Bytes(key), Bytes(nonce), nullptr) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &size, Bytes(bound),
                        static_cast<int>(bound.size())) == 1 &&
      EVP_EncryptUpdate(context.get(), to, &size, Bytes(text), static_cast<int>(text.size())) ==
          1 &&
      EVP_EncryptFinal_ex(context.get(), to + size, &last) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, to + text.size()) == 1;
  if (!good) throw std::runtime_error("AES-256-GCM failed");
  return out;
}

bool Decrypt(std::string_view key, std::string_view bound, std::string_view sealed,
             std::string* text) {
  if (key.size() != kKeyBytes || sealed.size() < kNonceBytes + kTagBytes) return false;
  Context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  size_t length = sealed.size() - kNonceBytes - kTagBytes;
  std::string tag(sealed.substr(kNonceBytes + length));
  text->assign(length, '\0');
  int size = 0, last = 0;
  return EVP_DecryptInit_ex2(context.get(), Aes(), Bytes(key), Bytes(sealed), nullptr) == 1 &&
         EVP_DecryptUpdate(context.get(), nullptr, &size, Bytes(bound),
                           static_cast<int>(bound.size())) == 1 &&
         EVP_DecryptUpdate(context.get(), Bytes(*text), &size, Bytes(sealed) + kNonceBytes,
                           static_cast<int>(length)) == 1 &&
         EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1 &&
         EVP_DecryptFinal_ex(context.get(), Bytes(*text) + size, &last) == 1;
}

}  // namespace champions::sealing
