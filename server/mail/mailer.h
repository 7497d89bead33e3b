// E-mail through a relay, by libcurl.
#pragma once

#include <stdexcept>
#include <string>

namespace champions::mail {

struct MailSettings {
  std::string host;  // "": no relay, nothing is sent
  int port = 587;
  std::string security = "starttls";  // starttls, tls, or none: to this machine alone
  std::string from;                   // an address
  std::string user;                   // "": the relay asks for none
  std::string password_file;          // only its owner may read it
  std::string ca_file;                // who vouches for the relay; "": whom the system trusts
};

// The relay will not take this message however often it is tried: there is no such address.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Mailer {
 public:
  // Throws std::runtime_error that names the setting that is wrong.
  explicit Mailer(MailSettings settings);

  bool configured() const { return !settings_.host.empty(); }
  // One message to one address: UTF-8 text. Gives up after 30 s. Throws Refused or another
  // std::runtime_error that says why the relay did not take it, without the address.
  void Send(const std::string& to, const std::string& subject, const std::string& text) const;

 private:
  MailSettings settings_;
  std::string password_;
};

}  // namespace champions::mail
