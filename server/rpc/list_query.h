// A page of a list: keyset pagination over a slice's own select, with the filters that a request
// gives. No OFFSET: a page costs the same wherever it is.
#pragma once

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

class ListQuery {
 public:
  // `select` is a statement that starts with "select " and ends in its FROM clause. `id` and
  // `id_type` break ties and must be unique, such as `r.id` and `uuid`.
  ListQuery(std::string_view select, std::string id, std::string id_type)
      : select_(select), id_(std::move(id)), id_type_(std::move(id_type)) {}

  // Adds a condition; `?` in it stands for the value. Left out where the value is empty.
  void Where(const std::string& condition, const std::string& value);
  void Where(const std::string& condition, const std::vector<std::string>& values);
  // Without a value.
  void Where(const std::string& condition) { conditions_.push_back(condition); }

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
  db::Rows Run(Spine& spine, Call& call, db::Transaction& transaction,
               const google::protobuf::Message& request, const Wanted& wanted,
               const std::vector<SortKey>& orders, std::string* next_page_token);
  std::string Statement(const SortKey& sort, bool descending, const Cursor* after, size_t limit);

  std::string select_, id_, id_type_;
  std::vector<std::string> conditions_;
  std::vector<db::Parameter> parameters_;
};

// How many rows a page of this size shows: rows beyond it only say that there is a next page.
size_t PageRows(int page_size);

}  // namespace champions::rpc
