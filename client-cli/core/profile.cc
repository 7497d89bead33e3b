#include "client-cli/core/profile.h"

#include <sys/stat.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "client-cli/core/failure.h"

namespace champions::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kKeys = {"address", "ca_file", "token",
                                                   "certificate_file", "private_key_file"};

constexpr char kExample[] =
    "\n  address = \"localhost:8443\"\n  ca_file = \"ca.pem\"\n  token = \"...\"";

std::string ReadText(const toml::table& table, const std::string& key, const std::string& where) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return "";
  const auto text = node->value<std::string>();
  if (!text || !node->is_string()) {
    throw UsageFailure(where + ": " + key + " must be text in quotes");
  }
  return *text;
}

void RefuseUnknownKeys(const toml::table& table, const std::string& where, bool top) {
  for (const auto& [key, value] : table) {
    const std::string_view name = key.str();
    if (std::find(kKeys.begin(), kKeys.end(), name) != kKeys.end()) continue;
    if (top && name == "profiles" && value.is_table()) continue;
    throw UsageFailure(where + ": unknown key `" + std::string(name) +
                       "`; known are address, ca_file, token, certificate_file, private_key_file" +
                       (top ? " and [profiles.NAME]" : ""));
  }
}

// Paths in a config file are relative to it, so that the file works from every folder.
std::string Beside(const std::string& config_file, const std::string& path) {
  if (path.empty() || fs::path(path).is_absolute()) return path;
  return (fs::absolute(config_file).parent_path() / path).lexically_normal().string();
}

const toml::table& ChooseTable(const toml::table& file, const std::string& name,
                               const std::string& where) {
  if (name.empty() || name == "default") return file;
  const toml::table* profiles = file["profiles"].as_table();
  const toml::table* chosen = profiles == nullptr ? nullptr : (*profiles)[name].as_table();
  if (chosen != nullptr) return *chosen;
  std::string known = "default";
  if (profiles != nullptr) {
    for (const auto& [key, value] : *profiles) known += ", " + std::string(key.str());
  }
  throw Failure(ExitStatus::kUsage, where + ": no profile `" + name + "`; it has " + known);
}

Profile ReadFile(const std::string& config_file, const std::string& name) {
  toml::table file;
  try {
    file = toml::parse_file(config_file);
  } catch (const toml::parse_error& error) {
    throw UsageFailure(config_file + ":" + std::to_string(error.source().begin.line) + ": " +
                       std::string(error.description()));
  }
  RefuseUnknownKeys(file, config_file, true);
  const toml::table& table = ChooseTable(file, name, config_file);
  if (&table != &file) RefuseUnknownKeys(table, config_file, false);
  Profile profile;
  profile.config_file = config_file;
  profile.address = ReadText(table, "address", config_file);
  profile.ca_file = Beside(config_file, ReadText(table, "ca_file", config_file));
  profile.certificate_file = Beside(config_file, ReadText(table, "certificate_file", config_file));
  profile.private_key_file = Beside(config_file, ReadText(table, "private_key_file", config_file));
  if (profile.certificate_file.empty() != profile.private_key_file.empty()) {
    throw UsageFailure(config_file + ": certificate_file and private_key_file go together");
  }
  profile.token = ReadText(table, "token", config_file);
  profile.token_from_file = !profile.token.empty();
  if (profile.is_local()) {
    profile.address = "unix:" + Beside(config_file, profile.address.substr(5));
  }
  return profile;
}

std::string Given(const Environment& environment, const char* name) {
  return environment(name).value_or("");
}

void CheckToken(const std::string& token) {
  const bool printable =
      std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!printable) throw UsageFailure("the token has characters that no token has; paste it again");
}

}  // namespace

std::optional<std::string> ProcessEnvironment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

std::string DefaultConfigFile(const Environment& environment) {
  const std::string config_home = Given(environment, "XDG_CONFIG_HOME");
  if (!config_home.empty()) return config_home + "/champions/config.toml";
  const std::string home = Given(environment, "HOME");
  return home.empty() ? "" : home + "/.config/champions/config.toml";
}

std::string UnsafeMode(const std::string& config_file) {
  struct stat status {};
  if (stat(config_file.c_str(), &status) != 0 || (status.st_mode & 077) == 0) return "";
  return config_file + " holds a token and others can use it: chmod 600 " + config_file;
}

Profile LoadProfile(const std::string& config_file, const std::string& name,
                    const Environment& environment) {
  const std::string path = config_file.empty() ? DefaultConfigFile(environment) : config_file;
  const std::string chosen = name.empty() ? Given(environment, "CHAMPIONS_PROFILE") : name;
  const bool exists = !path.empty() && fs::exists(path);
  if (!exists && !config_file.empty())
    throw UsageFailure("--config: there is no file " + config_file);
  if (!exists && !chosen.empty() && chosen != "default") {
    throw UsageFailure("--profile " + chosen + ": there is no config file " + path);
  }
  Profile profile = exists ? ReadFile(path, chosen) : Profile{};
  const std::string address = Given(environment, "CHAMPIONS_ADDRESS");
  const std::string ca_file = Given(environment, "CHAMPIONS_CA");
  const std::string token = Given(environment, "CHAMPIONS_TOKEN");
  if (!address.empty()) profile.address = address;
  if (!ca_file.empty()) profile.ca_file = ca_file;
  if (!token.empty()) {
    profile.token = token;
    profile.token_from_file = false;
  }
  if (profile.address.empty()) {
    throw UsageFailure("no server address: set CHAMPIONS_ADDRESS, or write " +
                       (path.empty() ? "a config file" : path) + " with" + kExample);
  }
  CheckToken(profile.token);
  return profile;
}

}  // namespace champions::cli
