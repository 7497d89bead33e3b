#include "budgets/budget_service.h"

#include <set>

#include "base/refusal.h"
#include "budgets/budget_store.h"
#include "budgets/budgets_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::budgets {
namespace {

constexpr const char* kKind = "budget line";
constexpr size_t kMostErrors = 20;

v1::BudgetLine ToProto(const Line& line) {
  v1::BudgetLine proto;
  proto.set_id(line.id);
  proto.set_year(line.year);
  proto.set_name(line.name);
  proto.set_kind(rpc::FromLabel<v1::BudgetLineKind>(line.kind));
  proto.set_amount_pence(line.amount_pence);
  proto.set_note(line.note);
  proto.set_state(rpc::FromLabel<v1::BudgetLineState>(line.state));
  proto.set_void_reason(line.void_reason);
  proto.set_etag(rpc::Etag(line.version));
  rpc::SetTimestamp(line.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(line.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set, the year in its one form.
Line FromProto(const v1::BudgetLine& proto) {
  Line line = {.year = CheckYear("budget_line.year", proto.year()),
               .kind = rpc::Label(proto.kind()),
               .name = proto.name(),
               .amount_pence = proto.amount_pence(),
               .note = proto.note()};
  CheckAmount("budget_line.amount_pence", line.kind, line.amount_pence);
  return line;
}

v1::Budget ToProto(const Budget& budget) {
  v1::Budget proto;
  proto.set_year(budget.year);
  proto.set_contributions_pence(budget.contributions_pence);
  proto.set_carry_forward_pence(budget.carry_forward_pence);
  proto.set_total_pence(budget.total_pence());
  proto.set_committed_pence(budget.committed_pence);
  proto.set_spent_pence(budget.spent_pence);
  proto.set_headroom_pence(budget.headroom_pence());
  proto.set_overspent_pence(budget.overspent_pence());
  if (budget.printed) {
    proto.mutable_printed_total()->set_name(budget.printed->name);
    proto.mutable_printed_total()->set_amount_pence(budget.printed->amount_pence);
  }
  for (const auto& commitment : budget.commitments) {
    auto* row = proto.add_commitments();
    row->set_name(commitment.name);
    row->set_committed_pence(commitment.committed_pence);
    row->set_spent_pence(commitment.spent_pence);
    row->set_overspent_pence(commitment.overspent_pence());
  }
  return proto;
}

template <class Response>
void AddFindings(const Budget& budget, Response* response) {
  for (const auto& finding : FindingsOf(budget)) {
    auto* proto = response->add_findings();
    proto->set_subject(finding.subject);
    proto->set_field(finding.field);
    proto->set_printed(finding.printed);
    proto->set_computed(finding.computed);
    proto->set_explanation(finding.explanation);
  }
}

Line LockFor(db::Transaction& tx, const std::string& id, const std::string& etag) {
  auto current = store::Lock(tx, id);
  if (!current) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, current->version, kKind, id);
  return *current;
}

std::string Described(const Line& line) { return line.year + " " + line.kind + " " + line.name; }

BudgetFile ReadRows(const v1::ImportBudgetRequest& request) {
  std::vector<RowText> rows;
  for (const auto& row : request.rows()) {
    rows.push_back({row.year(), row.name(), row.kind(), row.amount_gbp()});
  }
  auto file = ReadBudget(rows);
  if (file.errors.empty()) return file;
  auto count = file.errors.size();
  if (count > kMostErrors) file.errors.resize(kMostErrors);
  throw InvalidFields(std::move(file.errors)).With("errors", std::to_string(count));
}

void Count(store::Put put, v1::ImportBudgetResponse* response) {
  if (put == store::Put::kCreated) response->set_created(response->created() + 1);
  if (put == store::Put::kAmended) response->set_amended(response->amended() + 1);
  if (put == store::Put::kUnchanged) response->set_unchanged(response->unchanged() + 1);
}

}  // namespace

grpc::Status BudgetService::CreateBudgetLine(grpc::ServerContext* context,
                                             const v1::CreateBudgetLineRequest* request,
                                             v1::CreateBudgetLineResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto line = FromProto(request->budget_line());
    auto id = store::Insert(tx, line);
    if (!id) throw AlreadyExists(kKind, Described(line));
    call.Audit({.object_kind = kKind, .object = *id});
    *response->mutable_budget_line() = ToProto(*store::Get(tx, *id));
  });
}

