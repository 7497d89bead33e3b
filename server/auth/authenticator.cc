#include "auth/authenticator.h"

#include "auth/auth_sql.h"
#include "base/refusal.h"
#include "db/transaction.h"

namespace champions::auth {
namespace {

constexpr auto kRemembered = std::chrono::seconds(1);
constexpr size_t kMostKnown = 10'000;
constexpr size_t kMostTokenBytes = 200;

Refusal Invalid() {
  return Refusal(Code::kUnauthenticated, "INVALID_CREDENTIALS",
                 "the bearer token is not valid: it is unknown, revoked or expired");
}

std::string TokenOf(const std::string& authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  if (authorization.empty()) {
    throw Refusal(Code::kUnauthenticated, "MISSING_CREDENTIALS",
                  "metadata `authorization` is missing: expected `Bearer <token>`");
  }
  if (authorization.compare(0, kScheme.size(), kScheme) != 0) throw Invalid();
  auto token = authorization.substr(kScheme.size());
  if (token.empty() || token.size() > kMostTokenBytes) throw Invalid();
  return token;
}

Principal ToPrincipal(const db::Row& row) {
  Principal principal;
  principal.key_id = row.Text("key_id");
  principal.user_id = row.Text("user_id");
  principal.name = row.Text("name");
  principal.role = RoleFromName(row.Text("role"));
  if (!principal.sees_everything()) {
    principal.organisation_ids = row.IntArray("organisation_ids");
    principal.organisation_codes = row.TextArray("organisation_codes");
  }
  return principal;
}

}  // namespace

std::string Authenticator::HashToken(std::string_view token) const { return hash_.Of(token); }

Principal Authenticator::Authenticate(const std::string& authorization, db::Deadline deadline) {
  return Find(HashToken(TokenOf(authorization)), false, deadline);
}

void Authenticator::Refresh(const std::string& authorization, db::Deadline deadline) {
  Find(HashToken(TokenOf(authorization)), true, deadline);
}

std::optional<Principal> Authenticator::Remembered(const std::string& authorization,
                                                   bool* refresh) {
  std::string hash = HashToken(TokenOf(authorization));
  auto now = std::chrono::steady_clock::now();
  std::lock_guard lock(mutex_);
  auto known = known_.find(hash);
  if (known == known_.end() || known->second.until <= now) return std::nullopt;
  *refresh = known->second.refresh_after <= now;
  if (*refresh) known->second.refresh_after = known->second.until;
  return known->second.principal;
}

Principal Authenticator::Find(const std::string& hash, bool look, db::Deadline deadline) {
  auto now = std::chrono::steady_clock::now();
  uint64_t forgotten = 0;
  {
    std::lock_guard lock(mutex_);
    auto known = known_.find(hash);
    if (!look && known != known_.end() && known->second.until > now) return known->second.principal;
    forgotten = forgotten_;
  }
  db::Transaction transaction(pool_.Acquire(deadline));
  auto row = transaction.ExecuteMaybe(sql::kFindPrincipal, db::Bytes(hash));
  if (!row || !row->Bool("valid")) {
    std::lock_guard lock(mutex_);
    known_.erase(hash);
    throw Invalid();
  }
  Principal principal = ToPrincipal(*row);
  transaction.Commit();
  std::lock_guard lock(mutex_);
  if (forgotten != forgotten_) return principal;
  if (known_.size() >= kMostKnown) known_.clear();
  known_[hash] = {principal, now + kRemembered, now + kRemembered / 2};
  return principal;
}

void Authenticator::Forget() {
  std::lock_guard lock(mutex_);
  known_.clear();
  ++forgotten_;
}

}  // namespace champions::auth
