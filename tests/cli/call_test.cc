#include <cstdlib>
#include <fstream>
#include <set>

#include "client-cli/core/connection.h"
#include "client-cli/core/fields.h"
#include "fake_server.h"

namespace champions::cli::test {
namespace {

class CallTest : public WireTest {
 protected:
  const std::vector<std::string> log_ = {"reach",       "log",    "--organisation", "RO",
                                         "--programme", "CHAMPS", "--on",           "2024-09-12",
                                         "--mode",      "group",  "--topic",        "DIABETES",
                                         "--people",    "24",     "--new",          "9"};
};

// Shows that every status of gRPC ends the program with the exit status that cli.md promises.
TEST_F(CallTest, EveryStatusHasItsExitStatus) {
  const std::map<grpc::StatusCode, int> expected = {{grpc::StatusCode::OK, 0},
                                                    {grpc::StatusCode::CANCELLED, 1},
                                                    {grpc::StatusCode::UNKNOWN, 1},
                                                    {grpc::StatusCode::INVALID_ARGUMENT, 2},
                                                    {grpc::StatusCode::DEADLINE_EXCEEDED, 7},
                                                    {grpc::StatusCode::NOT_FOUND, 5},
                                                    {grpc::StatusCode::ALREADY_EXISTS, 6},
                                                    {grpc::StatusCode::PERMISSION_DENIED, 4},
                                                    {grpc::StatusCode::RESOURCE_EXHAUSTED, 7},
                                                    {grpc::StatusCode::FAILED_PRECONDITION, 6},
                                                    {grpc::StatusCode::ABORTED, 6},
                                                    {grpc::StatusCode::OUT_OF_RANGE, 2},
                                                    {grpc::StatusCode::UNIMPLEMENTED, 1},
                                                    {grpc::StatusCode::INTERNAL, 1},
                                                    {grpc::StatusCode::UNAVAILABLE, 7},
                                                    {grpc::StatusCode::DATA_LOSS, 1},
                                                    {grpc::StatusCode::UNAUTHENTICATED, 4}};
  for (const auto& [code, status] : expected) {
    access_.whoami = [code = code](auto*, const auto&, auto*) { return grpc::Status(code, "why"); };
    const Ran ran = Run({"whoami", "--timeout", "300ms"});
    EXPECT_EQ(ran.status, status) << "code " << code << ": " << ran.err;
    EXPECT_EQ(ran.out.empty(), status != 0);
  }
}

// Shows that no server at all is exit status 7, with where to look.
TEST_F(CallTest, NoServerIsUnavailable) {
  environment_["CHAMPIONS_ADDRESS"] = "unix:" + (folder_ / "nobody.sock").string();
  const Ran ran = Run({"whoami", "--timeout", "1s"});
  EXPECT_EQ(ran.status, 7);
  EXPECT_NE(ran.err.find("champions doctor"), std::string::npos);
}

// Shows that the token travels as the bearer of each call.
TEST_F(CallTest, SendsTheToken) {
  std::string seen;
  access_.whoami = [&](grpc::ServerContext* context, const auto&, auto*) {
    const auto found = context->client_metadata().find("authorization");
    if (found != context->client_metadata().end()) {
      seen.assign(found->second.data(), found->second.size());
    }
    return grpc::Status::OK;
  };
  EXPECT_EQ(Run({"whoami"}).status, 0);
  EXPECT_EQ(seen, "Bearer secret-token");
}

// Shows that a write which meets a server that is away is sent again with the same request_id.
TEST_F(CallTest, TriesAgainWithTheSameRequestId) {
  std::vector<std::string> ids;
  reach_.log = [&](auto*, const v1::LogReachRequest& request, v1::LogReachResponse* response) {
    ids.push_back(request.request_id());
    if (ids.size() < 3) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting");
    *response->mutable_reach() = request.reach();
    response->mutable_reach()->set_id("0af7c1d2-0000-4000-8000-000000000001");
    return grpc::Status::OK;
  };
  const Ran ran = Run(log_);
  EXPECT_EQ(ran.status, 0) << ran.err;
  ASSERT_EQ(ids.size(), 3u);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1u);
  EXPECT_EQ(ids[0].size(), 36u);
}

// Shows that a free text that is `-` is what stands on standard input, lines and all, that nothing
// there is refused, and that other flags take `-` as it is.
TEST_F(CallTest, TakesATextFromStandardInput) {
  std::vector<v1::Reach> seen;
  reach_.log = [&](auto*, const v1::LogReachRequest& request, auto*) {
    seen.push_back(request.reach());
    return grpc::Status::OK;
  };
  auto with_note = log_;
  for (const char* word : {"--note", "-", "--external-id", "-"}) with_note.emplace_back(word);
  EXPECT_EQ(Run(with_note, "said one\nand another\n").status, 0);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].note(), "said one\nand another");
  EXPECT_EQ(seen[0].external_id(), "-");
  const Ran none = Run(with_note, "\n");
  EXPECT_EQ(none.status, 2);
  EXPECT_NE(none.err.find("--note"), std::string::npos) << none.err;
  EXPECT_EQ(seen.size(), 1u);
}

