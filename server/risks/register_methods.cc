// The register as a whole: imported from a paper, checked, and drawn as a grid.
#include <map>

#include "base/refusal.h"
#include "risks/risk_import.h"
#include "risks/risk_proto.h"
#include "risks/risk_service.h"
#include "risks/risk_store.h"
#include "risks/risks_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::risks {
namespace {

constexpr const char* kKind = "risk";

// What all rows do, or a Refusal that names everything that is wrong with them.
std::vector<Planned> PlanRows(db::Transaction& tx, const std::vector<Row>& rows) {
  auto violations = CheckNumbers(rows);
  if (!violations.empty()) throw InvalidFields(std::move(violations));
  std::vector<int> numbers;
  for (const auto& row : rows) numbers.push_back(row.number);
  std::map<int, Risk> stored;
  for (auto& risk : store::LockAll(tx, numbers)) stored.emplace(risk.number, risk);
  auto today = store::Today(tx);
  std::vector<Planned> planned;
  for (size_t i = 0; i < rows.size(); ++i) {
    auto found = stored.find(rows[i].number);
    planned.push_back(
        PlanRow(rows[i], found == stored.end() ? std::nullopt : std::optional<Risk>(found->second),
                "rows[" + std::to_string(i) + "]", today, &violations));
  }
  if (!violations.empty()) throw InvalidFields(std::move(violations));
  return planned;
}

void Apply(rpc::Call& call, db::Transaction& tx, const Planned& planned) {
  if (planned.effect == "UNCHANGED") return;
  std::string id = planned.risk.id;
  if (planned.effect == "CREATED") {
    // Nobody else gives out numbers meanwhile.
    id = store::Insert(tx, planned.risk).value();
  }
  if (planned.appended) {
    store::Append(tx, id, *planned.appended, planned.risk.direction,
                  {call.principal().key_id, call.principal().user_id});
  }
  if (planned.effect == "AMENDED") store::Update(tx, planned.risk);
  store::InsertActions(tx, id, planned.new_actions, "", "");
  call.Audit({.object_kind = kKind, .object = id});
}

}  // namespace

grpc::Status RiskService::ImportRisks(grpc::ServerContext* context,
                                      const v1::ImportRisksRequest* request,
                                      v1::ImportRisksResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    std::vector<Row> rows;
    for (const auto& row : request->rows()) rows.push_back(FromProto(row));
    store::LockNumbers(tx);
    std::map<std::string, int> effects;
    for (const auto& planned : PlanRows(tx, rows)) {
      Apply(call, tx, planned);
      ++effects[planned.effect];
      auto* result = response->add_results();
      result->set_number(planned.risk.number);
      result->set_effect(rpc::FromLabel<v1::RiskRowEffect>(planned.effect));
    }
    response->set_created(effects["CREATED"]);
    response->set_amended(effects["AMENDED"]);
    response->set_unchanged(effects["UNCHANGED"]);
  });
}

grpc::Status RiskService::CheckRisks(grpc::ServerContext* context,
                                     const v1::CheckRisksRequest* request,
                                     v1::CheckRisksResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto as_at = request->as_at().empty() ? store::Today(tx) : request->as_at();
    rpc::ListQuery query(sql::kSelectRisks, "r.id", "uuid");
    query.Where("r.state = 'OPEN'");
    std::vector<Risk> risks;
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"number", "r.number", "int"}, {"score", "r.score", "int"}},
                               response->mutable_next_page_token())) {
      risks.push_back(store::FromRow(row));
    }
    store::LoadActions(tx, &risks);
    for (const auto& risk : risks) {
      for (const auto& finding : CheckFindings(risk, as_at)) {
        *response->add_findings() = ToProto(finding);
      }
    }
  });
}

grpc::Status RiskService::GetRiskGrid(grpc::ServerContext* context,
                                      const v1::GetRiskGridRequest* request,
                                      v1::GetRiskGridResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    std::map<std::pair<int, int>, std::vector<int>> numbers;
    for (auto& cell : store::CountGrid(tx, rpc::Label(request->kind()), request->workstream())) {
      numbers[{cell.impact, cell.probability}] = std::move(cell.numbers);
    }
    for (int impact = 1; impact <= 4; ++impact) {
      for (int probability = 1; probability <= 4; ++probability) {
        auto* cell = response->add_cells();
        cell->set_impact(impact);
        cell->set_probability(probability);
        cell->set_score(impact * probability);
        cell->set_escalated(cell->score() >= kEscalatedScore);
        for (int number : numbers[{impact, probability}]) cell->add_numbers(number);
        cell->set_count(cell->numbers_size());
        response->set_risks(response->risks() + cell->count());
        if (cell->escalated()) response->set_escalated(response->escalated() + cell->count());
      }
    }
  });
}

}  // namespace champions::risks
