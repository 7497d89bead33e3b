#include <map>
#include <set>

#include "base/text.h"
#include "measures/measure_convert.h"
#include "measures/measure_service.h"
#include "measures/measure_store.h"

namespace champions::measures {
namespace {

constexpr const char* kKind = "measure";

// Applies the rows of one file, in one transaction with what was read of the measures.
class Import {
 public:
  Import(rpc::Call& call, db::Transaction& tx, v1::ImportMeasuresResponse* response)
      : call_(call), tx_(tx), response_(response) {}

  void Run(MeasureFile file) {
    store::LockAll(tx_);
    for (const auto& measure : file.measures) numbers_.insert(measure.number);
    auto stored = store::OfNumbers(tx_, {numbers_.begin(), numbers_.end()});
    CheckAgainstStored(stored, &file);
    ThrowErrors(std::move(file.errors));
    for (const auto& measure : stored) stored_[{measure.number, measure.part}] = measure;
    for (size_t row = 0; row < file.measures.size(); ++row) {
      Record(&file.measures[row]);
      if (file.measures[row].current) ReadingOf(row, file.measures[row], &file.warnings);
    }
    Finish(file.warnings);
  }

 private:
  // Created, amended or unchanged; the row learns its id.
  void Record(Measure* row) {
    auto found = stored_.find({row->number, row->part});
    if (found == stored_.end()) {
      row->id = *store::Insert(tx_, *row);
      response_->set_created(response_->created() + 1);
    } else {
      row->id = found->second.id;
      if (SameRecord(found->second, *row)) {
        response_->set_unchanged(response_->unchanged() + 1);
        return;
      }
      // A record that was changed since is not waited for under the lock of all: it is locked here.
      store::Lock(tx_, row->id);
      store::Update(tx_, *row);
      response_->set_amended(response_->amended() + 1);
    }
    call_.Audit({.object_kind = kKind, .object = row->id});
  }

  void ReadingOf(size_t index, const Measure& row, std::vector<Warning>* warnings) {
    store::Lock(tx_, row.id);
    auto as_at = row.current_as_at;
    if (as_at.empty()) {
      auto current = store::Get(tx_, row.id)->current;
      if (current == row.current) return;
      as_at = Today();
      if (warnings->size() < kMostWarnings) {
        warnings->push_back({index, "current_value", "no day is given: taken as at " + as_at});
      }
    }
    auto newest = store::NewestReading(tx_, row.id, as_at);
    if (newest && newest->value == row.current) return;
    store::Append(tx_, {.measure = row.id,
                        .as_at = as_at,
                        .value = row.current,
                        .key = call_.principal().key_id,
                        .user = call_.principal().user_id});
    call_.Audit({.object_kind = kKind, .object = row.id, .fields = {"reading"}});
    response_->set_readings(response_->readings() + 1);
  }

  const std::string& Today() {
    if (today_.empty()) today_ = store::Today(tx_);
    return today_;
  }

  void Finish(const std::vector<Warning>& warnings) {
    for (const auto& warning : warnings) {
      auto* proto = response_->add_warnings();
      proto->set_row(static_cast<int64_t>(warning.row));
      proto->set_column(warning.column);
      proto->set_message(warning.message);
    }
    auto now = store::OfNumbers(tx_, {numbers_.begin(), numbers_.end()});
    AddFindings(FindingsOf(now), response_);
  }

  rpc::Call& call_;
  db::Transaction& tx_;
  v1::ImportMeasuresResponse* response_;
  std::set<int64_t> numbers_;
  std::map<std::pair<int64_t, std::string>, Measure> stored_;
  std::string today_;
};

// The rows of a headline.csv with their errors named.
std::vector<Headline> ReadHeadlines(const v1::ImportHeadlinesRequest& request) {
  std::vector<Headline> headlines;
  std::vector<FieldViolation> errors;
  for (int i = 0; i < request.rows_size(); ++i) {
    const auto& row = request.rows(i);
    auto at = "rows[" + std::to_string(i) + "].";
    headlines.push_back(
        {.as_at = row.as_at(),
         .recruited = ReadCount(at + "recruited_to_date", row.recruited_to_date(), &errors),
         .trained = ReadCount(at + "trained_to_date", row.trained_to_date(), &errors),
         .reached = ReadCount(at + "reached_to_date", row.reached_to_date(), &errors)});
  }
  ThrowErrors(std::move(errors));
  return headlines;
}

}  // namespace

grpc::Status MeasureService::ImportMeasures(grpc::ServerContext* context,
                                            const v1::ImportMeasuresRequest* request,
                                            v1::ImportMeasuresResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    std::vector<RowText> rows;
    for (const auto& row : request->rows()) rows.push_back(ToText(row));
    Import(call, tx, response).Run(ReadMeasures(rows, request->as_at()));
  });
}

grpc::Status MeasureService::ImportHeadlines(grpc::ServerContext* context,
                                             const v1::ImportHeadlinesRequest* request,
                                             v1::ImportHeadlinesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto headlines = ReadHeadlines(*request);
    std::set<std::pair<std::string, std::string>> seen;
    for (size_t i = 0; i < headlines.size(); ++i) {
      auto at = "rows[" + std::to_string(i) + "].programme";
      const auto& name = request->rows(static_cast<int>(i)).programme();
      std::optional<int> id;
      if (!name.empty()) {
        auto programme = store::FindProgramme(tx, name);
        if (!programme) throw NotFoundAt(at, "programme", name);
        id = programme->id;
        headlines[i].programme = programme->code;
        headlines[i].programme_name = programme->name;
      }
      if (!seen.insert({headlines[i].programme, headlines[i].as_at}).second) {
        throw InvalidField(at, "is " + Quoted(name) + ": expected each programme once for a day");
      }
      auto put = store::PutHeadline(tx, id, headlines[i]);
      if (put == store::Put::kCreated) response->set_created(response->created() + 1);
      if (put == store::Put::kAmended) response->set_amended(response->amended() + 1);
      if (put == store::Put::kUnchanged) response->set_unchanged(response->unchanged() + 1);
      auto counted = store::CountToDate(tx, headlines[i].programme, headlines[i].as_at);
      AddFindings(FindingsOf(headlines[i], counted), response);
    }
    call.Audit({.object_kind = "headline",
                .object = "",
                .objects = static_cast<int64_t>(headlines.size())});
  });
}

}  // namespace champions::measures