// Shows that what is no passing fault is not tried again.
TEST_F(CallTest, DoesNotRepeatARefusal) {
  int calls = 0;
  reach_.log = [&](auto*, const auto&, auto*) {
    ++calls;
    return grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "no");
  };
  EXPECT_EQ(Run(log_).status, 6);
  EXPECT_EQ(calls, 1);
}

// Shows that the contract's flags reach the fields they stand for, and that the record is printed
// with its id first, enums without prefix and zeros included.
TEST_F(CallTest, LogsReach) {
  v1::LogReachRequest seen;
  reach_.log = [&](auto*, const v1::LogReachRequest& request, v1::LogReachResponse* response) {
    seen = request;
    *response->mutable_reach() = request.reach();
    response->mutable_reach()->set_id("id-1");
    return grpc::Status::OK;
  };
  auto words = log_;
  for (const char* word : {"--ward", "E05013552", "--champion", "c-1", "--note", "-evening",
                           "--breakdown", "AGE_BAND:16-24:3;GENDER:2:4", "--partner", "PL;SO",
                           "--request-id", "11111111-1111-4111-8111-111111111111", "-o", "json"}) {
    words.push_back(word);
  }
  const Ran ran = Run(words);
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(seen.request_id(), "11111111-1111-4111-8111-111111111111");
  EXPECT_EQ(seen.reach().occurred_on(), "2024-09-12");
  EXPECT_EQ(seen.reach().mode(), v1::REACH_MODE_GROUP);
  EXPECT_EQ(seen.reach().people(), 24);
  EXPECT_EQ(seen.reach().new_people(), 9);
  EXPECT_EQ(seen.reach().note(), "-evening");
  ASSERT_EQ(seen.reach().breakdowns_size(), 2);
  EXPECT_EQ(seen.reach().breakdowns(1).dimension(), v1::BREAKDOWN_DIMENSION_GENDER);
  EXPECT_EQ(seen.reach().breakdowns(0).people(), 3);
  EXPECT_EQ(seen.reach().partners_size(), 2);
  const Json printed = Json::parse(ran.out);
  EXPECT_EQ(printed.begin().key(), "id");
  EXPECT_EQ(printed["mode"], "GROUP");
  EXPECT_EQ(printed["signposted"], 0);
}

// Shows that a refusal names the flags that the person typed, with reason and metadata, and that
// what comes from the server cannot steer the terminal.
TEST_F(CallTest, NamesTheFlags) {
  reach_.log = [&](auto*, const auto&, auto*) {
    return Refusal(grpc::StatusCode::INVALID_ARGUMENT, "reach.new_people: too many",
                   "INVALID_FIELD",
                   {{"reach.new_people", "is 9\x1b[2J: expected at most 5"},
                    {"reach.breakdowns[0].people", "is 7: expected at most 5"}},
                   {{"limit", "5"}});
  };
  const Ran ran = Run(log_);
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.err,
            "champions: not valid [INVALID_FIELD]\n"
            "  --new: is 9\\x1b[2J: expected at most 5\n"
            "  --breakdown: is 7: expected at most 5\n"
            "  limit: 5\n");
}

