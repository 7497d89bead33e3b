#include "rpc/serve.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>

#include "auth/token.h"
#include "base/refusal.h"
#include "db/errors.h"
#include "observability/log.h"
#include "rpc/answer.h"
#include "rpc/message_fields.h"
#include "rpc/rpc_sql.h"
#include "rpc/validate.h"

namespace champions::rpc {
namespace {

using google::protobuf::Message;
using observability::Level;
using observability::Log;

constexpr int kAttempts = 3;

std::string Metadata(const grpc::ServerContextBase* context, const char* key) {
  auto found = context->client_metadata().find(key);
  if (found == context->client_metadata().end()) return "";
  return {found->second.data(), found->second.size()};
}

// The caller's deadline, cut to the limit; the limit where the caller gives none.
db::Deadline CappedDeadline(const grpc::ServerContextBase* context,
                            std::chrono::milliseconds limit) {
  auto now = std::chrono::steady_clock::now();
  auto wanted = context->deadline() - std::chrono::system_clock::now();
  if (wanted > limit) return now + limit;
  return now + std::chrono::duration_cast<std::chrono::steady_clock::duration>(wanted);
}

auth::Need NeedOf(const Method& method) {
  return {method.permission, method.needs_personal, method.every_programme};
}

Refusal NotAllowed(const auth::Principal& principal, const std::string& permission) {
  if (principal.exchange_only) {
    return Refusal(Code::kPermissionDenied, "EXCHANGE_ONLY",
                   "this key only obtains tokens: call AccessService.CreateToken with it, and "
                   "everything else with the token");
  }
  bool is_scoped = principal.scopes && principal.Holds(permission);
  Refusal refusal(Code::kPermissionDenied, "PERMISSION_DENIED",
                  (is_scoped ? "the scopes of this credential do not allow this: it takes "
                             : principal.RoleNames() + " may not do this: it takes ") +
                      permission);
  return refusal.With("permission", permission);
}

Call Admit(Spine& spine, const Admission& admission) {
  if (admission.method->unauthenticated) {
    // Nobody: sees nothing of any organisation, may do nothing, and is in no audit log.
    Call call(*admission.method, auth::Principal(), admission.deadline);
    call.address = admission.address;
    return call;
  }
  auto principal = spine.authenticator.Authenticate(admission.credentials, admission.deadline);
  if (principal.allowance && !principal.allowance->Take(std::chrono::steady_clock::now())) {
    throw auth::RateLimited();
  }
  try {
    return MakeCall(spine, admission, principal);
  } catch (const Refusal& refusal) {
    AuditRefusal(spine, admission, principal, refusal);
    throw;
  }
}

void WriteAudit(Call& call, db::Transaction& transaction) {
  audit::Origin origin{&call.principal(), call.method().name, call.request_id, call.address};
  audit::Write(transaction, origin, call.events());
}

// Does the work and takes it back. An answer that can hold personal data was read all the same, so
// that stays in the audit log, under a name that says that nothing was changed.
void TryOut(Call& call, db::Transaction& transaction, const Work& work) {
  transaction.ExecuteScript("savepoint tried_out");
  work(call, transaction);
  if (!call.method().personal) return;
  transaction.ExecuteScript("rollback to savepoint tried_out");
  audit::Origin origin{&call.principal(), call.method().name + " (validate_only)", "",
                       call.address};
  audit::Write(transaction, origin, call.events());
  transaction.Commit();
}

// What row-level security has to know beyond organisations; of most callers nothing.
void Narrow(db::Transaction& transaction, const auth::Principal& who) {
  if (who.personal_ids) transaction.Execute(sql::kNarrowPersonal, *who.personal_ids);
  if (who.is_safeguarding_lead()) transaction.Execute(sql::kOpenCases);
  if (who.programme_ids.empty()) return;
  transaction.Execute(sql::kNarrowProgrammes, who.programme_ids, who.organisation_ids);
}

void AttemptTransaction(Spine& spine, Call& call, const std::string& body_hash, Message* response,
                        bool dry, const Work& work) {
  call.ForgetEvents();
  db::Transaction transaction(spine.pool.Acquire(call.deadline()));
  if (body_hash.empty()) {
    const auto& who = call.principal();
    transaction.Execute(sql::kBeginAs, who.organisation_ids, who.every_organisation(),
                        who.personal(), call.remaining_ms());
    Narrow(transaction, who);
  } else if (BeginWrite(
                 spine, call, transaction, [&] { return body_hash; }, response)) {
    transaction.Commit();
    return;
  }
  SetLateReason(transaction, call.late_reason);
  if (dry) {
    TryOut(call, transaction, work);
    return;
  }
  work(call, transaction);
  if (body_hash.empty()) {
    WriteAudit(call, transaction);
  } else {
    FinishWrite(spine, call, transaction, body_hash, *response);
  }
  if (std::chrono::steady_clock::now() > call.deadline()) {
    throw Refusal(Code::kDeadlineExceeded, "DEADLINE_EXCEEDED", "the deadline passed");
  }
  transaction.Commit();
}

}  // namespace

Admission AdmissionOf(const grpc::ServerContextBase* context, const Method& method,
                      std::chrono::milliseconds limit) {
  return {&method,
          {Metadata(context, "authorization"),
           Metadata(context, "x-champions-client-certificate-sha256"),
           Metadata(context, "x-champions-client-certificate")},
          Metadata(context, "x-champions-client-address").substr(0, 100),
          CappedDeadline(context, limit)};
}

// Keys have no sign-in to repeat: they are what is left when nobody can sign in.
void CheckRecentSignIn(const Spine& spine, const auth::Principal& principal) {
  if (!principal.signed_in_at) return;
  auto age = std::chrono::steady_clock::now() - *principal.signed_in_at;
  if (age <= spine.sign_in_again) return;
  auto minutes = std::to_string(spine.sign_in_again.count());
  Refusal refusal(Code::kUnauthenticated, "SIGN_IN_AGAIN",
                  "this takes a sign-in of the last " + minutes +
                      " minutes, and this session's is older: sign in again first");
  throw refusal.With("minutes", minutes);
}

Call MakeCall(const Spine& spine, const Admission& admission, auth::Principal principal) {
  const auto& permission = admission.method->permission;
  if (!principal.May(permission)) throw NotAllowed(principal, permission);
  if (admission.method->needs_personal && !principal.personal()) {
    throw NotAllowed(principal, "personal");
  }
  const auto& method = *admission.method;
  if (!principal.NarrowTo(NeedOf(method))) {
    throw NotAllowed(principal, permission + (method.needs_personal ? " with personal" : "") +
                                    (method.every_programme ? " of every programme" : ""));
  }
  if (admission.method->recent_sign_in) CheckRecentSignIn(spine, principal);
  Call call(*admission.method, std::move(principal), admission.deadline);
  call.address = admission.address;
  call.certificate_sha256 = admission.credentials.certificate_sha256;
  return call;
}

void AuditRefusal(Spine& spine, const Admission& admission, const auth::Principal& principal,
                  const Refusal& refusal) {
  try {
    db::Transaction transaction(spine.pool.Acquire(admission.deadline));
    audit::Origin origin{.principal = &principal,
                         .method = admission.method->name,
                         .address = admission.address,
                         .outcome = refusal.reason};
    audit::Write(transaction, origin, {{.object_kind = "call"}});
    transaction.Commit();
  } catch (const std::exception& error) {
    // It stays refused.
    Log(Level::kError, "audit", {{"detail", db::Interpret(error).detail}});
  }
}

grpc::Status FinishCall(Spine& spine, const CallLine& line, const std::optional<Refusal>& refusal) {
  auto duration = std::chrono::steady_clock::now() - line.start;
  auto status = refusal ? ToStatus(*refusal) : grpc::Status::OK;
  spine.metrics.Observe(line.method, CodeName(status.error_code()), duration);
  Log(Level::kInfo, "call",
      {{"method", line.method},
       {"status", std::string(CodeName(status.error_code()))},
       {"reason", refusal ? refusal->reason : std::string()},
       {"address", line.address},
       {"key", line.key},
       {"request_id", line.request_id},
       {"ms", std::chrono::duration<double, std::milli>(duration).count()}});
  return status;
}

std::string BodyHash(const Message& request) {
  auto copy = std::unique_ptr<Message>(request.New());
  copy->CopyFrom(request);
  const auto* field = copy->GetDescriptor()->FindFieldByName("request_id");
  copy->GetReflection()->ClearField(copy.get(), field);
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    copy->SerializeToCodedStream(&coded);
  }
  return auth::Sha256(bytes);
}

