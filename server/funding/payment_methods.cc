#include "base/refusal.h"
#include "funding/funding_service.h"
#include "funding/funding_sql.h"
#include "funding/funding_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::funding {
namespace {

constexpr const char* kKind = "payment";

v1::Payment ToProto(const Payment& payment) {
  v1::Payment proto;
  proto.set_id(payment.id);
  proto.set_award(payment.award);
  proto.set_organisation(payment.organisation);
  proto.set_amount_pence(payment.amount_pence);
  proto.set_paid_on(payment.paid_on);
  proto.set_reference(payment.reference);
  proto.set_state(rpc::FromLabel<v1::PaymentState>(payment.state));
  proto.set_void_reason(payment.void_reason);
  proto.set_etag(rpc::Etag(payment.version));
  rpc::SetTimestamp(payment.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(payment.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set.
Payment FromProto(const v1::Payment& proto) {
  return {.award = proto.award(),
          .amount_pence = proto.amount_pence(),
          .paid_on = proto.paid_on(),
          .reference = proto.reference()};
}

}  // namespace

grpc::Status FundingService::RecordPayment(grpc::ServerContext* context,
                                           const v1::RecordPaymentRequest* request,
                                           v1::RecordPaymentResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto payment = FromProto(request->payment());
    auto award = store::LockAward(tx, payment.award);
    if (!award) throw NotFoundAt("payment.award", "award", payment.award);
    CheckPayable(*award, payment.amount_pence);
    auto id = store::InsertPayment(tx, *award, payment);
    call.Audit({.object_kind = kKind, .object = id, .organisation_id = award->organisation_id});
    *response->mutable_payment() = ToProto(*store::GetPayment(tx, id));
  });
}

grpc::Status FundingService::GetPayment(grpc::ServerContext* context,
                                        const v1::GetPaymentRequest* request,
                                        v1::GetPaymentResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetPayment(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_payment() = ToProto(*found);
  });
}

grpc::Status FundingService::ListPayments(grpc::ServerContext* context,
                                          const v1::ListPaymentsRequest* request,
                                          v1::ListPaymentsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectPayments, "y.id", "uuid");
    query.PartByOrganisation("payment y", request->organisation());
    query.WhereIndexed("y.award_id = ?::uuid", request->award(), {});
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"id", "y.id", "uuid"}, {"paid_on", "y.paid_on", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_payments() = ToProto(store::PaymentFromRow(row));
    }
  });
}

grpc::Status FundingService::VoidPayment(grpc::ServerContext* context,
                                         const v1::VoidPaymentRequest* request,
                                         v1::VoidPaymentResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto found = store::GetPayment(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    // A payment changes under the lock of its award alone; read again now that it is held.
    store::LockAward(tx, found->award);
    auto current = *store::GetPayment(tx, request->id());
    rpc::CheckEtag(request->etag(), current.version, kKind, current.id);
    auto state = PaymentStateAfter("VoidPayment", current.state);
    store::VoidPayment(tx, current, state, request->reason());
    call.Audit({.object_kind = kKind,
                .object = current.id,
                .organisation_id = current.organisation_id,
                .fields = {"state", "void_reason"}});
    *response->mutable_payment() = ToProto(*store::GetPayment(tx, current.id));
  });
}

}  // namespace champions::funding
