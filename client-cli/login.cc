// `champions login` and `champions logout`: a session in the place of a key.
#include <google/protobuf/util/time_util.h>
#include <spawn.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <thread>

#include "champions/v1/access_service.pb.h"
#include "champions/v1/sign_in_service.pb.h"
#include "client-cli/core/openid.h"
#include "client-cli/core/secret_prompt.h"
#include "client-cli/core/status_details.h"
#include "client-cli/core/terminal.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

extern char** environ;

namespace champions::cli {
namespace {

namespace sign_in = champions::v1;

constexpr char kKeyPrefix[] = "chk_";
constexpr char kSessionPrefix[] = "chs_";
// One call each, which either works soon or not at all.
constexpr std::chrono::seconds kSignOutPatience{10};

struct GivenSession {
  std::string token, expire_time;
};

template <typename Response>
GivenSession SessionOf(Shell* shell, const Response& response) {
  if (response.must_enrol_totp()) {
    shell->Note("Your role takes a second factor: run `champions totp enrol`, then log in again.");
  }
  return {response.token(), google::protobuf::util::TimeUtil::ToString(response.expire_time())};
}

struct LoginWords {
  bool device = false, password = false, replace_key = false, no_browser = false;
  std::string email, password_file, new_password_file, totp_code, issuer_ca;
};

const google::protobuf::MethodDescriptor* SignInMethod(const char* name) {
  return ServiceOf<sign_in::SignOutRequest>()->FindMethodByName(name);
}

// A key that is overwritten is lost for good: it is shown once, when it is made.
void CheckPlace(Shell* shell, const Profile& profile, const LoginWords& words) {
  if (shell->environment("CHAMPIONS_TOKEN").value_or("").size() > 0) {
    throw UsageFailure("CHAMPIONS_TOKEN is set and wins over what login keeps: unset it first");
  }
  if (profile.token.rfind(kKeyPrefix, 0) == 0 && !words.replace_key) {
    throw UsageFailure(profile.config_file +
                       " holds a key in this profile, which login would lose: name another "
                       "profile or file, or give --replace-key");
  }
}

void OpenBrowser(Shell* shell, const std::string& url) {
  const bool desktop = !shell->environment("DISPLAY").value_or("").empty() ||
                       !shell->environment("WAYLAND_DISPLAY").value_or("").empty();
  if (!desktop || !StdoutIsTerminal()) return;
  std::string program = "xdg-open", address = url;
  char* words[] = {program.data(), address.data(), nullptr};
  pid_t process = 0;
  // Where there is none, the address on the screen will do.
  (void)posix_spawnp(&process, program.c_str(), nullptr, nullptr, words, environ);
}

std::string ReasonOf(const CallFailure& failure) { return DetailsOf(failure.status()).reason; }

std::string AskCode() { return AskSecret("Code of your authenticator app", "--totp-code"); }

std::string NewPasswordTwice() {
  const std::string instead = "--new-password-file";
  const std::string first = AskSecret("New password, at least 12 characters", instead);
  if (AskSecret("The new password again", instead) != first) {
    throw UsageFailure("the two are not the same");
  }
  return first;
}

// Asks for what the server says is missing, once each.
GivenSession LoginByPassword(Shell* shell, Connection* connection, const LoginWords& words) {
  if (words.email.empty()) throw UsageFailure("--email: expected your e-mail address");
  sign_in::SignInWithPasswordRequest request;
  sign_in::SignInWithPasswordResponse response;
  request.set_email(words.email);
  request.set_password(words.password_file.empty() ? AskSecret("Password", "--password-file")
                                                   : ReadSecret(words.password_file));
  request.set_totp_code(words.totp_code);
  if (!words.new_password_file.empty()) {
    request.set_new_password(ReadSecret(words.new_password_file));
  }
  shell->name_of = [](const std::string& path) {
    return path == "new_password" ? std::string("the new password") : "--" + path;
  };
  for (int attempt = 0;; ++attempt) {
    try {
      connection->Call(*SignInMethod("SignInWithPassword"), request, &response);
      return SessionOf(shell, response);
    } catch (const CallFailure& failure) {
      const std::string reason = ReasonOf(failure);
      if (reason == "TOTP_REQUIRED" && request.totp_code().empty()) {
        request.set_totp_code(AskCode());
      } else if (reason == "PASSWORD_CHANGE_REQUIRED" && request.new_password().empty()) {
        shell->Note("The password is temporary.");
        request.set_new_password(NewPasswordTwice());
      } else {
        throw;
      }
    }
  }
}

GivenSession LoginByIssuer(Shell* shell, Connection* connection,
                           const sign_in::GetSignInOptionsResponse& options,
                           const LoginWords& words) {
  const HttpClient http(words.issuer_ca);
  OpenIdClient client{options.issuer(),
                      options.client_id(),
                      {options.scopes().begin(), options.scopes().end()},
                      http,
                      // Without it nobody could sign in, so --quiet does not silence it.
                      [](const std::string& text) { std::cerr << text << std::endl; }};
  const auto endpoints = Discover(client);
  SignedIdToken signed_token;
  if (words.device) {
    signed_token = SignInByDevice(
        client, endpoints, [](std::chrono::seconds pause) { std::this_thread::sleep_for(pause); });
  } else {
    signed_token = SignInByBrowser(client, endpoints, shell->Timeout(std::chrono::minutes(5)),
                                   [&](const std::string& url) {
                                     if (!words.no_browser) OpenBrowser(shell, url);
                                   });
  }
  sign_in::SignInWithIdTokenRequest request;
  sign_in::SignInWithIdTokenResponse response;
  request.set_id_token(signed_token.id_token);
  request.set_nonce(signed_token.nonce);
  request.set_totp_code(words.totp_code);
  try {
    connection->Call(*SignInMethod("SignInWithIdToken"), request, &response);
  } catch (const CallFailure& failure) {
    if (ReasonOf(failure) != "TOTP_REQUIRED") throw;
    request.set_totp_code(AskCode());
    connection->Call(*SignInMethod("SignInWithIdToken"), request, &response);
  }
  return SessionOf(shell, response);
}

// A session whose token is about to be lost would go on without anybody who could end it.
void EndReplaced(Shell* shell, const Profile& profile) {
  if (profile.token.rfind(kSessionPrefix, 0) != 0) return;
  sign_in::SignOutResponse response;
  try {
    Connection(profile, kSignOutPatience)
        .Call(*SignInMethod("SignOut"), sign_in::SignOutRequest(), &response);
  } catch (const CallFailure& failure) {
    if (failure.status().error_code() == grpc::StatusCode::UNAUTHENTICATED) return;  // it had ended
    shell->Note("The session before could not be ended; it ends by itself.");
  }
}

void Login(Shell* shell, const LoginWords& words) {
  const auto profile = shell->LoadProfile();
  CheckPlace(shell, profile, words);
  constexpr std::chrono::seconds kPatience{30};
  Profile nobody = profile;
  nobody.token.clear();
  Connection connection(nobody, kPatience);
  sign_in::GetSignInOptionsResponse options;
  connection.Call(*SignInMethod("GetSignInOptions"), sign_in::GetSignInOptionsRequest(), &options);
  const bool by_issuer =
      !words.password && words.password_file.empty() && !options.issuer().empty();
  if (words.device && !by_issuer) {
    throw UsageFailure("--device: this server trusts no issuer, or a password was asked for too");
  }
  const auto given = by_issuer ? LoginByIssuer(shell, &connection, options, words)
                               : LoginByPassword(shell, &connection, words);
  SaveToken(shell->PlaceOfProfile(), profile, given.token, given.expire_time);
  EndReplaced(shell, profile);
  Profile somebody = profile;
  somebody.token = given.token;
  somebody.token_from_file = false;
  Connection signed_in(somebody, kPatience);
  sign_in::WhoAmIResponse who;
  signed_in.Call(*ServiceOf<sign_in::User>()->FindMethodByName("WhoAmI"), sign_in::WhoAmIRequest(),
                 &who);
  shell->output().Record(Json{{"user", who.user()}, {"name", who.name()}});
}

// The server could not be told that the session is over.
Failure Untold(const Profile& profile, grpc::StatusCode code, const std::string& why) {
  const std::string where = profile.token_from_file
                                ? "the token is no longer in " + profile.config_file
                                : "the token is in CHAMPIONS_TOKEN, which only you can unset";
  const std::string when = profile.token_expire_time.empty()
                               ? "within the hours that the server gives it"
                               : "at " + profile.token_expire_time + " at the latest";
  return Failure(ExitStatusOf(code), "the server could not be told: " + why + "\n  But " + where +
                                         ", and the session ends by itself, " + when + ".");
}

void Logout(Shell* shell) {
  const auto profile = shell->LoadProfile();
  if (profile.token.empty()) throw Failure(ExitStatus::kNotAllowed, "nobody is signed in");
  if (profile.token.rfind(kKeyPrefix, 0) == 0) {
    throw UsageFailure("this profile holds a key and no session: `champions key revoke` ends it");
  }
  sign_in::SignOutResponse response;
  std::optional<Failure> untold;
  try {
    shell->connection(kSignOutPatience)
        .Call(*SignInMethod("SignOut"), sign_in::SignOutRequest(), &response);
  } catch (const CallFailure& failure) {
    const auto code = failure.status().error_code();
    // It had ended already.
    if (code != grpc::StatusCode::UNAUTHENTICATED) untold = Untold(profile, code, failure.what());
  } catch (const Failure& failure) {
    untold = Untold(profile, grpc::StatusCode::UNAVAILABLE, failure.what());
  }
  // Whether or not the server heard of it, nobody finds the token here any more.
  if (profile.token_from_file) SaveToken(shell->PlaceOfProfile(), profile, "");
  if (untold) throw *untold;
  shell->Note("Signed out.");
}

}  // namespace

void AddLogin(CLI::App* root, Shell* shell) {
  auto words = std::make_shared<LoginWords>();
  CLI::App* login = root->add_subcommand(
      "login",
      "Sign in; the session's token is kept in the config file, which others cannot read, and the "
      "session whose place it takes there ends");
  login->add_flag("--device", words->device, "With a browser of another machine");
  login->add_flag("--no-browser", words->no_browser, "Show the address, and start no browser");
  login->add_flag("--password", words->password,
                  "With a password of this service instead of the organisation's own account");
  login->add_option("--email", words->email, "Your e-mail address, with --password")
      ->type_name("EMAIL");
  login
      ->add_option("--password-file", words->password_file,
                   "The password is the first line of this file; - is standard input")
      ->type_name("FILE");
  login
      ->add_option("--new-password-file", words->new_password_file,
                   "The password that takes the place of a temporary one")
      ->type_name("FILE");
  login->add_option("--totp-code", words->totp_code, "Of the authenticator app")->type_name("CODE");
  login
      ->add_option("--issuer-ca", words->issuer_ca,
                   "Certificates that vouch for the issuer; those of this machine where not given")
      ->type_name("FILE");
  login->add_flag("--replace-key", words->replace_key,
                  "Even though the profile holds a key, which is lost");
  login->callback([shell, words] { shell->action = [shell, words] { Login(shell, *words); }; });
  CLI::App* logout = root->add_subcommand("logout", "End the session and forget its token");
  logout->callback([shell] { shell->action = [shell] { Logout(shell); }; });
}

}  // namespace champions::cli
