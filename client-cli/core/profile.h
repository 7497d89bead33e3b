// Where the server is and who calls: the config file, overridden by the environment.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace champions::cli {

struct Profile {
  std::string address;  // host:port, or unix:PATH
  std::string ca_file;  // empty: the authorities that this machine trusts
  std::string token;    // empty: not signed in
  // When the session of that token ends at the latest, in RFC 3339; empty where login did not say.
  std::string token_expire_time;
  // The client certificate, for keys that are bound to one, and its private key; empty: none.
  std::string certificate_file, private_key_file;
  // The file that was read, empty where there was none.
  std::string config_file;
  // True when the token above comes from that file and not from the environment.
  bool token_from_file = false;

  // A private socket: no TLS, the file system says who may connect.
  bool is_local() const { return address.rfind("unix:", 0) == 0; }
};

using Environment = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> ProcessEnvironment(const char* name);

// $XDG_CONFIG_HOME/champions/config.toml, or ~/.config/champions/config.toml.
std::string DefaultConfigFile(const Environment& environment);

// Reads `config_file` (the default one where empty, which need not exist) and takes the profile
// `name` (CHAMPIONS_PROFILE where empty; the file's top level where neither is given). Throws
// Failure(kUsage) that says what to write where.
Profile LoadProfile(const std::string& config_file, const std::string& name,
                    const Environment& environment);

// The config file that LoadProfile would read, whether it is there or not, and the name of the
// profile in it; `default` for the file's top level.
struct ProfilePlace {
  std::string config_file, name;
};
ProfilePlace PlaceOf(const std::string& config_file, const std::string& name,
                     const Environment& environment);
// Writes the token and when it ends into the profile's place, everything else in the file as it
// was; `token` empty takes both out. A file that is not there yet is made, with the profile's
// address and ca_file. Only its owner can read it afterwards. Throws Failure(kUsage).
void SaveToken(const ProfilePlace& place, const Profile& profile, const std::string& token,
               const std::string& expire_time = "");

// Why the file's token is not safe, or empty: others than its owner may read or write the file.
std::string UnsafeMode(const std::string& config_file);

}  // namespace champions::cli
