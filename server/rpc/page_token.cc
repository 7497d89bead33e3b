#include "rpc/page_token.h"

#include <google/protobuf/stubs/strutil.h>

#include <memory>

#include "auth/token.h"
#include "base/refusal.h"

namespace champions::rpc {
namespace {

constexpr size_t kSealBytes = 16;

Refusal Wrong() {
  return InvalidField("page_token",
                      "was not made for this request: expected the next_page_token of the answer "
                      "before, with the same filter and order, or nothing");
}

// The request without what may change between pages.
std::string FilterOf(const google::protobuf::Message& request) {
  auto copy = std::unique_ptr<google::protobuf::Message>(request.New());
  copy->CopyFrom(request);
  for (const char* name : {"page_size", "page_token"}) {
    const auto* field = copy->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr) copy->GetReflection()->ClearField(copy.get(), field);
  }
  return copy->GetDescriptor()->full_name() + "\n" + copy->SerializeAsString();
}

}  // namespace

std::string PageTokens::Seal(const auth::Principal& principal,
                             const google::protobuf::Message& request,
                             const std::string& payload) const {
  std::string bound = principal.key_id + "\n" + payload + "\n" + FilterOf(request);
  return auth::HmacSha256(key_, bound).substr(0, kSealBytes);
}

std::string PageTokens::SealFor(const std::string& binding, const std::string& payload) const {
  // The length keeps the two apart.
  auto bound = std::to_string(payload.size()) + "\n" + payload + binding;
  std::string token;
  google::protobuf::WebSafeBase64Escape(
      auth::HmacSha256(key_, bound).substr(0, kSealBytes) + payload, &token);
  return token;
}

std::optional<std::string> PageTokens::OpenFor(const std::string& binding,
                                               const std::string& token) const {
  std::string bytes;
  if (!google::protobuf::WebSafeBase64Unescape(token, &bytes) || bytes.size() < kSealBytes) {
    return std::nullopt;
  }
  auto payload = bytes.substr(kSealBytes);
  if (!auth::SameBytes(token, SealFor(binding, payload))) return std::nullopt;
  return payload;
}

std::string PageTokens::Make(const auth::Principal& principal,
                             const google::protobuf::Message& request, const Cursor& cursor) const {
  std::string payload = cursor.id + "\n" + cursor.sort_value;
  std::string token;
  google::protobuf::WebSafeBase64Escape(Seal(principal, request, payload) + payload, &token);
  return token;
}

Cursor PageTokens::Read(const auth::Principal& principal, const google::protobuf::Message& request,
                        const std::string& token) const {
  std::string bytes;
  if (!google::protobuf::WebSafeBase64Unescape(token, &bytes) || bytes.size() < kSealBytes) {
    throw Wrong();
  }
  std::string payload = bytes.substr(kSealBytes);
  if (!auth::SameBytes(bytes.substr(0, kSealBytes), Seal(principal, request, payload))) {
    throw Wrong();
  }
  auto line = payload.find('\n');
  if (line == std::string::npos) throw Wrong();
  return {payload.substr(line + 1), payload.substr(0, line)};
}

}  // namespace champions::rpc
