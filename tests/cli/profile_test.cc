#include "client-cli/core/profile.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "client-cli/core/failure.h"

namespace champions::cli {
namespace {

class ProfileTest : public ::testing::Test {
 protected:
  ProfileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "champions-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~ProfileTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& text) {
    const std::string path = (folder_ / "admin.toml").string();
    std::ofstream(path) << text;
    chmod(path.c_str(), 0600);
    return path;
  }

  Profile Load(const std::string& config_file, const std::string& name = "") {
    return LoadProfile(config_file, name, [this](const char* key) -> std::optional<std::string> {
      const auto found = environment_.find(key);
      if (found == environment_.end()) return std::nullopt;
      return found->second;
    });
  }

  std::string WhyNot(const std::string& config_file, const std::string& name = "") {
    try {
      Load(config_file, name);
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.status(), ExitStatus::kUsage);
      return failure.what();
    }
    return "";
  }

  std::filesystem::path folder_;
  std::map<std::string, std::string> environment_;
};

constexpr char kTwo[] =
    "address = \"localhost:8443\"\nca_file = \"ca.pem\"\ntoken = \"t1\"\n"
    "[profiles.partner]\naddress = \"unix:run/s.sock\"\n";

// Shows that the top level is the default profile and that paths are relative to the file.
TEST_F(ProfileTest, TopLevelIsTheDefault) {
  const Profile profile = Load(Write(kTwo));
  EXPECT_EQ(profile.address, "localhost:8443");
  EXPECT_EQ(profile.ca_file, (folder_ / "ca.pem").string());
  EXPECT_EQ(profile.token, "t1");
  EXPECT_FALSE(profile.is_local());
  EXPECT_TRUE(profile.token_from_file);
}

// Shows that a named profile is chosen by flag, else by the environment, and inherits no token.
TEST_F(ProfileTest, ChoosesAProfile) {
  const std::string path = Write(kTwo);
  EXPECT_EQ(Load(path, "partner").address, "unix:" + (folder_ / "run/s.sock").string());
  EXPECT_TRUE(Load(path, "partner").is_local());
  EXPECT_EQ(Load(path, "partner").token, "");
  environment_["CHAMPIONS_PROFILE"] = "partner";
  EXPECT_TRUE(Load(path).is_local());
  EXPECT_FALSE(Load(path, "default").is_local());
  EXPECT_NE(WhyNot(path, "nobody").find("default, partner"), std::string::npos);
}

// Shows that the environment overrides each setting by itself.
TEST_F(ProfileTest, EnvironmentOverrides) {
  const std::string path = Write(kTwo);
  environment_["CHAMPIONS_TOKEN"] = "t2";
  EXPECT_EQ(Load(path).token, "t2");
  EXPECT_FALSE(Load(path).token_from_file);
  EXPECT_EQ(Load(path).address, "localhost:8443");
  environment_["CHAMPIONS_ADDRESS"] = "other:1";
  environment_["CHAMPIONS_CA"] = "here.pem";
  EXPECT_EQ(Load(path).address, "other:1");
  EXPECT_EQ(Load(path).ca_file, "here.pem");
}

// Shows that the default file is found through XDG_CONFIG_HOME, and that it need not exist.
TEST_F(ProfileTest, DefaultFile) {
  environment_["XDG_CONFIG_HOME"] = folder_.string();
  EXPECT_NE(WhyNot("").find("CHAMPIONS_ADDRESS"), std::string::npos);
  std::filesystem::create_directories(folder_ / "champions");
  std::ofstream(folder_ / "champions/config.toml") << "address = \"a:1\"\n";
  EXPECT_EQ(Load("").address, "a:1");
  EXPECT_NE(WhyNot((folder_ / "none.toml").string()).find("none.toml"), std::string::npos);
}

// Shows that mistakes in the file are named: a key, a type, the line of a syntax error.
TEST_F(ProfileTest, NamesMistakes) {
  EXPECT_NE(WhyNot(Write("adress = \"a:1\"\n")).find("unknown key `adress`"), std::string::npos);
  EXPECT_NE(WhyNot(Write("address = 8443\n")).find("address must be text"), std::string::npos);
  EXPECT_NE(WhyNot(Write("\naddress = \n")).find("admin.toml:2"), std::string::npos);
  EXPECT_NE(WhyNot(Write("address = \"a:1\"\ntoken = \"a\\nb\"\n")).find("token"),
            std::string::npos);
}

