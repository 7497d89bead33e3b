// The program itself, as a person's shell runs it.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "champions/v1/reach_service.pb.h"

namespace champions::cli {
namespace {

constexpr char kProgram[] = CHAMPIONS_PROGRAM;

struct Ran {
  int status = -1;
  std::string out;
};

// Runs a line in bash with the program first in the path; `out` is what it wrote to stdout.
Ran InBash(const std::string& line) {
  const std::string folder = std::filesystem::path(kProgram).parent_path().string();
  const auto script = std::filesystem::temp_directory_path() /
                      ("champions-cli-" + std::to_string(getpid()) + ".sh");
  std::ofstream(script)
      << "export PATH='" << folder << "':\"$PATH\"\n"
      << "unset CHAMPIONS_ADDRESS CHAMPIONS_TOKEN CHAMPIONS_CA CHAMPIONS_PROFILE\n"
      << "export XDG_CONFIG_HOME=/nonexistent\n"
      << line << "\n";
  FILE* pipe = popen(("bash " + script.string() + " 2>/dev/null").c_str(), "r");
  Ran ran;
  std::array<char, 4096> buffer{};
  while (const auto count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    ran.out.append(buffer.data(), count);
  }
  ran.status = WEXITSTATUS(pclose(pipe));
  std::filesystem::remove(script);
  return ran;
}

bool HasShell(const std::string& name) { return InBash("command -v " + name).status == 0; }

// What bash offers when these words have been typed, the last one unfinished.
std::string Offered(const std::string& words) {
  return InBash(
             "source <(champions completion bash)\n"
             "COMP_WORDS=(" +
             words +
             ")\n"
             "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
             "_champions\n"
             "printf '%s ' \"${COMPREPLY[@]}\"")
      .out;
}

// Shows that bash completes nouns, verbs, flags and the values of enums, wherever options stand.
TEST(ProgramTest, CompletesInBash) {
  EXPECT_EQ(Offered("champions orga"), "organisation ");
  EXPECT_EQ(Offered("champions -o json --config x.toml reach vo"), "void ");
  EXPECT_EQ(Offered("champions reach log --mo"), "--mode ");
  EXPECT_EQ(Offered("champions reach log --mode GR"), "GROUP ");
  EXPECT_EQ(Offered("champions reach log --organisation reach --topic MAT"), "MATERNAL_HEALTH ");
  EXPECT_EQ(Offered("champions report explain --field impr"), "impressions ");
  EXPECT_EQ(Offered("champions -o j"), "json jsonl ");
  EXPECT_EQ(Offered("champions completion z"), "zsh ");
  EXPECT_EQ(Offered("champions award off"), "offer ");
  EXPECT_EQ(Offered("champions reach log --people ''"), " ");
}

// Shows that every mode that the API knows is offered: the script is made from the descriptors.
TEST(ProgramTest, CompletionKnowsEveryMode) {
  const std::string offered = Offered("champions reach log --mode ''");
  const auto* modes = champions::v1::ReachMode_descriptor();
  for (int i = 1; i < modes->value_count(); ++i) {
    const std::string name = modes->value(i)->name().substr(std::string("REACH_MODE_").size());
    EXPECT_NE(offered.find(name + " "), std::string::npos) << name;
  }
}

// Shows that folders are offered for an import, besides its verbs.
TEST(ProgramTest, CompletesFolders) {
  const std::string offered = Offered("champions import /us");
  EXPECT_NE(offered.find("/usr"), std::string::npos) << offered;
  EXPECT_EQ(Offered("champions import und"), "undo ");
}

// Shows that the scripts for zsh and fish have no syntax errors, where those shells are.
TEST(ProgramTest, OtherShellsReadTheirScripts) {
  EXPECT_EQ(InBash("champions completion bash | bash -n").status, 0);
  if (!HasShell("zsh") && !HasShell("fish")) GTEST_SKIP() << "neither zsh nor fish is installed";
  if (HasShell("zsh")) {
    EXPECT_EQ(InBash("champions completion zsh > /tmp/_c.$$ && zsh -n /tmp/_c.$$; s=$?; rm "
                     "/tmp/_c.$$; exit $s")
                  .status,
              0);
  }
  if (HasShell("fish")) {
    EXPECT_EQ(InBash("champions completion fish > /tmp/_c.$$ && fish -n /tmp/_c.$$; s=$?; rm "
                     "/tmp/_c.$$; exit $s")
                  .status,
              0);
  }
}

// Shows that there is a manual page for the program and each noun, without a fault that mandoc
// knows of.
TEST(ProgramTest, ManualPagesAreSound) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("champions-man-" + std::to_string(getpid()));
  ASSERT_EQ(InBash("champions man --output " + folder.string()).status, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "champions.1"));
  EXPECT_TRUE(std::filesystem::exists(folder / "champions-reach.1"));
  std::ifstream page(folder / "champions-reach.1");
  std::stringstream text;
  text << page.rdbuf();
  EXPECT_NE(text.str().find("\\-\\-signposted"), std::string::npos);
  if (HasShell("mandoc")) {
    EXPECT_EQ(InBash("mandoc -T lint " + folder.string() + "/*.1").out, "");
  }
  std::filesystem::remove_all(folder);
}

// Shows the exit status of what is typed wrong, and that help is no failure.
TEST(ProgramTest, BadUsageIsTwo) {
  EXPECT_EQ(InBash("champions").status, 2);
  EXPECT_EQ(InBash("champions reach lgo").status, 2);
  EXPECT_EQ(InBash("champions reach log").status, 2);
  EXPECT_EQ(InBash("champions -o xml version").status, 2);
  EXPECT_EQ(InBash("champions whoami").status, 2);
  EXPECT_EQ(InBash("champions reach log --help").status, 0);
  EXPECT_EQ(InBash("champions --version").status, 0);
}

// Shows that a config file with a token that others can read is refused.
TEST(ProgramTest, RefusesAnOpenToken) {
  const Ran ran = InBash(
      "f=$(mktemp); printf 'address = \"localhost:1\"\\ntoken = \"t\"\\n' > $f\n"
      "chmod 644 $f; champions --config $f whoami 2>&1; s=$?; rm $f; exit $s");
  EXPECT_EQ(ran.status, 2);
  EXPECT_NE(ran.out.find("chmod 600"), std::string::npos) << ran.out;
}

// Shows that the result goes to stdout as JSON where nobody watches, and a failed write is told.
TEST(ProgramTest, WritesItsResult) {
  EXPECT_NE(InBash("champions version").out.find("{\"version\":"), std::string::npos);
  EXPECT_NE(InBash("champions version -o table").out.find("version "), std::string::npos);
  EXPECT_EQ(InBash("champions version > /dev/full").status, 1);
}

// Shows that Control-C at the question is a cancellation, like a no.
TEST(ProgramTest, ControlCIsCancelled) {
  const std::string ask =
      "CHAMPIONS_ADDRESS=localhost:1 timeout --preserve-status -s INT 0.5 "
      "champions reach void id-1 < <(sleep 2)";
  EXPECT_EQ(InBash(ask).status, 3);
}

// Shows that the doctor names the step that fails, and stops there.
TEST(ProgramTest, DoctorNamesTheStep) {
  const Ran ran = InBash("CHAMPIONS_ADDRESS=localhost:1 champions doctor -o table");
  EXPECT_EQ(ran.status, 7);
  EXPECT_NE(ran.out.find("failed  connect: localhost port 1"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("health"), std::string::npos);
}

}  // namespace
}  // namespace champions::cli
