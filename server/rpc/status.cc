#include "rpc/status.h"

#include <array>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace champions::rpc {
namespace {

constexpr size_t kMostDetailBytes = 3 * 1024;
constexpr size_t kMostMessageBytes = 1024;

// Cuts at a character's border.
std::string Cut(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

google::rpc::Status ToStatusMessage(const Refusal& refusal) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(refusal.code));
  status.set_message(Cut(refusal.message, kMostMessageBytes));
  google::rpc::ErrorInfo info;
  info.set_domain("champions");
  info.set_reason(refusal.reason);
  for (const auto& [key, value] : refusal.metadata) {
    (*info.mutable_metadata())[key] = Cut(value, 300);
  }
  status.add_details()->PackFrom(info);
  if (refusal.retry_after) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(refusal.retry_after->count() / 1000);
    retry.mutable_retry_delay()->set_nanos(
        static_cast<int>(refusal.retry_after->count() % 1000 * 1'000'000));
    status.add_details()->PackFrom(retry);
  }
  if (!refusal.fields.empty()) {
    google::rpc::BadRequest bad;
    for (const auto& field : refusal.fields) {
      auto* violation = bad.add_field_violations();
      violation->set_field(Cut(field.field, 200));
      violation->set_description(Cut(field.description, 300));
      if (status.ByteSizeLong() + bad.ByteSizeLong() > kMostDetailBytes) {
        bad.mutable_field_violations()->RemoveLast();
        break;
      }
    }
    status.add_details()->PackFrom(bad);
  }
  return status;
}

grpc::Status ToStatus(const Refusal& refusal) {
  auto status = ToStatusMessage(refusal);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(),
                      status.SerializeAsString());
}

const char* CodeName(grpc::StatusCode code) {
  static constexpr std::array<const char*, 17> kNames = {"OK",
                                                         "CANCELLED",
                                                         "UNKNOWN",
                                                         "INVALID_ARGUMENT",
                                                         "DEADLINE_EXCEEDED",
                                                         "NOT_FOUND",
                                                         "ALREADY_EXISTS",
                                                         "PERMISSION_DENIED",
                                                         "RESOURCE_EXHAUSTED",
                                                         "FAILED_PRECONDITION",
                                                         "ABORTED",
                                                         "OUT_OF_RANGE",
                                                         "UNIMPLEMENTED",
                                                         "INTERNAL",
                                                         "UNAVAILABLE",
                                                         "DATA_LOSS",
                                                         "UNAUTHENTICATED"};
  return code >= 0 && static_cast<size_t>(code) < kNames.size() ? kNames[code] : "UNKNOWN";
}

}  // namespace champions::rpc
