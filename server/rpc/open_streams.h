// Streams that are open, each of which is asked again every few seconds whether its caller still
// may: a key, session or user that was revoked since, or has lost a role, a permission or an
// organisation, is cut off. With what an Authenticator remembers, that takes 4 s at most.
#pragma once

#include <grpcpp/server_context.h>

#include <atomic>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "auth/authenticator.h"
#include "base/refusal.h"

namespace champions::rpc {

class OpenStreams {
 public:
  explicit OpenStreams(auth::Authenticator& authenticator)
      : authenticator_(authenticator), thread_([this] { Run(); }) {}
  ~OpenStreams();

  // The server stops: streams that only wait are to end by themselves. They ask now and then.
  void Drain() { draining_ = true; }
  bool draining() const { return draining_; }

 private:
  struct Stream {
    grpc::ServerContextBase* context;
    auth::Credentials credentials;
    auth::Need need;            // of its method
    auth::Principal principal;  // as it was when the stream was opened, narrowed to that
    std::chrono::steady_clock::time_point ask_at;
    std::atomic<bool> is_cut{false};
    std::optional<Refusal> refusal;
  };

 public:
  // A stream is asked about for as long as this lives. The context must outlive it.
  class Watch {
   public:
    Watch(OpenStreams& streams, grpc::ServerContextBase* context,
          const auth::Credentials& credentials, auth::Need need, const auth::Principal& principal);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // Throws why the stream was cut off, where it was. Its caller sees CANCELLED.
    void CheckNotCut() const;

   private:
    OpenStreams& streams_;
    std::list<std::shared_ptr<Stream>>::iterator place_;
    std::shared_ptr<Stream> stream_;
  };

 private:
  void Run();
  // Waits until one is due; null when this is to end.
  std::shared_ptr<Stream> NextDue(std::unique_lock<std::mutex>& lock);
  // Why the caller may not go on; nothing where it may, or where that cannot be found out now.
  std::optional<Refusal> Ask(const Stream& stream);

  auth::Authenticator& authenticator_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<std::shared_ptr<Stream>> streams_;  // in the order in which they are due
  bool stop_ = false;
  std::atomic<bool> draining_{false};
  std::thread thread_;
};

}  // namespace champions::rpc
