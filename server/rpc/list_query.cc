#include "rpc/list_query.h"

#include <algorithm>

#include "base/refusal.h"
#include "base/text.h"
#include "rpc/rpc_sql.h"

namespace champions::rpc {
namespace {

constexpr int kDefaultPageSize = 50;
// Of each organisation, however many there are.
constexpr size_t kLeastChecked = 32;

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

// A condition for each part, or one that holds for each in turn. None: there is nothing to list.
std::vector<std::string> ListQuery::Parts(const Call& call, db::Transaction& transaction) {
  std::string condition = part_condition_;
  std::vector<std::string> values = part_values_;
  std::vector<std::string> parts;
  // Also makes the transaction keep its plans: with many parts, making one costs more than a page.
  auto organisations = transaction.Execute(sql::kListParts, organisation_);
  if (condition.empty()) {
    condition = OfTable(table_, "organisation_id") + " = ?::int";
    for (auto row : organisations) values.push_back(row.Text("id"));
    if (by_organisation()) {
      organisations_ = values.size();
      if (values.empty()) return {};
      parameters_.push_back(db::ToParameter(values));
      return {OfTable(table_, "organisation_id") + " = o.id"};
    }
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

// The keys of one part, in order.
std::string ListQuery::Part(const Walk& walk, const std::string& condition) const {
  std::string direction = walk.descending ? " desc" : " asc";
  // The id twice would hide from the planner that an index gives this order.
  std::string order = walk.sort.expression == id_
                          ? " order by id" + direction
                          : " order by sort" + direction + ", id" + direction;
  return "select " + OfTable(table_, "organisation_id") + ", " + id_ + " as id, " +
         walk.sort.expression + " as sort, " +
         (walk.checked.empty() ? "true" : "coalesce(" + walk.checked + ", false)") +
         " as matches from " + table_ + " where " + condition +
         (walk.inside.empty() ? "" : " and " + walk.inside) + order;
}

// Each organisation gives the first of its keys. Where there are conditions to check, more of them
// than the page shows; the keys of all are good up to the first that was the last of its part, and
// there the walk stops. That is told even if that row does not match, for the next page.
std::string ListQuery::KeysByOrganisation(const Walk& walk) const {
  std::string direction = walk.descending ? " desc" : " asc";
  std::string order = " order by sort" + direction + ", id" + direction;
  std::string limit = " limit " + std::to_string(walk.limit);
  std::string parts = " from unnest($" + std::to_string(parameters_.size()) +
                      "::int[]) as o (id) cross join lateral ";
  std::string condition = OfTable(table_, "organisation_id") + " = o.id";
  if (walk.checked.empty()) {
    return "select part.*, false as stops" + parts + "(" + Part(walk, condition) + limit +
           ") part" + order + limit;
  }
  std::string most =
      std::to_string(walk.limit + std::max<size_t>(kMostChecked / organisations_, kLeastChecked));
  std::string walked = "select part.*" + parts + "(select keys.*, row_number() over () = " + most +
                       " as stops from (" + Part(walk, condition) + " limit " + most +
                       ") keys) part";
  return "select organisation_id, id, sort, matches, stops from (select walked.*, count(*) filter "
         "(where stops) over (order by sort" +
         direction + ", id" + direction +
         " rows between unbounded preceding and 1 preceding) as stopped from (" + walked +
         ") walked) examined where stopped = 0 and (matches or stops)" + order + limit;
}

// The same of parts of another kind: merged as far as they are asked for. Each part has the order
// itself: only then does the planner merge them instead of sorting them all.
std::string ListQuery::KeysOfParts(const Walk& walk, const std::vector<std::string>& parts) const {
  std::string direction = walk.descending ? " desc" : " asc";
  std::string limit = " limit " + std::to_string(walk.limit);
  std::string keys;
  for (const auto& part : parts) {
    keys += (keys.empty() ? "(" : " union all (") + Part(walk, part) + ")";
  }
  if (parts.size() > 1) {
    keys += walk.sort.expression == id_ ? " order by id" + direction
                                        : " order by sort" + direction + ", id" + direction;
  }
  if (walk.checked.empty()) {
    return "select keys.*, false as stops from (" + keys + limit + ") keys";
  }
  std::string most = std::to_string(kMostChecked + walk.limit);
  return "select organisation_id, id, sort, matches, place = " + most +
         " as stops from (select walked.*, row_number() over () as place from (" + keys +
         " limit " + most + ") walked) examined where matches or place = " + most + limit;
}

// The page's rows of a parted table by their keys, in the order of these. It is the same text for
// every page of a list, so its plan, the larger part of what a page's plans cost, is made once.
std::string ListQuery::RowsOfKeys() const {
  std::string same = "page.id = " + id_;
  // Rows that may belong to no organisation are known by their id alone.
  if (!with_unowned_ && part_condition_.empty())
    same += " and page.organisation_id = " + OfTable(table_, "organisation_id");
  return select_ + " join unnest($1::int[], $2::" + id_type_ +
         "[]) with ordinality as page (organisation_id, id, place) on " + same +
         " order by page.place";
}

// Keys first, then their rows.
db::Rows ListQuery::PartedPage(const Call& call, db::Transaction& transaction, const Walk& walk,
                               size_t size, std::optional<Cursor>* next) {
  auto parts = Parts(call, transaction);
  if (parts.empty()) return db::Rows();
  std::string direction = walk.descending ? " desc" : " asc";
  auto keys = transaction.ExecuteBuilt(
      "select page.organisation_id, page.id::text as id, page.sort::text as sort, page.matches, "
      "page.stops from (" +
          (by_organisation() ? KeysByOrganisation(walk) : KeysOfParts(walk, parts)) +
          ") page order by page.sort" + direction + ", page.id" + direction,
      parameters_);
  std::vector<db::Parameter> organisations;
  std::vector<std::string> ids;
  for (auto key : keys.First(size)) {
    if (!key.Bool("matches")) break;  // the last, where the walk stopped
    organisations.push_back(db::NullIfEmpty(key.Text("organisation_id")));
    ids.push_back(key.Text("id"));
  }
  if (keys.size() > size || (!keys.empty() && keys[keys.size() - 1].Bool("stops"))) {
    auto last = keys[std::min(keys.size(), size) - 1];
    *next = Cursor{last.Text("sort"), last.Text("id")};
  }
  if (ids.empty()) return db::Rows();
  return transaction.Execute(RowsOfKeys(), organisations, ids);
}

db::Rows ListQuery::WholePage(db::Transaction& transaction, const Walk& walk, size_t size,
                              std::optional<Cursor>* next) const {
  auto rows = transaction.ExecuteBuilt(Statement(walk), parameters_);
  if (rows.size() <= size) return rows;
  auto last = rows[size - 1];
  *next = Cursor{last.Text("sort_value"), last.Text("sort_id")};
  return rows.First(size);
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
  std::optional<Cursor> next;
  auto rows = table_.empty() ? WholePage(transaction, walk, size, &next)
                             : PartedPage(call, transaction, walk, size, &next);
  if (next) *next_page_token = spine.page_tokens.Make(call.principal(), request, *next);
  return rows;
}

}  // namespace champions::rpc
