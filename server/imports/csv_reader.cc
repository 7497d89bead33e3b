#include "imports/csv_reader.h"

#include "base/text.h"

namespace champions::imports {
namespace {

// A record of ours has under 20 fields of at most 2,000 characters.
constexpr size_t kMostRecordBytes = 256 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

void CsvReader::Feed(std::string_view bytes) {
  for (char c : bytes) {
    // The byte order mark, wherever the parts are cut.
    if (bytes_seen_ < 3 && bytes_seen_ == field_.size() && record_.fields.empty() &&
        c == kByteOrderMark[bytes_seen_]) {
      field_ += c;
      ++bytes_seen_;
      state_ = State::kPlain;
      if (field_ == kByteOrderMark) {
        field_.clear();
        state_ = State::kFieldStart;
      }
      continue;
    }
    ++bytes_seen_;
    if (bytes_seen_ < 3) bytes_seen_ = 3;
    Take(c);
  }
}

void CsvReader::Finish() {
  if (state_ == State::kQuoted) {
    Fail("has a quoted field that is never closed: expected a closing \"");
    return;
  }
  if (state_ == State::kSkipLine) return;
  // A last line without a line break.
  if (!field_.empty() || !record_.fields.empty() || state_ == State::kQuoteInQuoted) EndRecord();
}

void CsvReader::Take(char c) {
  if (c == '\n') ++line_;
  if (state_ == State::kSkipLine) {
    if (c == '\n') {
      state_ = State::kFieldStart;
      record_ = {line_, {}};
    }
    return;
  }
  if (++record_bytes_ > kMostRecordBytes) {
    return Fail("is longer than 256 KiB: expected a closing \" or a line break before");
  }
  if (carriage_return_ && c != '\n') {
    return Fail("has a carriage return inside a field: expected CRLF or LF, or quotes around it");
  }
  carriage_return_ = false;
  switch (state_) {
    case State::kQuoted:
      if (c == '"') {
        state_ = State::kQuoteInQuoted;
      } else {
        field_ += c;
      }
      return;
    case State::kQuoteInQuoted:
      if (c == '"') {
        field_ += c;
        state_ = State::kQuoted;
        return;
      }
      if (c != ',' && c != '\n' && c != '\r') {
        return Fail("has text after a closing quote: expected a comma or the end of the line");
      }
      break;
    case State::kFieldStart:
      if (c == '"') {
        state_ = State::kQuoted;
        return;
      }
      state_ = State::kPlain;
      break;
    default:
      if (c == '"') {
        return Fail(
            "has a quote inside a field that does not start with one: double it and put "
            "quotes around the field");
      }
  }
  if (c == ',') return EndField();
  if (c == '\n') return EndRecord();
  if (c == '\r') {
    carriage_return_ = true;
    return;
  }
  field_ += c;
}

void CsvReader::EndField() {
  record_.fields.push_back(std::move(field_));
  field_.clear();
  state_ = State::kFieldStart;
}

void CsvReader::EndRecord() {
  EndField();
  // An empty line is no record.
  bool empty = record_.fields.size() == 1 && record_.fields[0].empty();
  if (!empty) on_record_(record_);
  record_.line = line_;
  record_.fields.clear();
  record_bytes_ = 0;
}

void CsvReader::Fail(const std::string& message) {
  on_error_(record_.line, message);
  field_.clear();
  record_.fields.clear();
  record_bytes_ = 0;
  carriage_return_ = false;
  state_ = State::kSkipLine;
}

}  // namespace champions::imports
