// `champions password` and `champions totp`: one's own, and those of users. Secrets are typed or
// read from files, never given as words of a command.
#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/sign_in_service.pb.h"
#include "client-cli/core/secret_prompt.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

namespace own = champions::v1;

struct SecretFiles {
  std::string password, new_password, totp_code;
  bool no_password = false;
};

template <typename Request, typename Response>
void CallSignIn(Shell* shell, const char* method, const Request& request, Response* response) {
  shell->connection().Call(*ServiceOf<own::SignOutRequest>()->FindMethodByName(method), request,
                           response);
}

std::string PasswordOf(const SecretFiles& files) {
  if (files.no_password) return "";
  return files.password.empty() ? AskSecret("Password", "--password-file")
                                : ReadSecret(files.password);
}

std::string NewPasswordOf(const SecretFiles& files) {
  if (!files.new_password.empty()) return ReadSecret(files.new_password);
  const std::string instead = "--new-password-file";
  const std::string first = AskSecret("New password, at least 12 characters", instead);
  if (AskSecret("The new password again", instead) == first) return first;
  throw UsageFailure("the two are not the same");
}

void ChangePassword(Shell* shell, const SecretFiles& files) {
  own::SetPasswordRequest request;
  own::SetPasswordResponse response;
  request.set_old_password(PasswordOf(files));
  request.set_new_password(NewPasswordOf(files));
  CallSignIn(shell, "SetPassword", request, &response);
  shell->Note("The password is changed; your other sessions have ended.");
}

void IssuePassword(Shell* shell, const std::string& user) {
  own::IssueTemporaryPasswordRequest request;
  own::IssueTemporaryPasswordResponse response;
  request.set_user(user);
  CallSignIn(shell, "IssueTemporaryPassword", request, &response);
  shell->output().Record(ToJson(response));
  shell->Note("The password is shown this once; it has to be changed at the next sign-in.");
}

void EnrolApp(Shell* shell, const SecretFiles& files) {
  own::EnrolTotpRequest request;
  own::EnrolTotpResponse response;
  request.set_password(PasswordOf(files));
  CallSignIn(shell, "EnrolTotp", request, &response);
  shell->output().Record(ToJson(response));
  shell->Note("Give this to your authenticator app, then: champions totp confirm");
}

void ConfirmApp(Shell* shell, const SecretFiles& files) {
  own::ConfirmTotpRequest request;
  own::ConfirmTotpResponse response;
  request.set_totp_code(files.totp_code.empty()
                            ? AskSecret("Code of your authenticator app", "--totp-code")
                            : files.totp_code);
  CallSignIn(shell, "ConfirmTotp", request, &response);
  shell->output().Record(ToJson(response));
  shell->Note(
      "The recovery codes are shown this once: keep them where the app is not. Your other sessions "
      "have ended.");
}

void RemoveApp(Shell* shell, const SecretFiles& files) {
  own::RemoveTotpRequest request;
  own::RemoveTotpResponse response;
  request.set_password(PasswordOf(files));
  request.set_totp_code(files.totp_code.empty()
                            ? AskSecret("Code of your app, or a recovery code", "--totp-code")
                            : files.totp_code);
  CallSignIn(shell, "RemoveTotp", request, &response);
  shell->Note("The second factor is removed; your other sessions have ended.");
}

void ResetApp(Shell* shell, const std::string& user) {
  own::ResetTotpRequest request;
  own::ResetTotpResponse response;
  request.set_user(user);
  CallSignIn(shell, "ResetTotp", request, &response);
  shell->Note("The user's second factor is removed; their sessions have ended.");
}

using WithFiles = void (*)(Shell*, const SecretFiles&);
CLI::App* AddOwn(CLI::App* noun, Shell* shell, const char* name, const char* help, WithFiles run) {
  auto files = std::make_shared<SecretFiles>();
  CLI::App* verb = noun->add_subcommand(name, help);
  if (run != ConfirmApp) {
    verb->add_option("--password-file", files->password,
                     "Your password is the first line of this file; - is standard input")
        ->type_name("FILE");
  }
  if (run == EnrolApp || run == RemoveApp) {
    verb->add_flag("--no-password", files->no_password,
                   "You have none, since you sign in by your organisation's account");
  }
  if (run == ChangePassword) {
    verb->add_option("--new-password-file", files->new_password, "And the new one of this")
        ->type_name("FILE");
  }
  if (run == ConfirmApp || run == RemoveApp) {
    verb->add_option("--totp-code", files->totp_code, "Of the app")->type_name("CODE");
  }
  verb->callback(
      [shell, run, files] { shell->action = [shell, run, files] { run(shell, *files); }; });
  return verb;
}

using WithUser = void (*)(Shell*, const std::string&);
void AddOfUser(CLI::App* noun, Shell* shell, const char* name, const char* help, WithUser run) {
  auto user = std::make_shared<std::string>();
  CLI::App* verb = noun->add_subcommand(name, help);
  verb->add_option("ID", *user, "Of the user")->required();
  verb->callback([shell, run, user] { shell->action = [shell, run, user] { run(shell, *user); }; });
}

}  // namespace

void AddPassword(CLI::App* root, Shell* shell) {
  CLI::App* password = root->add_subcommand("password", "Passwords of this service");
  password->require_subcommand(1);
  AddOwn(password, shell, "change", "Change your password", ChangePassword);
  AddOfUser(password, shell, "issue",
            "Give a user a temporary password, shown only then; their sessions end", IssuePassword);
  CLI::App* totp = root->add_subcommand("totp", "Second factors beside passwords: codes of an app");
  totp->require_subcommand(1);
  AddOwn(totp, shell, "enrol", "Begin a second factor: prints the secret for the app", EnrolApp);
  AddOwn(totp, shell, "confirm", "Show that the app has it; prints recovery codes", ConfirmApp);
  AddOwn(totp, shell, "remove", "Remove your second factor", RemoveApp);
  AddOfUser(totp, shell, "reset", "Remove the second factor of a user who has lost it", ResetApp);
}

}  // namespace champions::cli
