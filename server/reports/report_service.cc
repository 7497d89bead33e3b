#include "reports/report_service.h"

#include <algorithm>
#include <map>

#include "base/refusal.h"
#include "base/text.h"
#include "reports/report_store.h"
#include "rpc/convert.h"
#include "rpc/hot_call.h"
#include "rpc/list_query.h"
#include "rpc/totals.h"

namespace champions::reports {
namespace {

Selection ToSelection(const std::string& quarter, const v1::TotalsFilters& filters) {
  return {.quarter = *ParseQuarter(quarter),
          .organisations = {filters.organisations().begin(), filters.organisations().end()},
          .programmes = {filters.programmes().begin(), filters.programmes().end()}};
}

// Who manages some programmes sees figures by programme: where none is named, of all of theirs. Of
// one who sees some organisations as a whole besides, a sum over everything would be neither the
// programme's nor the organisation's, so that has to be said.
void SettleProgrammes(const auth::Principal& principal, Selection& selection) {
  if (principal.programme_ids.empty() || !selection.programmes.empty()) return;
  const auto& whole = principal.organisation_codes;
  auto is_whole = [&](const auto& code) {
    return std::find(whole.begin(), whole.end(), code) != whole.end();
  };
  const auto& named = selection.organisations;
  if (!named.empty() && std::all_of(named.begin(), named.end(), is_whole)) return;
  if (!whole.empty()) {
    throw InvalidField("filters", "names neither: expected programmes (you manage " +
                                      Join(principal.programme_codes, ", ") +
                                      ") or organisations that you see as a whole (" +
                                      Join(whole, ", ") + ")");
  }
  selection.programmes = principal.programme_codes;
}

// The past never changes: waits for writers that could still record something by that instant.
void Settle(rpc::Call& call, db::Transaction& tx, int64_t instant_us) {
  store::Settle(tx, instant_us, std::min(store::kMostSettleWaitMs, call.remaining_ms() / 2));
}

template <class Request>
bool GroupsBy(const Request& request, v1::TotalsGroup group) {
  const auto& groups = request.group_by();
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

v1::Totals ToProto(const TotalsRow& row) {
  v1::Totals proto;
  proto.set_organisation(row.organisation);
  proto.set_programme(row.programme);
  rpc::SetFigures(row.in_quarter, row.to_date, &proto);
  return proto;
}

store::Question ToQuestion(const v1::GetTotalsRequest& request, const auth::Principal& principal) {
  return {.selection = ToSelection(request.quarter(), request.filters()),
          .by_organisation = GroupsBy(request, v1::TOTALS_GROUP_ORGANISATION),
          .by_programme = GroupsBy(request, v1::TOTALS_GROUP_PROGRAMME),
          .sees_everything = principal.every_organisation(),
          .visible = principal.organisation_ids};
}

void Fill(const v1::GetTotalsRequest& request, const store::Question& question,
          const TotalsAnswer& answer, v1::GetTotalsResponse* response) {
  response->set_quarter(request.quarter());
  response->set_from(FormatDate(question.selection.quarter.from));
  response->set_to(FormatDate(question.selection.quarter.to));
  response->set_definitions(kDefinitions);
  rpc::SetTimestamp(answer.as_known_at_us, response->mutable_as_known_at());
  for (const auto& row : answer.rows) {
    *(row.is_total ? response->mutable_total() : response->add_rows()) = ToProto(row);
  }
}

// A partner of joint work may have no figure of its own: then it gets a row for this one.
void AddContributed(db::Transaction& tx, const Selection& selection,
                    v1::GetTotalsResponse* response) {
  std::map<std::string, v1::Totals> rows;
  for (const auto& row : response->rows()) rows[row.organisation()] = row;
  for (const auto& [organisation, people] : store::ContributedTo(tx, selection)) {
    auto [in_quarter, to_date] = people;
    if (to_date == 0 && !rows.count(organisation)) continue;
    auto& row = rows[organisation];
    row.set_organisation(organisation);
    row.set_contributed_to(in_quarter);
    row.set_contributed_to_to_date(to_date);
  }
  response->clear_rows();
  for (auto& [organisation, row] : rows) *response->add_rows() = std::move(row);
}

void CheckContributed(const v1::GetTotalsRequest& request, const store::Question& question) {
  if (!request.include_contributed_to()) return;
  bool by_organisation_alone = question.by_organisation && !question.by_programme;
  if (by_organisation_alone && !request.has_as_known_at()) return;
  throw InvalidField("include_contributed_to",
                     "is set: expected group_by ORGANISATION alone, as now known");
}

}  // namespace

grpc::ServerUnaryReactor* ReportService::GetTotals(grpc::CallbackServerContext* context,
                                                   const v1::GetTotalsRequest* request,
                                                   v1::GetTotalsResponse* response) {
  auto start = [this, request, response](rpc::Call call, rpc::HotCall* hot) {
    auto question = ToQuestion(*request, call.principal());
    CheckContributed(*request, question);
    SettleProgrammes(call.principal(), question.selection);
    bool of_programmes = !call.principal().programme_ids.empty();
    if (request->has_as_known_at()) {
      question.selection.as_known_at_us = rpc::ToMicros(request->as_known_at());
      hot->InTransactionLater(std::move(call), false, [=](rpc::Call& call, db::Transaction& tx) {
        Settle(call, tx, *question.selection.as_known_at_us);
        Fill(*request, question,
             store::PastTotals(tx, question.selection, question.by_organisation,
                               question.by_programme),
             response);
      });
    } else if (request->include_contributed_to() || of_programmes) {
      hot->InTransactionLater(std::move(call), false, [=](rpc::Call& call, db::Transaction& tx) {
        auto run = [&](std::string_view statement, const std::vector<db::Parameter>& values) {
          return tx.ExecuteWith(statement, values);
        };
        Fill(*request, question, store::Totals(run, {question}, call.remaining_ms()).front(),
             response);
        if (request->include_contributed_to()) AddContributed(tx, question.selection, response);
      });
    } else {
      group_.Ask(call.principal().key_id,
                 {question, call.deadline(), [hot] { return hot->cancelled(); },
                  [=](const TotalsAnswer* answer, const std::optional<Refusal>& refusal) {
                    if (answer != nullptr) Fill(*request, question, *answer, response);
                    hot->Complete(refusal);
                  }});
    }
  };
  auto has_room = [this](const auth::Principal& principal) { return group_.HasRoom(principal); };
  return rpc::HotCall::Serve(spine_, context, request, response, has_room, start);
}

grpc::Status ReportService::ExplainTotal(grpc::ServerContext* context,
                                         const v1::ExplainTotalRequest* request,
                                         v1::ExplainTotalResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto selection = ToSelection(request->quarter(), request->filters());
    SettleProgrammes(call.principal(), selection);
    std::optional<store::ExplainAfter> after;
    if (!request->page_token().empty()) {
      auto cursor = spine_.page_tokens.Read(call.principal(), *request, request->page_token());
      after = {cursor.sort_value, cursor.id};
    }
    if (request->has_as_known_at()) {
      selection.as_known_at_us = rpc::ToMicros(request->as_known_at());
      Settle(call, tx, *selection.as_known_at_us);
    }
    size_t size = rpc::PageRows(request->page_size());
    auto figure = static_cast<Figure>(request->field() - 1);
    auto explanation = store::Explain(tx, selection, figure, request->to_date(), after,
                                      static_cast<int>(size) + 1);
    response->set_total(explanation.total);
    for (size_t i = 0; i < std::min(size, explanation.rows.size()); ++i) {
      const auto& row = explanation.rows[i];
      auto* record = response->add_records();
      record->set_kind(row.kind);
      record->set_id(row.id);
      record->set_on(row.on);
      record->set_organisation(row.organisation);
      record->set_programme(row.programme);
      record->set_value(row.value);
      record->set_external_id(row.external_id);
    }
    if (explanation.rows.size() > size) {
      const auto& last = explanation.rows[size - 1];
      response->set_next_page_token(
          spine_.page_tokens.Make(call.principal(), *request, {last.on, last.id}));
    }
  });
}

grpc::Status ReportService::CountCertified(grpc::ServerContext* context,
                                           const v1::CountCertifiedRequest* request,
                                           v1::CountCertifiedResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    Selection selection;
    selection.organisations = {request->filters().organisations().begin(),
                               request->filters().organisations().end()};
    selection.programmes = {request->filters().programmes().begin(),
                            request->filters().programmes().end()};
    SettleProgrammes(call.principal(), selection);
    response->set_on(request->on());
    for (const auto& row : store::CountCertified(tx, request->on(), selection,
                                                 GroupsBy(*request, v1::TOTALS_GROUP_ORGANISATION),
                                                 GroupsBy(*request, v1::TOTALS_GROUP_PROGRAMME))) {
      if (row.is_total) {
        response->set_certified(row.certified);
        continue;
      }
      auto* count = response->add_rows();
      count->set_organisation(row.organisation);
      count->set_programme(row.programme);
      count->set_certified(row.certified);
    }
  });
}

}  // namespace champions::reports
