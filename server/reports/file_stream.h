// A file as the messages of a stream.
#pragma once

#include <grpcpp/support/sync_stream.h>

#include "base/refusal.h"
#include "reports/publication_store.h"

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

}  // namespace champions::reports
