#include "returns/return_service.h"

#include "base/refusal.h"
#include "returns/return_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"
#include "rpc/totals.h"

namespace champions::returns {
namespace {

constexpr const char* kKind = "return";

v1::Return ToProto(const Return& one, const Quarter& quarter) {
  v1::Return proto;
  proto.set_organisation(one.organisation);
  proto.set_quarter(one.quarter);
  proto.set_state(rpc::FromLabel<v1::ReturnState>(one.state));
  rpc::SetFigures(one.in_quarter, one.to_date, proto.mutable_figures());
  proto.set_etag(EtagOf(one));
  proto.set_commentary(one.commentary);
  proto.set_reason(one.reason);
  if (one.submitted) {
    rpc::SetFigures(one.submitted_in_quarter, one.submitted_to_date,
                    proto.mutable_submitted_figures());
    rpc::SetTimestamp(one.submitted_at_us, proto.mutable_submit_time());
    proto.set_changed_since_submission(one.changed_since_submission());
  }
  proto.set_due_on(FormatDate(DueOn(quarter)));
  proto.set_due(IsDue(one, quarter));
  proto.set_overdue(proto.due() && DueOn(quarter) < one.today);
  return proto;
}

v1::ReturnStep ToProto(const Step& step) {
  v1::ReturnStep proto;
  proto.set_verb(step.verb);
  proto.set_state(rpc::FromLabel<v1::ReturnState>(step.state));
  proto.set_comment(step.comment);
  for (const auto& [check, text] : step.justifications) {
    (*proto.mutable_justifications())[check] = text;
  }
  rpc::SetFigures(step.in_quarter, step.to_date, proto.mutable_figures());
  proto.set_by(step.by);
  rpc::SetTimestamp(step.at_us, proto.mutable_at());
  return proto;
}

v1::Return WithSteps(db::Transaction& tx, const Return& one, const Quarter& quarter) {
  auto proto = ToProto(one, quarter);
  for (const auto& step : store::Steps(tx, one, quarter)) *proto.add_steps() = ToProto(step);
  return proto;
}

template <class Request>
Return LockOrRefuse(db::Transaction& tx, const Request& request, const Quarter& quarter) {
  auto found = store::Lock(tx, request.organisation(), quarter);
  if (!found) throw NotFound("organisation", request.organisation());
  if (!request.etag().empty() && request.etag() != EtagOf(*found)) {
    throw EtagMismatch(kKind, request.organisation() + " " + request.quarter());
  }
  return *found;
}

// `ApproveReturn` is written down as Approve.
std::string VerbOf(const std::string& method) {
  auto name = method.substr(method.find('/') + 1);
  return name.substr(0, name.size() - std::string("Return").size());
}

// What is the same in every step; `change` may refuse, or set what else changes.
template <class Request, class Change>
v1::Return TakeStep(rpc::Call& call, db::Transaction& tx, const Request& request, Change change) {
  auto quarter = *ParseQuarter(request.quarter());
  auto one = LockOrRefuse(tx, request, quarter);
  Step step{.verb = VerbOf(call.method().name), .comment = request.comment()};
  one.state = step.state = StateAfter(step.verb + "Return", one.state);
  change(one, quarter, step);
  step.in_quarter = one.in_quarter;
  step.to_date = one.to_date;
  store::Take(tx, one, quarter, call.principal(), step);
  call.Audit({.object_kind = kKind,
              .object = one.organisation + " " + one.quarter,
              .organisation_id = one.organisation_id,
              .fields = {"state"}});
  return WithSteps(tx, *store::Get(tx, one.organisation, quarter), quarter);
}

}  // namespace

grpc::Status ReturnService::GetReturn(grpc::ServerContext* context,
                                      const v1::GetReturnRequest* request,
                                      v1::GetReturnResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto quarter = *ParseQuarter(request->quarter());
    auto found = store::Get(tx, request->organisation(), quarter);
    if (!found) throw NotFound("organisation", request->organisation());
    *response->mutable_return_() = WithSteps(tx, *found, quarter);
  });
}

