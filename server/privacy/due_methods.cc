// What is due in all three registers.
#include "privacy/clock.h"
#include "privacy/privacy_service.h"
#include "privacy/privacy_sql.h"
#include "privacy/privacy_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::privacy {
namespace {

constexpr int kUsualDaysAhead = 31;

v1::PrivacyDue ToProto(const db::Row& row, const Moment& moment) {
  v1::PrivacyDue proto;
  proto.set_duty(rpc::FromLabel<v1::PrivacyDuty>(row.Text("duty")));
  proto.set_id(row.Text("id"));
  proto.set_code(row.Text("code"));
  proto.set_subject(row.Text("subject"));
  proto.set_due_on(row.Text("due_on"));
  if (row.Null("due_at_us")) {
    proto.set_overdue(proto.due_on() < moment.today);
  } else {
    rpc::SetTimestamp(row.Int64("due_at_us"), proto.mutable_due_at());
    proto.set_overdue(row.Int64("due_at_us") < moment.now_us);
  }
  return proto;
}

}  // namespace

grpc::Status PrivacyService::ListPrivacyDue(grpc::ServerContext* context,
                                            const v1::ListPrivacyDueRequest* request,
                                            v1::ListPrivacyDueResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto moment = store::Now(tx);
    int days_ahead = request->days_ahead() == 0 ? kUsualDaysAhead : request->days_ahead();
    rpc::ListQuery query(sql::kSelectDue, "d.id", "uuid");
    query.Where("d.due_on <= ?::date", DaysAfter(moment.today, days_ahead));
    for (auto row :
         query.Page(spine_, call, tx, *request, {{"due", "d.runs_out_at", "timestamptz"}},
                    response->mutable_next_page_token())) {
      *response->add_dues() = ToProto(row, moment);
    }
  });
}

}  // namespace champions::privacy
