// Gathers small pieces for a sink, so that it is called once for many of them.
#pragma once

#include <string>
#include <string_view>

#include "documents/document.h"

namespace champions::documents {

class Output {
 public:
  explicit Output(const Sink& sink) : sink_(sink) { buffer_.reserve(2 * kPartBytes); }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  Output& operator<<(std::string_view piece) {
    buffer_ += piece;
    if (buffer_.size() >= kPartBytes) Flush();
    return *this;
  }
  // To be called at the end; not by a destructor, since a sink may throw.
  void Flush() {
    if (!buffer_.empty()) sink_(buffer_);
    buffer_.clear();
  }

 private:
  static constexpr size_t kPartBytes = 32 * 1024;
  const Sink& sink_;
  std::string buffer_;
};

}  // namespace champions::documents
