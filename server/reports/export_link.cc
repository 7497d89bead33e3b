#include "reports/export_link.h"

#include <regex>

#include "base/text.h"

namespace champions::reports {

std::string ExportLinks::SignatureOf(const LinkTarget& target, const std::string& expires) const {
  return ToHex(hash_.Of("export link 1\n" + target.job + "\n" + target.file + "\n" + expires));
}

std::string ExportLinks::Make(const LinkTarget& target, int64_t expires_s) const {
  auto expires = std::to_string(expires_s);
  return public_url_ + "/exports/" + target.job + "/" + target.file + "?expires=" + expires +
         "&signature=" + SignatureOf(target, expires);
}

std::optional<LinkTarget> ExportLinks::Read(std::string_view path_and_query, int64_t now_s) const {
  static const std::regex kForm(
      "/exports/([0-9a-f-]{36})/([a-z][a-z.-]{0,60})\\?expires=([0-9]{1,12})&signature="
      "([0-9a-f]{64})");
  constexpr size_t kLongest = 300;
  std::cmatch parts;
  if (path_and_query.size() > kLongest ||
      !std::regex_match(path_and_query.data(), path_and_query.data() + path_and_query.size(), parts,
                        kForm)) {
    return std::nullopt;
  }
  LinkTarget target{parts[1], parts[2]};
  if (!auth::SameBytes(SignatureOf(target, parts[3]), parts[4].str())) return std::nullopt;
  if (std::stoll(parts[3]) < now_s) return std::nullopt;
  return target;
}

}  // namespace champions::reports
