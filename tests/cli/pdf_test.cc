// PDF files: what Chromium makes of a page, and what is said where it cannot.
#include "client-cli/core/pdf.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace champions::cli {
namespace {

namespace fs = std::filesystem;

// A folder for one test, and PATH as it was before.
class PdfTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/champions pdf test #1 XXXXXX";
    folder_ = mkdtemp(pattern);
    const char* path = std::getenv("PATH");
    path_ = path ? path : "";
  }
  void TearDown() override {
    setenv("PATH", path_.c_str(), 1);
    fs::remove_all(folder_);
  }

  std::string Write(const std::string& name, const std::string& text, mode_t mode = 0600) {
    const auto path = folder_ / name;
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path.string();
  }
  static std::string Read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  // A program that stands for Chromium, alone in PATH.
  void PretendChromium(const std::string& script) {
    fs::create_directory(folder_ / "bin");
    Write("bin/chromium", "#!/bin/sh\n" + script, 0700);
    setenv("PATH", (folder_ / "bin").c_str(), 1);
  }

  fs::path folder_;
  std::string path_;
};

// Shows that a page becomes a PDF with tags for screen readers, its title and its language.
TEST_F(PdfTest, PrintsATaggedPdf) {
  if (FindChromium(path_).empty()) GTEST_SKIP() << "there is no Chromium here";
  const auto html = Write("a page?.html",
                          "<!DOCTYPE html><html lang=\"en-GB\"><title>Board pack</title>"
                          "<h1>Heading</h1><table><tr><th>A</th></tr><tr><td>1</td></tr></table>");
  const auto pdf = folder_ / "out.pdf";
  std::ofstream(pdf) << "what was there before";
  std::string error;
  ASSERT_TRUE(PrintPdf(html, pdf.string(), &error)) << error;
  const auto bytes = Read(pdf);
  EXPECT_EQ(bytes.substr(0, 5), "%PDF-");
  EXPECT_NE(bytes.find("/StructTreeRoot"), std::string::npos);
  EXPECT_NE(bytes.find("/MarkInfo"), std::string::npos);
  EXPECT_NE(bytes.find("en-GB"), std::string::npos);
}

// Shows that a missing Chromium is named, with what to install, and that nothing is written.
TEST_F(PdfTest, SaysWhatToInstall) {
  const auto html = Write("page.html", "<p>x");
  setenv("PATH", folder_.c_str(), 1);
  std::string error;
  EXPECT_FALSE(PrintPdf(html, (folder_ / "out.pdf").string(), &error));
  EXPECT_NE(error.find("install the package chromium"), std::string::npos) << error;
  EXPECT_FALSE(fs::exists(folder_ / "out.pdf"));
}

// Shows that a Chromium that fails, or that writes something else, leaves the old file alone.
TEST_F(PdfTest, AFailureLeavesTheOldFile) {
  const auto html = Write("page.html", "<p>x");
  const auto pdf = Write("out.pdf", "old");
  std::string error;
  PretendChromium("echo no display >&2; exit 3\n");
  EXPECT_FALSE(PrintPdf(html, pdf, &error));
  EXPECT_NE(error.find("no display"), std::string::npos) << error;
  PretendChromium(
      "for word; do case $word in --print-to-pdf=*) echo nonsense >\"${word#*=}\";; esac; done\n");
  EXPECT_FALSE(PrintPdf(html, pdf, &error));
  EXPECT_NE(error.find("could not print"), std::string::npos) << error;
  EXPECT_EQ(Read(pdf), "old");
}

// Shows that Chromium is run without a shell and in a folder that is removed afterwards, and that
// what it leaves running is ended.
TEST_F(PdfTest, NothingIsLeftBehind) {
  const auto html = Write("$(touch ran).html", "<p>x");
  const auto pdf = (folder_ / "out.pdf").string();
  const auto seen = (folder_ / "seen").string();
  PretendChromium("/bin/sleep 300 & echo $! >'" + seen +
                  "'\n"
                  "for word; do case $word in\n"
                  "  --print-to-pdf=*) echo %PDF-1.4 >\"${word#*=}\";;\n"
                  "  --user-data-dir=*) echo \"${word#*=}\" >>'" +
                  seen +
                  "';;\n"
                  "  file:*) echo \"$word\" >>'" +
                  seen + "';;\nesac; done\n");
  std::string error;
  ASSERT_TRUE(PrintPdf(html, pdf, &error)) << error;
  EXPECT_EQ(Read(pdf), "%PDF-1.4\n");
  std::ifstream lines(seen);
  pid_t left = 0;
  std::string profile, url;
  lines >> left >> profile >> url;
  ASSERT_GT(left, 0);
  EXPECT_FALSE(fs::exists(fs::path(profile).parent_path())) << profile;
  EXPECT_EQ(url, FileUrl(html));
  EXPECT_NE(url.find("%24%28touch%20ran%29.html"), std::string::npos) << url;
  // Its end is seen by whoever adopted it, a moment later.
  for (int i = 0; i < 100 && kill(left, 0) == 0; ++i) {
    const auto state = Read("/proc/" + std::to_string(left) + "/stat");
    if (state.empty() || state.find(") Z ") != std::string::npos) break;
    usleep(10'000);
    EXPECT_LT(i, 99) << "what Chromium started still runs";
  }
}

// Shows that a page that is not there is named.
TEST_F(PdfTest, NamesAMissingPage) {
  PretendChromium("exit 0\n");
  std::string error;
  EXPECT_FALSE(PrintPdf((folder_ / "none.html").string(), (folder_ / "o.pdf").string(), &error));
  EXPECT_NE(error.find("there is no file"), std::string::npos) << error;
}

// Shows that a program which cannot be run is passed over, as is an empty entry of PATH.
TEST_F(PdfTest, LooksThroughPath) {
  fs::create_directory(folder_ / "a");
  fs::create_directory(folder_ / "b");
  Write("a/chromium", "", 0600);
  const auto found = Write("b/google-chrome", "", 0700);
  const std::string path = "::" + (folder_ / "a").string() + ":" + (folder_ / "b").string();
  EXPECT_EQ(FindChromium(path), found);
  EXPECT_EQ(FindChromium(""), "");
}

}  // namespace
}  // namespace champions::cli
