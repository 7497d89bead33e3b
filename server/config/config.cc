#include "config/config.h"

#include <arpa/inet.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace champions::config {
namespace {

// One setting: its key, and how it is read and shown.
struct Setting {
  std::string key;
  std::function<void(const std::string&)> set;
  std::function<std::string()> show;
};

Setting Text(const std::string& key, std::string& target) {
  return {key, [&target](const std::string& value) { target = value; },
          [&target] { return target; }};
}

Setting Number(const std::string& key, int& target, int least, int most) {
  auto set = [&target, key, least, most](const std::string& value) {
    char* end = nullptr;
    long number = std::strtol(value.c_str(), &end, 10);
    if (value.empty() || *end != 0 || number < least || number > most) {
      throw std::runtime_error(key + ": is '" + value + "': expected a whole number from " +
                               std::to_string(least) + " to " + std::to_string(most));
    }
    target = static_cast<int>(number);
  };
  return {key, set, [&target] { return std::to_string(target); }};
}

Setting OneOf(const std::string& key, std::string& target, std::vector<std::string> allowed) {
  auto set = [&target, key, allowed](const std::string& value) {
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      std::string expected;
      for (const auto& one : allowed) expected += (expected.empty() ? "" : " or ") + one;
      throw std::runtime_error(key + ": is '" + value + "': expected " + expected);
    }
    target = value;
  };
  return {key, set, [&target] { return target; }};
}

// `https://host:port`, kept as browsers write it.
Setting Origin(const std::string& key, std::string& target) {
  auto set = [&target, key](const std::string& value) {
    if (!value.empty() && OriginOf(value).empty()) {
      throw std::runtime_error(key + ": is '" + value +
                               "': expected https://HOST or https://HOST:PORT without a path or "
                               "query (http only with a loopback host)");
    }
    target = OriginOf(value);
  };
  return {key, set, [&target] { return target; }};
}

