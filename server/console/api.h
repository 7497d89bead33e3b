// What the console asks of the API, over a channel within the process: each call goes through the
// one pipeline, as if it had come through the edge from the browser's address. The only files of
// the console that know protos.
#pragma once

#include <grpcpp/channel.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace champions::console {

// What the API refused, as its details say it.
struct ApiFailure : std::exception {
  std::string reason;   // of google.rpc.ErrorInfo; "" where the call did not get so far
  std::string message;  // a sentence for people
  std::optional<int64_t> retry_after_s;
  std::vector<std::pair<std::string, std::string>> fields;  // what is wrong with which
  bool unauthenticated = false;                             // and a new sign-in would mend it
  const char* what() const noexcept override { return message.c_str(); }
};

struct Options {
  std::string issuer, client_id;
  std::vector<std::string> scopes;
  bool passwords = false;
};

struct PasswordSignIn {
  std::string email, password, code, new_password;
};

struct NewSession {
  std::string token;
  bool must_enrol = false;
};

struct Person {
  std::string name, role, session;
  bool has_session = false;  // not a key
  std::vector<std::string> organisations;
  bool all_organisations = false;
  std::vector<std::string> programmes;  // managed without managing all
  std::vector<std::string> permissions;
  bool May(const std::string& permission) const;
  // May enrol a second factor, and nothing else.
  bool MustEnrol() const;
};

struct Session {
  std::string id, method, address;
  int64_t began_s = 0, last_used_s = 0, ends_s = 0, idle_ends_s = 0;
};

struct Totals {
  std::string quarter;
  int64_t recruited = 0, recruited_to_date = 0;
  int64_t trained = 0, trained_to_date = 0;
  int64_t reached = 0, reached_to_date = 0;
};

struct Enrolment {
  std::string secret, uri;
};

class Api {
 public:
  explicit Api(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  // Whose call it is: the address as the edge saw it, and the token of the session, if any.
  struct Caller {
    std::string address, token;
  };
  // Each throws ApiFailure.
  Options SignInOptions(const Caller& caller) const;
  NewSession SignInWithPassword(const Caller& caller, const PasswordSignIn& given) const;
  NewSession SignInWithIdToken(const Caller& caller, const std::string& id_token,
                               const std::string& nonce, const std::string& code) const;
  void SignOut(const Caller& caller) const;
  Person WhoAmI(const Caller& caller) const;
  // Those that are still good, the newest first; at most 20.
  std::vector<Session> OwnSessions(const Caller& caller) const;
  void EndSession(const Caller& caller, const std::string& id) const;
  int EndOtherSessions(const Caller& caller) const;
  Totals TotalsOf(const Caller& caller, const std::string& quarter) const;
  Enrolment EnrolTotp(const Caller& caller, const std::string& password) const;
  std::vector<std::string> ConfirmTotp(const Caller& caller, const std::string& code) const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace champions::console
