#include "app/instance_key.h"

#include <filesystem>
#include <stdexcept>

#include "app/app_sql.h"

namespace champions::app {

std::string InstanceKeyFile(const config::Config& config) {
  if (!config.instance_key_file.empty() || config.pepper_file.empty()) {
    return config.instance_key_file;
  }
  return std::filesystem::path(config.pepper_file).parent_path() / "instance-key";
}

void UseInstanceKey(db::Transaction& transaction, sealing::Vault* vault) {
  auto wrong = transaction.ExecuteMaybe(sql::kRegisterInstanceKey, vault->key_names());
  if (wrong && wrong->Bool("is_retired")) {
    throw std::runtime_error("secrets.instance_key_file: its first line, the instance key " +
                             wrong->Text("name") +
                             ", was given up by `champions-server rekey`: put the line that "
                             "replaced it first");
  }
  if (wrong) {
    throw std::runtime_error(
        "secrets.instance_key_file: personal data was sealed with the instance key " +
        wrong->Text("name") + ", which is not in the file: restore the file from its copy");
  }
  auto stored = transaction.ExecuteMaybe(sql::kFindIndexKey);
  if (!stored) {
    transaction.Execute(sql::kInsertIndexKey, vault->FirstIndexKey());
    stored = transaction.ExecuteMaybe(sql::kFindIndexKey);
  }
  vault->UseIndexKey(stored->Text("wrapped"));
}

void UseInstanceKey(db::Pool& pool, sealing::Vault* vault) {
  db::Transaction transaction(
      pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(30)));
  UseInstanceKey(transaction, vault);
  transaction.Commit();
}

}  // namespace champions::app
