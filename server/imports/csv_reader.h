// Reads CSV as RFC 4180 has it, from bytes that come in parts: nothing but the record at hand is
// kept. UTF-8 with or without a byte order mark, CRLF or LF.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace champions::imports {

class CsvReader {
 public:
  struct Record {
    int64_t line = 1;  // on which it starts; the first line of the file is 1
    std::vector<std::string> fields;
  };
  using OnRecord = std::function<void(const Record&)>;
  // What is wrong with the text itself. Reading goes on with the next line.
  using OnError = std::function<void(int64_t line, const std::string& message)>;

  CsvReader(OnRecord on_record, OnError on_error)
      : on_record_(std::move(on_record)), on_error_(std::move(on_error)) {}

  void Feed(std::string_view bytes);
  // The end of the file.
  void Finish();

 private:
  enum class State { kFieldStart, kPlain, kQuoted, kQuoteInQuoted, kSkipLine };

  void Take(char c);
  void EndField();
  void EndRecord();
  void Fail(const std::string& message);

  OnRecord on_record_;
  OnError on_error_;
  State state_ = State::kFieldStart;
  Record record_;
  std::string field_;
  size_t record_bytes_ = 0;
  int64_t line_ = 1;
  size_t bytes_seen_ = 0;
  bool carriage_return_ = false;  // the last byte was one, outside quotes
};

}  // namespace champions::imports
