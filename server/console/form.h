// What a browser sends: forms, queries and cookies, each read once and strictly. What could mean
// two things means nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace champions::console {

using Fields = std::map<std::string, std::string>;

// `a=b&c=d`, percent-decoded. Nothing where a name is there twice, an escape is broken, a value is
// not UTF-8 or has a NUL in it, or there are more than 20 fields.
std::optional<Fields> ReadFields(std::string_view text);
// The field, or "".
const std::string& Field(const Fields& fields, const std::string& name);

// The path of `/console/callback?code=…` and, without the `?`, its query.
struct Target {
  std::string_view path, query;
};
Target SplitTarget(std::string_view target);

// The cookie of that name; "" where it is not there, or there twice.
std::string Cookie(std::string_view header, std::string_view name);

}  // namespace champions::console
