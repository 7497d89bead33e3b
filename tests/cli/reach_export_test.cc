// `champions reach export`: the file is there whole or not at all, and what is asked for is sent.
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "fake_server.h"

namespace champions::cli::test {
namespace {

class ReachExportTest : public WireTest {
 protected:
  ReachExportTest() : path_((folder_ / "reach.csv").string()) {}

  static void Send(FakeReach::ExportWriter* writer, const std::string& csv) {
    v1::ExportReachesResponse message;
    message.set_csv(csv);
    writer->Write(message);
  }
  static void SendCount(FakeReach::ExportWriter* writer, std::int64_t records) {
    v1::ExportReachesResponse message;
    message.set_records(records);
    writer->Write(message);
  }
  void ServeTwo() {
    reach_.export_reaches = [&](const auto& request, auto* writer) {
      seen_ = request;
      Send(writer, "external_id,note\nR1,\"two\nlines\"\n");
      Send(writer, "R2,\n");
      SendCount(writer, 2);
      return grpc::Status::OK;
    };
  }
  std::string Read() {
    std::stringstream text;
    text << std::ifstream(path_, std::ios::binary).rdbuf();
    return text.str();
  }
  // What an export that failed leaves behind.
  void ExpectNothing() {
    EXPECT_FALSE(std::filesystem::exists(path_));
    EXPECT_FALSE(std::filesystem::exists(path_ + ".part"));
  }

  const std::string whole_ = "external_id,note\nR1,\"two\nlines\"\nR2,\n";
  std::string path_;
  v1::ExportReachesRequest seen_;
};

// Shows that the bytes go to standard output as they are, and the count beside them.
TEST_F(ReachExportTest, WritesToStandardOutput) {
  ServeTwo();
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"reach", "export"}, {"reach", "export", "-O", "-"}, {"reach", "export", "-o", "csv"}}) {
    const Ran ran = Run(words);
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_EQ(ran.out, whole_);
    EXPECT_EQ(ran.err, "2 records exported\n");
  }
}

// Shows that each filter is sent as it was typed.
TEST_F(ReachExportTest, SendsTheFilters) {
  ServeTwo();
  const Ran ran =
      Run({"reach",   "export",     "--organisation", "VAH",        "--programme", "MH",
           "--from",  "2024-07-01", "--to",           "2024-09-30", "--ward",      "E05013552",
           "--mode",  "group",      "--mode",         "broadcast",  "--topic",     "other",
           "--state", "recorded",   "--quiet"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(seen_.organisation(), "VAH");
  EXPECT_EQ(seen_.programme(), "MH");
  EXPECT_EQ(seen_.from(), "2024-07-01");
  EXPECT_EQ(seen_.to(), "2024-09-30");
  EXPECT_EQ(seen_.ward(), "E05013552");
  ASSERT_EQ(seen_.modes_size(), 2);
  EXPECT_EQ(seen_.modes(1), v1::REACH_MODE_BROADCAST);
  ASSERT_EQ(seen_.topics_size(), 1);
  EXPECT_EQ(seen_.topics(0), v1::REACH_TOPIC_OTHER);
  EXPECT_EQ(seen_.state(), v1::REACH_STATE_RECORDED);
}

// Shows that a file is written whole, for the person alone, and that what exists is replaced only
// where that is asked for.
TEST_F(ReachExportTest, WritesAFileOnce) {
  ServeTwo();
  Ran ran = Run({"reach", "export", "-O", path_});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(Read(), whole_);
  struct stat about = {};
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".part"));

  std::ofstream(path_) << "mine";
  seen_.Clear();
  ran = Run({"reach", "export", "-O", path_, "--ward", "E05013552"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_NE(ran.err.find("exists: --force replaces it"), std::string::npos) << ran.err;
  EXPECT_EQ(Read(), "mine");
  EXPECT_EQ(seen_.ward(), "") << "the server was asked";
  EXPECT_EQ(Run({"reach", "export", "-O", path_, "--force"}).status, 0);
  EXPECT_EQ(Read(), whole_);
  EXPECT_EQ(Run({"reach", "export", "-O", (folder_ / "none" / "x.csv").string()}).status, 1);

  const std::string link = (folder_ / "link").string();
  std::filesystem::create_symlink(path_, link);
  for (const std::string& special : {folder_.string(), link}) {
    ran = Run({"reach", "export", "-O", special, "--force"});
    EXPECT_EQ(ran.status, 2);
    EXPECT_NE(ran.err.find("is no regular file"), std::string::npos) << ran.err;
  }
}

// Shows that a stream that breaks in the middle leaves no file, is not begun again, and that a file
// that was there before stays.
TEST_F(ReachExportTest, ABrokenStreamLeavesNothing) {
  int calls = 0;
  reach_.export_reaches = [&](const auto&, auto* writer) {
    ++calls;
    Send(writer, "external_id,note\nR1,\n");
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting");
  };
  EXPECT_EQ(Run({"reach", "export", "-O", path_}).status, 7);
  ExpectNothing();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(Run({"reach", "export"}).status, 7);
  EXPECT_EQ(calls, 2);
  std::ofstream(path_) << "mine";
  EXPECT_EQ(Run({"reach", "export", "-O", path_, "--force"}).status, 7);
  EXPECT_EQ(Read(), "mine");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".part"));
}

// Shows that an end without the count is not taken for the whole.
TEST_F(ReachExportTest, AnEndWithoutTheCountIsNotTheEnd) {
  reach_.export_reaches = [&](const auto&, auto* writer) {
    Send(writer, "external_id,note\nR1,\n");
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "export", "-O", path_});
  EXPECT_EQ(ran.status, 1);
  EXPECT_NE(ran.err.find("not whole"), std::string::npos) << ran.err;
  ExpectNothing();
}

// Shows that a server that is away is tried again as long as nothing has come, and that a refusal
// leaves no file.
TEST_F(ReachExportTest, TriesAgainBeforeTheFirstByte) {
  int calls = 0;
  reach_.export_reaches = [&](const auto&, auto* writer) {
    if (++calls < 3) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting");
    Send(writer, "external_id\n");
    SendCount(writer, 0);
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "export", "-O", path_});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.err, "0 records exported\n");
  EXPECT_EQ(Read(), "external_id\n");
  std::filesystem::remove(path_);
  reach_.export_reaches = [&](const auto&, auto*) {
    return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "no", "INVALID_FIELD",
                   {{"from", "is '2024-02-30'"}});
  };
  const Ran refused = Run({"reach", "export", "-O", path_, "--from", "2024-02-30"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("--from: is '2024-02-30'"), std::string::npos) << refused.err;
  ExpectNothing();
}

// Shows that other forms than CSV are refused before the server is asked.
TEST_F(ReachExportTest, GivesCsvAlone) {
  reach_.export_reaches = [](const auto&, auto*) {
    ADD_FAILURE() << "the server was asked";
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "export", "-o", "json"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_NE(ran.err.find("expected csv"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace champions::cli::test
