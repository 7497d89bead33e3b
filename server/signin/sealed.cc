#include "signin/sealed.h"

#include "sealing/aes_gcm.h"
#include "signin/encoding.h"

namespace champions::signin {
namespace {

// One byte that says how it is sealed; then what sealing::Encrypt gives.
constexpr char kForm = 1;

}  // namespace

std::string SecretBox::Seal(std::string_view secret, std::string_view place) const {
  return kForm + sealing::Encrypt(key_, RandomBytes(sealing::kNonceBytes), place, secret);
}

std::optional<std::string> SecretBox::Open(std::string_view sealed, std::string_view place) const {
  std::string secret;
  if (sealed.empty() || sealed[0] != kForm) return std::nullopt;
  if (!sealing::Decrypt(key_, place, sealed.substr(1), &secret)) return std::nullopt;
  return secret;
}

}  // namespace champions::signin