grpc::Status BudgetService::GetBudgetLine(grpc::ServerContext* context,
                                          const v1::GetBudgetLineRequest* request,
                                          v1::GetBudgetLineResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::Get(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_budget_line() = ToProto(*found);
  });
}

grpc::Status BudgetService::ListBudgetLines(grpc::ServerContext* context,
                                            const v1::ListBudgetLinesRequest* request,
                                            v1::ListBudgetLinesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectLines, "l.id", "uuid");
    auto year = request->year().empty() ? "" : CheckYear("year", request->year());
    query.Where("l.year = ?", year);
    query.Where("l.kind = any (?::budget_line_kind[])",
                rpc::Labels<v1::BudgetLineKind>(request->kinds()));
    query.Where("l.state = ?::budget_line_state", rpc::Label(request->state()));
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"year", "l.year", "text"},
                                {"name", "l.name", "text"},
                                {"amount_pence", "l.amount_pence", "bigint"}},
                               response->mutable_next_page_token())) {
      *response->add_budget_lines() = ToProto(store::FromRow(row));
    }
  });
}

grpc::Status BudgetService::UpdateBudgetLine(grpc::ServerContext* context,
                                             const v1::UpdateBudgetLineRequest* request,
                                             v1::UpdateBudgetLineResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->budget_line();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::BudgetLine::descriptor());
    auto current = LockFor(tx, given.id(), given.etag());
    if (current.state != "ACTIVE") {
      throw Refusal(Code::kFailedPrecondition, "LINE_VOIDED",
                    "the budget line '" + current.name + "' is voided: add another")
          .With("id", current.id);
    }
    auto merged = ToProto(current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.id = current.id;
    if (store::NameTaken(tx, changed)) throw AlreadyExists(kKind, Described(changed));
    store::Update(tx, changed);
    call.Audit(
        {.object_kind = kKind, .object = changed.id, .fields = {fields.begin(), fields.end()}});
    *response->mutable_budget_line() = ToProto(*store::Get(tx, changed.id));
  });
}

grpc::Status BudgetService::VoidBudgetLine(grpc::ServerContext* context,
                                           const v1::VoidBudgetLineRequest* request,
                                           v1::VoidBudgetLineResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockFor(tx, request->id(), request->etag());
    store::Void(tx, current, StateAfterVoid(current.state), request->reason());
    call.Audit({.object_kind = kKind, .object = current.id, .fields = {"state", "void_reason"}});
    *response->mutable_budget_line() = ToProto(*store::Get(tx, current.id));
  });
}

grpc::Status BudgetService::GetBudget(grpc::ServerContext* context,
                                      const v1::GetBudgetRequest* request,
                                      v1::GetBudgetResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto year = CheckYear("year", request->year());
    *response->mutable_budget() = ToProto(store::GetBudget(tx, year));
  });
}

grpc::Status BudgetService::ImportBudget(grpc::ServerContext* context,
                                         const v1::ImportBudgetRequest* request,
                                         v1::ImportBudgetResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto file = ReadRows(*request);
    std::set<std::string> years;
    for (const auto& line : file.lines) {
      years.insert(line.year);
      Count(store::PutLine(tx, line), response);
    }
    for (const auto& total : file.printed) {
      years.insert(total.year);
      Count(store::PutPrintedTotal(tx, total), response);
    }
    call.Audit({.object_kind = kKind,
                .object = "",
                .objects = static_cast<int64_t>(file.lines.size() + file.printed.size())});
    for (const auto& year : years) AddFindings(store::GetBudget(tx, year), response);
  });
}

grpc::Status BudgetService::CheckBudget(grpc::ServerContext* context,
                                        const v1::CheckBudgetRequest* request,
                                        v1::CheckBudgetResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    std::vector<std::string> years;
    if (request->year().empty()) {
      years = store::PrintedYears(tx);
    } else {
      years.push_back(CheckYear("year", request->year()));
    }
    for (const auto& year : years) AddFindings(store::GetBudget(tx, year), response);
  });
}

}  // namespace champions::budgets
