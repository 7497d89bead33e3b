// One caller's way through the feed, from a cursor on.
#pragma once

#include <string>
#include <vector>

#include "changes/change.h"
#include "changes/horizon.h"
#include "db/transaction.h"
#include "rpc/page_token.h"

namespace champions::changes {

class Reader {
 public:
  // Refuses what is wanted and may not be, and a cursor that is not this caller's.
  Reader(const rpc::PageTokens& tokens, const auth::Principal& principal, Wanted wanted);

  struct Page {
    std::vector<Change> changes;
    int64_t reached = 0;
  };
  // The next changes, `limit` at most, of what is settled. Changes nothing, so that a transaction
  // may be run again: Take moves on.
  Page Read(db::Transaction& transaction, const Settled& settled, size_t limit);
  void Take(const Page& page) { position_.number = page.reached; }

  std::string Cursor() const;
  // Whether there may be more to read of what is settled.
  bool IsBehind(const Settled& settled) const {
    return !is_placed_ || (settled.up_to && position_.number < *settled.up_to);
  }

 private:
  // Finds where to begin, and what the filter names.
  void Place(db::Transaction& transaction, const Settled& settled);

  const rpc::PageTokens& tokens_;
  const Wanted wanted_;
  View view_;
  Position position_;
  bool is_placed_ = false;
};

}  // namespace champions::changes
