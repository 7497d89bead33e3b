#include "champions/erasure.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "champions/champions_sql.h"
#include "sealing/person.h"

namespace champions::champions {
namespace {

using Json = nlohmann::ordered_json;

// In the audit of the database, of what no key asked for.
constexpr const char* kNoKey = "00000000-0000-0000-0000-000000000000";

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (char c : text) {
    switch (c) {
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

// `given_name` as `Given name`.
std::string Words(std::string key) {
  for (char& c : key) {
    if (c == '_') c = ' ';
  }
  if (!key.empty()) key[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(key[0])));
  return Escaped(key);
}

bool IsEmpty(const Json& json) {
  return json.is_null() || json.empty() || (json.is_string() && json.get<std::string>().empty());
}

std::string ValueOf(const Json& json) {
  if (json.is_string()) return Escaped(json.get<std::string>());
  if (json.is_boolean()) return json.get<bool>() ? "yes" : "no";
  if (!json.is_structured()) return Escaped(json.dump());
  std::string html = json.is_array() ? "<ul>" : "<dl>";
  for (const auto& [key, value] : json.items()) {
    if (json.is_array()) {
      html += "<li>" + ValueOf(value) + "</li>\n";
    } else if (!IsEmpty(value)) {
      html += "<dt>" + Words(key) + "</dt><dd>" + ValueOf(value) + "</dd>\n";
    }
  }
  return html + (json.is_array() ? "</ul>\n" : "</dl>\n");
}

// Of a table's row: each of its sealed columns, and nothing of its indexes.
void OpenColumns(const sealing::DataKey& key, Json* row) {
  if (!row->is_object()) return;
  for (const char* index : {"name_index", "email_index", "phone_index"}) row->erase(index);
  for (auto& [column, value] : row->items()) {
    if (value.is_string()) value = key.Open(column, value.get<std::string>());
    if (column != "languages" || !value.is_array()) continue;
    sealing::Equality equality{.languages = value.get<std::vector<std::string>>()};
    sealing::Open(key, &equality);
    value = equality.languages;
  }
}

}  // namespace

void NoteErasure(const std::string& file, const Erasure& erasure) {
  if (file.empty()) return;
  Json line = {{"at", static_cast<int64_t>(std::time(nullptr))},
               {"organisation_id", erasure.organisation_id},
               {"champion", erasure.champion_id}};
  // A line that was not written to its end is ended by the next.
  std::string text = "\n" + line.dump() + "\n";
  int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    throw std::runtime_error("privacy.erasures_file: " + file + ": " + std::strerror(errno));
  }
  bool good = write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
              fsync(descriptor) == 0;
  good = close(descriptor) == 0 && good;
  if (!good) throw std::runtime_error("privacy.erasures_file: " + file + " cannot be written");
}

int ReplayErasures(db::Transaction& tx, const std::string& file) {
  std::ifstream in(file);
  std::vector<int> organisations;
  std::vector<std::string> champions;
  std::string line;
  while (std::getline(in, line)) {
    auto json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("champion")) continue;
    organisations.push_back(json.at("organisation_id"));
    champions.push_back(json.at("champion"));
  }
  if (champions.empty()) return 0;
  int erased = 0;
  sealing::OpenEquality(tx);
  for (auto row : tx.Execute(sql::kNotErased, organisations, champions)) {
    tx.ExecuteOne(sql::kEraseChampion, row.Int("organisation_id"), row.Text("champion_id"),
                  "erased before a restore", kNoKey, db::Parameter());
    ++erased;
  }
  return erased;
}

std::string OpenedSubjectData(const sealing::Vault& vault, const sealing::Owner& owner,
                              const std::string& text) {
  auto json = Json::parse(text);
  if (json.at("key").is_string()) {
    auto key = vault.KeyOf(owner, json.at("key").get<std::string>());
    OpenColumns(key, &json.at("person"));
    OpenColumns(key, &json.at("equality_answers"));
    for (auto& version : json.at("earlier_versions")) OpenColumns(key, &version.at("data"));
  }
  json.erase("key");
  for (auto& reach : json.at("reach")) {
    if (reach.at("note_key").is_string()) {
      auto key = vault.KeyOf(sealing::OwnerOfNote(reach.at("id").get<std::string>()),
                             reach.at("note_key").get<std::string>());
      reach.at("note") = key.Open("note", reach.at("note").get<std::string>());
    }
    reach.erase("note_key");
  }
  return json.dump();
}

std::string WithOtherRecords(const std::string& text, const std::vector<std::string>& others) {
  if (others.empty()) return text;
  auto json = Json::parse(text);
  auto& records = json["other_records_of_the_person"] = Json::array();
  for (const auto& other : others) records.push_back(Json::parse(other));
  return json.dump();
}

std::string SubjectPage(const std::string& text) {
  auto json = Json::parse(text);
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>What is held on you</title>\n<style>body { font: 1rem/1.5 Arial, sans-serif; "
      "max-width: 50rem; margin: 2rem auto; padding: 0 1rem; } dt { font-weight: bold; } dd { "
      "margin: "
      "0 0 .5rem 1rem; } h2 { border-top: 1px solid #6f777b; padding-top: 1rem; }</style>\n"
      "</head>\n<body>\n<main>\n<h1>What is held on you</h1>\n";
  for (const auto& [key, value] : json.items()) {
    html += "<h2>" + Words(key) + "</h2>\n";
    html += IsEmpty(value) ? std::string("<p>Nothing.</p>\n") : ValueOf(value);
  }
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace champions::champions
