#include "rpc/answer.h"

#include "base/text.h"

namespace champions::rpc {
namespace {

// No message starts with this byte: it would be a field of a wire type that there is not.
constexpr char kSealed = '\xff';
constexpr const char* kColumn = "answer";
constexpr size_t kUuidBytes = 36;

sealing::Owner OwnerOf(const Call& call) {
  return sealing::OwnerOfAnswer(call.principal().key_id, call.request_id);
}

// Every UUID in the bytes, a line each.
std::string IdsIn(const std::string& bytes) {
  std::string ids;
  for (size_t dash = bytes.find('-'); dash != std::string::npos; dash = bytes.find('-', dash + 1)) {
    if (dash < 8 || dash - 8 + kUuidBytes > bytes.size()) continue;
    auto id = bytes.substr(dash - 8, kUuidBytes);
    if (CheckUuid(id).empty()) ids += id + "\n";
  }
  return ids;
}

}  // namespace

KeptAnswer KeepAnswer(const sealing::Vault& vault, const Call& call, const std::string& answer) {
  if (!call.method().personal || answer.empty()) return {answer, ""};
  auto key = vault.NewKey(OwnerOf(call));
  return {kSealed + IdsIn(answer) + '\0' + key.Seal(kColumn, answer), key.wrapped()};
}

bool IsSealedAnswer(const std::string& kept) { return !kept.empty() && kept[0] == kSealed; }

std::string OpenAnswer(const sealing::Vault& vault, const Call& call, const std::string& kept,
                       const std::string& wrapped_key) {
  auto sealed = kept.substr(kept.find('\0') + 1);
  return vault.KeyOf(OwnerOf(call), wrapped_key).Open(kColumn, sealed);
}

}  // namespace champions::rpc
