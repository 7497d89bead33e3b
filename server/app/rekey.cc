#include "app/rekey.h"

#include <functional>
#include <stdexcept>
#include <thread>

#include "app/app_sql.h"
#include "db/transaction.h"

namespace champions::app {
namespace {

using Work = std::function<void(db::Transaction&)>;

constexpr int kTimeoutMs = 600'000;
constexpr int kKeysAtOnce = 1000;
constexpr auto kLongestTransaction = std::chrono::minutes(10);
constexpr const char* kLeastUuid = "00000000-0000-0000-0000-000000000000";

void AsOwner(db::Pool& pool, const Work& work) {
  db::Transaction transaction(
      pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  transaction.ExecuteScript("set local role champions_owner");
  transaction.Execute(sql::kSeeAllPeople, kTimeoutMs);
  work(transaction);
  transaction.Commit();
}

void RetireOthers(db::Pool& pool, const std::string& in_force) {
  AsOwner(pool, [&](db::Transaction& transaction) {
    if (transaction.ExecuteOne(sql::kRetireInstanceKeys, in_force).Bool("is_in_force")) return;
    throw std::runtime_error(
        "secrets.instance_key_file: no server was started with its first "
        "line, the instance key " +
        in_force + ": start all of them with it, then run this again");
  });
}

// What began before the others were retired may still wrap by them: until those have ended there is
// no last one.
void WaitForTransactions(db::Pool& pool) {
  std::vector<std::string> before;
  AsOwner(pool, [&](db::Transaction& transaction) {
    before = transaction.ExecuteOne(sql::kTransactionsUnderWay).TextArray("transactions");
  });
  auto until = std::chrono::steady_clock::now() + kLongestTransaction;
  for (int64_t number = 1; number > 0;) {
    AsOwner(pool, [&](db::Transaction& transaction) {
      number = transaction.ExecuteOne(sql::kTransactionsStillUnderWay, before).Int64("number");
    });
    if (number > 0 && std::chrono::steady_clock::now() > until) {
      throw std::runtime_error(
          "a transaction, such as an import, is under way that began before: "
          "run this again when it has ended");
    }
    if (number > 0) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

// A note's key is bound to its record alone (OwnerOfNote), a champion's to the organisation too.
std::string WrapAnew(const sealing::Vault& vault, int organisation, const std::string& owner,
                     const std::string& wrapped) {
  try {
    return vault.WrapAnew({organisation, owner}, wrapped);
  } catch (const std::runtime_error&) {
    return vault.WrapAnew(sealing::OwnerOfNote(owner), wrapped);
  }
}

int64_t WrapDataKeys(db::Pool& pool, const sealing::Vault& vault) {
  int64_t done = 0;
  int organisation = 0;
  std::string owner = kLeastUuid;
  for (bool more = true; more;) {
    AsOwner(pool, [&](db::Transaction& transaction) {
      std::vector<int> organisations;
      std::vector<std::string> owners, wrapped;
      for (auto row : transaction.Execute(sql::kKeysWrappedOtherwise, vault.key_names().front(),
                                          organisation, owner, kKeysAtOnce)) {
        organisations.push_back(row.Int("organisation_id"));
        owners.push_back(row.Text("owner_id"));
        wrapped.push_back(
            WrapAnew(vault, organisations.back(), owners.back(), row.Text("wrapped")));
      }
      more = !owners.empty();
      if (!more) return;
      transaction.Execute(sql::kUpdateDataKeys, organisations, owners, wrapped);
      organisation = organisations.back();
      owner = owners.back();
      done += static_cast<int64_t>(owners.size());
    });
  }
  return done;
}

int64_t WrapAnswerKeys(db::Pool& pool, const sealing::Vault& vault) {
  int64_t done = 0;
  std::string key = kLeastUuid, request = kLeastUuid;
  for (bool more = true; more;) {
    AsOwner(pool, [&](db::Transaction& transaction) {
      std::vector<std::string> keys, requests, wrapped;
      for (auto row : transaction.Execute(sql::kAnswerKeysWrappedOtherwise,
                                          vault.key_names().front(), key, request, kKeysAtOnce)) {
        keys.push_back(row.Text("key_id"));
        requests.push_back(row.Text("request_id"));
        wrapped.push_back(vault.WrapAnew(sealing::OwnerOfAnswer(keys.back(), requests.back()),
                                         row.Text("wrapped")));
      }
      more = !keys.empty();
      if (!more) return;
      transaction.Execute(sql::kUpdateAnswerKeys, keys, requests, wrapped);
      key = keys.back();
      request = requests.back();
      done += static_cast<int64_t>(keys.size());
    });
  }
  return done;
}

}  // namespace

Rekeyed Rekey(const std::string& connection_string, const sealing::Vault& vault) {
  db::Pool pool({.connection = connection_string, .size = 1});
  RetireOthers(pool, vault.key_names().front());
  WaitForTransactions(pool);
  Rekeyed rekeyed;
  rekeyed.keys = WrapDataKeys(pool, vault) + WrapAnswerKeys(pool, vault);
  AsOwner(pool, [&](db::Transaction& transaction) {
    auto index_key = transaction.ExecuteOne(sql::kFindIndexKey).Text("wrapped");
    transaction.Execute(sql::kUpdateIndexKey,
                        vault.WrapAnew(sealing::OwnerOfIndexKey(), index_key));
    for (auto row : transaction.Execute(sql::kRemoveRetiredKeys)) {
      rekeyed.given_up.push_back(row.Text("name"));
    }
  });
  return rekeyed;
}

}  // namespace champions::app
