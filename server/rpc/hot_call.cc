#include "rpc/hot_call.h"

#include "rpc/message_fields.h"
#include "rpc/validate.h"

namespace champions::rpc {

using google::protobuf::Message;

grpc::ServerUnaryReactor* HotCall::Serve(Spine& spine, grpc::CallbackServerContext* context,
                                         const Message* request, Message* response,
                                         HasRoom has_room, Start start) {
  auto* hot = new HotCall(spine, context, request, response, std::move(has_room), std::move(start));
  try {
    hot->Admit();
  } catch (...) {
    hot->Fail(std::current_exception());
  }
  return hot;
}

void HotCall::Admit() {
  const Method& method = MethodOf(request_->GetDescriptor());
  line_.method = method.name;
  auto admission = AdmissionOf(context_, method, spine_.max_deadline);
  line_.address = admission.address;
  bool refresh = false;
  auto principal = spine_.authenticator.Remembered(admission.credentials, &refresh);
  if (principal) {
    if (refresh) {
      // If it fails, the token is simply asked for again when its second is over.
      spine_.executor.Run([&spine = spine_, admission] {
        try {
          spine.authenticator.Refresh(admission.credentials, admission.deadline);
        } catch (...) {
        }
      });
    }
    Proceed(admission, std::move(*principal));
    return;
  }
  bool queued = spine_.executor.Run([this, admission] {
    try {
      Proceed(admission,
              spine_.authenticator.Authenticate(admission.credentials, admission.deadline));
    } catch (...) {
      Fail(std::current_exception());
    }
  });
  if (!queued) throw Overloaded("too many requests are waiting");
}

void HotCall::Proceed(const Admission& admission, auth::Principal principal) {
  line_.key = principal.key_id;
  // By the clock of now: a call that waited for its token may have begun a second before others.
  if (principal.allowance && !principal.allowance->Take(std::chrono::steady_clock::now())) {
    static const grpc::Status kStatus = ToStatus(auth::RateLimited());
    Shed(kStatus);
    return;
  }
  if (!has_room_(principal)) {
    static const grpc::Status kStatus = ToStatus(Overloaded("too many requests are waiting"));
    Shed(kStatus);
    return;
  }
  if (!principal.May(admission.method->permission)) {
    Deny(admission, principal);
    return;
  }
  Call call = MakeCall(spine_, admission, std::move(principal));
  Validate(*request_);
  if (call.method().write) call.late_reason = TextField(*request_, "late_reason");
  if (call.method().write && !BoolField(*request_, "validate_only")) {
    line_.request_id = call.request_id = TextField(*request_, "request_id");
  }
  start_(std::move(call), this);
}

// The audit log is written where waiting is allowed.
void HotCall::Deny(const Admission& admission, const auth::Principal& principal) {
  auto task = [this, admission, principal] {
    try {
      MakeCall(spine_, admission, principal);
    } catch (const Refusal& refusal) {
      AuditRefusal(spine_, admission, principal, refusal);
      Complete(refusal);
    }
  };
  if (!spine_.executor.Run(std::move(task))) throw Overloaded("too many requests are waiting");
}

void HotCall::InTransactionLater(Call call, bool dry, Work work) {
  auto task = [this, call = std::move(call), dry, work = std::move(work)]() mutable {
    try {
      InTransaction(spine_, call, request_, response_, dry, work);
      Complete(std::nullopt);
    } catch (...) {
      Fail(std::current_exception());
    }
  };
  if (!spine_.executor.Run(std::move(task))) throw Overloaded("too many requests are waiting");
}

// Under too much load most calls end here, at the cost of those that are served: so the status is
// made once, no line is written for each (the metrics count them), and without metadata of its own
// the answer is a single frame.
void HotCall::Shed(const grpc::Status& status) {
  spine_.metrics.Observe(line_.method, CodeName(status.error_code()),
                         std::chrono::steady_clock::now() - line_.start);
  Finish(status);
}

void HotCall::Complete(const std::optional<Refusal>& refusal) {
  if (refusal) response_->Clear();
  context_->AddInitialMetadata("champions-version", CHAMPIONS_VERSION);
  Finish(FinishCall(spine_, line_, refusal));
}

void HotCall::Fail(std::exception_ptr error) { Complete(RefusalOf(error, line_.method)); }

}  // namespace champions::rpc
