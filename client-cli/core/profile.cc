#include "client-cli/core/profile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "client-cli/core/failure.h"

namespace champions::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kKeys = {
    "address", "ca_file", "token", "token_expire_time", "certificate_file", "private_key_file"};

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
                       "`; known are address, ca_file, token, token_expire_time, "
                       "certificate_file, private_key_file" +
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
  profile.token_expire_time = ReadText(table, "token_expire_time", config_file);
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

std::string Trimmed(const std::string& line) {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// As TOML writes text.
std::string Quote(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

bool IsHeadOf(const std::string& line, const std::string& name) {
  const std::string head = Trimmed(line.substr(0, line.find('#')));
  return head == "[profiles." + name + "]" || head == "[profiles.\"" + name + "\"]";
}

bool IsLineOf(const std::string& key, const std::string& line) {
  const std::string text = Trimmed(line);
  return text.rfind(key, 0) == 0 && Trimmed(text.substr(key.size())).rfind('=', 0) == 0;
}

// Changes, adds or takes out the line of a key in the profile's section.
void SetLine(const ProfilePlace& place, const std::string& key, const std::string& value,
             std::vector<std::string>* lines) {
  std::size_t begin = 0;
  if (place.name != "default") {
    while (begin < lines->size() && !IsHeadOf((*lines)[begin], place.name)) ++begin;
    if (begin == lines->size()) {
      throw UsageFailure(place.config_file + ": there is no section [profiles." + place.name + "]");
    }
    ++begin;
  }
  std::size_t end = begin;
  while (end < lines->size() && Trimmed((*lines)[end]).rfind('[', 0) != 0) ++end;
  const auto first = lines->begin() + static_cast<std::ptrdiff_t>(begin);
  const auto last = lines->begin() + static_cast<std::ptrdiff_t>(end);
  const auto found =
      std::find_if(first, last, [&key](const std::string& line) { return IsLineOf(key, line); });
  const std::string line = key + " = " + Quote(value);
  if (value.empty()) {
    if (found != last) lines->erase(found);
  } else if (found != last) {
    *found = line;
  } else {
    auto after = last;
    while (after != first && Trimmed(*(after - 1)).empty()) --after;
    lines->insert(after, line);
  }
}

// At once or not at all, and never readable by others.
void ReplaceFile(const std::string& path, const std::string& text) {
  const std::string beside = path + ".new";
  unlink(beside.c_str());
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = file >= 0 &&
                       write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  if (file >= 0) close(file);
  if (!written || rename(beside.c_str(), path.c_str()) != 0) {
    unlink(beside.c_str());
    throw UsageFailure("cannot write " + path);
  }
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
    profile.token_expire_time.clear();
    profile.token_from_file = false;
  }
  if (profile.address.empty()) {
    throw UsageFailure("no server address: set CHAMPIONS_ADDRESS, or write " +
                       (path.empty() ? "a config file" : path) + " with" + kExample);
  }
  CheckToken(profile.token);
  return profile;
}

ProfilePlace PlaceOf(const std::string& config_file, const std::string& name,
                     const Environment& environment) {
  const std::string chosen = name.empty() ? Given(environment, "CHAMPIONS_PROFILE") : name;
  return {config_file.empty() ? DefaultConfigFile(environment) : config_file,
          chosen.empty() ? "default" : chosen};
}

void SaveToken(const ProfilePlace& place, const Profile& profile, const std::string& token,
               const std::string& expire_time) {
  CheckToken(token);
  if (place.config_file.empty()) throw UsageFailure("--config: name a file to keep the token in");
  if (!fs::exists(place.config_file)) {
    if (token.empty()) return;
    if (place.name != "default") {
      throw UsageFailure("--profile " + place.name + ": there is no config file yet");
    }
    fs::create_directories(fs::absolute(place.config_file).parent_path());
    std::string text = "address = " + Quote(profile.address) + "\n";
    if (!profile.ca_file.empty()) {
      text += "ca_file = " + Quote(fs::absolute(profile.ca_file).string()) + "\n";
    }
    text += "token = " + Quote(token) + "\n";
    if (!expire_time.empty()) text += "token_expire_time = " + Quote(expire_time) + "\n";
    ReplaceFile(place.config_file, text);
    return;
  }
  // A link stays a link.
  const std::string path = fs::canonical(place.config_file).string();
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  SetLine(place, "token", token, &lines);
  SetLine(place, "token_expire_time", expire_time, &lines);
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  // What was put in is what will be read, or nothing is written.
  const auto parsed = toml::parse(text);
  const auto& table = ChooseTable(parsed, place.name, path);
  if (ReadText(table, "token", path) != token ||
      ReadText(table, "token_expire_time", path) != expire_time) {
    throw UsageFailure(path + " is written in a way that login cannot change: put the profile " +
                       place.name + " in a section of its own");
  }
  ReplaceFile(path, text);
}

}  // namespace champions::cli
