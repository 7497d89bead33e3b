// Connections over TLS: who is trusted, and what the doctor says of who is not.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "champions/v1/access_service.grpc.pb.h"
#include "client-cli/core/connection.h"
#include "client-cli/core/failure.h"
#include "client-cli/doctor.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

class Access : public v1::AccessService::Service {
  grpc::Status WhoAmI(grpc::ServerContext*, const v1::WhoAmIRequest*,
                      v1::WhoAmIResponse* response) override {
    response->set_name("over TLS");
    return grpc::Status::OK;
  }
};

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "champions-tls-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    if (std::system("command -v openssl > /dev/null") != 0)
      GTEST_SKIP() << "openssl is not installed";
  }
  ~TlsTest() override { std::filesystem::remove_all(folder_); }

  // A certificate that is its own authority, for `names`, valid for so many days.
  void Certify(const std::string& name, const std::string& names, int days) {
    const std::string command = "cd " + folder_.string() +
                                " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
                                "-nodes -subj /CN=test -keyout " +
                                name + ".key -out " + name + ".pem -days " + std::to_string(days) +
                                " -addext subjectAltName=" + names + " 2> /dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  std::string Read(const std::string& name) {
    std::ifstream file(folder_ / name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  void Serve(const std::string& name) {
    grpc::SslServerCredentialsOptions options;
    options.pem_key_cert_pairs.push_back({Read(name + ".key"), Read(name + ".pem")});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("localhost:0", grpc::SslServerCredentials(options), &port_);
    builder.RegisterService(&access_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }

  Profile Trusting(const std::string& name) {
    return {.address = "localhost:" + std::to_string(port_),
            .ca_file = (folder_ / (name + ".pem")).string(),
            .token = "t"};
  }

  // The server's answer, or the status of the failure.
  std::string Ask(const Profile& profile) {
    Connection connection(profile, std::chrono::seconds(2));
    const auto* method =
        v1::WhoAmIResponse::descriptor()->file()->service(0)->FindMethodByName("WhoAmI");
    v1::WhoAmIResponse response;
    try {
      connection.Call(*method, v1::WhoAmIRequest(), &response);
    } catch (const CallFailure& failure) {
      return "status " + std::to_string(failure.status().error_code());
    }
    return response.name();
  }

  std::filesystem::path folder_;
  Access access_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// Shows that a server whose authority is named is trusted, and the doctor says until when.
TEST_F(TlsTest, TrustsItsAuthority) {
  Certify("good", "DNS:localhost", 30);
  Serve("good");
  EXPECT_EQ(Ask(Trusting("good")), "over TLS");
  const auto findings = CheckTransport(Trusting("good"));
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_TRUE(findings[2].ok) << findings[2].detail;
  EXPECT_NE(findings[2].detail.find("TLSv1.3"), std::string::npos) << findings[2].detail;
  EXPECT_EQ(findings[2].advice, "");
}

// Shows that another authority is not trusted, and that the doctor says what to set.
TEST_F(TlsTest, RefusesAnotherAuthority) {
  Certify("good", "DNS:localhost", 30);
  Certify("other", "DNS:localhost", 30);
  Serve("good");
  EXPECT_EQ(Ask(Trusting("other")), "status 14");
  const auto findings = CheckTransport(Trusting("other"));
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_FALSE(findings[2].ok);
  EXPECT_NE(findings[2].advice.find("ca_file"), std::string::npos);
}

// Shows that a certificate for another name is refused, and one that ends soon is pointed out.
TEST_F(TlsTest, ChecksNameAndExpiry) {
  Certify("elsewhere", "DNS:elsewhere.example", 30);
  Serve("elsewhere");
  EXPECT_EQ(Ask(Trusting("elsewhere")), "status 14");
  auto findings = CheckTransport(Trusting("elsewhere"));
  EXPECT_FALSE(findings.back().ok);
  EXPECT_NE(findings.back().advice.find("names"), std::string::npos) << findings.back().advice;
  server_->Shutdown();
  Certify("soon", "DNS:localhost", 3);
  Serve("soon");
  findings = CheckTransport(Trusting("soon"));
  EXPECT_TRUE(findings.back().ok);
  EXPECT_NE(findings.back().advice.find("Renew"), std::string::npos);
}

// Shows that a port which does not speak TLS, a CA file that is none, and a missing socket are told
// apart.
TEST_F(TlsTest, NamesWhatIsWrong) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("localhost:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(&access_);
  server_ = builder.BuildAndStart();
  Certify("good", "DNS:localhost", 30);
  const auto plain = CheckTransport(Trusting("good"));
  EXPECT_FALSE(plain.back().ok);
  EXPECT_EQ(plain.back().detail, "no TLS handshake");
  std::ofstream(folder_ / "none.pem") << "not PEM";
  EXPECT_THROW(Ask(Trusting("none")), Failure);
  const auto findings = CheckTransport({.address = "unix:" + (folder_ / "none.sock").string()});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_NE(findings[0].advice.find("deploy/up"), std::string::npos);
}

}  // namespace
}  // namespace champions::cli