// Shows that a message speaks of flags and commands, not of fields and methods.
TEST_F(CallTest, SpeaksOfCommands) {
  reach_.log = [&](auto*, const auto&, auto*) {
    return Refusal(grpc::StatusCode::NOT_FOUND, "reach.programme: there is no programme 'X'",
                   "NOT_FOUND", {}, {{"name", "X"}});
  };
  Ran ran = Run(log_);
  EXPECT_EQ(ran.status, 5);
  EXPECT_EQ(ran.err, "champions: not found: --programme: there is no programme 'X' [NOT_FOUND]\n");
  reach_.void_reach = [&](auto*, const auto&, auto*) {
    return Refusal(grpc::StatusCode::FAILED_PRECONDITION,
                   "VoidReach is not allowed: it allows ActivateChampion, AmendReach", "T");
  };
  ran = Run({"reach", "void", "id-1", "-y"});
  EXPECT_EQ(ran.status, 6);
  EXPECT_EQ(ran.err,
            "champions: refused: `reach void` is not allowed: it allows `champion activate`, "
            "`reach amend` [T]\n");
}

// Shows that wrong values are refused here, by flag, before anything is sent.
TEST_F(CallTest, RefusesWrongValues) {
  reach_.log = [&](auto*, const auto&, auto*) {
    ADD_FAILURE() << "nothing may be sent";
    return grpc::Status::OK;
  };
  auto words = log_;
  words[9] = "crowd";
  Ran ran = Run(words);
  EXPECT_EQ(ran.status, 2);
  EXPECT_EQ(ran.err,
            "champions: --mode: found 'crowd', expected one of CONVERSATION, GROUP, HEALTH_CHECK, "
            "PHONE_OR_ONLINE, BROADCAST\n");
  words = log_;
  words[13] = "many";
  ran = Run(words);
  EXPECT_EQ(ran.status, 2);
  EXPECT_NE(ran.err.find("--people: found 'many', expected a whole number"), std::string::npos);
  words[13] = "99999999999";
  EXPECT_NE(Run(words).err.find("too large"), std::string::npos);
  EXPECT_EQ(Run({"reach", "log", "--people", "3"}).status, 2);
}

