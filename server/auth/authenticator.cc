#include "auth/authenticator.h"

#include "auth/auth_sql.h"
#include "base/refusal.h"
#include "db/transaction.h"

namespace champions::auth {
namespace {

constexpr auto kRemembered = std::chrono::milliseconds(1000);
constexpr auto kRefreshedAfter = kRemembered / 2;  // in seconds it would be none
constexpr size_t kMostKnown = 10'000;
constexpr size_t kMostTokenBytes = 200;
// Uses are written down within a minute; of a session that would end before, at once.
constexpr int64_t kWriteAtOnceMs = 120'000;

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

// The user's own role first, then what it has beside.
std::vector<Membership> MembershipsOf(const db::Row& row, const Principal& own) {
  std::vector<Membership> all;
  if (!row.Null("role")) all.push_back({own.role, own.organisation_ids, own.organisation_codes});
  auto roles = row.TextArray("roles");
  auto organisation_ids = row.IntArray("places"), programme_ids = row.IntArray("programme_ids");
  auto organisations = row.TextArray("organisations"), programmes = row.TextArray("programmes");
  for (size_t i = 0; i < roles.size(); ++i) {
    Membership one{.role = RoleFromName(roles[i]),
                   .programme_id = programme_ids[i],
                   .programme_code = programmes[i]};
    if (organisation_ids[i] != 0) one.organisation_ids = {organisation_ids[i]};
    if (organisation_ids[i] != 0) one.organisation_codes = {organisations[i]};
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

Principal Authenticator::ToPrincipal(const db::Row& row) {
  Principal principal;
  principal.user_id = row.Text("user_id");
  principal.key_id = row.Null("key_id") ? principal.user_id : row.Text("key_id");
  principal.session_id = row.Text("session_id");
  principal.name = row.Text("name");
  if (!row.Null("role")) principal.role = RoleFromName(row.Text("role"));
  principal.organisation_ids = row.IntArray("organisation_ids");
  principal.organisation_codes = row.TextArray("organisation_codes");
  if (row.Null("role") || !row.Null("roles")) principal.Combine(MembershipsOf(row, principal));
  if (row.Bool("scoped")) {
    auto scopes = row.TextArray("scopes");
    principal.scopes = std::make_shared<const std::set<std::string>>(scopes.begin(), scopes.end());
  }
  principal.exchange_only = row.Bool("exchange_only");
  if (!row.Null("signed_in_ms_ago")) {
    principal.signed_in_at =
        std::chrono::steady_clock::now() - std::chrono::milliseconds(row.Int64("signed_in_ms_ago"));
  }
  CertificateBinding binding{row.Text("certificate_sha256"), row.TextArray("certificate_names")};
  if (!binding.sha256.empty() || !binding.names.empty()) {
    principal.certificate = std::make_shared<const CertificateBinding>(std::move(binding));
  }
  principal.allowance = allowances_.Of(principal.id());
  return principal;
}

std::string Authenticator::HashToken(std::string_view token) const { return hash_.Of(token); }

Principal Authenticator::Authenticate(const Credentials& credentials, db::Deadline deadline) {
  auto principal = Find(HashToken(TokenOf(credentials.authorization)), false, deadline);
  CheckCertificate(principal, credentials);
  return principal;
}

void Authenticator::Refresh(const Credentials& credentials, db::Deadline deadline) {
  Find(HashToken(TokenOf(credentials.authorization)), true, deadline);
}

std::optional<Principal> Authenticator::Remembered(const Credentials& credentials, bool* refresh) {
  std::string hash = HashToken(TokenOf(credentials.authorization));
  auto now = std::chrono::steady_clock::now();
  std::optional<Principal> principal;
  {
    std::lock_guard lock(mutex_);
    auto known = known_.find(hash);
    if (known == known_.end() || known->second.until <= now) return std::nullopt;
    *refresh = known->second.refresh_after <= now;
    if (*refresh) known->second.refresh_after = known->second.until;
    principal = known->second.principal;
  }
  CheckCertificate(*principal, credentials);
  return principal;
}

void Authenticator::CheckCertificate(const Principal& principal, const Credentials& credentials) {
  if (!principal.certificate) return;
  if (!certificates_.Fits(*principal.certificate, credentials)) throw Invalid();
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
  if (!row || !row->Bool("valid") || !SameBytes(row->Bytes("token_hash"), hash)) {
    std::lock_guard lock(mutex_);
    known_.erase(hash);
    throw Invalid();
  }
  Principal principal = ToPrincipal(*row);
  if (!row->Null("idle_left_ms") && row->Int64("idle_left_ms") < kWriteAtOnceMs) {
    transaction.Execute(sql::kSessionsUsed, std::vector<std::string>{principal.session_id});
  }
  transaction.Commit();
  Remember(hash, principal, now, forgotten);
  return principal;
}

void Authenticator::Remember(const std::string& hash, const Principal& principal,
                             std::chrono::steady_clock::time_point read_at, uint64_t forgotten) {
  std::lock_guard lock(mutex_);
  // Where there are too many, the minute of some is not written.
  if (used_keys_.size() < kMostKnown && principal.key_id != principal.user_id) {
    used_keys_.insert(principal.key_id);
  }
  if (used_sessions_.size() < kMostKnown && !principal.session_id.empty()) {
    used_sessions_.insert(principal.session_id);
  }
  if (forgotten != forgotten_) return;
  if (known_.size() >= kMostKnown) known_.clear();
  known_[hash] = {principal, read_at + kRemembered, read_at + kRefreshedAfter};
}

void Authenticator::WriteLastUsed(db::Deadline deadline) {
  std::vector<std::string> keys, sessions;
  {
    std::lock_guard lock(mutex_);
    keys.assign(used_keys_.begin(), used_keys_.end());
    sessions.assign(used_sessions_.begin(), used_sessions_.end());
    used_keys_.clear();
    used_sessions_.clear();
  }
  if (keys.empty() && sessions.empty()) return;
  db::Transaction transaction(pool_.Acquire(deadline));
  transaction.Execute(sql::kKeysUsed, keys);
  transaction.Execute(sql::kSessionsUsed, sessions);
  transaction.Commit();
}

void Authenticator::Forget() {
  std::lock_guard lock(mutex_);
  known_.clear();
  ++forgotten_;
}

}  // namespace champions::auth
