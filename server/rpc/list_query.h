// A page of a list: keyset pagination over a slice's own select, with the filters that a request
// gives. A page costs the same wherever it is and however much there is (docs/adr/0006).
//
// Of a table that grows, the keys of a page are read first and then their rows: what changes in
// between is shown as it is then, at the place that it had; what is gone is left out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "rpc/call.h"
#include "rpc/page_token.h"
#include "rpc/serve.h"

namespace champions::rpc {

// An order that a list offers. `expression` is never NULL; `type` is how its text is read back.
struct SortKey {
  std::string name;        // in order_by, such as `occurred_on`
  std::string expression;  // such as `r.occurred_on`
  std::string type;        // such as `date`
};

// How many rows a page examines at most, beyond those it may show, for conditions without an index.
inline constexpr size_t kMostChecked = 800;

class ListQuery {
 public:
  // `select` is a statement that starts with "select " and ends in its FROM clause. `id` and
  // `id_type` break ties and must be unique, such as `r.id` and `uuid`.
  ListQuery(std::string_view select, std::string id, std::string id_type)
      : select_(select), id_(std::move(id)), id_type_(std::move(id_type)) {}

  // For a table that grows. The keys of a page are picked from it alone, part by part, each part
  // in the order of an index; what the select joins is joined to these rows only. So conditions
  // and orders may speak of this table alone: `table` is as in the select, such as `reach r`.
  void PartByOrganisation(const std::string& table, const std::string& code);
  // Also rows that belong to no organisation, for whoever sees everything.
  void PartByOrganisationOrNone(const std::string& table, const std::string& code);
  // Parts of another kind: one for each value, or one in all for a condition without `?`.
  void PartBy(const std::string& table, const std::string& condition,
              const std::vector<std::string>& values);

  // Adds a condition; `?` in it stands for the value. Left out where the value is empty. Rows of a
  // parted table are walked in order and checked, at most kMostChecked beyond a page: then a page
  // may be short, even empty, and have a token all the same.
  void Where(const std::string& condition, const std::string& value);
  void Where(const std::string& condition, const std::vector<std::string>& values);
  // One that an index serves in the orders named (every order: {}): the table's part, what the
  // condition compares with `=`, then the order. The first such is walked, the rest are checked,
  // so add the one that finds fewest rows first. A condition without `?` needs no value.
  void WhereIndexed(const std::string& condition, const std::string& value,
                    const std::vector<std::string>& orders);
  // A bound of the column that the order sorts by.
  void WhereRange(const std::string& condition, const std::string& value, const std::string& order);
  // Without a value.
  void Where(const std::string& condition);

  // The rows of one page and the token of the next ("" on the last). `orders` are those offered,
  // the first is the default. `request` must have page_size, page_token and order_by.
  template <class Request>
  db::Rows Page(Spine& spine, Call& call, db::Transaction& transaction, const Request& request,
                const std::vector<SortKey>& orders, std::string* next_page_token) {
    return Run(spine, call, transaction, request,
               {request.page_size(), request.page_token(), request.order_by()}, orders,
               next_page_token);
  }

 private:
  struct Wanted {
    int page_size;
    std::string page_token;
    std::string order_by;
  };
  enum Use { kChecked, kIndexed, kRange };
  struct Condition {
    std::string text;
    Use use;
    std::vector<std::string> orders;
  };
  // What a statement is made of once the order is known.
  struct Walk {
    const SortKey& sort;
    bool descending;
    size_t limit;
    std::string inside, checked;  // conditions, joined by `and`
  };

  db::Rows Run(Spine& spine, Call& call, db::Transaction& transaction,
               const google::protobuf::Message& request, const Wanted& wanted,
               const std::vector<SortKey>& orders, std::string* next_page_token);
  void Add(const std::string& condition, const std::string& value, Use use,
           const std::vector<std::string>& orders);
  Walk Plan(const SortKey& sort, bool descending, const Cursor* after, size_t limit);
  std::vector<std::string> Parts(const Call& call, db::Transaction& transaction);
  std::string Statement(const Walk& walk) const;
  db::Rows WholePage(db::Transaction& transaction, const Walk& walk, size_t size,
                     std::optional<Cursor>* next) const;
  db::Rows PartedPage(const Call& call, db::Transaction& transaction, const Walk& walk, size_t size,
                      std::optional<Cursor>* next);
  std::string RowsOfKeys() const;
  std::string KeysOfParts(const Walk& walk, const std::vector<std::string>& parts) const;
  std::string KeysByOrganisation(const Walk& walk) const;
  std::string Part(const Walk& walk, const std::string& condition) const;
  // The usual case, whose statement does not grow with the number of organisations.
  bool by_organisation() const { return part_condition_.empty() && !with_unowned_; }

  std::string select_, id_, id_type_;
  std::string table_, organisation_, part_condition_;  // organisation_: its code, may be empty
  bool with_unowned_ = false;
  std::vector<std::string> part_values_;
  size_t organisations_ = 0;
  std::vector<Condition> conditions_;
  std::vector<db::Parameter> parameters_;
};

// How many rows a page of this size shows: rows beyond it only say that there is a next page.
size_t PageRows(int page_size);

}  // namespace champions::rpc
