#include "auth/signing_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>

#include "auth/token.h"
#include "base/secret_file.h"
#include "base/text.h"

namespace champions::auth {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

const std::string kSetting = "secrets.signing_key_file";

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

EVP_PKEY* Generate() {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  if (key == nullptr) throw std::runtime_error("an Ed25519 key cannot be made");
  return key;
}

void Write(const std::string& file, EVP_PKEY* key) {
  Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  MakeSecretFile(kSetting, file, TextOf(bio.get()));
}

// Null where there is no file.
EVP_PKEY* Read(const std::string& file) {
  if (!HasSecretFile(kSetting, file)) return nullptr;
  Bio bio(BIO_new_file(file.c_str(), "r"), BIO_free);
  EVP_PKEY* key = bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr;
  if (key == nullptr || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
    EVP_PKEY_free(key);
    RefuseSecretFile(kSetting, file, "is not an Ed25519 private key in PEM");
  }
  return key;
}

}  // namespace

struct SigningKey::Key {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{nullptr, EVP_PKEY_free};
};

SigningKey::Key& SigningKey::Loaded() {
  std::lock_guard lock(mutex_);
  if (key_) return *key_;
  if (file_.empty()) throw std::runtime_error(kSetting + ": is not set");
  auto loaded = std::make_shared<Key>();
  loaded->key.reset(Read(file_));
  if (!loaded->key) {
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> made(Generate(), EVP_PKEY_free);
    Write(file_, made.get());
    loaded->key.reset(Read(file_));
  }
  key_ = loaded;
  return *key_;
}

std::string SigningKey::Sign(std::string_view message) {
  auto& loaded = Loaded();
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free);
  std::string signature(64, '\0');
  size_t size = signature.size();
  bool good =
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, loaded.key.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
  if (!good || size != signature.size()) throw std::runtime_error("signing failed");
  return signature;
}

std::string SigningKey::PublicKeyPem() {
  Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), Loaded().key.get());
  return TextOf(bio.get());
}

std::string SigningKey::Fingerprint() {
  unsigned char* der = nullptr;
  int size = i2d_PUBKEY(Loaded().key.get(), &der);
  if (size <= 0) throw std::runtime_error("the public key cannot be written");
  std::string digest = Sha256({reinterpret_cast<const char*>(der), static_cast<size_t>(size)});
  OPENSSL_free(der);
  return ToHex(digest);
}

}  // namespace champions::auth
