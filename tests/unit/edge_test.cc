// deploy/edge/haproxy.cfg names the methods that are streams; here they are held against the API.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "rpc/method.h"

namespace champions::test {
namespace {

// What an `acl NAME path …` lists.
std::set<std::string> PathsOf(const std::string& name) {
  std::ifstream file(CHAMPIONS_SOURCE_DIR "/deploy/edge/haproxy.cfg");
  std::string line, word;
  std::set<std::string> paths;
  while (std::getline(file, line)) {
    if (line.rfind("  acl " + name + " path /", 0) != 0) continue;
    std::istringstream words(line);
    while (words >> word) {
      if (word[0] == '/') paths.insert(word);
    }
  }
  return paths;
}

// Shows that streams, and they alone, are not counted with the calls that wait for the database.
TEST(EdgeTest, StreamsHaveABackendOfTheirOwn) {
  std::set<std::string> streams = {"/grpc.health.v1.Health/Watch"}, uploads;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const auto& method : rpc::AllMethods()) {
    auto name = "champions.v1." + method.name;
    auto path = "/" + name;
    std::replace(name.begin(), name.end(), '/', '.');
    const auto* descriptor = pool->FindMethodByName(name);
    ASSERT_NE(descriptor, nullptr) << name;
    if (descriptor->client_streaming()) uploads.insert(path);
    if (descriptor->client_streaming() || descriptor->server_streaming()) streams.insert(path);
  }
  EXPECT_GE(uploads.size(), 2u);
  EXPECT_EQ(PathsOf("is_stream"), streams);
  EXPECT_EQ(PathsOf("is_upload"), uploads);
}

}  // namespace
}  // namespace champions::test