grpc::Status ReturnService::ListReturns(grpc::ServerContext* context,
                                        const v1::ListReturnsRequest* request,
                                        v1::ListReturnsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto quarter =
        request->quarter().empty() ? store::LastQuarter(tx) : *ParseQuarter(request->quarter());
    auto select = store::SelectReturns(quarter), state = store::StateExpression(quarter);
    rpc::ListQuery query(select, "o.code", "text");
    query.Where("o.code = ?", request->organisation());
    query.Where(state + " = any (?::text[])", rpc::Labels<v1::ReturnState>(request->states()));
    if (request->due()) {
      query.Where(state + " in ('OPEN', 'RETURNED', 'REOPENED')");
      query.Where("date '" + FormatDate(quarter.to) +
                  "' < (clock_timestamp() at time zone 'Europe/London')::date");
    }
    for (auto row : query.Page(spine_, call, tx, *request, {{"organisation", "o.code", "text"}},
                               response->mutable_next_page_token())) {
      *response->add_returns() = ToProto(store::FromRow(row), quarter);
    }
  });
}

grpc::Status ReturnService::CheckReturn(grpc::ServerContext* context,
                                        const v1::CheckReturnRequest* request,
                                        v1::CheckReturnResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto quarter = *ParseQuarter(request->quarter());
    auto found = store::Get(tx, request->organisation(), quarter);
    if (!found) throw NotFound("organisation", request->organisation());
    for (const auto& check : store::Checks(tx, found->organisation_id, quarter)) {
      auto* proto = response->add_checks();
      proto->set_id(check.id);
      proto->set_message(check.message);
      proto->set_record_count(check.record_count);
      for (const auto& record : check.records) {
        auto* one = proto->add_records();
        one->set_kind(record.kind);
        one->set_id(record.id);
        one->set_external_id(record.external_id);
        one->set_on(record.on);
        one->set_organisation(found->organisation);
        one->set_programme(record.programme);
        one->set_value(record.value);
      }
    }
    response->set_etag(EtagOf(*found));
  });
}

grpc::Status ReturnService::SubmitReturn(grpc::ServerContext* context,
                                         const v1::SubmitReturnRequest* request,
                                         v1::SubmitReturnResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto submit = [&](Return& one, const Quarter& quarter, Step& step) {
      CheckOver(one, quarter);
      step.justifications = {request->justifications().begin(), request->justifications().end()};
      CheckJustified(store::Checks(tx, one.organisation_id, quarter), step.justifications,
                     request->comment());
      one.commentary = request->comment();
      one.submitted = true;
      one.submitted_in_quarter = one.in_quarter;
      one.submitted_to_date = one.to_date;
    };
    *response->mutable_return_() = TakeStep(call, tx, *request, submit);
  });
}

grpc::Status ReturnService::SendBackReturn(grpc::ServerContext* context,
                                           const v1::SendBackReturnRequest* request,
                                           v1::SendBackReturnResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto send_back = [&](Return& one, const Quarter&, Step&) { one.reason = request->comment(); };
    *response->mutable_return_() = TakeStep(call, tx, *request, send_back);
  });
}

grpc::Status ReturnService::ApproveReturn(grpc::ServerContext* context,
                                          const v1::ApproveReturnRequest* request,
                                          v1::ApproveReturnResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto approve = [](Return& one, const Quarter&, Step&) { CheckUnchanged(one); };
    *response->mutable_return_() = TakeStep(call, tx, *request, approve);
  });
}

grpc::Status ReturnService::LockReturn(grpc::ServerContext* context,
                                       const v1::LockReturnRequest* request,
                                       v1::LockReturnResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    // Whoever is writing now may not have seen that the quarter is closed; what they write is in
    // the figures that are compared.
    store::StopTheLedger(tx);
    auto lock = [](Return& one, const Quarter&, Step&) { CheckUnchanged(one); };
    *response->mutable_return_() = TakeStep(call, tx, *request, lock);
  });
}

grpc::Status ReturnService::ReopenReturn(grpc::ServerContext* context,
                                         const v1::ReopenReturnRequest* request,
                                         v1::ReopenReturnResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto reopen = [&](Return& one, const Quarter&, Step&) { one.reason = request->comment(); };
    *response->mutable_return_() = TakeStep(call, tx, *request, reopen);
  });
}

}  // namespace champions::returns
