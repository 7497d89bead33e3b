// Addresses with which whoever holds one may download a file of an export, until it expires. They
// are signed with a key that follows from the pepper, so none is kept anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/token.h"

namespace champions::reports {

struct LinkTarget {
  std::string job, file;
};

class ExportLinks {
 public:
  // `public_url`: what the edge is reached at, without a path.
  ExportLinks(std::string public_url, std::string_view key)
      : public_url_(std::move(public_url)), hash_(key) {}

  // https://…/exports/JOB/FILE?expires=SECONDS&signature=HEX
  std::string Make(const LinkTarget& target, int64_t expires_s) const;

  // What the path and query of a request ask for; nothing where this server made no such link, or
  // it has expired by then, which are not told apart.
  std::optional<LinkTarget> Read(std::string_view path_and_query, int64_t now_s) const;

 private:
  std::string SignatureOf(const LinkTarget& target, const std::string& expires) const;

  std::string public_url_;
  auth::KeyedHash hash_;
};

}  // namespace champions::reports
