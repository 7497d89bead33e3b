#include "imports/upload_proto.h"

#include <chrono>

#include "base/refusal.h"
#include "rpc/validate.h"

namespace champions::imports {
namespace {

constexpr size_t kMostPartBytes = 1024 * 1024;
constexpr std::chrono::minutes kDiscard{1};

}  // namespace

UploadReader::UploadReader(grpc::ServerContext* context,
                           grpc::ServerReader<v1::UploadImportRequest>* reader, int64_t most_bytes)
    : context_(context),
      reader_(reader),
      most_bytes_(most_bytes),
      digest_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr);
}

v1::ImportOptions UploadReader::Options() {
  v1::UploadImportRequest first;
  if (!Read(&first) || !first.has_options()) {
    throw InvalidField("options",
                       "is missing: expected the first message of the stream to have it");
  }
  rpc::Validate(first);
  return first.options();
}

bool UploadReader::Read(v1::UploadImportRequest* message) {
  if (at_end_ || !reader_->Read(message)) {
    at_end_ = true;
    if (context_->IsCancelled()) {
      throw Refusal(Code::kDeadlineExceeded, "UPLOAD_BROKEN",
                    "the upload ended before its last part, or its deadline passed");
    }
    return false;
  }
  CountBytes(message->data());
  // Names and bytes are told apart, so that moving a byte from one file to the next shows.
  std::string part =
      message->has_file() ? "\nfile " + message->file().name() + "\n" : message->data();
  EVP_DigestUpdate(digest_.get(), part.data(), part.size());
  return true;
}

void UploadReader::CountBytes(const std::string& data) {
  bytes_ += static_cast<int64_t>(data.size());
  if (bytes_ <= most_bytes_) return;
  throw InvalidField("data", "the files have " + std::to_string(bytes_) +
                                 " bytes or more: expected at most " + std::to_string(most_bytes_) +
                                 " in one upload (limits.max_import_mib)");
}

void UploadReader::ReadInto(ImportRun& run) {
  v1::UploadImportRequest message;
  bool in_file = false;
  while (Read(&message)) {
    if (message.has_file()) {
      rpc::Validate(message);
      run.StartFile(message.file().name());
      in_file = true;
    } else if (message.has_options()) {
      throw InvalidField("options", "came twice: expected it once, in the first message");
    } else if (!in_file) {
      throw InvalidField("data", "came before a file: expected `file` with its name first");
    } else if (message.data().size() > kMostPartBytes) {
      throw InvalidField("data", "has " + std::to_string(message.data().size()) +
                                     " bytes: expected at most 1048576 in one part");
    } else {
      run.Feed(message.data());
    }
  }
}

void UploadReader::Discard() {
  auto until = std::chrono::steady_clock::now() + kDiscard;
  v1::UploadImportRequest message;
  while (!at_end_ && std::chrono::steady_clock::now() < until) at_end_ = !reader_->Read(&message);
}

std::string UploadReader::Drain() {
  v1::UploadImportRequest message;
  while (!at_end_) Read(&message);
  if (hash_.empty()) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(digest_.get(), digest, &length);
    hash_.assign(reinterpret_cast<char*>(digest), length);
  }
  return hash_;
}

}  // namespace champions::imports
