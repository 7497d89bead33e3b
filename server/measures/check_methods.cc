#include "measures/measure_convert.h"
#include "measures/measure_service.h"
#include "measures/measure_store.h"
#include "measures/measures_sql.h"
#include "rpc/list_query.h"

namespace champions::measures {

grpc::Status MeasureService::ListHeadlines(grpc::ServerContext* context,
                                           const v1::ListHeadlinesRequest* request,
                                           v1::ListHeadlinesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectHeadlines, "h.id", "uuid");
    for (auto row : query.Page(spine_, call, tx, *request, {{"as_at", "h.as_at", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_headlines() = ToProto(store::HeadlineFromRow(row));
    }
  });
}

grpc::Status MeasureService::CheckMeasures(grpc::ServerContext* context,
                                           const v1::CheckMeasuresRequest* request,
                                           v1::CheckMeasuresResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    bool all = request->number() == 0;
    auto findings = FindingsOf(all ? store::All(tx) : store::OfNumbers(tx, {request->number()}));
    // Someone who sees some organisations would hold a part of the count against the whole.
    bool sees_everything = call.principal().sees_everything();
    response->set_headlines_left_out(all && !sees_everything);
    if (all && sees_everything) {
      for (const auto& headline : store::Headlines(tx)) {
        auto counted = store::CountToDate(tx, headline.programme, headline.as_at);
        auto more = FindingsOf(headline, counted);
        findings.insert(findings.end(), more.begin(), more.end());
      }
    }
    response->set_finding_count(static_cast<int64_t>(findings.size()));
    AddFindings(findings, response);
  });
}

}  // namespace champions::measures