Refusal RefusalOf(std::exception_ptr error, const std::string& method) {
  try {
    std::rethrow_exception(error);
  } catch (const Refusal& refusal) {
    return refusal;
  } catch (const std::exception& failure) {
    auto meaning = db::Interpret(failure);
    if (meaning.failure != db::Failure::kRefused) {
      Log(Level::kError, "failure", {{"method", method}, {"detail", meaning.detail}});
    }
    return meaning.refusal;
  }
}

bool BeginWrite(const Spine& spine, Call& call, db::Transaction& transaction,
                const std::function<std::string()>& body_hash, Message* response) {
  const auto& who = call.principal();
  auto before = transaction.ExecuteMaybe(
      sql::kBeginWrite, who.organisation_ids, who.every_organisation(), who.personal(),
      call.remaining_ms(), who.key_id, db::NullIfEmpty(call.request_id));
  Narrow(transaction, who);
  if (!before) return false;
  if (before->Text("method") != call.method().name || before->Bytes("body_hash") != body_hash()) {
    Refusal refusal(Code::kAlreadyExists, "REQUEST_ID_REUSED",
                    "this request_id was used for another request: expected a new UUID");
    throw refusal.With("request_id", call.request_id);
  }
  auto answer = before->Bytes("answer");
  if (IsSealedAnswer(answer)) {
    auto key = transaction.ExecuteOne(sql::kFindAnswerKey, who.key_id, call.request_id);
    answer = OpenAnswer(spine.vault, call, answer, key.Text("wrapped"));
  }
  response->ParseFromString(answer);
  return true;
}

