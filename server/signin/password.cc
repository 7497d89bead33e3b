#include "signin/password.h"

#include <sodium.h>

#include <stdexcept>
#include <thread>

#include "base/refusal.h"
#include "base/text.h"
#include "signin/encoding.h"
#include "signin/guesses.h"

namespace champions::signin {
namespace {

// OWASP asks for 19 MiB and two passes or more. These take 0.1 s of one core of the machine that
// the figures of docs/sign-in.md are from.
constexpr unsigned long long kPasses = 3;
constexpr size_t kMemoryBytes = 64UL << 20;

constexpr int kPlaces = 10;
constexpr int kPlacesOfAnAddress = 4;

void StartSodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium cannot be used");
}

Refusal Busy() {
  Refusal refusal(Code::kResourceExhausted, "SIGN_IN_BUSY",
                  "too many people are signing in at this moment: try again in a second");
  refusal.retry_after = std::chrono::seconds(1);
  return refusal;
}

}  // namespace

std::string CheckNewPassword(const std::string& password, const std::vector<std::string>& names,
                             const KnownPasswords& known) {
  auto length = Utf8Length(password);
  if (!length) return "is not valid UTF-8";
  if (*length < kFewestPasswordCharacters) {
    return "is too short: expected at least " + std::to_string(kFewestPasswordCharacters) +
           " characters";
  }
  if (password.size() > kMostPasswordBytes) {
    return "is too long: expected at most " + std::to_string(kMostPasswordBytes) + " bytes";
  }
  if (known.Has(password)) return "is known from leaked lists: expected one used nowhere else";
  if (GuessBits(password, ContextWords(names)) >= kFewestGuessBits) return "";
  return "is among the first that anyone would guess, who tries common words and names of people "
         "and organisations here: expected another, such as four words that do not belong together";
}

std::string NewTemporaryPassword() { return NewReadableSecret(); }

std::string HashPassword(const std::string& password) {
  StartSodium();
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), kPasses, kMemoryBytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return hash;
}

bool PasswordMatches(const std::string& hash, const std::string& password) {
  StartSodium();
  return hash.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool IsOutdatedHash(const std::string& hash) {
  StartSodium();
  return crypto_pwhash_str_needs_rehash(hash.c_str(), kPasses, kMemoryBytes) != 0;
}

const std::string& NobodysHash() {
  // Of 32 random bytes that nobody kept.
  static const std::string hash =
      "$argon2id$v=19$m=65536,t=3,p=1$iV/IpmL9mO7utbtnqAK0SA$KVWp69bJ8QcD6G4HvTa0fIsf+3DYp/E+jVPy/"
      "9nGqT0";
  return hash;
}

// On a machine with few cores one hash at a time leaves the others to everyone else.
HashGate::HashGate() : most_at_once_(std::thread::hardware_concurrency() >= 4 ? 2 : 1) {}

HashGate::Place HashGate::Enter(const std::string& address) {
  std::lock_guard lock(mutex_);
  auto& own = by_address_[address];
  if (places_ >= kPlaces || own >= kPlacesOfAnAddress) {
    if (own == 0) by_address_.erase(address);
    throw Busy();
  }
  ++own;
  ++places_;
  return Place(this, address);
}

void HashGate::Leave(const std::string& address) {
  std::lock_guard lock(mutex_);
  --places_;
  auto own = by_address_.find(address);
  if (--own->second == 0) by_address_.erase(own);
}

void HashGate::Begin(db::Deadline deadline) {
  std::unique_lock lock(mutex_);
  if (!ended_.wait_until(lock, deadline, [&] { return at_work_ < most_at_once_; })) throw Busy();
  ++at_work_;
}

void HashGate::End() {
  {
    std::lock_guard lock(mutex_);
    --at_work_;
  }
  ended_.notify_one();
}

}  // namespace champions::signin
