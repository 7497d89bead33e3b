#include "console/pending.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "signin/encoding.h"

namespace champions::console {
namespace {

constexpr size_t kRandomBytes = 32;

}  // namespace

void Wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

void Wipe(Pending& pending) {
  for (auto* secret : {&pending.email, &pending.password, &pending.id_token, &pending.nonce}) {
    Wipe(*secret);
  }
}

std::string NewRandomId() { return signin::ToBase64Url(signin::RandomBytes(kRandomBytes)); }

bool IsRandomId(std::string_view text) {
  auto bytes = signin::FromBase64Url(text);
  return bytes && bytes->size() == kRandomBytes;
}

PendingSignIns::~PendingSignIns() {
  for (auto& kept : kept_) Wipe(kept.pending);
}

void PendingSignIns::Erase(Place place) {
  Wipe(place->pending);
  by_id_.erase(place->id);
  kept_.erase(place);
}

void PendingSignIns::DropOver() {
  auto now = now_();
  while (!kept_.empty() && kept_.front().until <= now) Erase(kept_.begin());
}

std::string PendingSignIns::Put(const std::string& address, const Pending& pending) {
  std::lock_guard lock(mutex_);
  DropOver();
  auto is_of_address = [&](const Kept& kept) { return kept.address == address; };
  auto of_address = static_cast<size_t>(std::count_if(kept_.begin(), kept_.end(), is_of_address));
  if (of_address >= kMostPendingOfOne) {
    Erase(std::find_if(kept_.begin(), kept_.end(), is_of_address));
  }
  if (kept_.size() >= kMostPending) Erase(kept_.begin());
  auto id = NewRandomId();
  kept_.push_back({id, address, pending, now_() + kPendingLasts});
  by_id_[id] = std::prev(kept_.end());
  return id;
}

std::optional<Pending> PendingSignIns::Find(const std::string& id) {
  std::lock_guard lock(mutex_);
  DropOver();
  auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return found->second->pending;
}

void PendingSignIns::Drop(const std::string& id) {
  std::lock_guard lock(mutex_);
  auto found = by_id_.find(id);
  if (found != by_id_.end()) Erase(found->second);
}

size_t PendingSignIns::size() {
  std::lock_guard lock(mutex_);
  return kept_.size();
}

}  // namespace champions::console
