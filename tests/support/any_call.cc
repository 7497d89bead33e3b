#include "support/any_call.h"

#include <grpcpp/generic/generic_stub.h>

namespace champions::test {
namespace {

// Waits for the one operation that is under way; false when it failed.
bool Wait(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  for (const auto& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

}  // namespace

AnyAnswer CallAny(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context,
                  const std::string& path, const std::vector<std::string>& messages) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  bool open = Wait(queue);
  for (size_t i = 0; open && i < messages.size(); ++i) {
    grpc::Slice slice(messages[i]);
    call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    open = Wait(queue);
  }
  if (open) {
    call->WritesDone(nullptr);
    Wait(queue);
  }
  AnyAnswer answer;
  while (true) {
    grpc::ByteBuffer buffer;
    call->Read(&buffer, nullptr);
    if (!Wait(queue)) break;
    answer.messages.push_back(TextOf(buffer));
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  Wait(queue);
  answer.outcome = OutcomeOf(status);
  return answer;
}

}  // namespace champions::test
