#include "rpc/list_query.h"

#include <algorithm>

#include "base/refusal.h"
#include "base/text.h"

namespace champions::rpc {
namespace {

constexpr int kDefaultPageSize = 50;

const SortKey& ChooseOrder(const std::string& order_by, const std::vector<SortKey>& orders,
                           bool* descending) {
  std::string name = order_by;
  *descending = false;
  if (name.size() > 5 && name.compare(name.size() - 5, 5, " desc") == 0) {
    *descending = true;
    name.resize(name.size() - 5);
  } else if (name.size() > 4 && name.compare(name.size() - 4, 4, " asc") == 0) {
    name.resize(name.size() - 4);
  }
  if (name.empty()) return orders.front();
  std::vector<std::string> known;
  for (const auto& order : orders) {
    if (order.name == name) return order;
    known.push_back(order.name);
  }
  throw InvalidField("order_by", "is " + Quoted(order_by) + ": expected " + Join(known, " or ") +
                                     ", with ` desc` for descending");
}

}  // namespace

size_t PageRows(int page_size) {
  return static_cast<size_t>(page_size == 0 ? kDefaultPageSize : page_size);
}

void ListQuery::Where(const std::string& condition, const std::string& value) {
  if (value.empty()) return;
  parameters_.emplace_back(value);
  std::string with = condition;
  with.replace(with.find('?'), 1, "$" + std::to_string(parameters_.size()));
  conditions_.push_back(std::move(with));
}

void ListQuery::Where(const std::string& condition, const std::vector<std::string>& values) {
  if (values.empty()) return;
  Where(condition, *db::ToParameter(values));
}

std::string ListQuery::Statement(const SortKey& sort, bool descending, const Cursor* after,
                                 size_t limit) {
  if (after != nullptr) {
    parameters_.emplace_back(after->sort_value);
    parameters_.emplace_back(after->id);
    conditions_.push_back("(" + sort.expression + ", " + id_ + ")" + (descending ? " < " : " > ") +
                          "($" + std::to_string(parameters_.size() - 1) + "::" + sort.type + ", $" +
                          std::to_string(parameters_.size()) + "::" + id_type_ + ")");
  }
  std::string direction = descending ? " desc" : " asc";
  std::string statement = "select (" + sort.expression + ")::text as sort_value, (" + id_ +
                          ")::text as sort_id, " + select_.substr(std::string("select ").size());
  for (size_t i = 0; i < conditions_.size(); ++i) {
    statement += (i == 0 ? " where " : " and ") + conditions_[i];
  }
  return statement + " order by " + sort.expression + direction + ", " + id_ + direction +
         " limit " + std::to_string(limit);
}

db::Rows ListQuery::Run(Spine& spine, Call& call, db::Transaction& transaction,
                        const google::protobuf::Message& request, const Wanted& wanted,
                        const std::vector<SortKey>& orders, std::string* next_page_token) {
  bool descending = false;
  const SortKey& sort = ChooseOrder(wanted.order_by, orders, &descending);
  Cursor after;
  if (!wanted.page_token.empty()) {
    after = spine.page_tokens.Read(call.principal(), request, wanted.page_token);
  }
  size_t size = PageRows(wanted.page_size);
  auto statement =
      Statement(sort, descending, wanted.page_token.empty() ? nullptr : &after, size + 1);
  auto rows = transaction.ExecuteWith(statement, parameters_);
  if (rows.size() <= size) return rows;
  auto last = rows[size - 1];
  *next_page_token = spine.page_tokens.Make(call.principal(), request,
                                            {last.Text("sort_value"), last.Text("sort_id")});
  return rows.First(size);
}

}  // namespace champions::rpc
