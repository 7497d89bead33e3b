// ReportService: exports of one format, and what changed between two instants.
#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "base/refusal.h"
#include "base/text.h"
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

std::vector<std::string> NamesOf(v1::ReportFormat format, const std::string& folder) {
  switch (format) {
    case v1::REPORT_FORMAT_CSV:
      return {folder + "/figures.csv", folder + "/figures.csv-metadata.json"};
    case v1::REPORT_FORMAT_JSON:
      return {folder + "/figures.json"};
    case v1::REPORT_FORMAT_XLSX:
      return {folder + "/figures.xlsx"};
    default:
      return {folder + "/board-pack.html"};
  }
}

// Made of what the caller may see, as now known.
std::vector<File> Draft(const std::vector<SectionSource>& sections, rpc::Call& call,
                        db::Transaction& tx, const v1::ExportReportRequest& request,
                        const std::string& folder) {
  bool is_public = folder == "public";
  if (is_public && !call.principal().sees_everything()) {
    throw Refusal(
        Code::kPermissionDenied, "PERMISSION_DENIED",
        "a public edition is made of every organisation: it takes a programme manager, or "
        "one that was published");
  }
  int64_t instant_us = store::Now(tx).now_us;
  store::Settle(tx, instant_us, store::kMostSettleWaitMs);
  auto snapshot = ReadSnapshot(tx, request.quarter(), instant_us);
  PackHead head{.is_public = is_public, .is_draft = true};
  if (is_public) head.policy = disclosure::PolicyName(PolicyNamed(request.policy()).id);
  if (!call.principal().sees_everything()) {
    for (const auto& [code, name] : snapshot.organisations) {
      head.whose += (head.whose.empty() ? "" : ", ") + name;
    }
  }
  auto pack = MakePack(snapshot, head);
  if (is_public) {
    auto edition = MakePublic(snapshot, head.policy, true, store::ReadReleased(tx), &pack);
    if (edition.hides_more()) head.notes.push_back(CoarsenedNote());
  }
  // The board paper's sections are the partnership's, not one organisation's.
  if (call.principal().sees_everything()) {
    AddSections(sections, tx, snapshot.quarter, is_public, &pack);
  }
  AddHead(snapshot, head, &pack);
  return Render(pack, folder);
}

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
        std::string folder =
            request->edition() == v1::REPORT_EDITION_PUBLIC ? "public" : "internal";
        auto wanted = NamesOf(request->format(), folder);
        std::vector<File> files;
        rpc::InTransaction(
            spine_, call, nullptr, nullptr, false, [&](rpc::Call& call, db::Transaction& tx) {
              files.clear();
              auto last = store::LastPublication(tx, request->quarter());
              bool may = folder == "public" || call.principal().sees_everything();
              if (last && may && !request->draft()) {
                for (const auto& name : wanted) {
                  files.push_back({name, "", store::FileContent(tx, last->id, name)});
                }
                return;
              }
              for (auto& file : Draft(sections_, call, tx, *request, folder)) {
                bool is_wanted = std::find(wanted.begin(), wanted.end(), file.name) != wanted.end();
                if (is_wanted) files.push_back(std::move(file));
              }
            });
        for (const auto& file : files) WriteFile(writer, file);
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
