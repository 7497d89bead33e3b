#include <algorithm>

#include "base/refusal.h"
#include "measures/measure_convert.h"
#include "measures/measure_service.h"
#include "measures/measure_store.h"
#include "measures/measures_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::measures {
namespace {

constexpr const char* kKind = "measure";

Measure LockFor(db::Transaction& tx, const std::string& id, const std::string& etag) {
  auto current = store::Lock(tx, id);
  if (!current) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, current->version, kKind, id);
  return *current;
}

// With the status of all its parts.
v1::Measure Answer(db::Transaction& tx, const std::string& id) {
  auto measure = *store::Get(tx, id);
  return ToProto(measure, store::OfNumbers(tx, {measure.number}));
}

void AuditOverride(rpc::Call& call, const std::string& id) {
  call.Audit({.object_kind = kKind, .object = id, .fields = {"status", "override_reason"}});
}

}  // namespace

grpc::Status MeasureService::CreateMeasure(grpc::ServerContext* context,
                                           const v1::CreateMeasureRequest* request,
                                           v1::CreateMeasureResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto measure = FromProto(request->measure());
    CheckMeasure("measure", measure);
    store::LockAll(tx);
    auto others = store::OfNumbers(tx, {measure.number});
    bool taken = std::any_of(others.begin(), others.end(),
                             [&](const auto& other) { return other.part == measure.part; });
    if (taken) throw AlreadyExists(kKind, SubjectOf(measure));
    CheckParts(measure, others);
    auto id = store::Insert(tx, measure);
    if (!id) throw AlreadyExists(kKind, SubjectOf(measure));
    call.Audit({.object_kind = kKind, .object = *id});
    *response->mutable_measure() = Answer(tx, *id);
  });
}

grpc::Status MeasureService::GetMeasure(grpc::ServerContext* context,
                                        const v1::GetMeasureRequest* request,
                                        v1::GetMeasureResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::Get(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_measure() = ToProto(*found, store::OfNumbers(tx, {found->number}));
  });
}

grpc::Status MeasureService::ListMeasures(grpc::ServerContext* context,
                                          const v1::ListMeasuresRequest* request,
                                          v1::ListMeasuresResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectMeasures, "m.id", "uuid");
    auto number = request->number() == 0 ? "" : std::to_string(request->number());
    query.Where("m.number = ?::int", number);
    std::vector<Measure> page;
    std::vector<int64_t> numbers;
    // As text, so that parts stand in their order below their number.
    for (auto row :
         query.Page(spine_, call, tx, *request,
                    {{"number", "(to_char(m.number, 'FM0000000') || ' ' || m.part)", "text"},
                     {"objective", "m.objective", "text"}},
                    response->mutable_next_page_token())) {
      page.push_back(store::FromRow(row));
      numbers.push_back(page.back().number);
    }
    // Of the numbers on the page every part counts, on whatever page it is.
    auto parts = store::OfNumbers(tx, numbers);
    for (const auto& measure : page) *response->add_measures() = ToProto(measure, parts);
  });
}

grpc::Status MeasureService::UpdateMeasure(grpc::ServerContext* context,
                                           const v1::UpdateMeasureRequest* request,
                                           v1::UpdateMeasureResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->measure();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Measure::descriptor());
    store::LockAll(tx);
    auto current = LockFor(tx, given.id(), given.etag());
    auto merged = ToProto(current, {});
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.id = current.id;
    CheckMeasure("measure", changed);
    store::Update(tx, changed);
    store::RenameParts(tx, changed);
    call.Audit(
        {.object_kind = kKind, .object = changed.id, .fields = {fields.begin(), fields.end()}});
    *response->mutable_measure() = Answer(tx, changed.id);
  });
}

grpc::Status MeasureService::OverrideStatus(grpc::ServerContext* context,
                                            const v1::OverrideStatusRequest* request,
                                            v1::OverrideStatusResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto measure = LockFor(tx, request->id(), request->etag());
    measure.override_status = rpc::Label(request->status());
    measure.override_reason = request->reason();
    measure.override_key = call.principal().key_id;
    measure.override_user = call.principal().user_id;
    store::SetOverride(tx, measure);
    AuditOverride(call, measure.id);
    *response->mutable_measure() = Answer(tx, measure.id);
  });
}

grpc::Status MeasureService::ClearOverride(grpc::ServerContext* context,
                                           const v1::ClearOverrideRequest* request,
                                           v1::ClearOverrideResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto measure = LockFor(tx, request->id(), request->etag());
    if (measure.override_status.empty()) {
      throw Refusal(Code::kFailedPrecondition, "NOT_OVERRIDDEN",
                    "the status of measure " + SubjectOf(measure) + " is the computed one")
          .With("id", measure.id);
    }
    measure.override_status.clear();
    measure.override_reason.clear();
    measure.override_key.clear();
    measure.override_user.clear();
    store::SetOverride(tx, measure);
    AuditOverride(call, measure.id);
    *response->mutable_measure() = Answer(tx, measure.id);
  });
}

}  // namespace champions::measures
