#include <set>

#include "client-cli/core/fields.h"
#include "fake_server.h"

namespace champions::cli::test {
namespace {

class ReachStreamTest : public WireTest {
 protected:
  std::string Jsonl(int records) {
    std::string text;
    for (int i = 1; i <= records; ++i) {
      text += R"({"organisation":"RO","occurred_on":"2024-09-12","mode":"GROUP","people":)" +
              std::to_string(i) + "}\n";
    }
    return Write("reach.jsonl", text);
  }

  void Acknowledge(FakeReach::Stream* stream, const v1::StreamReachRequest& request) {
    v1::StreamReachResponse answer;
    answer.set_request_id(request.request_id());
    *answer.mutable_reach() = request.reach();
    ++counted_[request.request_id()];
    stream->Write(answer);
  }

  std::map<std::string, int> counted_;
};

// Shows that every record of a file is sent once, with more records than may be under way.
TEST_F(ReachStreamTest, SendsEveryRecord) {
  std::int64_t people = 0;
  reach_.stream = [&](FakeReach::Stream* stream) {
    v1::StreamReachRequest request;
    while (stream->Read(&request)) {
      people += request.reach().people();
      Acknowledge(stream, request);
    }
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "stream", Jsonl(1000), "-o", "jsonl"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(people, 500500);
  EXPECT_EQ(counted_.size(), 1000u);
  EXPECT_NE(ran.err.find("1000 recorded, 0 refused"), std::string::npos);
}

// Shows that after a broken stream only what has no answer is sent again, under the same ids.
TEST_F(ReachStreamTest, ResumesAfterABreak) {
  int streams = 0;
  std::set<std::string> ids;
  reach_.stream = [&](FakeReach::Stream* stream) {
    ++streams;
    v1::StreamReachRequest request;
    for (int i = 0; stream->Read(&request); ++i) {
      if (streams == 1 && i == 40) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting");
      ids.insert(request.request_id());
      Acknowledge(stream, request);
    }
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "stream", Jsonl(100)});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(streams, 2);
  EXPECT_EQ(ids.size(), 100u);
  EXPECT_NE(ran.err.find("100 recorded"), std::string::npos) << ran.err;
}

// Shows that a stream which ends well without answering everything is not taken for done.
TEST_F(ReachStreamTest, AnEarlyEndIsNotTheEnd) {
  reach_.stream = [](FakeReach::Stream* stream) {
    v1::StreamReachRequest request;
    stream->Read(&request);
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "stream", Jsonl(3), "--timeout", "1s"});
  EXPECT_EQ(ran.status, 7);
  EXPECT_NE(ran.err.find("--request-id"), std::string::npos) << ran.err;
}

// Shows that a refused record is named by its line and leaves the others alone, and that a line
// that is no record is refused here.
TEST_F(ReachStreamTest, NamesRefusedLines) {
  reach_.stream = [&](FakeReach::Stream* stream) {
    v1::StreamReachRequest request;
    while (stream->Read(&request)) {
      if (request.reach().people() != 2) {
        Acknowledge(stream, request);
        continue;
      }
      v1::StreamReachResponse answer;
      answer.set_request_id(request.request_id());
      answer.mutable_error()->set_code(grpc::StatusCode::ALREADY_EXISTS);
      answer.mutable_error()->set_message("taken");
      stream->Write(answer);
    }
    return grpc::Status::OK;
  };
  const std::string path =
      Write("some.csv",
            "people,mode,partners,breakdowns\r\n1,GROUP,PL;SO,AGE_BAND:16-24:1\r\n"
            "2,GROUP,,\r\n3,crowd,,\r\n4,GROUP\r\n5,GROUP,,\r\n");
  const Ran ran = Run({"reach", "stream", path, "-o", "jsonl"});
  EXPECT_EQ(counted_.size(), 2u);
  EXPECT_NE(ran.err.find("some.csv:3: conflict: taken"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("some.csv:4: mode: found 'crowd'"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("some.csv:5: found 2 cells, expected 4"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("2 recorded, 3 refused"), std::string::npos) << ran.err;
  EXPECT_TRUE(ran.status == 6 || ran.status == 2);
}

// Shows that the same file sent again with the same --request-id carries the same ids.
TEST_F(ReachStreamTest, TheSameFileHasTheSameIds) {
  reach_.stream = [&](FakeReach::Stream* stream) {
    v1::StreamReachRequest request;
    while (stream->Read(&request)) Acknowledge(stream, request);
    return grpc::Status::OK;
  };
  const std::string path = Jsonl(5);
  const std::string id = "22222222-2222-4222-8222-222222222222";
  EXPECT_EQ(Run({"reach", "stream", path, "--request-id", id}).status, 0);
  EXPECT_EQ(Run({"reach", "stream", path, "--request-id", id}).status, 0);
  ASSERT_EQ(counted_.size(), 5u);
  for (const auto& [request_id, times] : counted_) EXPECT_EQ(times, 2);
  EXPECT_EQ(Run({"reach", "stream", path}).status, 0);
  EXPECT_EQ(counted_.size(), 10u);
}

// Shows that a batch is one call, and that a refusal names the line of the record it is about.
TEST_F(ReachStreamTest, BatchNamesTheLine) {
  v1::BatchLogReachRequest seen;
  reach_.batch = [&](auto*, const auto& request, auto*) {
    seen = request;
    return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "no", "INVALID_FIELD",
                   {{"reaches[1].people", "is -1"}});
  };
  const std::string path = Write("some.csv", "people,note\n1,\"two\nlines\"\n-1,\n");
  const Ran refused = Run({"reach", "batch", path});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(seen.reaches_size(), 2);
  EXPECT_NE(refused.err.find("some.csv:4: people: is -1"), std::string::npos) << refused.err;
  reach_.batch = [&](auto*, const auto& request, auto* response) {
    *response->mutable_reaches() = request.reaches();
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "batch", path, "-o", "json"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(Json::parse(ran.out).size(), 2u);
  EXPECT_EQ(Run({"reach", "batch", Jsonl(1000)}).status, 0);
  EXPECT_EQ(Run({"reach", "batch", Jsonl(1001)}).status, 2);
  EXPECT_EQ(Run({"reach", "batch", Write("bad.jsonl", "{\n")}).status, 2);
}

// Shows that a long file gets through more breaks than one call is tried again for.
TEST_F(ReachStreamTest, ManyBreaksWithProgress) {
  int streams = 0;
  reach_.stream = [&](FakeReach::Stream* stream) {
    ++streams;
    v1::StreamReachRequest request;
    for (int i = 0; stream->Read(&request); ++i) {
      if (i == 1 && streams < 8) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "again");
      Acknowledge(stream, request);
    }
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "stream", Jsonl(20)});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(streams, 8);
  EXPECT_EQ(counted_.size(), 20u);
}

// Shows that a file with a column that is no field is refused before anything is sent.
TEST_F(ReachStreamTest, RefusesUnknownColumns) {
  const Ran ran = Run({"reach", "stream", Write("bad.csv", "peeple\n3\n")});
  EXPECT_EQ(ran.status, 2);
  EXPECT_NE(ran.err.find("peeple"), std::string::npos);
  EXPECT_EQ(Run({"reach", "stream", (folder_ / "none.csv").string()}).status, 2);
}

}  // namespace
}  // namespace champions::cli::test
