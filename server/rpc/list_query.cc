#include "rpc/list_query.h"

#include <algorithm>

#include "base/refusal.h"
#include "base/text.h"
#include "rpc/rpc_sql.h"

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

constexpr std::string_view kSelect = "select ";

// A column of `reach r`: `r.organisation_id`.
std::string OfTable(const std::string& table, const std::string& column) {
  return table.substr(table.find(' ') + 1) + "." + column;
}

}  // namespace

size_t PageRows(int page_size) {
  return static_cast<size_t>(page_size == 0 ? kDefaultPageSize : page_size);
}

void ListQuery::PartByOrganisation(const std::string& table, const std::string& code) {
  table_ = table;
  organisation_ = code;
}

void ListQuery::PartByOrganisationOrNone(const std::string& table, const std::string& code) {
  PartByOrganisation(table, code);
  with_unowned_ = true;
}

void ListQuery::PartBy(const std::string& table, const std::string& condition,
                       const std::vector<std::string>& values) {
  table_ = table;
  part_condition_ = condition;
  part_values_ = values;
}

void ListQuery::Add(const std::string& condition, const std::string& value, Use use,
                    const std::vector<std::string>& orders) {
  if (value.empty()) return;
  std::string with = condition;
  if (auto mark = with.find('?'); mark != std::string::npos) {
    parameters_.emplace_back(value);
    with.replace(mark, 1, "$" + std::to_string(parameters_.size()));
  }
  conditions_.push_back({std::move(with), use, orders});
}

void ListQuery::Where(const std::string& condition) {
  conditions_.push_back({condition, kChecked, {}});
}

void ListQuery::Where(const std::string& condition, const std::string& value) {
  Add(condition, value, kChecked, {});
}

void ListQuery::Where(const std::string& condition, const std::vector<std::string>& values) {
  if (values.empty()) return;
  Where(condition, *db::ToParameter(values));
}

void ListQuery::WhereIndexed(const std::string& condition, const std::string& value,
                             const std::vector<std::string>& orders) {
  Add(condition, value, kIndexed, orders);
}

void ListQuery::WhereRange(const std::string& condition, const std::string& value,
                           const std::string& order) {
  Add(condition, value, kRange, {order});
}

ListQuery::Walk ListQuery::Plan(const SortKey& sort, bool descending, const Cursor* after,
                                size_t limit) {
  Walk walk{sort, descending, limit, "", ""};
  auto add = [](std::string& to, const std::string& text) {
    to += (to.empty() ? "" : " and ") + text;
  };
  bool walked = false;
  for (const auto& [text, use, orders] : conditions_) {
    bool served = use != kChecked &&
                  (orders.empty() || std::count(orders.begin(), orders.end(), sort.name) > 0);
    if (use == kIndexed && served) {
      served = !walked;
      walked = true;
    }
    add(table_.empty() || served ? walk.inside : walk.checked, text);
  }
  if (after != nullptr) {
    parameters_.emplace_back(after->sort_value);
    parameters_.emplace_back(after->id);
    add(walk.inside, "(" + sort.expression + ", " + id_ + ")" + (descending ? " < " : " > ") +
                         "($" + std::to_string(parameters_.size() - 1) + "::" + sort.type + ", $" +
                         std::to_string(parameters_.size()) + "::" + id_type_ + ")");
  }
  return walk;
}

// A condition for each part. None: there is nothing to list.
std::vector<std::string> ListQuery::Parts(const Call& call, db::Transaction& transaction) {
  std::string condition = part_condition_;
  std::vector<std::string> values = part_values_;
  std::vector<std::string> parts;
  // Also makes the transaction keep its plans: with many parts, making one costs more than a page.
  auto organisations = transaction.Execute(sql::kListParts, organisation_);
  if (condition.empty()) {
    condition = OfTable(table_, "organisation_id") + " = ?::int";
    for (auto row : organisations) values.push_back(row.Text("id"));
    if (with_unowned_ && organisation_.empty() && call.principal().sees_everything()) {
      parts.push_back(OfTable(table_, "organisation_id") + " is null");
    }
  }
  auto mark = condition.find('?');
  if (mark == std::string::npos) return {condition};
  for (const auto& value : values) {
    parameters_.emplace_back(value);
    parts.push_back(condition);
    parts.back().replace(mark, 1, "$" + std::to_string(parameters_.size()));
  }
  return parts;
}

