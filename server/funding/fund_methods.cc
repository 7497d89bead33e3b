#include "base/refusal.h"
#include "funding/funding_service.h"
#include "funding/funding_sql.h"
#include "funding/funding_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::funding {
namespace {

constexpr const char* kKind = "fund";

v1::Fund ToProto(const Fund& fund) {
  v1::Fund proto;
  proto.set_code(fund.code);
  proto.set_name(fund.name);
  proto.set_budget_pence(fund.budget_pence);
  proto.set_starts_on(fund.starts_on);
  proto.set_ends_on(fund.ends_on);
  proto.set_awarded_pence(fund.awarded_pence);
  proto.set_etag(rpc::Etag(fund.version));
  rpc::SetTimestamp(fund.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(fund.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set.
Fund FromProto(const v1::Fund& proto) {
  return {.code = proto.code(),
          .name = proto.name(),
          .budget_pence = proto.budget_pence(),
          .starts_on = proto.starts_on(),
          .ends_on = proto.ends_on()};
}

}  // namespace

grpc::Status FundingService::CreateFund(grpc::ServerContext* context,
                                        const v1::CreateFundRequest* request,
                                        v1::CreateFundResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto fund = FromProto(request->fund());
    CheckPeriod("fund", fund.starts_on, fund.ends_on);
    if (!store::InsertFund(tx, fund)) throw AlreadyExists(kKind, fund.code);
    call.Audit({.object_kind = kKind, .object = fund.code});
    *response->mutable_fund() = ToProto(*store::GetFund(tx, fund.code));
  });
}

grpc::Status FundingService::GetFund(grpc::ServerContext* context,
                                     const v1::GetFundRequest* request,
                                     v1::GetFundResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetFund(tx, request->code());
    if (!found) throw NotFound(kKind, request->code());
    *response->mutable_fund() = ToProto(*found);
  });
}

grpc::Status FundingService::ListFunds(grpc::ServerContext* context,
                                       const v1::ListFundsRequest* request,
                                       v1::ListFundsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectFunds, "f.id", "int");
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"code", "f.code", "text"}, {"name", "f.name", "text"}},
                               response->mutable_next_page_token())) {
      *response->add_funds() = ToProto(store::FundFromRow(row));
    }
  });
}

grpc::Status FundingService::UpdateFund(grpc::ServerContext* context,
                                        const v1::UpdateFundRequest* request,
                                        v1::UpdateFundResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->fund();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Fund::descriptor());
    auto current = store::LockFund(tx, given.code());
    if (!current) throw NotFound(kKind, given.code());
    rpc::CheckEtag(given.etag(), current->version, kKind, given.code());
    auto merged = ToProto(*current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    CheckPeriod("fund", changed.starts_on, changed.ends_on);
    if (changed.budget_pence < current->budget_pence) {
      CheckBudgetCovers(changed, store::GetBudget(tx, changed.code).awarded_pence);
    }
    store::UpdateFund(tx, changed);
    call.Audit(
        {.object_kind = kKind, .object = changed.code, .fields = {fields.begin(), fields.end()}});
    *response->mutable_fund() = ToProto(*store::GetFund(tx, changed.code));
  });
}

}  // namespace champions::funding
