#include "rpc/open_streams.h"

#include <algorithm>

namespace champions::rpc {
namespace {

constexpr auto kAskEvery = std::chrono::seconds(3);
constexpr auto kAskFor = std::chrono::seconds(1);

template <class All>
bool Lacks(const All& wanted, const All& there) {
  return std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) {
    return std::find(there.begin(), there.end(), one) == there.end();
  });
}

// Whether `now` sees or may do less than `before`; both narrowed to the method.
bool HasLost(const auth::Principal& before, const auth::Principal& now) {
  if (before.sees_everything() && !now.sees_everything()) return true;
  if (!now.sees_everything() && (Lacks(before.organisation_ids, now.organisation_ids) ||
                                 Lacks(before.programme_ids, now.programme_ids))) {
    return true;
  }
  bool was_whole = !before.personal_ids;
  if (now.personal_ids && (was_whole || Lacks(*before.personal_ids, *now.personal_ids)))
    return true;
  return Lacks(before.Permissions(), now.Permissions());
}

}  // namespace

OpenStreams::Watch::Watch(OpenStreams& streams, grpc::ServerContextBase* context,
                          const auth::Credentials& credentials, auth::Need need,
                          const auth::Principal& principal)
    : streams_(streams), stream_(std::make_shared<Stream>()) {
  stream_->context = context;
  stream_->credentials = credentials;
  stream_->need = std::move(need);
  stream_->principal = principal;
  stream_->ask_at = std::chrono::steady_clock::now() + kAskEvery;
  std::lock_guard lock(streams_.mutex_);
  place_ = streams_.streams_.insert(streams_.streams_.end(), stream_);
  streams_.changed_.notify_one();
}

OpenStreams::Watch::~Watch() {
  std::lock_guard lock(streams_.mutex_);
  stream_->context = nullptr;
  streams_.streams_.erase(place_);
}

void OpenStreams::Watch::CheckNotCut() const {
  if (stream_->is_cut) throw Refusal(*stream_->refusal);
}

OpenStreams::~OpenStreams() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<OpenStreams::Stream> OpenStreams::NextDue(std::unique_lock<std::mutex>& lock) {
  while (!stop_) {
    if (streams_.empty()) {
      changed_.wait(lock);
    } else if (streams_.front()->ask_at > std::chrono::steady_clock::now()) {
      // Not by reference: the stream may end meanwhile.
      auto until = streams_.front()->ask_at;
      changed_.wait_until(lock, until);
    } else {
      auto due = streams_.front();
      due->ask_at = std::chrono::steady_clock::now() + kAskEvery;
      streams_.splice(streams_.end(), streams_, streams_.begin());
      return due;
    }
  }
  return nullptr;
}

void OpenStreams::Run() {
  std::unique_lock lock(mutex_);
  while (auto stream = NextDue(lock)) {
    if (stream->is_cut) continue;
    lock.unlock();
    auto refusal = Ask(*stream);
    lock.lock();
    if (!refusal || stream->context == nullptr) continue;
    stream->refusal = refusal;
    stream->is_cut = true;
    stream->context->TryCancel();
  }
}

std::optional<Refusal> OpenStreams::Ask(const Stream& stream) {
  try {
    auto now =
        authenticator_.Authenticate(stream.credentials, std::chrono::steady_clock::now() + kAskFor);
    if (now.NarrowTo(stream.need) && !HasLost(stream.principal, now)) return std::nullopt;
    return Refusal(Code::kPermissionDenied, "ACCESS_CHANGED",
                   "the caller may do less than when the stream was opened: open it again");
  } catch (const Refusal& refusal) {
    if (refusal.code == Code::kUnauthenticated) return refusal;
    return std::nullopt;  // too much to do: asked again
  } catch (const std::exception&) {
    return std::nullopt;  // the database is away: asked again
  }
}

}  // namespace champions::rpc