std::vector<Setting> SettingsOf(Config& config) {
  return {Text("listen.socket", config.socket),
          Text("listen.metrics_socket", config.metrics_socket),
          Text("listen.http_socket", config.http_socket),
          OneOf("listen.access", config.socket_access, {"owner", "group"}),
          Text("database.host", config.database_host),
          Number("database.port", config.database_port, 1, 65535),
          Text("database.name", config.database_name),
          Text("database.user", config.database_user),
          Text("database.migrator", config.database_migrator),
          Text("database.ca_file", config.database_ca_file),
          Number("database.pool", config.pool, 2, 200),
          Text("secrets.pepper_file", config.pepper_file),
          Text("secrets.signing_key_file", config.signing_key_file),
          Text("secrets.instance_key_file", config.instance_key_file),
          Number("limits.max_deadline_ms", config.max_deadline_ms, 100, 600'000),
          Number("limits.max_import_seconds", config.max_import_seconds, 10, 86'400),
          Number("limits.max_import_mib", config.max_import_mib, 1, 1'048'576),
          Number("limits.max_waiting", config.max_waiting, 1, 100'000),
          Number("limits.drain_seconds", config.drain_seconds, 1, 600),
          Number("limits.calls_per_second", config.calls_per_second, 0, 1'000'000),
          Number("limits.lock_wait_ms", config.lock_wait_ms, 10, 10'000),
          Text("audit.heads_file", config.audit_heads_file),
          Text("privacy.erasures_file", config.erasures_file),
          Number("changes.keep_days", config.changes_keep_days, 7, 3'650),
          Text("exports.folder", config.exports_folder),
          Text("exports.public_url", config.exports_public_url),
          Origin("console.public_url", config.console_public_url),
          Text("mail.host", config.mail_host),
          Number("mail.port", config.mail_port, 1, 65535),
          Text("mail.security", config.mail_security),
          Text("mail.from", config.mail_from),
          Text("mail.user", config.mail_user),
          Text("mail.password_file", config.mail_password_file),
          Text("mail.ca_file", config.mail_ca_file),
          OneOf("mail.reminders", config.mail_reminders, {"on", "off"}),
          Text("sign_in.issuer", config.sign_in_issuer),
          Text("sign_in.client_id", config.sign_in_client_id),
          Text("sign_in.ca_file", config.sign_in_ca_file),
          Text("sign_in.issuer_acr", config.sign_in_issuer_acr),
          OneOf("sign_in.passwords", config.sign_in_passwords, {"on", "off"}),
          OneOf("sign_in.second_factor", config.sign_in_second_factor,
                {"optional", "partnership", "everyone"}),
          Number("sign_in.session_hours", config.sign_in_session_hours, 1, 168),
          Number("sign_in.idle_minutes", config.sign_in_idle_minutes, 5, 10'080),
          Number("sign_in.again_minutes", config.sign_in_again_minutes, 1, 1'440),
          Text("sign_in.password_words", config.sign_in_password_words),
          Text("sign_in.known_passwords_file", config.sign_in_known_passwords_file),
          OneOf("access.partner_keys", config.access_partner_keys, {"any", "exchange_only"}),
          Text("log.level", config.log_level)};
}

void Apply(std::vector<Setting>& settings, const std::string& key, const std::string& value) {
  auto found = std::find_if(settings.begin(), settings.end(),
                            [&](const Setting& setting) { return setting.key == key; });
  if (found == settings.end()) {
    std::string known;
    for (const auto& setting : settings) known += (known.empty() ? "" : ", ") + setting.key;
    throw std::runtime_error(key + ": there is no such setting; expected one of " + known);
  }
  found->set(value);
}

std::string ValueText(const std::string& key, const toml::node& node) {
  if (auto text = node.value_exact<std::string>()) return *text;
  if (auto number = node.value_exact<int64_t>()) return std::to_string(*number);
  throw std::runtime_error(key + ": expected a string or a whole number");
}

void ApplyFile(std::vector<Setting>& settings, const std::string& path) {
  toml::table file;
  try {
    file = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << path << ":" << error.source().begin.line << ": " << error.description();
    throw std::runtime_error(where.str());
  }
  for (auto&& [section, node] : file) {
    std::string name(section.str());
    if (!node.is_table()) throw std::runtime_error(name + ": expected a section, [" + name + "]");
    for (auto&& [key, value] : *node.as_table()) {
      std::string full = name + "." + std::string(key.str());
      Apply(settings, full, ValueText(full, value));
    }
  }
}

// As libpq reads a value with blanks, or an empty one.
std::string Quoted(const std::string& value) {
  std::string quoted = "'";
  for (char c : value) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string EnvironmentName(const std::string& key) {
  std::string name = "CHAMPIONS_" + key;
  std::replace(name.begin(), name.end(), '.', '_');
  std::transform(name.begin(), name.end(), name.begin(), ::toupper);
  return name;
}

}  // namespace

bool StaysHere(const std::string& database_host) {
  std::istringstream hosts(database_host);
  bool any = false;
  for (std::string host; std::getline(hosts, host, ',');) {
    any = true;
    // libpq takes an empty one for the socket that it was built with.
    if (host.empty() || host[0] == '/' || host[0] == '@' || host == "localhost") continue;
    in_addr v4{};
    in6_addr v6{};
    bool loopback = (inet_pton(AF_INET, host.c_str(), &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127) ||
                    (inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6));
    if (!loopback) return false;
  }
  return any;
}

std::string OriginOf(const std::string& url) {
  static const std::regex kForm(
      "(https?)://"
      "([a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|\\[[0-9a-f:.]{2,45}\\])(:([1-9][0-9]{0,4}))?");
  std::string lower = url;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  std::smatch parts;
  if (lower.size() > 300 || !std::regex_match(lower, parts, kForm)) return "";
  std::string scheme = parts[1], host = parts[2], port = parts[5];
  bool loopback = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  if (scheme == "http" && !loopback) return "";
  if (!port.empty() && std::stoi(port) > 65535) return "";
  if (port == (scheme == "https" ? "443" : "80")) port.clear();
  return scheme + "://" + host + (port.empty() ? "" : ":" + port);
}

std::string Config::ConnectionString(const std::string& user) const {
  if (database_host.empty()) {
    throw std::runtime_error(
        "database.host: is missing: expected the folder of PostgreSQL's socket, or a host");
  }
  if (database_ca_file.empty() && !StaysHere(database_host)) {
    throw std::runtime_error("database.ca_file: is missing: database.host is '" + database_host +
                             "', and what goes to another machine goes over TLS: expected the "
                             "file of the authority that vouches for its certificate");
  }
  std::string tls;
  if (!database_ca_file.empty()) {
    tls = " sslmode=verify-full gssencmode=disable sslrootcert=" + Quoted(database_ca_file);
  }
  // An address of libpq's environment would lead elsewhere, whatever the host says.
  return "host=" + Quoted(database_host) + " hostaddr='' port=" + std::to_string(database_port) +
         " dbname=" + Quoted(database_name) + " user=" + Quoted(user) + tls +
         // Compiling a plan, or starting workers for it, takes longer than our statements should.
         " application_name=champions-server connect_timeout=5"
         " options='-c jit=off -c max_parallel_workers_per_gather=0'";
}

std::string Config::Dump() const {
  Config copy = *this;
  std::string dump;
  for (const auto& setting : SettingsOf(copy)) dump += setting.key + " = " + setting.show() + "\n";
  return dump;
}

Config Load(const std::string& path, const std::map<std::string, std::string>& overrides) {
  Config config;
  auto settings = SettingsOf(config);
  if (!path.empty()) ApplyFile(settings, path);
  for (auto& setting : settings) {
    if (const char* value = std::getenv(EnvironmentName(setting.key).c_str())) setting.set(value);
  }
  for (const auto& [key, value] : overrides) Apply(settings, key, value);
  return config;
}

}  // namespace champions::config
