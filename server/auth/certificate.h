// The client certificate that a caller showed to the edge, which verified it.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "auth/principal.h"

namespace champions::auth {

// What a call brings: who it says it is. The two about the certificate come from the edge alone;
// the server's socket is closed to everyone else.
struct Credentials {
  std::string authorization;       // `Bearer <token>`
  std::string certificate_sha256;  // of the DER, in hex; empty where none was shown
  std::string certificate;         // the DER in base64
};

// The subject alternative names as `DNS:host` (in lower case) and `URI:…`; empty where it is no
// certificate. HAProxy 2.6 cannot take them out of a certificate, so the server does.
std::vector<std::string> CertificateNames(const std::string& der);

// Whether calls show the certificate that their key is bound to.
class CertificateCheck {
 public:
  bool Fits(const CertificateBinding& binding, const Credentials& credentials);

 private:
  std::vector<std::string> NamesOf(const Credentials& credentials);

  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<std::string>> names_;  // by SHA-256
};

}  // namespace champions::auth