// Shows that an update sends what was given and names it in the mask, also what is taken away.
TEST_F(CallTest, UpdateSendsOnlyWhatIsGiven) {
  v1::UpdateOrganisationRequest seen;
  organisations_.update = [&](auto*, const auto& request, auto*) {
    seen = request;
    return grpc::Status::OK;
  };
  const Ran ran = Run({"organisation", "update", "RO", "--name", "New", "--identifier", "",
                       "--community", "", "--etag", "7"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(seen.organisation().code(), "RO");
  EXPECT_EQ(seen.organisation().etag(), "7");
  const std::vector<std::string> mask(seen.update_mask().paths().begin(),
                                      seen.update_mask().paths().end());
  EXPECT_EQ(mask, (std::vector<std::string>{"name", "identifier", "communities"}));
  EXPECT_EQ(seen.organisation().communities_size(), 0);
  const Ran nothing = Run({"organisation", "update", "RO"});
  EXPECT_EQ(nothing.status, 2);
  EXPECT_NE(nothing.err.find("--name"), std::string::npos);
}

// Shows that an amendment carries id, reason and mask, and cannot move the record elsewhere.
TEST_F(CallTest, AmendsReach) {
  v1::AmendReachRequest seen;
  reach_.amend = [&](auto*, const auto& request, auto*) {
    seen = request;
    return grpc::Status::OK;
  };
  const Ran ran = Run({"reach", "amend", "id-1", "--people", "0", "--reason", "typed twice"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(seen.id(), "id-1");
  ASSERT_EQ(seen.update_mask().paths_size(), 1);
  EXPECT_EQ(seen.update_mask().paths(0), "people");
  EXPECT_EQ(seen.reason(), "typed twice");
  EXPECT_EQ(Run({"reach", "amend", "id-1", "--organisation", "PL"}).status, 2);
}

// Shows that what cannot be taken back lightly asks first: only a yes goes on.
TEST_F(CallTest, AsksBeforeVoid) {
  int calls = 0;
  reach_.void_reach = [&](auto*, const auto&, auto*) {
    ++calls;
    return grpc::Status::OK;
  };
  EXPECT_EQ(Run({"reach", "void", "id-1"}, "n\n").status, 3);
  EXPECT_EQ(Run({"reach", "void", "id-1"}, "").status, 3);
  EXPECT_EQ(Run({"reach", "void", "id-1"}, "yesterday\n").status, 3);
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(Run({"reach", "void", "id-1"}, "Y\n").status, 0);
  EXPECT_EQ(Run({"reach", "void", "id-1", "--yes"}).status, 0);
  EXPECT_EQ(calls, 2);
}

// Shows that a made key prints id and token and nothing else, to stdout; the warning goes beside.
TEST_F(CallTest, CreatesAKey) {
  v1::CreateKeyRequest seen;
  access_.create_key = [&](auto*, const auto& request, auto* response) {
    seen = request;
    response->mutable_key()->set_id("k-1");
    response->set_token("chk_abc");
    return grpc::Status::OK;
  };
  const Ran ran = Run({"key", "create", "--name", "Partner", "--role", "PARTNER", "--organisation",
                       "RO", "--organisation", "PL", "-o", "json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(Json::parse(ran.out).dump(), R"({"id":"k-1","token":"chk_abc"})");
  EXPECT_EQ(seen.key().organisations_size(), 2);
  EXPECT_NE(ran.err.find("once"), std::string::npos);
  EXPECT_EQ(Run({"key", "create", "--name", "P", "--role", "PARTNER", "--quiet"}).err, "");
}

// Shows that the certificate that a key is bound to is read from its file, and that a file without
// one is refused before anything is sent.
TEST_F(CallTest, BindsAKeyToACertificate) {
  v1::CreateKeyRequest seen;
  access_.create_key = [&](auto*, const auto& request, auto*) {
    seen = request;
    return grpc::Status::OK;
  };
  const std::string file = ::testing::TempDir() + "partner.pem";
  ASSERT_EQ(std::system(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                         "-subj /CN=p -keyout /dev/null -out " +
                         file + " 2>/dev/null && openssl x509 -in " + file +
                         " -outform der | sha256sum | cut -c -64 | tr -d '\\n' > " + file + ".sum")
                            .c_str()),
            0);
  std::string sum;
  std::ifstream(file + ".sum") >> sum;
  const std::vector<std::string> create = {"key",     "create",     "--name",
                                           "P",       "--role",     "PARTNER",
                                           "--scope", "reach.read", "--exchange-only"};
  auto with = create;
  with.insert(with.end(), {"--certificate", file});
  ASSERT_EQ(Run(with).status, 0);
  EXPECT_EQ(seen.key().certificate_sha256(), sum);
  EXPECT_EQ(seen.key().scopes(0), "reach.read");
  EXPECT_TRUE(seen.key().exchange_only());
  seen.Clear();
  with.back() += ".sum";
  EXPECT_EQ(Run(with).status, 2);
  EXPECT_EQ(seen.ByteSizeLong(), 0u);
}

// Shows that a token is printed with its end, and asked for with the scopes that were given.
TEST_F(CallTest, ObtainsAToken) {
  v1::CreateTokenRequest seen;
  access_.create_token = [&](auto*, const auto& request, auto* response) {
    seen = request;
    response->mutable_session()->set_id("s-1");
    response->set_token("chs_abc");
    response->mutable_expire_time()->set_seconds(1'732'464'000);
    return grpc::Status::OK;
  };
  const Ran ran = Run({"token", "create", "--scope", "reach.write", "-o", "json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(Json::parse(ran.out).dump(),
            R"({"id":"s-1","token":"chs_abc","expire_time":"2024-11-24T16:00:00Z"})");
  EXPECT_EQ(seen.scopes(0), "reach.write");
  EXPECT_FALSE(seen.request_id().empty());
}

}  // namespace
}  // namespace champions::cli::test