// Shows that a file with a token that others can read is called unsafe, and how to mend it.
TEST_F(ProfileTest, TokensAreForTheirOwnerAlone) {
  const std::string path = Write(kTwo);
  EXPECT_EQ(UnsafeMode(path), "");
  chmod(path.c_str(), 0640);
  EXPECT_NE(UnsafeMode(path).find("chmod 600"), std::string::npos);
  chmod(path.c_str(), 0604);
  EXPECT_NE(UnsafeMode(path), "");
}

// What a file holds after a token was put into it; "" where it could not be.
class SaveTokenTest : public ProfileTest {
 protected:
  std::string After(const std::string& text, const std::string& name, const std::string& token) {
    const std::string path = Write(text);
    chmod(path.c_str(), 0644);
    try {
      SaveToken({path, name}, Profile{}, token);
    } catch (const Failure& failure) {
      EXPECT_EQ(Read(path), text) << "it was changed all the same";
      return "";
    }
    struct stat status {};
    stat(path.c_str(), &status);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    return Read(path);
  }
  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

// Shows that the token of one profile is put in, changed and taken out, and nothing else.
TEST_F(SaveTokenTest, NothingElseChanges) {
  const std::string top =
      "# mine\naddress = \"a:1\"\n\n[profiles.p]  # theirs\naddress = \"b:1\"\n";
  EXPECT_EQ(After(top, "default", "chs_1"),
            "# mine\naddress = \"a:1\"\ntoken = \"chs_1\"\n\n[profiles.p]  # theirs\naddress = "
            "\"b:1\"\n");
  EXPECT_EQ(After(top, "p", "chs_1"), top + "token = \"chs_1\"\n");
  const std::string both = "token = \"x\"\n[profiles.p]\n  token=\"y\" # old\n[profiles.q]\n";
  EXPECT_EQ(After(both, "p", "chs_1"),
            "token = \"x\"\n[profiles.p]\ntoken = \"chs_1\"\n[profiles.q]\n");
  EXPECT_EQ(After(both, "default", ""), "[profiles.p]\n  token=\"y\" # old\n[profiles.q]\n");
  EXPECT_EQ(After(both, "q", "chs_1"), both + "token = \"chs_1\"\n");
}

// Shows that the end of a session is kept beside its token, is read again, and goes with it.
TEST_F(SaveTokenTest, TheEndOfTheSessionGoesWithItsToken) {
  const std::string path = Write("address = \"a:1\"\n\n[profiles.p]\naddress = \"b:1\"\n");
  SaveToken({path, "default"}, Profile{}, "chs_1", "2026-11-29T17:00:00Z");
  EXPECT_EQ(Read(path),
            "address = \"a:1\"\ntoken = \"chs_1\"\ntoken_expire_time = \"2026-11-29T17:00:00Z\"\n"
            "\n[profiles.p]\naddress = \"b:1\"\n");
  EXPECT_EQ(Load(path).token_expire_time, "2026-11-29T17:00:00Z");
  SaveToken({path, "default"}, Profile{}, "chs_2");
  EXPECT_EQ(Load(path).token_expire_time, "") << "it was of another";
  SaveToken({path, "p"}, Profile{}, "chs_3", "2026-11-30T17:00:00Z");
  SaveToken({path, "default"}, Profile{}, "");
  SaveToken({path, "p"}, Profile{}, "");
  EXPECT_EQ(Read(path), "address = \"a:1\"\n\n[profiles.p]\naddress = \"b:1\"\n");
}

// Shows that a file that is written in another way is left alone.
TEST_F(SaveTokenTest, WhatCannotBeChangedIsLeft) {
  EXPECT_EQ(After("profiles = {p = {address = \"b:1\"}}\n", "p", "chs_1"), "");
  EXPECT_EQ(After("address = \"a:1\"\n", "nobody", "chs_1"), "");
  EXPECT_EQ(After("a = \"\"\"\n[profiles.p]\n\"\"\"\n[profiles.p]\n", "p", "chs_1"), "");
  EXPECT_EQ(After("address = \"a:1\"\n", "default", "chs_\"1"),
            "address = \"a:1\"\ntoken = \"chs_\\\"1\"\n");
  EXPECT_EQ(After("address = \"a:1\"\n", "default", "two\nlines"), "");
}

TEST_F(SaveTokenTest, AFileIsMade) {
  Profile profile;
  profile.address = "a:1";
  const auto path = (folder_ / "new" / "config.toml").string();
  SaveToken({path, "default"}, profile, "chs_1");
  EXPECT_EQ(Read(path), "address = \"a:1\"\ntoken = \"chs_1\"\n");
  EXPECT_EQ(Load(path).token, "chs_1");
  EXPECT_EQ(UnsafeMode(path), "");
}

}  // namespace
}  // namespace champions::cli
