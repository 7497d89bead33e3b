#include "base/refusal.h"
#include "funding/funding_service.h"
#include "funding/funding_sql.h"
#include "funding/funding_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::funding {
namespace {

constexpr const char* kKind = "award";

v1::Award ToProto(const Award& award) {
  v1::Award proto;
  proto.set_id(award.id);
  proto.set_external_id(award.external_id);
  proto.set_organisation(award.organisation);
  proto.set_fund(award.fund);
  proto.set_programme(award.programme);
  proto.set_title(award.title);
  proto.set_amount_pence(award.amount_pence);
  proto.set_awarded_on(award.awarded_on);
  proto.set_starts_on(award.starts_on);
  proto.set_ends_on(award.ends_on);
  proto.set_state(rpc::FromLabel<v1::AwardState>(award.state));
  proto.set_paid_pence(award.paid_pence);
  proto.set_etag(rpc::Etag(award.version));
  rpc::SetTimestamp(award.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(award.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set.
Award FromProto(const v1::Award& proto) {
  return {.id = proto.id(),
          .external_id = proto.external_id(),
          .organisation = proto.organisation(),
          .fund = proto.fund(),
          .programme = proto.programme(),
          .title = proto.title(),
          .amount_pence = proto.amount_pence(),
          .awarded_on = proto.awarded_on(),
          .starts_on = proto.starts_on(),
          .ends_on = proto.ends_on()};
}

std::vector<std::string> Labels(const v1::ListAwardsRequest& request) {
  std::vector<std::string> labels;
  for (int i = 0; i < request.states_size(); ++i) labels.push_back(rpc::Label(request.states(i)));
  return labels;
}

Award LockOrRefuse(db::Transaction& tx, const std::string& id) {
  auto found = store::LockAward(tx, id);
  if (!found) throw NotFound(kKind, id);
  return *found;
}

}  // namespace

grpc::Status FundingService::OfferAward(grpc::ServerContext* context,
                                        const v1::OfferAwardRequest* request,
                                        v1::OfferAwardResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto award = FromProto(request->award());
    CheckPeriod("award", award.starts_on, award.ends_on);
    auto references = store::Resolve(tx, award);
    store::LockFund(tx, award.fund);
    // Written before the budget is checked, so that an offer that was made already is called that,
    // and not one too many.
    auto id = store::InsertAward(tx, award, references);
    if (!id) throw AlreadyExists(kKind, award.external_id);
    CheckWithinBudget(award, store::GetBudget(tx, award.fund));
    call.Audit(
        {.object_kind = kKind, .object = *id, .organisation_id = references.organisation_id});
    *response->mutable_award() = ToProto(*store::GetAward(tx, *id));
  });
}

grpc::Status FundingService::GetAward(grpc::ServerContext* context,
                                      const v1::GetAwardRequest* request,
                                      v1::GetAwardResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetAward(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_award() = ToProto(*found);
  });
}

grpc::Status FundingService::ListAwards(grpc::ServerContext* context,
                                        const v1::ListAwardsRequest* request,
                                        v1::ListAwardsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectAwards, "w.id", "uuid");
    query.PartByOrganisation("award w", request->organisation());
    query.Where("w.programme_id = (select id from programme where code = ?)", request->programme());
    query.Where("w.fund_id = (select id from fund where code = ?)", request->fund());
    query.Where("w.state = any (?::award_state[])", Labels(*request));
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"id", "w.id", "uuid"}, {"awarded_on", "w.awarded_on", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_awards() = ToProto(store::AwardFromRow(row));
    }
  });
}

grpc::Status FundingService::UpdateAward(grpc::ServerContext* context,
                                         const v1::UpdateAwardRequest* request,
                                         v1::UpdateAwardResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->award();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Award::descriptor());
    auto current = LockOrRefuse(tx, given.id());
    rpc::CheckEtag(given.etag(), current.version, kKind, given.id());
    auto merged = ToProto(current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.paid_pence = current.paid_pence;
    CheckPeriod("award", changed.starts_on, changed.ends_on);
    // An import may have set an amount below what was paid: such an award can still be mended.
    if (changed.amount_pence < current.amount_pence) CheckCoversPayments(changed);
    auto references = store::Resolve(tx, changed);
    bool raised = changed.amount_pence > current.amount_pence && current.state != "WITHDRAWN";
    if (raised) store::LockFund(tx, current.fund);
    store::UpdateAward(tx, changed, references);
    if (raised) CheckWithinBudget(changed, store::GetBudget(tx, current.fund));
    call.Audit({.object_kind = kKind,
                .object = current.id,
                .organisation_id = current.organisation_id,
                .fields = {fields.begin(), fields.end()}});
    *response->mutable_award() = ToProto(*store::GetAward(tx, current.id));
  });
}

template <class Request, class Response>
grpc::Status FundingService::Move(const char* verb, grpc::ServerContext* context,
                                  const Request* request, Response* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockOrRefuse(tx, request->id());
    rpc::CheckEtag(request->etag(), current.version, kKind, current.id);
    auto state = AwardStateAfter(verb, current.state);
    if (state == "WITHDRAWN") CheckUnpaid(current);
    store::SetAwardState(tx, current, state);
    call.Audit({.object_kind = kKind,
                .object = current.id,
                .organisation_id = current.organisation_id,
                .fields = {"state"}});
    *response->mutable_award() = ToProto(*store::GetAward(tx, current.id));
  });
}

grpc::Status FundingService::ActivateAward(grpc::ServerContext* context,
                                           const v1::ActivateAwardRequest* request,
                                           v1::ActivateAwardResponse* response) {
  return Move("ActivateAward", context, request, response);
}

grpc::Status FundingService::SuspendAward(grpc::ServerContext* context,
                                          const v1::SuspendAwardRequest* request,
                                          v1::SuspendAwardResponse* response) {
  return Move("SuspendAward", context, request, response);
}

grpc::Status FundingService::CompleteAward(grpc::ServerContext* context,
                                           const v1::CompleteAwardRequest* request,
                                           v1::CompleteAwardResponse* response) {
  return Move("CompleteAward", context, request, response);
}

grpc::Status FundingService::WithdrawAward(grpc::ServerContext* context,
                                           const v1::WithdrawAwardRequest* request,
                                           v1::WithdrawAwardResponse* response) {
  return Move("WithdrawAward", context, request, response);
}

}  // namespace champions::funding
