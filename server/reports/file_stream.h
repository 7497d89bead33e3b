// A file as the messages of a stream.
#pragma once

#include <grpcpp/support/sync_stream.h>

#include "base/refusal.h"
#include "reports/publish.h"

namespace champions::reports {

constexpr size_t kPartBytes = 64 * 1024;

template <class Message>
void WriteFile(grpc::ServerWriter<Message>* writer, const File& file) {
  size_t at = 0;
  do {
    Message message;
    if (at == 0) message.set_name(file.name);
    message.set_data(file.content.substr(at, kPartBytes));
    if (!writer->Write(message)) {
      throw Refusal(Code::kUnavailable, "CANCELLED", "the caller is gone");
    }
    at += kPartBytes;
  } while (at < file.content.size());
}

// A file that is made as it is sent: no more than a part of it is held here.
template <class Message>
void WriteRendering(grpc::ServerWriter<Message>* writer, const Rendering& file) {
  Message message;
  message.set_name(file.name);
  auto send = [&] {
    if (!writer->Write(message)) {
      throw Refusal(Code::kUnavailable, "CANCELLED", "the caller is gone");
    }
    message.Clear();
  };
  file.write([&](std::string_view part) {
    while (!part.empty()) {
      auto some = part.substr(0, kPartBytes - message.data().size());
      message.mutable_data()->append(some);
      part.remove_prefix(some.size());
      if (message.data().size() == kPartBytes) send();
    }
  });
  if (!message.data().empty() || !message.name().empty()) send();
}

}  // namespace champions::reports
