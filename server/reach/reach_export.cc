// ReachService.ExportReaches. PostgreSQL writes the CSV itself (its COPY quotes as RFC 4180 asks);
// here rows are only counted and put together to parts. Write waits for the caller by HTTP/2 flow
// control, so that at most one part is in memory, however many records there are.
#include "reach/reach_export.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

#include "base/refusal.h"
#include "reach/reach_service.h"
#include "reach/reach_sql.h"
#include "reach/reach_store.h"
#include "rpc/convert.h"
#include "rpc/validate.h"

namespace champions::reach {
namespace {

// Large enough that a message's own cost is lost in it; small enough for slow lines.
constexpr size_t kPartBytes = 128 * 1024;
// The longest note, quoted, and everything beside it.
constexpr size_t kMostRowBytes = 20 * 1024;
constexpr std::chrono::milliseconds kWatchEvery(250);

constexpr std::string_view kUpToNote =
    "external_id,organisation,programme,activity,occurred_on,ward,mode,topic,people,new_people,"
    "signposted,champion";

std::string Columns(bool personal) {
  return std::string(kUpToNote) + (personal ? ",note" : "") + ",status";
}

// How the database is asked for them: the note, which is sealed, first, where it is easily found.
std::string SealedColumns(bool personal) {
  return std::string(personal ? "note," : "") + std::string(kUpToNote) + ",status";
}

// Takes the first field off a row of RFC 4180.
std::string TakeField(std::string_view* row) {
  std::string field;
  size_t i = 0;
  bool quoted = !row->empty() && (*row)[0] == '"';
  for (i = quoted ? 1 : 0; i < row->size(); ++i) {
    char c = (*row)[i];
    if (quoted && c == '"') {
      if (row->substr(i + 1, 1) != "\"") break;
      ++i;
    } else if (!quoted && c == ',') {
      break;
    }
    field += c;
  }
  row->remove_prefix(i + (quoted ? 2 : 1));
  return field;
}

// As COPY writes it.
void AppendField(const std::string& text, std::string* to) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    *to += text;
    return;
  }
  *to += '"';
  for (char c : text) {
    if (c == '"') *to += '"';
    *to += c;
  }
  *to += '"';
}

// Puts a row whose note comes first and sealed as it is to be sent. True where it has a note.
bool AppendOpened(const sealing::Vault& vault, std::string_view row, std::string* to) {
  auto note = TakeField(&row);
  auto bar = note.find('|');
  bool has_note = bar != std::string::npos;
  if (has_note) note = store::OpenNote(vault, note.substr(0, bar), note.substr(bar + 1));
  // The status comes last, and is never quoted.
  auto status = row.rfind(',') + 1;
  to->append(row.substr(0, status));
  AppendField(note, to);
  *to += ',';
  to->append(row.substr(status));
  return has_note;
}

template <class Enum>
db::Parameter LabelsOf(const google::protobuf::RepeatedField<int>& values) {
  return values.empty() ? std::nullopt : db::ToParameter(rpc::Labels<Enum>(values));
}

std::vector<db::Parameter> Filters(const v1::ExportReachesRequest& request) {
  return {db::NullIfEmpty(request.organisation()),
          db::NullIfEmpty(request.programme()),
          db::NullIfEmpty(request.from()),
          db::NullIfEmpty(request.to()),
          db::NullIfEmpty(request.ward()),
          LabelsOf<v1::ReachMode>(request.modes()),
          LabelsOf<v1::ReachTopic>(request.topics()),
          db::NullIfEmpty(rpc::Label(request.state()))};
}

Refusal Broken() {
  return Refusal(Code::kDeadlineExceeded, "EXPORT_BROKEN",
                 "the caller went away, or the deadline passed, before the last part");
}

// Ends the statement of a caller who went away while no row was ready, and the call of one who
// takes nothing until the deadline: neither is noticed by a thread that waits for the other side.
class Watch {
 public:
  Watch(grpc::ServerContext* context, db::Deadline deadline, db::Transaction& transaction)
      : thread_([this, context, deadline, &transaction] { Run(context, deadline, transaction); }) {}
  ~Watch() {
    {
      std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  void Run(grpc::ServerContext* context, db::Deadline deadline, db::Transaction& transaction) {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, kWatchEvery, [&] { return over_; })) {
      if (std::chrono::steady_clock::now() >= deadline) context->TryCancel();
      if (!context->IsCancelled()) continue;
      try {
        transaction.Cancel();
      } catch (const std::exception&) {
        // The connection is gone, and the statement with it.
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace

void Export::Send(std::string* part) {
  begun_ = true;
  message_.mutable_csv()->swap(*part);
  if (!writer_->Write(message_)) throw Broken();
  message_.mutable_csv()->swap(*part);
  part->clear();
}

void Export::SendRecords(rpc::Call& call, db::Transaction& transaction) {
  bool personal = call.principal().personal(), any_note = false;
  records_ = 0;
  std::string part = Columns(personal) + "\n";
  part.reserve(kPartBytes + kMostRowBytes);
  {
    // First: COPY does not return before its first rows are ready.
    Watch watch(context_, call.deadline(), transaction);
    auto rows = transaction.CopyRows(
        "select " + SealedColumns(personal) + " from (" + std::string(sql::kExportReaches) + ") e",
        Filters(request_));
    std::string row;
    while (rows.AppendRow(personal ? row : part) > 0) {
      ++records_;
      if (personal) {
        any_note = AppendOpened(vault_, row, &part) || any_note;
        row.clear();
      }
      if (part.size() >= kPartBytes) Send(&part);
    }
    if (!part.empty()) Send(&part);
  }
  audit::Event event{.object_kind = "reach", .objects = records_};
  if (any_note) event.fields = {"note"};
  call.Audit(std::move(event));
}

void Export::SendCount() {
  message_.clear_csv();
  message_.set_records(records_);
  if (!writer_->Write(message_)) throw Broken();
}

grpc::Status ReachService::ExportReaches(grpc::ServerContext* context,
                                         const v1::ExportReachesRequest* request,
                                         grpc::ServerWriter<v1::ExportReachesResponse>* writer) {
  auto body = [&](rpc::Call& call) {
    rpc::Validate(*request);
    if (!exports_.try_acquire()) throw Overloaded("two exports are under way already");
    struct Release {
      std::counting_semaphore<2>& exports;
      ~Release() { exports.release(); }
    } release{exports_};
    Export run(context, *request, writer, spine_.vault);
    rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                       [&](rpc::Call& call, db::Transaction& transaction) {
                         try {
                           run.SendRecords(call, transaction);
                         } catch (const std::exception&) {
                           if (context->IsCancelled()) throw Broken();
                           // A part that was sent cannot be taken back for another attempt.
                           if (!run.begun()) throw;
                           throw rpc::RefusalOf(std::current_exception(), call.method().name);
                         }
                       });
    run.SendCount();
  };
  return rpc::ServeStream(spine_, context, v1::ExportReachesRequest::descriptor(),
                          spine_.max_import, body);
}

}  // namespace champions::reach
