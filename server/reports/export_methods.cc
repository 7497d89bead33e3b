// ReportService: exports of one format, and what changed between two instants.
#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "base/refusal.h"
#include "base/text.h"
#include "reports/export.h"
#include "reports/file_stream.h"
#include "reports/publish.h"
#include "reports/report_service.h"
#include "reports/report_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"
#include "rpc/totals.h"
#include "rpc/validate.h"

namespace champions::reports {
namespace {

bool IsNumber(const std::string& text) {
  return !text.empty() && text.size() < 6 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

// A publication's id or number, or an instant.
int64_t InstantOf(db::Transaction& tx, const std::string& quarter, const char* field,
                  const std::string& text) {
  if (IsNumber(text)) {
    auto found = store::GetPublication(tx, quarter, std::stoi(text));
    if (!found) throw NotFoundAt(field, "publication", quarter + " number " + text);
    return found->as_known_at_us;
  }
  if (CheckUuid(text).empty()) {
    auto found = store::GetPublication(tx, text);
    if (!found || found->quarter != quarter) throw NotFoundAt(field, "publication", text);
    return found->as_known_at_us;
  }
  google::protobuf::Timestamp time;
  if (!google::protobuf::util::TimeUtil::FromString(text, &time)) {
    throw InvalidField(field,
                       "is " + Quoted(text) +
                           ": expected the id or number of a publication, or an instant such "
                           "as 2024-11-07T10:00:00Z");
  }
  return rpc::ToMicros(time);
}

std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

v1::ChangedRecord ToProto(const ChangedRecord& one) {
  v1::ChangedRecord proto;
  proto.set_kind(one.record.kind);
  proto.set_id(one.record.id);
  proto.set_external_id(one.record.external_id);
  proto.set_organisation(one.record.organisation);
  proto.set_programme(one.record.programme);
  proto.set_on(one.record.on);
  rpc::SetFigures(one.change, {}, proto.mutable_change());
  rpc::SetTimestamp(one.recorded_at_us, proto.mutable_record_time());
  proto.set_late_reason(one.late_reason);
  return proto;
}

}  // namespace

grpc::Status ReportService::ExportReport(grpc::ServerContext* context,
                                         const v1::ExportReportRequest* request,
                                         grpc::ServerWriter<v1::ExportReportResponse>* writer) {
  return rpc::ServeStream(
      spine_, context, v1::ExportReportRequest::descriptor(), spine_.max_import,
      [&](rpc::Call& call) {
        rpc::Validate(*request);
        ExportOrder order{.quarter = request->quarter(),
                          .format = rpc::Label(request->format()),
                          .is_public = request->edition() == v1::REPORT_EDITION_PUBLIC,
                          .draft = request->draft(),
                          .policy = request->policy()};
        Export made;
        rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                           [&](rpc::Call& call, db::Transaction& tx) {
                             made = MakeExport(tx, call.principal(), sections_, order);
                           });
        for (const auto& file : made.files) WriteRendering(writer, file);
      });
}

grpc::Status ReportService::DiffFigures(grpc::ServerContext* context,
                                        const v1::DiffFiguresRequest* request,
                                        v1::DiffFiguresResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto quarter = *ParseQuarter(request->quarter());
    int64_t now_us = store::Now(tx).now_us;
    int64_t from_us = InstantOf(tx, request->quarter(), "from", request->from());
    int64_t to_us =
        request->to().empty() ? now_us : InstantOf(tx, request->quarter(), "to", request->to());
    if (from_us > to_us) throw InvalidField("from", "is after to: expected an earlier instant");
    store::Settle(tx, to_us, store::kMostSettleWaitMs);
    std::string after_kind, after_id;
    if (!request->page_token().empty()) {
      auto cursor = spine_.page_tokens.Read(call.principal(), *request, request->page_token());
      after_kind = cursor.sort_value;
      after_id = cursor.id;
    }
    size_t most = rpc::PageRows(request->page_size());
    auto records =
        store::ChangedRecords(tx, quarter, from_us, to_us, after_kind, after_id, most + 1);
    for (auto& change : ChangesBetween(tx, quarter, from_us, to_us)) {
      *response->add_changes() = std::move(change);
    }
    rpc::SetTimestamp(from_us, response->mutable_from_time());
    rpc::SetTimestamp(to_us, response->mutable_to_time());
    bool more = records.size() > most;
    if (more) records.resize(most);
    for (const auto& record : records) *response->add_records() = ToProto(record);
    if (!more) return;
    // Later pages are of the same instants.
    response->set_next_page_token(spine_.page_tokens.Make(
        call.principal(), *request, {Upper(records.back().record.kind), records.back().record.id}));
  });
}

}  // namespace champions::reports
