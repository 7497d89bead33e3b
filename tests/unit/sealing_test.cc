// Encryption per person: what is sealed comes back to its owner and column alone, nothing altered
// is taken, and people are found again by what they are known by.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "sealing/person.h"

namespace champions::sealing {
namespace {

namespace fs = std::filesystem;

class SealingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("sealing." + std::to_string(getpid()));
    fs::create_directory(folder_);
    file_ = folder_ / "instance-key";
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& text, mode_t mode = 0600) {
    std::ofstream(file_) << text;
    chmod(file_.c_str(), mode);
  }
  // What the vault says of the file, or "".
  std::string Complaint() {
    try {
      Vault vault(file_);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  fs::path folder_;
  std::string file_;
  const Owner owner_{7, "01a20765-d8c6-7284-bcee-38b05e7f59a0"};
};

TEST_F(SealingTest, WhatIsSealedComesBack) {
  Vault vault(file_);
  struct stat info {};
  ASSERT_EQ(stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  auto key = vault.NewKey(owner_);
  for (size_t size : {size_t{0}, size_t{1}, size_t{15}, size_t{16}, size_t{17}, size_t{5000}}) {
    std::string text(size, 'x');
    auto sealed = key.Seal("note", text);
    EXPECT_EQ(sealed.empty(), text.empty());
    EXPECT_EQ(sealed.find_first_of(",\"|\n"), std::string::npos);
    EXPECT_EQ(key.Open("note", sealed), text);
    // By another server with the same file, and the key as it is stored.
    EXPECT_EQ(Vault(file_).KeyOf(owner_, key.wrapped()).Open("note", sealed), text);
  }
  // The same in the same place, and nowhere else.
  std::set<std::string> all = {key.Seal("given_name", "Ada"),
                               key.Seal("given_name", "Ada"),
                               key.Seal("family_name", "Ada"),
                               key.Seal("given_name", "ada"),
                               vault.NewKey(owner_).Seal("given_name", "Ada"),
                               vault.NewKey({8, owner_.id}).Seal("given_name", "Ada")};
  EXPECT_EQ(all.size(), 5u);
  // Of an older server.
  EXPECT_EQ(key.Open("given_name", "Ada"), "Ada");
}

TEST_F(SealingTest, NothingAlteredOrMovedIsTaken) {
  Vault vault(file_);
  auto key = vault.NewKey(owner_);
  auto sealed = key.Seal("email", "ada@example.org");
  EXPECT_THROW(key.Open("phone", sealed), std::runtime_error);
  EXPECT_THROW(vault.NewKey(owner_).Open("email", sealed), std::runtime_error);
  EXPECT_THROW(vault.KeyOf({8, owner_.id}, key.wrapped()), std::runtime_error);
  EXPECT_THROW(vault.KeyOf({7, "another"}, key.wrapped()), std::runtime_error);
  for (size_t i = 3; i < sealed.size(); ++i) {
    for (char c : {'A', 'B', '=', '!'}) {
      auto altered = sealed;
      if (altered[i] == c) continue;
      altered[i] = c;
      EXPECT_THROW(key.Open("email", altered), std::runtime_error) << altered;
    }
    EXPECT_THROW(key.Open("email", sealed.substr(0, i)), std::runtime_error);
  }
  auto wrapped = key.wrapped();
  for (size_t i = 0; i < wrapped.size(); ++i) {
    auto altered = wrapped;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_THROW(vault.KeyOf(owner_, altered), std::runtime_error) << i;
  }
}

TEST_F(SealingTest, InstanceKeysFollowEachOther) {
  Write(std::string(64, 'a') + "\n");
  Vault old(file_);
  old.UseIndexKey(old.FirstIndexKey());
  auto key = old.NewKey(owner_);
  auto index = old.BlindIndex("email", "ada@example.org");
  Write(std::string(64, 'b') + "\n" + std::string(64, 'a') + "\n");
  Vault both(file_);
  EXPECT_EQ(both.KeyOf(owner_, key.wrapped()).Open("note", key.Seal("note", "x")), "x");
  EXPECT_NE(both.key_names()[0], old.key_names()[0]);
  EXPECT_THROW(old.KeyOf(owner_, both.NewKey(owner_).wrapped()), std::runtime_error);
  both.UseIndexKey(both.FirstIndexKey());
  EXPECT_EQ(both.BlindIndex("email", "ada@example.org"), index);
}

// The same keys under another instance key: what they sealed opens without the old one, which opens
// nothing any more.
TEST_F(SealingTest, KeysAreWrappedAnew) {
  Write(std::string(64, 'a') + "\n");
  Vault old(file_);
  auto key = old.NewKey(owner_);
  auto sealed = key.Seal("note", "x"), stored_index = old.FirstIndexKey();
  EXPECT_THROW(old.BlindIndex("email", "ada@example.org"), std::logic_error);
  old.UseIndexKey(stored_index);
  auto index = old.BlindIndex("email", "ada@example.org");
  Write(std::string(64, 'b') + "\n" + std::string(64, 'a') + "\n");
  Vault both(file_);
  auto wrapped = both.WrapAnew(owner_, key.wrapped());
  auto wrapped_index = both.WrapAnew(OwnerOfIndexKey(), stored_index);
  EXPECT_THROW(both.WrapAnew({8, owner_.id}, key.wrapped()), std::runtime_error);
  Write(std::string(64, 'b') + "\n");
  Vault only(file_);
  EXPECT_EQ(only.KeyOf(owner_, wrapped).Open("note", sealed), "x");
  EXPECT_EQ(only.KeyOf(owner_, wrapped).Seal("note", "x"), sealed);
  only.UseIndexKey(wrapped_index);
  EXPECT_EQ(only.BlindIndex("email", "ada@example.org"), index);
  EXPECT_THROW(only.KeyOf(owner_, key.wrapped()), std::runtime_error);
  EXPECT_THROW(only.WrapAnew(owner_, key.wrapped()), std::runtime_error);
  EXPECT_THROW(only.UseIndexKey(stored_index), std::runtime_error);
  EXPECT_THROW(old.KeyOf(owner_, wrapped), std::runtime_error);
}

TEST_F(SealingTest, BadFilesAreNamed) {
  for (const char* text : {"", "abc\n", "zz\n"}) {
    Write(text);
    EXPECT_NE(Complaint().find("secrets.instance_key_file"), std::string::npos) << text;
  }
  Write(std::string(63, 'a') + "g\n");
  EXPECT_NE(Complaint().find("64 hex digits"), std::string::npos);
  Write(std::string(64, 'a') + "\n", 0640);
  EXPECT_NE(Complaint().find("0600"), std::string::npos);
  file_ = folder_ / "nowhere" / "key";
  EXPECT_NE(Complaint().find("cannot be made"), std::string::npos);
}

TEST_F(SealingTest, PeopleAreFoundAgain) {
  EXPECT_EQ(NormalName("Zoë", "O'Neill-Ray"), NormalName("oneill ray,", "ZOE"));
  EXPECT_EQ(NormalName("Zoe\u0308", "O\u2019Neill Ray"), NormalName("Zoë", "O'Neill-Ray"));
  EXPECT_NE(NormalName("Ann", "Marie"), NormalName("Annmarie", ""));
  EXPECT_EQ(NormalName("", ""), "");
  EXPECT_EQ(NormalEmail(" Ada@Example.ORG"), "ada@example.org");
  for (const char* phone : {"020 7946 0123", "+44 20 7946 0123", "+44 (0)20 7946 0123",
                            "0044 20 7946 0123", "(020) 79460123"}) {
    EXPECT_EQ(NormalPhone(phone), "02079460123") << phone;
  }
  Vault vault(file_);
  vault.UseIndexKey(vault.FirstIndexKey());
  auto index = IndexOf(vault, {"Ada", "Lovelace", "", "07700 900123"});
  EXPECT_EQ(index.name.size(), 32u);
  EXPECT_EQ(index.email, "");
  EXPECT_EQ(IndexOf(vault, {"ada", "LOVELACE", "", "+447700900123"}).phone, index.phone);
  EXPECT_NE(vault.BlindIndex("email", "x"), vault.BlindIndex("phone", "x"));
}

}  // namespace
}  // namespace champions::sealing
