// Where a list goes on: an opaque token, bound by an HMAC to the caller, the method and the filter.
#pragma once

#include <google/protobuf/message.h>

#include <optional>
#include <string>

#include "auth/principal.h"

namespace champions::rpc {

// The sort value and the id of the last row of a page.
struct Cursor {
  std::string sort_value;
  std::string id;
};

class PageTokens {
 public:
  explicit PageTokens(std::string key) : key_(std::move(key)) {}

  std::string Make(const auth::Principal& principal, const google::protobuf::Message& request,
                   const Cursor& cursor) const;
  // Refuses with INVALID_FIELD page_token when it was not made for this caller and this request
  // (page_size may differ).
  Cursor Read(const auth::Principal& principal, const google::protobuf::Message& request,
              const std::string& token) const;

  // Of something that is no page of a list, such as a place in a feed: `binding` says whom and what
  // the token is good for.
  std::string SealFor(const std::string& binding, const std::string& payload) const;
  // The payload; nothing where the token was not made with this binding.
  std::optional<std::string> OpenFor(const std::string& binding, const std::string& token) const;

 private:
  std::string Seal(const auth::Principal& principal, const google::protobuf::Message& request,
                   const std::string& payload) const;

  std::string key_;
};

}  // namespace champions::rpc
