#include "changes/change_reader.h"

#include <algorithm>

#include "base/refusal.h"
#include "changes/change_store.h"

namespace champions::changes {
namespace {

Refusal WrongCursor() {
  return InvalidField("cursor",
                      "was not made for this caller and filter: expected the cursor of the answer "
                      "before, with the same filter, by a credential with the same role, "
                      "organisations and scopes; or none, and the lists read again");
}

Refusal NoLongerKept(const std::string& why) {
  return Refusal(Code::kOutOfRange, "CHANGES_NO_LONGER_KEPT",
                 why + ": start with NOW, and read the lists again");
}

Refusal NotSettled() {
  Refusal refusal(Code::kUnavailable, "CHANGES_NOT_SETTLED",
                  "a long transaction, such as an import, has been under way since before this "
                  "server started: try again when it is over");
  refusal.retry_after = std::chrono::seconds(5);
  return refusal;
}

}  // namespace

Reader::Reader(const rpc::PageTokens& tokens, const auth::Principal& principal, Wanted wanted)
    : tokens_(tokens), wanted_(std::move(wanted)) {
  view_.kinds = KindsOf(principal, wanted_.kinds);
  view_.binding = BindingOf(principal, wanted_.organisations, wanted_.kinds);
  view_.is_filtered = !wanted_.organisations.empty();
  if (wanted_.cursor.empty()) return;
  auto text = tokens.OpenFor(view_.binding, wanted_.cursor);
  if (!text) throw WrongCursor();
  position_ = PositionOf(*text);
}

void Reader::Place(db::Transaction& transaction, const Settled& settled) {
  if (view_.is_filtered) {
    size_t unknown = 0;
    auto ids = store::FindOrganisations(transaction, wanted_.organisations, &unknown);
    if (!ids) {
      throw NotFoundAt("organisations[" + std::to_string(unknown) + "]", "organisation",
                       wanted_.organisations[unknown]);
    }
    view_.organisation_ids = *ids;
  }
  auto feed = store::FeedOf(transaction);
  if (!wanted_.cursor.empty()) {
    // No cursor is ahead of the last number that was given, unless that was in another past.
    if (position_.feed != feed || position_.number > settled.last) {
      throw NoLongerKept("the database was restored since this cursor was made");
    }
  } else if (wanted_.from_now) {
    if (!settled.up_to) throw NotSettled();
    position_ = {feed, *settled.up_to};
  } else {
    position_ = {feed, store::RemovedUpTo(transaction)};
  }
  is_placed_ = true;
}

Reader::Page Reader::Read(db::Transaction& transaction, const Settled& settled, size_t limit) {
  if (!is_placed_) Place(transaction, settled);
  Page page;
  page.changes = store::Read(transaction, view_, position_.number,
                             settled.up_to.value_or(position_.number), limit, &page.reached);
  if (store::RemovedUpTo(transaction) > position_.number) {
    throw NoLongerKept("changes after this cursor are not kept any more");
  }
  return page;
}

std::string Reader::Cursor() const { return tokens_.SealFor(view_.binding, ToText(position_)); }

}  // namespace champions::changes
