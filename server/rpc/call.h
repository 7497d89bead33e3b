// One call while it is served: who asks, by when, and what the audit log will say of it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.h"
#include "auth/principal.h"
#include "db/pool.h"
#include "rpc/method.h"

namespace grpc {
class ServerContextBase;
}

namespace champions::rpc {

class Call {
 public:
  Call(const Method& method, auth::Principal principal, db::Deadline deadline)
      : method_(&method), principal_(std::move(principal)), deadline_(deadline) {}

  const Method& method() const { return *method_; }
  const auth::Principal& principal() const { return principal_; }
  db::Deadline deadline() const { return deadline_; }
  // What is left until the deadline, at least 1 ms.
  int remaining_ms() const;

  // An object that this call changed, or whose personal data it read. Written to the audit log in
  // the call's transaction, before it commits.
  void Audit(audit::Event event) { events_.push_back(std::move(event)); }
  const std::vector<audit::Event>& events() const { return events_; }
  void ForgetEvents() { events_.clear(); }

  std::string request_id;          // of a write; may be empty
  std::string address;             // of the caller, as the edge saw it
  std::string certificate_sha256;  // of the client certificate that was shown; may be empty
  std::string late_reason;         // why it may change a closed quarter; may be empty
  // Of a stream: throws where its caller may not go on, so that what was begun is not committed.
  std::function<void()> check_not_cut;

 private:
  const Method* method_;
  auth::Principal principal_;
  db::Deadline deadline_;
  std::vector<audit::Event> events_;
};

// Of the caller, whose sessions, password or second factor a call is about. Throws NOT_A_USER where
// it is a partner system.
const std::string& OwnUserId(const Call& call);

}  // namespace champions::rpc
