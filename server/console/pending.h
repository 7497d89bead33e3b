// Sign-ins that wait for a code or a new password: what was right already is kept here and not in a
// page. Each is under a random id that only the browser's cookie has, for ten minutes, and wiped
// when it is over. A restart forgets them, and another server does not know them.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace champions::console {

constexpr size_t kMostPending = 1000;
// Of one address, so that nobody pushes everybody else's out.
constexpr size_t kMostPendingOfOne = 20;
constexpr std::chrono::minutes kPendingLasts{10};

struct Pending {
  std::string email, password;  // of a sign-in by password, which was right
  std::string id_token, nonce;  // or of one by the issuer
  bool code_asked = false;
  bool new_password_asked = false;
  bool by_issuer() const { return !id_token.empty(); }
};

class PendingSignIns {
 public:
  using Clock = std::chrono::steady_clock;
  // `now` is another in tests.
  explicit PendingSignIns(std::function<Clock::time_point()> now = Clock::now)
      : now_(std::move(now)) {}
  ~PendingSignIns();

  // Gives its id. Where there are too many, the oldest of the address, or of all, is dropped.
  std::string Put(const std::string& address, const Pending& pending);
  // A copy; nothing where it is over, or there is none.
  std::optional<Pending> Find(const std::string& id);
  void Drop(const std::string& id);
  size_t size();

 private:
  struct Kept {
    std::string id, address;
    Pending pending;
    Clock::time_point until;
  };
  using Place = std::list<Kept>::iterator;

  void DropOver();
  void Erase(Place place);

  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // oldest first
  std::unordered_map<std::string, Place> by_id_;
};

// Of what is no longer needed nothing stays in memory.
void Wipe(std::string& secret);
void Wipe(Pending& pending);

// 256 random bits in base64url, as ids, states and verifiers are.
std::string NewRandomId();
bool IsRandomId(std::string_view text);

}  // namespace champions::console
