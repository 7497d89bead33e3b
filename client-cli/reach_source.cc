#include "client-cli/reach_source.h"

#include <fstream>
#include <iostream>
#include <vector>

#include "client-cli/core/connection.h"
#include "client-cli/core/csv.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/fields.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr char kRequestId[] = "request_id";

void GiveRequestId(const std::string& base, std::uint64_t place, ReachItem* item) {
  if (item->request.request_id().empty()) {
    item->request.set_request_id(DerivedRequestId(base, place));
  }
}

class JsonlSource : public ReachSource {
 public:
  JsonlSource(std::istream& in, std::string base) : in_(in), base_(std::move(base)) {}

  std::optional<ReachItem> Next() override {
    std::string text;
    do {
      if (!std::getline(in_, text)) return std::nullopt;
      ++line_;
    } while (text.find_first_not_of(" \t\r") == std::string::npos);
    ReachItem item;
    item.line = line_;
    try {
      Json object = Json::parse(text);
      if (object.is_object() && object.contains(kRequestId)) {
        item.request.set_request_id(object[kRequestId].get<std::string>());
        object.erase(kRequestId);
      }
      FromJson(object, item.request.mutable_reach());
    } catch (const Json::exception&) {
      item.error = "not a JSON object on one line";
    } catch (const std::invalid_argument& error) {
      item.error = error.what();
    }
    GiveRequestId(base_, line_, &item);
    return item;
  }

 private:
  std::istream& in_;
  std::string base_;
  std::uint64_t line_ = 0;
};

class CsvSource : public ReachSource {
 public:
  CsvSource(std::istream& in, std::string base) : reader_(in), base_(std::move(base)) {
    columns_ = reader_.Next().value_or(std::vector<std::string>{});
    if (columns_.empty()) throw UsageFailure("the file is empty, expected a header row");
    for (const std::string& column : columns_) {
      if (column != kRequestId && v1::Reach::descriptor()->FindFieldByName(column) == nullptr) {
        throw UsageFailure("column `" + column + "` is not a field of a reach record");
      }
    }
  }

  std::optional<ReachItem> Next() override {
    ReachItem item;
    try {
      const auto record = reader_.Next();
      if (!record) return std::nullopt;
      item.line = reader_.line();
      Fill(*record, &item.request);
    } catch (const std::invalid_argument& error) {
      item.line = reader_.line();
      item.error = error.what();
    }
    GiveRequestId(base_, ++place_, &item);
    return item;
  }

 private:
  void Fill(const std::vector<std::string>& record, v1::StreamReachRequest* request) {
    if (record.size() != columns_.size()) {
      throw std::invalid_argument("found " + std::to_string(record.size()) + " cells, expected " +
                                  std::to_string(columns_.size()) + " as in the header");
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (record[i].empty()) continue;
      if (columns_[i] == kRequestId) {
        request->set_request_id(record[i]);
      } else {
        SetCell(columns_[i], record[i], request->mutable_reach());
      }
    }
  }

  static void SetCell(const std::string& column, const std::string& text, v1::Reach* reach) {
    const auto* field = v1::Reach::descriptor()->FindFieldByName(column);
    try {
      if (!field->is_repeated()) return SetFromText(reach, field, text);
      for (const std::string& item : SplitList(text)) SetFromText(reach, field, item);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(column + ": " + error.what());
    }
  }

  CsvReader reader_;
  std::string base_;
  std::vector<std::string> columns_;
  std::uint64_t place_ = 0;
};

}  // namespace

std::unique_ptr<ReachSource> ReadJsonl(std::istream& in, const std::string& base_request_id) {
  return std::make_unique<JsonlSource>(in, base_request_id);
}

std::unique_ptr<ReachSource> ReadCsv(std::istream& in, const std::string& base_request_id) {
  return std::make_unique<CsvSource>(in, base_request_id);
}

ReachFile OpenReachFile(const std::string& path, const std::string& format,
                        const std::string& base_request_id) {
  if (!format.empty() && format != "csv" && format != "jsonl") {
    throw UsageFailure("--format: found '" + format + "', expected csv or jsonl");
  }
  const bool named_csv = path.size() >= 4 && path.compare(path.size() - 4, 4, ".csv") == 0;
  const bool csv = format.empty() ? named_csv : format == "csv";
  ReachFile file{.name = path == "-" ? "stdin" : path};
  if (path != "-") {
    file.stream = std::make_unique<std::ifstream>(path, std::ios::binary);
    if (!*file.stream) throw UsageFailure("cannot read " + path);
  }
  std::istream& in = file.stream == nullptr ? std::cin : *file.stream;
  file.source = csv ? ReadCsv(in, base_request_id) : ReadJsonl(in, base_request_id);
  return file;
}

}  // namespace champions::cli
