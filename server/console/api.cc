#include "console/api.h"

#include <grpcpp/client_context.h>

#include <algorithm>

#include "base/text.h"
#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/sign_in_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace champions::console {
namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr int kMostSessions = 20;

ApiFailure FailureOf(const grpc::Status& status) {
  ApiFailure failure;
  failure.message = status.error_message();
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const auto& any : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::RetryInfo retry;
    google::rpc::BadRequest bad;
    if (any.UnpackTo(&info)) failure.reason = info.reason();
    if (any.UnpackTo(&retry)) {
      failure.retry_after_s = retry.retry_delay().seconds() + (retry.retry_delay().nanos() > 0);
    }
    if (any.UnpackTo(&bad)) {
      for (const auto& field : bad.field_violations()) {
        failure.fields.emplace_back(field.field(), field.description());
      }
    }
  }
  // Not that an older sign-in does not do for this one thing.
  failure.unauthenticated =
      status.error_code() == grpc::StatusCode::UNAUTHENTICATED && failure.reason != "SIGN_IN_AGAIN";
  return failure;
}

template <class StubType, class Request, class Response>
void Call(const std::shared_ptr<grpc::Channel>& channel, const Api::Caller& caller,
          grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&, Response*),
          const Request& request, Response* response) {
  grpc::ClientContext context;
  if (!caller.token.empty()) context.AddMetadata("authorization", "Bearer " + caller.token);
  // The server believes this of whoever reaches it without the network: the edge, and us.
  if (!caller.address.empty()) context.AddMetadata("x-champions-client-address", caller.address);
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  StubType stub(channel);
  auto status = (stub.*method)(&context, request, response);
  if (!status.ok()) throw FailureOf(status);
}

using SignIn = v1::SignInService::Stub;
using Access = v1::AccessService::Stub;

template <class Response>
NewSession SessionOf(const Response& response) {
  return {response.token(), response.must_enrol_totp()};
}

const char* RoleText(v1::Role role) {
  switch (role) {
    case v1::ROLE_ADMINISTRATOR:
      return "Administrator";
    case v1::ROLE_PROGRAMME_MANAGER:
      return "Programme manager";
    case v1::ROLE_COORDINATOR:
      return "Coordinator";
    case v1::ROLE_PARTNER:
      return "Partner";
    case v1::ROLE_AUDITOR:
      return "Auditor";
    case v1::ROLE_SAFEGUARDING_LEAD:
      return "Safeguarding lead";
    default:
      return "None";
  }
}

// `Coordinator, Safeguarding lead`: each role once.
std::string RolesText(const v1::WhoAmIResponse& who) {
  std::vector<std::string> texts = {RoleText(who.role())};
  for (const auto& membership : who.memberships()) {
    std::string text = RoleText(membership.role());
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
  }
  return Join(texts, ", ");
}

const char* MethodText(v1::SessionMethod method) {
  switch (method) {
    case v1::SESSION_METHOD_PASSWORD:
      return "password";
    case v1::SESSION_METHOD_OIDC:
      return "organisation's account";
    default:
      return "key";
  }
}

}  // namespace

bool Person::May(const std::string& permission) const {
  return std::find(permissions.begin(), permissions.end(), permission) != permissions.end();
}

bool Person::MustEnrol() const {
  return std::all_of(permissions.begin(), permissions.end(), [](const std::string& permission) {
    return permission.rfind("whoami.", 0) == 0 || permission == "tokens.write";
  });
}

Options Api::SignInOptions(const Caller& caller) const {
  v1::GetSignInOptionsResponse response;
  Call(channel_, caller, &SignIn::GetSignInOptions, v1::GetSignInOptionsRequest(), &response);
  return {response.issuer(),
          response.client_id(),
          {response.scopes().begin(), response.scopes().end()},
          response.passwords()};
}

NewSession Api::SignInWithPassword(const Caller& caller, const PasswordSignIn& given) const {
  v1::SignInWithPasswordRequest request;
  request.set_email(given.email);
  request.set_password(given.password);
  request.set_totp_code(given.code);
  request.set_new_password(given.new_password);
  v1::SignInWithPasswordResponse response;
  Call(channel_, caller, &SignIn::SignInWithPassword, request, &response);
  return SessionOf(response);
}