void SetLateReason(db::Transaction& transaction, const std::string& reason) {
  if (!reason.empty()) transaction.Execute(sql::kSetLateReason, reason);
}

void FinishWrite(const Spine& spine, Call& call, db::Transaction& transaction,
                 const std::string& body_hash, const Message& response) {
  if (call.check_not_cut) call.check_not_cut();
  WriteAudit(call, transaction);
  if (call.request_id.empty()) return;
  auto kept = KeepAnswer(spine.vault, call, response.SerializeAsString());
  transaction.Execute(sql::kInsertAnswer, call.principal().key_id, call.request_id,
                      call.method().name, db::Bytes(body_hash), db::Bytes(kept.bytes),
                      db::NullIfEmpty(kept.wrapped_key));
}

const std::string& OwnUserId(const Call& call) {
  if (!call.principal().user_id.empty()) return call.principal().user_id;
  throw Refusal(Code::kFailedPrecondition, "NOT_A_USER",
                "the caller is a partner system: expected a person");
}

int Call::remaining_ms() const {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline_ - std::chrono::steady_clock::now());
  return std::max(1, static_cast<int>(left.count()));
}

void InTransaction(Spine& spine, Call& call, const Message* request, Message* response, bool dry,
                   const Work& work) {
  std::string body_hash;
  if (request != nullptr && !call.request_id.empty()) {
    body_hash = BodyHash(*request);
    // A first answer with personal data is not for another token of the key that has no such scope:
    // there it is another request.
    const auto& who = call.principal();
    if (call.method().personal && who.scopes && !who.personal()) {
      body_hash = auth::Sha256(body_hash + "without personal data");
    }
  }
  for (int attempt = 1;; ++attempt) {
    try {
      AttemptTransaction(spine, call, body_hash, response, dry, work);
      return;
    } catch (const Refusal&) {
      throw;
    } catch (const std::exception& error) {
      const auto& who = call.principal();
      // Scopes may leave `personal` out where the method's work takes it: then the database
      // refuses.
      if (who.scopes && !who.personal() &&
          db::Interpret(error).detail.rfind("SQLSTATE 42501", 0) == 0) {
        throw NotAllowed(who, "personal");
      }
      auto failure = db::Interpret(error).failure;
      // A commit in doubt is resolved by the stored answer: with a request_id it is safe to ask
      // again.
      bool again = failure == db::Failure::kRetry ||
                   (failure == db::Failure::kInDoubt && !body_hash.empty());
      if (!again || attempt == kAttempts) throw;
      if (response != nullptr) response->Clear();
    }
  }
}

