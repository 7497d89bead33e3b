// The server's configuration: one typed struct. A flag wins over the environment, which wins over
// the file. Unknown keys are refused, so that a misspelt one is not silently ignored.
#pragma once

#include <map>
#include <string>

namespace champions::config {

struct Config {
  // [listen] unix sockets; the edge is the only public listener.
  std::string socket;
  std::string metrics_socket;  // empty: no metrics
  std::string http_socket;     // downloads of exports; empty: none
  // Who may connect to the first and the last: the owner, or the group of their folder as well.
  std::string socket_access = "owner";

  // [database]
  std::string database_host;  // directory of the unix socket, or a host name
  int database_port = 5432;
  std::string database_name = "champions";
  std::string database_user = "champions_app";
  std::string database_migrator = "champions_migrator";
  // Who vouches for the database's certificate. Required where it is on another machine: then every
  // connection is TLS, with the certificate and its name checked.
  std::string database_ca_file;
  int pool = 16;  // connections; writes beyond it wait for their turn

  // [secrets]
  std::string pepper_file;
  std::string signing_key_file;   // of publications; beside the pepper where empty
  std::string instance_key_file;  // of personal data; beside the pepper where empty

  // [limits]
  int max_deadline_ms = 30'000;  // a longer or missing deadline is cut to this
  int max_import_seconds = 3'600;
  int max_import_mib = 1'024;  // of the files of one upload together
  int max_waiting = 1024;      // requests that wait for a connection; more are refused
  int drain_seconds = 20;      // how long calls may go on after SIGTERM
  // What one principal may call per second on this server, 0 for no limit; more are refused.
  int calls_per_second = 20'000;
  // How long a record that is logged waits for what another transaction holds; the records of other
  // callers wait with it.
  int lock_wait_ms = 250;

  // [audit] signed heads of its chains; beside the pepper where empty
  std::string audit_heads_file;

  // [privacy] who was erased, outside the database; beside the pepper where empty
  std::string erasures_file;

  // [changes] of the feed
  int changes_keep_days = 90;

  // [exports] that are made by themselves
  std::string exports_folder;      // empty: none are made
  std::string exports_public_url;  // what the edge is reached at; empty: no links

  // [console] of staff, by a browser
  std::string console_public_url;  // what the edge is reached at; empty: no console

  // [mail]: server/mail/mailer.h
  std::string mail_host;
  int mail_port = 587;
  std::string mail_security = "starttls";
  std::string mail_from;
  std::string mail_user;
  std::string mail_password_file;
  std::string mail_ca_file;
  std::string mail_reminders = "on";  // of returns, to coordinators; or off

  // [sign_in] of people: docs/sign-in.md
  std::string sign_in_issuer;            // of OpenID Connect; empty: none
  std::string sign_in_client_id;         // a public client of that issuer
  std::string sign_in_ca_file;           // who vouches for it; empty: whom the system trusts
  std::string sign_in_issuer_acr;        // what says that it asked for a second factor
  std::string sign_in_passwords = "on";  // or off: those of the issuer alone
  std::string sign_in_second_factor = "optional";  // beside a password; or partnership, everyone
  int sign_in_session_hours = 8;
  int sign_in_idle_minutes = 60;   // a session that nobody uses for so long has ended
  int sign_in_again_minutes = 15;  // how old a sign-in may be that changes how others get in
  std::string sign_in_known_passwords_file;  // leaked ones, one a line; empty: none
  std::string sign_in_password_words;  // of this place, not to be in passwords: `harrow, pinner`

  // [access] whether new keys of partners must be those that only obtain tokens: any, exchange_only
  std::string access_partner_keys = "any";

  // [log]
  std::string log_level = "info";  // debug, info, warning, error

  // Throws where the database is reached over a network and no authority is named.
  std::string ConnectionString(const std::string& user) const;
  // Every setting with its value, for check-config. It holds no secrets, only paths to them.
  std::string Dump() const;
};

// `overrides` are flags by key, such as {"database.pool", "8"}. The environment names a key as
// CHAMPIONS_DATABASE_POOL. Throws std::runtime_error that names the key and what is expected.
Config Load(const std::string& path, const std::map<std::string, std::string>& overrides);

// The origin that browsers name a site by: `https://host` of `https://HOST:443`. "" where it is not
// https (http on this machine), or has more to it than a host and a port.
std::string OriginOf(const std::string& url);

// Whether everything to this `database.host` stays on this machine: the folder of a unix socket, an
// abstract one, or a loopback address. Of several, none may lie elsewhere.
bool StaysHere(const std::string& database_host);

}  // namespace champions::config
