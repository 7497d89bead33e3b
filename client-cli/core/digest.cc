#include "client-cli/core/digest.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "client-cli/core/failure.h"

namespace champions::cli {
namespace {

std::string ToHex(const unsigned char* bytes, std::size_t size) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < size; ++i) hex += {kDigits[bytes[i] >> 4], kDigits[bytes[i] & 15]};
  return hex;
}

int Nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::string HexSha256(const std::string& bytes) {
  Digest digest;
  digest.Add(bytes);
  return digest.Hex();
}

std::string CertificateDigest(const std::string& file) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_file(file.c_str(), "r"), BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr, X509_free);
  if (!certificate) throw UsageFailure("--certificate: there is no certificate in PEM in " + file);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  X509_digest(certificate.get(), EVP_sha256(), digest, &size);
  return ToHex(digest, size);
}

std::string FromHex(const std::string& hex) {
  std::string bytes;
  if (hex.size() % 2 != 0) return "";
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = Nibble(hex[i]), low = Nibble(hex[i + 1]);
    if (high < 0 || low < 0) return "";
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

Digest::Digest() : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(context_, EVP_sha256(), nullptr);
}
Digest::~Digest() { EVP_MD_CTX_free(context_); }
void Digest::Add(const std::string& part) { EVP_DigestUpdate(context_, part.data(), part.size()); }
std::string Digest::Hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context_, digest, &size);
  return ToHex(digest, size);
}

PublicKey::PublicKey(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  key_ = PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
  if (key_ == nullptr) {
    throw Failure(ExitStatus::kOther, "the public key cannot be read: expected PEM");
  }
}
PublicKey::~PublicKey() { EVP_PKEY_free(key_); }

std::string PublicKey::Fingerprint() const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key_, &der);
  if (size <= 0) return "";
  const std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return HexSha256(bytes);
}

bool PublicKey::Holds(const std::string& message, const std::string& signature) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  return EVP_PKEY_get_id(key_) == EVP_PKEY_ED25519 &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

}  // namespace champions::cli
