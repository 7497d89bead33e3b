#include "base/refusal.h"
#include "measures/measure_convert.h"
#include "measures/measure_service.h"
#include "measures/measure_store.h"
#include "measures/measures_sql.h"
#include "rpc/list_query.h"

namespace champions::measures {
namespace {

// Appends a version and gives it as it is stored.
void Append(rpc::Call& call, db::Transaction& tx, Reading reading, v1::Reading* answer) {
  reading.key = call.principal().key_id;
  reading.user = call.principal().user_id;
  store::Append(tx, reading);
  call.Audit({.object_kind = "measure", .object = reading.measure, .fields = {"reading"}});
  *answer = ToProto(*store::NewestReading(tx, reading.measure, reading.as_at));
}

}  // namespace

grpc::Status MeasureService::RecordReading(grpc::ServerContext* context,
                                           const v1::RecordReadingRequest* request,
                                           v1::RecordReadingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->reading();
    std::vector<FieldViolation> errors;
    auto value = ReadDecimal("reading.value", given.value(), &errors);
    ThrowErrors(std::move(errors));
    if (!store::Lock(tx, given.measure())) {
      throw NotFoundAt("reading.measure", "measure", given.measure());
    }
    Append(
        call, tx,
        {.measure = given.measure(), .as_at = given.as_at(), .value = value, .note = given.note()},
        response->mutable_reading());
  });
}

grpc::Status MeasureService::VoidReading(grpc::ServerContext* context,
                                         const v1::VoidReadingRequest* request,
                                         v1::VoidReadingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    if (!store::Lock(tx, request->measure())) {
      throw NotFoundAt("measure", "measure", request->measure());
    }
    auto newest = store::NewestReading(tx, request->measure(), request->as_at());
    if (!newest || !newest->value) {
      throw Refusal(Code::kFailedPrecondition, "NO_READING",
                    "there is no reading of " + request->as_at() + " to take back")
          .With("as_at", request->as_at());
    }
    Append(call, tx,
           {.measure = request->measure(), .as_at = request->as_at(), .note = request->reason()},
           response->mutable_reading());
  });
}

grpc::Status MeasureService::ListReadings(grpc::ServerContext* context,
                                          const v1::ListReadingsRequest* request,
                                          v1::ListReadingsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    if (!store::Get(tx, request->measure())) {
      throw NotFoundAt("measure", "measure", request->measure());
    }
    // Within a measure and a day the version is unique.
    rpc::ListQuery query(sql::kSelectReadings, "r.version", "int");
    query.Where("r.measure_id = ?::uuid", request->measure());
    if (!request->all_versions()) {
      query.Where(
          "r.value_thousandths is not null and not exists (select from measure_reading n where "
          "n.measure_id = r.measure_id and n.as_at = r.as_at and n.version > r.version)");
    }
    for (auto row : query.Page(spine_, call, tx, *request, {{"as_at", "r.as_at", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_readings() = ToProto(store::ReadingFromRow(row));
    }
  });
}

}  // namespace champions::measures