std::string ListQuery::Statement(const Walk& walk) const {
  std::string direction = walk.descending ? " desc" : " asc";
  std::string statement = "select (" + walk.sort.expression + ")::text as sort_value, (" + id_ +
                          ")::text as sort_id, " + select_.substr(kSelect.size());
  if (!walk.inside.empty()) statement += " where " + walk.inside;
  return statement + " order by " + walk.sort.expression + direction + ", " + id_ + direction +
         " limit " + std::to_string(walk.limit);
}

// The keys in order, merged from the parts as far as they are asked for. Each part has the order
// itself: only then does the planner merge them instead of sorting them all.
std::string ListQuery::Keys(const Walk& walk, const std::vector<std::string>& parts) const {
  std::string direction = walk.descending ? " desc" : " asc";
  // The id twice would hide from the planner that an index gives this order.
  std::string order = walk.sort.expression == id_
                          ? " order by id" + direction
                          : " order by sort" + direction + ", id" + direction;
  std::string keys;
  for (const auto& part : parts) {
    if (!keys.empty()) keys += " union all ";
    keys += "(select " + OfTable(table_, "organisation_id") + ", " + id_ + " as id, " +
            walk.sort.expression + " as sort, " +
            (walk.checked.empty() ? "true" : "(" + walk.checked + ")") + " as matches from " +
            table_ + " where " + part + (walk.inside.empty() ? "" : " and " + walk.inside) + order +
            ")";
  }
  return parts.size() == 1 ? keys : keys + order;
}

std::string ListQuery::PartedStatement(const Walk& walk,
                                       const std::vector<std::string>& parts) const {
  std::string direction = walk.descending ? " desc" : " asc";
  std::string keys = Keys(walk, parts);
  std::string limit = " limit " + std::to_string(walk.limit);
  if (walk.checked.empty()) {
    keys = "select keys.*, false as stops from (" + keys + limit + ") keys";
  } else {
    // Where the walk stopped is told even if that row does not match, for the next page.
    std::string most = std::to_string(kMostChecked + walk.limit);
    keys =
        "select organisation_id, id, sort, coalesce(matches, false) as matches, place = " + most +
        " as stops from (select walked.*, row_number() over () as place from (" + keys + " limit " +
        most + ") walked) examined where matches or place = " + most + limit;
  }
  std::string same = "page.id = " + id_;
  // Rows that may belong to no organisation are known by their id alone.
  if (!with_unowned_ && part_condition_.empty())
    same += " and page.organisation_id = " + OfTable(table_, "organisation_id");
  return "select page.sort::text as sort_value, page.id::text as sort_id, page.matches, "
         "page.stops, " +
         select_.substr(kSelect.size()) + " join (" + keys + ") page on " + same +
         " order by page.sort" + direction + ", page.id" + direction;
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
  auto walk = Plan(sort, descending, wanted.page_token.empty() ? nullptr : &after, size + 1);
  auto next_after = [&](const db::Row& last) {
    *next_page_token = spine.page_tokens.Make(call.principal(), request,
                                              {last.Text("sort_value"), last.Text("sort_id")});
  };
  std::vector<std::string> parts;
  if (!table_.empty()) {
    parts = Parts(call, transaction);
    if (parts.empty()) return db::Rows();
  }
  auto rows = transaction.ExecuteWith(
      table_.empty() ? Statement(walk) : PartedStatement(walk, parts), parameters_);
  if (rows.size() > size) {
    next_after(rows[size - 1]);
    return rows.First(size);
  }
  if (table_.empty() || rows.empty()) return rows;
  auto last = rows[rows.size() - 1];
  if (last.Bool("stops")) next_after(last);
  return last.Bool("matches") ? rows : rows.First(rows.size() - 1);
}

}  // namespace champions::rpc
