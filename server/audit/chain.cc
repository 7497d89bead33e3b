#include "audit/chain.h"

#include <deque>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "audit/audit_sql.h"
#include "auth/token.h"
#include "base/text.h"

namespace champions::audit {
namespace {

using Json = nlohmann::ordered_json;

// The line of an event: what its block's hash is over. Fields keep their order and their form for
// ever, since the hashes of old blocks are over them.
std::string LineOf(const db::Row& row) {
  Json line = {{"organisation_id", row.Int64("organisation_id")},
               {"written_by", row.Int64("written_by")},
               {"id", row.Text("id")},
               {"recorded_at_us", row.Int64("recorded_at_us")},
               {"key", row.Text("key_id")},
               {"user", row.Text("user_id")},
               {"method", row.Text("method")},
               {"object_kind", row.Text("object_kind")},
               {"object", row.Text("object")},
               {"objects", row.Int64("objects")},
               {"fields", row.TextArray("fields")},
               {"request_id", row.Text("request_id")},
               {"address", row.Text("address")},
               {"outcome", row.Text("outcome")}};
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

struct Run {
  int64_t number = 0, from_writer = 0, to_writer = 0;
};

Run RunFromRow(const db::Row& row) {
  return {row.Int64("number"), row.Int64("from_writer"), row.Int64("to_writer")};
}

// The events of a run, an organisation's after another's, a page in memory.
void ForEachEvent(db::Transaction& tx, const Run& run,
                  const std::function<void(int organisation_id, const std::string& line)>& take) {
  tx.ForEachPage(sql::kSelectRunEvents,
                 {db::ToParameter(run.from_writer), db::ToParameter(run.to_writer)},
                 [&](const db::Rows& rows) {
                   for (auto row : rows) take(row.Int("organisation_id"), LineOf(row));
                 });
}

// A block while its events come in, and then until all blocks of its run are written.
class Block {
 public:
  Block(db::Transaction& tx, int organisation_id) : organisation_id_(organisation_id) {
    std::string before(32, '\0');
    if (auto last = tx.ExecuteMaybe(sql::kLastBlock, organisation_id)) {
      number_ = last->Int64("number") + 1;
      before = last->Bytes("hash");
    }
    hash_.Add(ToHex(before) + "\n");
  }

  int organisation_id() const { return organisation_id_; }
  void Add(const std::string& line) {
    hash_.Add(line);
    ++events_;
  }
  void Insert(db::Transaction& tx, int64_t run) {
    tx.Execute(sql::kInsertBlock, organisation_id_, number_, run, events_,
               db::Bytes(hash_.Finish()));
  }

 private:
  int organisation_id_;
  int64_t number_ = 1, events_ = 0;
  auth::Sha256Stream hash_;
};

}  // namespace

int64_t CloseBlocks(db::Transaction& tx) {
  auto begun = tx.ExecuteMaybe(sql::kBeginRun);
  if (!begun) return 0;
  auto run = RunFromRow(*begun);
  std::deque<Block> blocks;
  int64_t events = 0;
  ForEachEvent(tx, run, [&](int organisation_id, const std::string& line) {
    if (blocks.empty() || blocks.back().organisation_id() != organisation_id) {
      blocks.emplace_back(tx, organisation_id);
    }
    blocks.back().Add(line);
    ++events;
  });
  // A run without events would be one more row every other second. Written last: who follows
  // changes waits for transactions that write, and this may have read for minutes.
  if (events > 0) tx.Execute(sql::kInsertRun, run.number, run.from_writer, run.to_writer);
  for (auto& block : blocks) block.Insert(tx, run.number);
  return events;
}

void ExportChains(db::Transaction& tx, const Sink& sink) {
  auto line = [&](const Json& json) { sink(json.dump() + "\n"); };
  int64_t last = tx.ExecuteOne(sql::kLastRun).Int64("number");
  line({{"format", "champions-audit-1"}, {"last_run", last}});
  int64_t events = 0;
  for (int64_t number = 0; number < last;) {
    for (auto row : tx.Execute(sql::kSelectRuns, number)) {
      auto run = RunFromRow(row);
      number = run.number;
      line({{"run", run.number}, {"from_writer", run.from_writer}, {"to_writer", run.to_writer}});
      ForEachEvent(tx, run, [&](int, const std::string& event) {
        sink(event);
        ++events;
      });
      for (auto block : tx.Execute(sql::kSelectBlocksOfRun, run.number)) {
        line({{"block", block.Int64("number")},
              {"organisation_id", block.Int64("organisation_id")},
              {"events", block.Int64("events")},
              {"hash", ToHex(block.Bytes("hash"))}});
      }
    }
  }
  line({{"end", last}, {"events", events}});
}

}  // namespace champions::audit