grpc::Status ServeUnary(Spine& spine, grpc::ServerContext* context, const Message& request,
                        Message* response, const Work& work) {
  return ServeLong(spine, context, request, response, spine.max_deadline, work);
}

grpc::Status ServeLong(Spine& spine, grpc::ServerContext* context, const Message& request,
                       Message* response, std::chrono::milliseconds limit, const Work& work) {
  return ServeDirect(
      spine, context, request, response,
      [&](Call& call) {
        InTransaction(spine, call, &request, response, BoolField(request, "validate_only"), work);
      },
      limit);
}

grpc::Status ServeDirect(Spine& spine, grpc::ServerContext* context, const Message& request,
                         Message* response, const std::function<void(Call&)>& body,
                         std::optional<std::chrono::milliseconds> limit) {
  const Method& method = MethodOf(request.GetDescriptor());
  auto admission = AdmissionOf(context, method, limit.value_or(spine.max_deadline));
  CallLine line{.method = method.name, .address = admission.address};
  context->AddInitialMetadata("champions-version", CHAMPIONS_VERSION);
  try {
    Call call = Admit(spine, admission);
    line.key = call.principal().key_id;
    Validate(request);
    bool dry = BoolField(request, "validate_only");
    if (method.write) call.late_reason = TextField(request, "late_reason");
    if (method.write && !dry) line.request_id = call.request_id = TextField(request, "request_id");
    body(call);
    return FinishCall(spine, line, std::nullopt);
  } catch (...) {
    response->Clear();
    auto refusal = RefusalOf(std::current_exception(), method.name);
    return FinishCall(spine, line, refusal);
  }
}

grpc::Status ServeStream(Spine& spine, grpc::ServerContext* context,
                         const google::protobuf::Descriptor* request,
                         std::chrono::milliseconds limit, const std::function<void(Call&)>& body) {
  const Method& method = MethodOf(request);
  auto admission = AdmissionOf(context, method, limit);
  CallLine line{.method = method.name, .address = admission.address};
  context->AddInitialMetadata("champions-version", CHAMPIONS_VERSION);
  try {
    Call call = Admit(spine, admission);
    line.key = call.principal().key_id;
    OpenStreams::Watch watch(spine.open_streams, context, admission.credentials, NeedOf(method),
                             call.principal());
    call.check_not_cut = [&watch] { watch.CheckNotCut(); };
    body(call);
    watch.CheckNotCut();
    return FinishCall(spine, line, std::nullopt);
  } catch (...) {
    auto refusal = RefusalOf(std::current_exception(), method.name);
    return FinishCall(spine, line, refusal);
  }
}

}  // namespace champions::rpc
