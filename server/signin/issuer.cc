#include "signin/issuer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/refusal.h"
#include "observability/log.h"
#include "signin/http_get.h"

namespace champions::signin {
namespace {

using std::chrono::milliseconds;

constexpr auto kFresh = std::chrono::hours(1);
// An issuer that is down keeps nobody out, as long as its keys are not from the day before.
constexpr auto kUsable = std::chrono::hours(24);
// Whoever invents key ids makes us ask no more often than this.
constexpr auto kBetween = std::chrono::minutes(1);
constexpr auto kBetweenFailures = std::chrono::seconds(5);
constexpr milliseconds kMostMs{5'000};

Refusal Unavailable() {
  Refusal refusal(Code::kUnavailable, "ISSUER_UNAVAILABLE",
                  "the keys of the issuer could not be read; the server's log says why");
  refusal.retry_after = std::chrono::seconds(5);
  return refusal;
}

milliseconds TimeLeft(db::Deadline deadline) {
  auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
  return std::clamp(left, milliseconds(1), kMostMs);
}

}  // namespace

Issuer::Issuer(IssuerSettings settings)
    : Issuer(settings, [ca_file = settings.ca_file](const std::string& url, milliseconds timeout) {
        return HttpGet(url, {.ca_file = ca_file, .timeout = timeout});
      }) {}

Issuer::Issuer(IssuerSettings settings, Reader read)
    : settings_(std::move(settings)), read_(std::move(read)) {
  if (!configured()) return;
  if (!IsSafeAddress(settings_.issuer) || settings_.issuer.find('?') != std::string::npos) {
    throw std::runtime_error("sign_in.issuer: is '" + settings_.issuer +
                             "': expected https://… without a query (http only on this machine)");
  }
  if (settings_.client_id.empty()) {
    throw std::runtime_error("sign_in.client_id: is required with sign_in.issuer");
  }
}

Issuer::Keys Issuer::ReadKeys(db::Deadline deadline) {
  auto base = settings_.issuer;
  while (!base.empty() && base.back() == '/') base.pop_back();
  auto document = nlohmann::json::parse(
      read_(base + "/.well-known/openid-configuration", TimeLeft(deadline)), nullptr, false);
  auto text = [&](const char* name) {
    if (!document.is_object() || !document.contains(name) || !document[name].is_string()) {
      throw std::runtime_error(std::string("its discovery document has no ") + name);
    }
    return document[name].get<std::string>();
  };
  if (text("issuer") != settings_.issuer) {
    throw std::runtime_error("its discovery document is of another issuer");
  }
  auto keys = ReadKeySet(read_(text("jwks_uri"), TimeLeft(deadline)));
  if (keys.empty()) throw std::runtime_error("it publishes no key that is taken here");
  return keys;
}

Issuer::Keys Issuer::KeysNow(bool anew, db::Deadline deadline) {
  std::unique_lock lock(mutex_);
  // Whoever invents key ids makes nobody else wait.
  if (reading_ && !anew && !keys_.empty() && Clock::now() - read_at_ < kUsable) return keys_;
  if (!done_.wait_until(lock, deadline, [&] { return !reading_; })) throw Unavailable();
  auto now = Clock::now();
  bool usable = !keys_.empty() && now - read_at_ < kUsable;
  bool wanted = anew ? now - read_at_ >= kBetween : now - read_at_ >= kFresh;
  if (keys_.empty()) wanted = true;
  bool rests = tried_at_ != Clock::time_point() &&
               now - tried_at_ < (tried_at_ == read_at_ ? kBetween : kBetweenFailures);
  if (!wanted || rests) {
    if (!usable) throw Unavailable();
    return keys_;
  }
  reading_ = true;
  lock.unlock();
  Keys keys;
  try {
    keys = ReadKeys(deadline);
  } catch (const std::exception& error) {
    observability::Log(observability::Level::kWarning, "issuer", {{"detail", error.what()}});
  }
  lock.lock();
  reading_ = false;
  tried_at_ = Clock::now();
  if (!keys.empty()) {
    keys_ = std::move(keys);
    read_at_ = tried_at_;
    usable = true;
  }
  done_.notify_all();
  if (!usable) throw Unavailable();
  return keys_;
}

Claims Issuer::Check(std::string_view token, const std::string& nonce, int64_t now_s,
                     db::Deadline deadline) {
  auto parts = ReadIdToken(token);
  Expected expected{settings_.issuer, settings_.client_id, nonce, now_s};
  for (bool anew : {false, true}) {
    auto keys = KeysNow(anew, deadline);
    // One that the issuer has begun to use since, perhaps.
    if (const auto* key = KeyFor(parts, keys)) return CheckIdToken(parts, *key, expected);
  }
  throw BadIdToken("the issuer has no such key");
}

}  // namespace champions::signin
