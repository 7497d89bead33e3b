#include "auth/certificate.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

#include "auth/token.h"
#include "base/text.h"

namespace champions::auth {
namespace {

constexpr size_t kMostKept = 1'000;

std::string TextOf(const ASN1_IA5STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<size_t>(ASN1_STRING_length(text))};
}

std::string LowerCase(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Empty where it is not base64.
std::string FromBase64(const std::string& text) {
  if (text.empty() || text.size() % 4 != 0) return "";
  std::string bytes(text.size() / 4 * 3, '\0');
  int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                             reinterpret_cast<const unsigned char*>(text.data()),
                             static_cast<int>(text.size()));
  if (size < 0) return "";
  size_t padding = text.back() != '=' ? 0 : text[text.size() - 2] == '=' ? 2 : 1;
  bytes.resize(static_cast<size_t>(size) - padding);
  return bytes;
}

}  // namespace

std::vector<std::string> CertificateNames(const std::string& der) {
  auto* at = reinterpret_cast<const unsigned char*>(der.data());
  std::unique_ptr<X509, decltype(&X509_free)> certificate(
      d2i_X509(nullptr, &at, static_cast<long>(der.size())), X509_free);
  if (!certificate) return {};
  std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  std::vector<std::string> texts;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) texts.push_back("DNS:" + LowerCase(TextOf(name->d.dNSName)));
    if (name->type == GEN_URI) {
      texts.push_back("URI:" + TextOf(name->d.uniformResourceIdentifier));
    }
  }
  return texts;
}

bool CertificateCheck::Fits(const CertificateBinding& binding, const Credentials& credentials) {
  if (credentials.certificate_sha256.empty()) return false;
  if (!binding.sha256.empty()) return SameBytes(binding.sha256, credentials.certificate_sha256);
  auto names = NamesOf(credentials);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::find(binding.names.begin(), binding.names.end(), name) != binding.names.end();
  });
}

std::vector<std::string> CertificateCheck::NamesOf(const Credentials& credentials) {
  {
    std::lock_guard lock(mutex_);
    auto known = names_.find(credentials.certificate_sha256);
    if (known != names_.end()) return known->second;
  }
  auto der = FromBase64(credentials.certificate);
  // What is remembered by a digest is of what has that digest.
  if (ToHex(Sha256(der)) != credentials.certificate_sha256) return {};
  auto names = CertificateNames(der);
  std::lock_guard lock(mutex_);
  if (names_.size() >= kMostKept) names_.clear();
  names_[credentials.certificate_sha256] = names;
  return names;
}

}  // namespace champions::auth
