// The one pipeline that every method goes through:
//
//   cap the deadline -> authenticate -> authorise -> validate -> transaction (row-level security;
//   of a write: the answer of a repeated request_id) -> the method's own work -> audit -> commit
//
// Refusals and failures of the database become a status in one place, and each call is one line in
// the log. Methods never see credentials, metadata or transactions' edges.
#pragma once

#include <grpcpp/server_context.h>

#include <functional>
#include <optional>
#include <string>

#include "auth/authenticator.h"
#include "auth/signing_key.h"
#include "base/refusal.h"
#include "db/pool.h"
#include "db/transaction.h"
#include "observability/metrics.h"
#include "rpc/call.h"
#include "rpc/executor.h"
#include "rpc/open_streams.h"
#include "rpc/page_token.h"
#include "rpc/status.h"
#include "sealing/vault.h"

namespace champions::rpc {

// What every service is handed; made once by the composition root, which outlives them all.
struct Spine {
  db::Pool& pool;
  db::Pool& group_pool;  // of the groups alone: no flood of slow calls keeps them waiting
  auth::Authenticator& authenticator;
  observability::Metrics& metrics;
  PageTokens page_tokens;
  std::chrono::milliseconds max_deadline;
  std::chrono::milliseconds max_import;  // of an upload as a whole
  int64_t max_import_bytes;              // of its files together
  std::chrono::milliseconds lock_wait;   // of a record that is logged, for other transactions
  Executor& executor;
  auth::SigningKey& signing_key;  // of publications
  const sealing::Vault& vault;    // of personal data
  OpenStreams& open_streams;
  std::chrono::minutes sign_in_again;  // how old a sign-in may be where a recent one is asked for
};

using Work = std::function<void(Call&, db::Transaction&)>;

// Serves a unary call. `work` fills the response; it may run more than once (after a conflict with
// another transaction), each time with the response cleared and in a new transaction.
grpc::Status ServeUnary(Spine& spine, grpc::ServerContext* context,
                        const google::protobuf::Message& request,
                        google::protobuf::Message* response, const Work& work);

template <class Request, class Response, class Body>
grpc::Status Serve(Spine& spine, grpc::ServerContext* context, const Request* request,
                   Response* response, Body&& body) {
  return ServeUnary(spine, context, *request, response, std::forward<Body>(body));
}

// A unary call that may take longer than others: `limit` caps its deadline.
grpc::Status ServeLong(Spine& spine, grpc::ServerContext* context,
                       const google::protobuf::Message& request,
                       google::protobuf::Message* response, std::chrono::milliseconds limit,
                       const Work& work);

// A unary call that makes no transaction of its own, since a group does (reach/reach_group.h).
// Without `limit`, the deadline is capped as others are.
grpc::Status ServeDirect(Spine& spine, grpc::ServerContext* context,
                         const google::protobuf::Message& request,
                         google::protobuf::Message* response,
                         const std::function<void(Call&)>& body,
                         std::optional<std::chrono::milliseconds> limit = std::nullopt);

// For streams: the same checks, then `body` runs its own transactions with InTransaction. `limit`
// caps the deadline of the whole stream.
grpc::Status ServeStream(Spine& spine, grpc::ServerContext* context,
                         const google::protobuf::Descriptor* request,
                         std::chrono::milliseconds limit, const std::function<void(Call&)>& body);

// One transaction of a call: context for row-level security, work, audit, commit. A conflict with
// another transaction, or a connection that broke, runs it again, up to three times.
// With a request_id (see Call) and `request`, answers a repeated write with the first answer.
// `dry` rolls back instead of committing.
void InTransaction(Spine& spine, Call& call, const google::protobuf::Message* request,
                   google::protobuf::Message* response, bool dry, const Work& work);

// The two ends of a transaction, for a stream that is one write and cannot be run twice. BeginWrite
// sets the context and gives true, with the first answer in `response`, when the call's request_id
// was answered before; `body_hash` is then asked for, to be compared. FinishWrite writes audit and
// answer; the caller commits.
bool BeginWrite(const Spine& spine, Call& call, db::Transaction& transaction,
                const std::function<std::string()>& body_hash, google::protobuf::Message* response);
void FinishWrite(const Spine& spine, Call& call, db::Transaction& transaction,
                 const std::string& body_hash, const google::protobuf::Message& response);

// Lets the transaction record something in a closed quarter (migration 0010); nothing where empty.
// Methods whose request has a field late_reason need not call it.
void SetLateReason(db::Transaction& transaction, const std::string& reason);

// What the pipeline is made of, for methods that go through it in another way (rpc/hot_call.h).
struct Admission {
  const Method* method;
  auth::Credentials credentials;
  std::string address;  // set by the edge; empty of a caller on this machine's own socket
  db::Deadline deadline;
};
Admission AdmissionOf(const grpc::ServerContextBase* context, const Method& method,
                      std::chrono::milliseconds limit);
// Writes to the audit log that a caller who is known asked for what it may not do.
void AuditRefusal(Spine& spine, const Admission& admission, const auth::Principal& principal,
                  const Refusal& refusal);
// Throws PERMISSION_DENIED, with EXCHANGE_ONLY of a key that only obtains tokens, and
// UNAUTHENTICATED with SIGN_IN_AGAIN of a session that is too old for what it asks.
Call MakeCall(const Spine& spine, const Admission& admission, auth::Principal principal);
// Throws SIGN_IN_AGAIN where the caller signed in too long ago; not of keys.
void CheckRecentSignIn(const Spine& spine, const auth::Principal& principal);
// What the log says of a call: when it began, where it came from as the edge saw it, who called.
struct CallLine {
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  std::string method;
  std::string address;
  std::string key;
  std::string request_id;
};
// Counts and logs a call, and makes its status.
grpc::Status FinishCall(Spine& spine, const CallLine& line, const std::optional<Refusal>& refusal);

// What a repeated request is compared by: a digest of the request without its request_id.
std::string BodyHash(const google::protobuf::Message& request);

// The refusal behind whatever was thrown; what is the server's own fault goes to the log.
Refusal RefusalOf(std::exception_ptr error, const std::string& method);

}  // namespace champions::rpc
