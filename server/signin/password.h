// Passwords: what a new one must be, and argon2id, which is dear on purpose, so that not everyone
// may ask for it at once.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "db/pool.h"
#include "signin/known_passwords.h"

namespace champions::signin {

constexpr size_t kFewestPasswordCharacters = 12;
constexpr size_t kMostPasswordBytes = 200;

// What a new password must take to guess, log2: 2^40 guesses. With those that the counters of
// attempts allow (lockout.h) that is out of reach for ever; who has stolen the sealed hashes and
// the pepper needs 4,000 years of a core at 0.12 s each. With 12 characters or more it refuses 97
// in 100 of the 3,000 commonest of a leaked list; the rest are mostly words of other languages.
constexpr double kFewestGuessBits = 40;

// "" or what is wrong with a new password, as a sentence about a field: it is long enough, and is
// neither known from elsewhere nor among the first that anyone would guess, who knows `names` of
// the person, the person's address and organisations and the place. Nothing is asked of its kinds
// of letters.
std::string CheckNewPassword(const std::string& password, const std::vector<std::string>& names,
                             const KnownPasswords& known);

// A readable secret (encoding.h): 140 bits.
std::string NewTemporaryPassword();

// The string that argon2id gives, with its salt and costs in it (PHC form).
std::string HashPassword(const std::string& password);
bool PasswordMatches(const std::string& hash, const std::string& password);
// True where the hash was made with other costs than HashPassword uses now.
bool IsOutdatedHash(const std::string& hash);
// A hash that no password matches, as dear to check as any.
const std::string& NobodysHash();

// Who may hash: one or two at a time, since each takes a core and 64 MiB, and a few who wait.
// Everyone else is refused at once, so that neither memory nor threads are bound by a flood.
class HashGate {
 public:
  // A place among those few, for as long as this lives.
  class Place {
   public:
    Place(HashGate* gate, std::string address) : gate_(gate), address_(std::move(address)) {}
    Place(const Place&) = delete;
    ~Place() { gate_->Leave(address_); }

    // Runs `work` when it is this one's turn. Refuses with SIGN_IN_BUSY after the deadline.
    template <class Work>
    auto Do(db::Deadline deadline, Work&& work) {
      Turn turn(gate_, deadline);
      return work();
    }

   private:
    HashGate* gate_;
    std::string address_;
  };

  HashGate();

  // Refuses with SIGN_IN_BUSY where all places are taken, or too many of them by this address.
  Place Enter(const std::string& address);

 private:
  struct Turn {
    Turn(HashGate* gate, db::Deadline deadline) : gate_(gate) { gate_->Begin(deadline); }
    ~Turn() { gate_->End(); }
    HashGate* gate_;
  };

  void Leave(const std::string& address);
  void Begin(db::Deadline deadline);
  void End();

  const int most_at_once_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int at_work_ = 0;
  int places_ = 0;
  std::map<std::string, int> by_address_;
};

}  // namespace champions::signin
