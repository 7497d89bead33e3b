// Reach records from a file, one at a time.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>

#include "champions/v1/reach_service.pb.h"

namespace champions::cli {

struct ReachItem {
  std::uint64_t line = 0;
  champions::v1::StreamReachRequest request;
  // Why the line is not a record; empty where it is.
  std::string error;
};

class ReachSource {
 public:
  virtual ~ReachSource() = default;
  // The next record, or nothing at the end. A line that is no record comes with its error.
  virtual std::optional<ReachItem> Next() = 0;
};

// Fields have their names in the API, in JSON as `"people": 12` and in CSV as columns;
// `request_id` may stand beside them. Where it does not, an item's is derived from
// `base_request_id` and its place in the file, so that the same file can be sent again.
std::unique_ptr<ReachSource> ReadJsonl(std::istream& in, const std::string& base_request_id);
// Throws Failure(kUsage) for a column that is no field.
std::unique_ptr<ReachSource> ReadCsv(std::istream& in, const std::string& base_request_id);

// A file of either kind, told by its name where `format` is empty; `-` is standard input. Throws
// Failure(kUsage).
struct ReachFile {
  std::string name;
  std::unique_ptr<std::istream> stream;  // empty for standard input
  std::unique_ptr<ReachSource> source;
};
ReachFile OpenReachFile(const std::string& path, const std::string& format,
                        const std::string& base_request_id);

}  // namespace champions::cli
