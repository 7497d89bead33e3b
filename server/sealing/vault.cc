#include "sealing/vault.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <fstream>
#include <stdexcept>

#include "auth/token.h"
#include "base/secret_file.h"
#include "base/text.h"
#include "db/parameter.h"
#include "sealing/aes_gcm.h"

namespace champions::sealing {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr std::string_view kMark = "e1:";
const std::string kSetting = "secrets.instance_key_file";

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  int size = EVP_EncodeBlock(Bytes(text), Bytes(bytes), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

// "" where it is none.
std::string FromBase64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return "";
  std::string bytes(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(Bytes(bytes), Bytes(text), static_cast<int>(text.size())) < 0) return "";
  size_t padding = (text.back() == '=') + (text[text.size() - 2] == '=');
  bytes.resize(bytes.size() - padding);
  // OpenSSL reads more than it writes: `=` in the middle, bits that say nothing.
  return Base64(bytes) == text ? bytes : "";
}

std::string Random(size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(Bytes(bytes), static_cast<int>(size)) != 1) {
    throw std::runtime_error("no random bytes");
  }
  return bytes;
}

std::string BoundOf(const Owner& owner) {
  return std::to_string(owner.organisation_id) + '/' + owner.id + '/';
}

[[noreturn]] void Fail(const std::string& file, const std::string& what) {
  RefuseSecretFile(kSetting, file, what);
}

void Make(const std::string& file) {
  MakeSecretFile(kSetting, file, ToHex(Random(kKeyBytes)) + "\n");
}

std::vector<std::string> Read(const std::string& file) {
  std::ifstream in(file);
  std::vector<std::string> keys;
  for (std::string line; in >> line;) {
    if (line.size() != 2 * kKeyBytes ||
        line.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
      Fail(file, "must hold lines of 64 hex digits, as `openssl rand -hex 32` gives");
    }
    keys.push_back(db::FromBytes("\\x" + line));
  }
  if (keys.empty()) Fail(file, "is empty: expected a line of 64 hex digits");
  return keys;
}

}  // namespace

bool IsSealed(std::string_view stored) { return stored.substr(0, kMark.size()) == kMark; }

DataKey::DataKey(const Owner& owner, std::string_view key, std::string wrapped)
    : owner_(BoundOf(owner)),
      seal_key_(auth::HmacSha256(key, "seal")),
      nonce_key_(auth::HmacSha256(key, "nonce")),
      wrapped_(std::move(wrapped)) {}

std::string DataKey::Seal(std::string_view column, std::string_view text) const {
  if (text.empty()) return "";
  std::string bound = owner_ + std::string(column), message = bound;
  message += '\0';
  message += text;
  auto nonce = auth::HmacSha256(nonce_key_, message).substr(0, kNonceBytes);
  return std::string(kMark) + Base64(Encrypt(seal_key_, nonce, bound, text));
}

std::string DataKey::Open(std::string_view column, std::string_view stored) const {
  if (!IsSealed(stored)) return std::string(stored);
  std::string text;
  if (!Decrypt(seal_key_, owner_ + std::string(column), FromBase64(stored.substr(kMark.size())),
               &text)) {
    throw std::runtime_error("a sealed " + std::string(column) + " of " + owner_ +
                             " is not what was stored, or belongs elsewhere");
  }
  return text;
}

Vault::Vault(const std::string& file) {
  if (file.empty()) throw std::runtime_error(kSetting + ": is not set");
  if (!HasSecretFile(kSetting, file)) Make(file);
  auto keys = Read(file);
  for (const auto& key : keys) {
    names_.push_back(ToHex(auth::HmacSha256(key, "name").substr(0, 4)));
    wrap_keys_.push_back(auth::HmacSha256(key, "wrap"));
  }
  // Of the first that there ever was, as long as none is stored.
  first_index_key_ = auth::HmacSha256(keys.back(), "blind index");
}

std::string Vault::Wrap(const Owner& owner, std::string_view key) const {
  return names_.front() + ":" +
         Base64(Encrypt(wrap_keys_.front(), Random(kNonceBytes), BoundOf(owner) + "key", key));
}

std::string Vault::Unwrap(const Owner& owner, std::string_view wrapped) const {
  auto colon = wrapped.find(':');
  for (size_t i = 0; i < names_.size() && colon != std::string_view::npos; ++i) {
    if (wrapped.substr(0, colon) != names_[i]) continue;
    std::string key;
    if (Decrypt(wrap_keys_[i], BoundOf(owner) + "key", FromBase64(wrapped.substr(colon + 1)),
                &key)) {
      return key;
    }
  }
  throw std::runtime_error(kSetting + ": the data key of " + BoundOf(owner) +
                           " was wrapped by an instance key that is not in the file");
}

DataKey Vault::NewKey(const Owner& owner) const {
  auto key = Random(kKeyBytes);
  return {owner, key, Wrap(owner, key)};
}

DataKey Vault::KeyOf(const Owner& owner, std::string_view wrapped) const {
  return {owner, Unwrap(owner, wrapped), std::string(wrapped)};
}

std::string Vault::WrapAnew(const Owner& owner, std::string_view wrapped) const {
  return Wrap(owner, Unwrap(owner, wrapped));
}

std::string Vault::FirstIndexKey() const { return Wrap(OwnerOfIndexKey(), first_index_key_); }

void Vault::UseIndexKey(std::string_view wrapped) {
  index_key_ = Unwrap(OwnerOfIndexKey(), wrapped);
}

std::string Vault::BlindIndex(std::string_view kind, std::string_view text) const {
  if (text.empty()) return "";
  if (index_key_.empty()) throw std::logic_error("no index key is in use");
  std::string message(kind);
  message += '\0';
  message += text;
  return ToHex(auth::HmacSha256(index_key_, message).substr(0, 16));
}

}  // namespace champions::sealing
