// What a new password must be, how it is hashed, and who may hash at once.
#include "signin/password.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <thread>

#include "base/refusal.h"
#include "signin/encoding.h"
#include "signin/guesses.h"
#include "signin/totp.h"

namespace champions::signin {
namespace {

std::string Check(const std::string& password, const std::vector<std::string>& names) {
  return CheckNewPassword(password, names, KnownPasswords(""));
}

TEST(SigninTest, NewPasswordsAreHeldToTheRule) {
  EXPECT_EQ(Check("a walk in the park", {"Ada", "ada@example.org"}), "");
  EXPECT_EQ(Check("zwölf Zeiche", {}), "");  // twelve, in thirteen bytes
  EXPECT_EQ(Check("elevenchars", {}).substr(0, 12), "is too short");
  EXPECT_EQ(Check(std::string(100, '\xc3') + "x", {}).substr(0, 12), "is not valid");
  std::string longest;
  for (int i = 0; i < 50; ++i) longest += "0aZ" + std::string(1, static_cast<char>('b' + i % 20));
  EXPECT_EQ(Check(longest, {}), "");
  EXPECT_EQ(Check(longest + "x", {}).substr(0, 11), "is too long");
}

// Shows that what leaked lists begin with is refused, as it is and as people dress it up, and so
// are rows of keys, runs, repetitions and dates; while words that do not belong together are taken.
TEST(SigninTest, CommonPasswordsAreRefused) {
  for (const char* common : {"Password1234",     "passwordpassword", "P@ssw0rd1234",
                             "123456789012",     "345678901234",     "987654321098",
                             "qwertyuiop12",     "1q2w3e4r5t6y",     "1qaz2wsx3edc",
                             "zxcvbnm12345",     "asdfghjkl123",     "qwertyqwerty",
                             "aaaaaaaaaaaaaaaa", "abcabcabcabcabc",  "abcdefghijklm",
                             "iloveyou1234",     "iloveyouiloveyou", "letmeinletmein",
                             "welcome12345",     "administrator1",   "liverpool1234",
                             "manchesterunited", "footballfootball", "football1234",
                             "sunshine1234",     "spongebob123",     "michaeljordan",
                             "harrypotter1",     "chocolate123",     "correcthorsebatterystaple",
                             "trustno1trustno1", "19851985198519",   "12/12/198512",
                             "changeme12345",    "LetMeInPlease",    "monkeymonkey",
                             "princess1234",     "qazwsxedcrfv",     "unknownunknown"}) {
    EXPECT_NE(Check(common, {}), "") << common << " " << GuessBits(common, {});
  }
  for (const char* good : {"another walk elsewhere", "teal kettle orbit flannel", "Yv8#kq2!pLw0",
                           "meine Oma backt Freitags", "wvuqmzkfhtrbx"}) {
    EXPECT_EQ(Check(good, {}), "") << good << " " << GuessBits(good, {});
  }
  EXPECT_EQ(Check(NewTemporaryPassword(), {}), "");
}

// Shows that words of the person, the person's organisation, the product, its roles and the place
// make no password, joined and dressed up as people do; and that one beside three others does no
// harm.
TEST(SigninTest, WordsOfThePersonAndThePlaceAreGuessedFirst) {
  const std::vector<std::string> names = {"Zofia Wójcik-Adeyemi", "zofia.w@vah-harrow.example",
                                          "pinner, wealdstone", "VAH", "Voluntary Action Harrow"};
  for (const char* weak : {"zofia.w@vah-harrow.example", "ZofiaAdeyemi1", "adeyemi-zofia-2026",
                           "VoluntaryActionHarrow", "voluntary action harrow", "Wealdstone2026!",
                           "pinnerpinner12", "communitychampions", "Champions2026!",
                           "coordinator2026", "programmemanager1", "ChampionsHarrow1"}) {
    EXPECT_NE(Check(weak, names), "") << weak << " " << GuessBits(weak, {});
  }
  EXPECT_EQ(Check("voluntary action harrow", {}), "") << "to whoever does not know the place";
  EXPECT_EQ(Check("adeyemi kettle orbit flannel", names), "");
  auto words = ContextWords(names);
  std::set<std::string> known(words.begin(), words.end());
  for (const char* word : {"champions", "coordinator", "adeyemi", "zofia.w@vah-harrow.example",
                           "vah", "voluntaryactionharrow", "wealdstone"}) {
    EXPECT_EQ(known.count(word), 1u) << word;
  }
  EXPECT_EQ(known.size(), words.size()) << "each once";
}

// Shows that what a list of the operator's has is refused, in whatever case, and that a list that
// cannot be read keeps the server from starting.
TEST(SigninTest, KnownPasswordsAreRefused) {
  const std::string path = testing::TempDir() + "known-passwords-" + std::to_string(getpid());
  std::ofstream(path) << "123456\r\n\nKettle orbit flannel\nteal kettle orbit\n";
  KnownPasswords known(path);
  EXPECT_EQ(known.size(), 3u);
  EXPECT_EQ(CheckNewPassword("kettle Orbit flannel", {}, known).substr(0, 8), "is known");
  EXPECT_EQ(CheckNewPassword("kettle orbit flannels", {}, known), "");
  EXPECT_THROW(KnownPasswords(path + ".none"), std::runtime_error);
  std::remove(path.c_str());
}

// Shows that estimating the longest password against many names takes no time that a flood could
// use.
TEST(SigninTest, GuessingIsCheap) {
  std::vector<std::string> names;
  for (int i = 0; i < 3'000; ++i) names.push_back("organisation number " + std::to_string(i));
  auto words = ContextWords(names);
  EXPECT_LE(words.size(), 2'000u);
  std::string dear;
  while (dear.size() < kMostPasswordBytes) dear += "p@ssw0rd";
  auto start = std::chrono::steady_clock::now();
  GuessBits(dear, words);
  std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took.count(), 1'000);
}

// Shows the form of what people copy: 28 digits of an alphabet without look-alikes, 140 bits, read
// however it is typed; and that recovery codes that were given before are still read.
TEST(SigninTest, WhatPeopleCopyHas140Bits) {
  std::set<char> digits;
  for (int i = 0; i < 50; ++i) {
    auto secret = NewReadableSecret();
    ASSERT_EQ(secret.size(), 34u) << secret;
    for (size_t at = 0; at < secret.size(); ++at) {
      EXPECT_EQ(secret[at] == '-', at % 5 == 4) << secret;
      if (secret[at] != '-') digits.insert(secret[at]);
    }
    EXPECT_EQ(ReadableDigits(secret)->size(), 28u);
  }
  EXPECT_EQ(std::string(digits.begin(), digits.end()), "0123456789abcdefghjkmnpqrstvwxyz");
  EXPECT_EQ(ReadableDigits("OIL0-abcd efghjkmnpqrstvwxyz12"), "0110abcdefghjkmnpqrstvwxyz12");
  EXPECT_FALSE(ReadableDigits("uuuu-abcd-efgh-jkmn-pqrs-tvwx-yz12"));
  EXPECT_FALSE(ReadableDigits("0110-abcd"));
  EXPECT_EQ(NewTemporaryPassword().size(), 34u);
  auto codes = NewRecoveryCodes();
  ASSERT_EQ(codes.size(), 10u);
  EXPECT_NE(codes[0], codes[1]);
  EXPECT_EQ(codes[0].size(), 34u);
  EXPECT_EQ(NormalRecoveryCode("abcd-efgh ijklmnop"), "ABCDEFGHIJKLMNOP");
  EXPECT_FALSE(NormalRecoveryCode("123456"));
}

// Shows that a hash knows its password, and that a user who is not there costs as much.
TEST(SigninTest, HashesKnowTheirPassword) {
  auto hash = HashPassword("a walk in the park");
  EXPECT_EQ(hash.substr(0, 31), "$argon2id$v=19$m=65536,t=3,p=1$");
  EXPECT_TRUE(PasswordMatches(hash, "a walk in the park"));
  EXPECT_FALSE(PasswordMatches(hash, "A walk in the park"));
  EXPECT_FALSE(IsOutdatedHash(hash));
  EXPECT_FALSE(IsOutdatedHash(NobodysHash()));
  EXPECT_TRUE(IsOutdatedHash("$argon2id$v=19$m=1024,t=2,p=1$" + hash.substr(31)));
  EXPECT_FALSE(PasswordMatches("", ""));
}

// Shows that one address gets four places of ten, and that whoever gets none is told when to come
// back.
TEST(SigninTest, TheGateIsNarrow) {
  HashGate gate;
  std::vector<std::unique_ptr<HashGate::Place>> places;
  auto enter = [&](const std::string& address) {
    try {
      places.emplace_back(new HashGate::Place(gate.Enter(address)));
      return std::string();
    } catch (const Refusal& refusal) {
      EXPECT_TRUE(refusal.retry_after);
      return refusal.reason;
    }
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(enter("a"), "");
  EXPECT_EQ(enter("a"), "SIGN_IN_BUSY");
  for (const char* address : {"b", "c", "d", "e", "f", "g"}) EXPECT_EQ(enter(address), "");
  EXPECT_EQ(enter("h"), "SIGN_IN_BUSY");
  places.erase(places.begin());
  EXPECT_EQ(enter("a"), "");
  // Who waits for a turn waits no longer than the caller does.
  auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  places[0]->Do(std::chrono::steady_clock::now() + std::chrono::seconds(5), [&] {
    if (std::thread::hardware_concurrency() >= 4) return;
    EXPECT_THROW(places[1]->Do(soon, [] {}), Refusal);
  });
}

}  // namespace
}  // namespace champions::signin