NewSession Api::SignInWithIdToken(const Caller& caller, const std::string& id_token,
                                  const std::string& nonce, const std::string& code) const {
  v1::SignInWithIdTokenRequest request;
  request.set_id_token(id_token);
  request.set_nonce(nonce);
  request.set_totp_code(code);
  v1::SignInWithIdTokenResponse response;
  Call(channel_, caller, &SignIn::SignInWithIdToken, request, &response);
  return SessionOf(response);
}

void Api::SignOut(const Caller& caller) const {
  v1::SignOutResponse response;
  Call(channel_, caller, &SignIn::SignOut, v1::SignOutRequest(), &response);
}

Person Api::WhoAmI(const Caller& caller) const {
  v1::WhoAmIResponse response;
  Call(channel_, caller, &Access::WhoAmI, v1::WhoAmIRequest(), &response);
  return {.name = response.name(),
          .role = RolesText(response),
          .session = response.session(),
          .has_session = !response.session().empty() && !response.user().empty(),
          .organisations = {response.organisations().begin(), response.organisations().end()},
          .all_organisations = response.all_organisations(),
          .programmes = {response.programmes().begin(), response.programmes().end()},
          .permissions = {response.permissions().begin(), response.permissions().end()}};
}

std::vector<Session> Api::OwnSessions(const Caller& caller) const {
  v1::ListOwnSessionsRequest request;
  request.set_order_by("id desc");
  request.set_page_size(100);
  v1::ListOwnSessionsResponse response;
  Call(channel_, caller, &Access::ListOwnSessions, request, &response);
  std::vector<Session> sessions;
  for (const auto& one : response.sessions()) {
    if (one.state() != v1::SESSION_STATE_LIVE || sessions.size() == kMostSessions) continue;
    sessions.push_back({.id = one.id(),
                        .method = MethodText(one.method()),
                        .address = one.address(),
                        .began_s = one.create_time().seconds(),
                        .last_used_s = one.last_used_time().seconds(),
                        .ends_s = one.expire_time().seconds(),
                        .idle_ends_s = one.idle_expire_time().seconds()});
  }
  return sessions;
}

void Api::EndSession(const Caller& caller, const std::string& id) const {
  v1::RevokeOwnSessionRequest request;
  request.set_id(id);
  v1::RevokeOwnSessionResponse response;
  Call(channel_, caller, &Access::RevokeOwnSession, request, &response);
}

int Api::EndOtherSessions(const Caller& caller) const {
  v1::RevokeOtherSessionsResponse response;
  Call(channel_, caller, &Access::RevokeOtherSessions, v1::RevokeOtherSessionsRequest(), &response);
  return response.revoked();
}

Totals Api::TotalsOf(const Caller& caller, const std::string& quarter) const {
  v1::GetTotalsRequest request;
  request.set_quarter(quarter);
  v1::GetTotalsResponse response;
  Call(channel_, caller, &v1::ReportService::Stub::GetTotals, request, &response);
  const auto& total = response.total();
  return {.quarter = response.quarter(),
          .recruited = total.recruited(),
          .recruited_to_date = total.recruited_to_date(),
          .trained = total.trained(),
          .trained_to_date = total.trained_to_date(),
          .reached = total.reached(),
          .reached_to_date = total.reached_to_date()};
}

Enrolment Api::EnrolTotp(const Caller& caller, const std::string& password) const {
  v1::EnrolTotpRequest request;
  request.set_password(password);
  v1::EnrolTotpResponse response;
  Call(channel_, caller, &SignIn::EnrolTotp, request, &response);
  return {response.secret(), response.uri()};
}

std::vector<std::string> Api::ConfirmTotp(const Caller& caller, const std::string& code) const {
  v1::ConfirmTotpRequest request;
  request.set_totp_code(code);
  v1::ConfirmTotpResponse response;
  Call(channel_, caller, &SignIn::ConfirmTotp, request, &response);
  return {response.recovery_codes().begin(), response.recovery_codes().end()};
}

}  // namespace champions::console
