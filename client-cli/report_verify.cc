// `champions report verify`: whether a publication's folder is what was signed. Needs no server.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "client-cli/core/digest.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/shell.h"
#include "client-cli/report_files.h"

namespace champions::cli {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> kBeside = {"manifest.json", "manifest.json.sig", "public-key.pem"};

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw Failure(ExitStatus::kNotFound, path.string() + ": cannot be read");
  return text.str();
}

void CheckFile(const fs::path& folder, const nlohmann::json& file, Verified* verified) {
  const std::string name = file.at("name");
  const fs::path path = folder / name;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    verified->problems.push_back(name + ": is missing");
    return;
  }
  ++verified->files;
  const std::string bytes = ReadFile(path);
  if (bytes.size() != file.at("bytes").get<std::size_t>() ||
      HexSha256(bytes) != file.at("sha256").get<std::string>()) {
    verified->problems.push_back(name + ": is not what was published");
  }
}

// What nobody signed does not belong there.
void CheckNothingElse(const fs::path& folder, const std::set<std::string>& known,
                      Verified* verified) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory()) continue;
    const std::string name = fs::relative(entry.path(), folder).generic_string();
    if (known.count(name) == 0 && kBeside.count(name) == 0) {
      verified->problems.push_back(name + ": is not in the manifest");
    }
  }
}

void RunVerify(Shell* shell, const std::string& folder, const std::string& key_file) {
  const Verified verified = VerifyFolder(folder, key_file);
  Output& output = shell->output();
  const Json result{{"ok", verified.problems.empty()},
                    {"quarter", verified.quarter},
                    {"id", verified.id},
                    {"key", verified.key},
                    {"files", verified.files},
                    {"not_here", verified.not_here},
                    {"problems", verified.problems}};
  if (output.for_people()) {
    output.Line(verified.quarter + ", publication " + verified.id);
    output.Line(std::to_string(verified.files) + " files checked, signed by key " + verified.key);
    if (verified.not_here > 0) {
      output.Line("The internal edition is not in this folder: " +
                  std::to_string(verified.not_here) + " files could not be checked.");
    }
  } else {
    output.Object(result);
  }
  if (key_file.empty()) {
    shell->Note(
        "checked with the key in the folder itself; to know who signed, compare its fingerprint "
        "with `champions report key`, or give --public-key");
  }
  if (verified.problems.empty()) return;
  std::string all;
  for (const auto& problem : verified.problems) all += "\n  " + problem;
  throw Failure(ExitStatus::kOther, "this is not what was published:" + all);
}

}  // namespace

Verified VerifyFolder(const std::string& folder, const std::string& public_key_file) {
  Verified verified;
  const fs::path root(folder);
  const std::string manifest = ReadFile(root / "manifest.json");
  const std::string signature = ReadFile(root / "manifest.json.sig");
  const PublicKey key(
      ReadFile(public_key_file.empty() ? root / "public-key.pem" : fs::path(public_key_file)));
  verified.key = key.Fingerprint();
  if (!key.Holds(manifest, signature)) {
    // Nothing that an unsigned manifest says is worth checking.
    verified.problems.push_back("manifest.json: its signature is not of this key");
    return verified;
  }
  const auto json = nlohmann::json::parse(manifest);
  verified.id = json.at("id");
  verified.quarter = json.at("quarter");
  if (json.at("key") != verified.key) {
    verified.problems.push_back("manifest.json: names another key");
  }
  const bool has_internal = fs::exists(root / "internal");
  std::set<std::string> known;
  for (const auto& file : json.at("files")) {
    const std::string name = file.at("name");
    known.insert(name);
    // Whoever may not see every organisation is not given the internal edition.
    if (!has_internal && name.rfind("internal/", 0) == 0) {
      ++verified.not_here;
    } else {
      CheckFile(root, file, &verified);
    }
  }
  CheckNothingElse(root, known, &verified);
  return verified;
}

void AddReportVerify(CLI::App* report, Shell* shell) {
  struct Command {
    std::string folder, key_file;
  };
  CLI::App* app = report->add_subcommand(
      "verify", "Whether a publication's folder is what was signed; needs no server");
  auto command = std::make_shared<Command>();
  app->add_option("DIR", command->folder, "The folder")->required();
  app->add_option("--public-key", command->key_file,
                  "The key to trust, such as `champions report key` printed it; that of the folder "
                  "where not given")
      ->type_name("FILE");
  app->callback([shell, command] {
    shell->action = [shell, command] { RunVerify(shell, command->folder, command->key_file); };
  });
}

}  // namespace champions::cli
