#include <algorithm>
#include <sstream>

#include "client-cli/core/fields.h"
#include "fake_server.h"

namespace champions::cli::test {
namespace {

class ListTest : public WireTest {
 protected:
  // A server with this many organisations, which counts the pages that it gives.
  void Serve(int total) {
    organisations_.list = [this, total](auto*, const v1::ListOrganisationsRequest& request,
                                        v1::ListOrganisationsResponse* response) {
      ++pages_;
      const int start = request.page_token().empty() ? 0 : std::stoi(request.page_token());
      const int end = std::min(total, start + request.page_size());
      for (int i = start; i < end; ++i) {
        auto* organisation = response->add_organisations();
        organisation->set_code("ORG-" + std::to_string(i));
        organisation->set_name(i == 1 ? "=cmd|' /C calc'!A0" : "Name, \"quoted\"");
        organisation->add_communities("a");
        organisation->add_communities("b");
      }
      if (end < total) response->set_next_page_token(std::to_string(end));
      return grpc::Status::OK;
    };
  }

  static int Lines(const std::string& text) {
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }

  int pages_ = 0;
};

// Shows that a list goes through every page, and stops early with --limit.
TEST_F(ListTest, PagesThroughEverything) {
  Serve(2500);
  const Ran all = Run({"organisation", "list", "-o", "jsonl"});
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_EQ(Lines(all.out), 2500);
  EXPECT_EQ(pages_, 3);
  pages_ = 0;
  EXPECT_EQ(Lines(Run({"organisation", "list", "-o", "jsonl", "--limit", "1001"}).out), 1001);
  EXPECT_EQ(pages_, 2);
  pages_ = 0;
  EXPECT_EQ(Lines(Run({"organisation", "list", "-o", "jsonl", "--limit", "7"}).out), 7);
  EXPECT_EQ(pages_, 1);
}

// Shows that json is one array, over pages too, and an empty one where there is nothing.
TEST_F(ListTest, JsonIsAnArray) {
  Serve(1500);
  const Json list = Json::parse(Run({"organisation", "list", "-o", "json"}).out);
  ASSERT_EQ(list.size(), 1500u);
  EXPECT_EQ(list[1499]["code"], "ORG-1499");
  EXPECT_TRUE(list[0]["create_time"].is_null());
  Serve(0);
  EXPECT_EQ(Json::parse(Run({"organisation", "list", "-o", "json"}).out), Json::array());
}

// Shows that CSV quotes what it must and disarms what a spreadsheet would run.
TEST_F(ListTest, CsvIsSafe) {
  Serve(2);
  EXPECT_EQ(Run({"organisation", "list", "-o", "csv"}).out,
            "code,name,identifier,communities,etag,create_time,update_time\r\n"
            "ORG-0,\"Name, \"\"quoted\"\"\",,a;b,,,\r\n"
            "ORG-1,'=cmd|' /C calc'!A0,,a;b,,,\r\n");
}

// Shows that a table lines up and leaves out what people do not need.
TEST_F(ListTest, TableLinesUp) {
  Serve(2);
  EXPECT_EQ(Run({"organisation", "list", "-o", "table"}).out,
            "CODE   NAME                IDENTIFIER  COMMUNITIES\n"
            "ORG-0  Name, \"quoted\"                  a;b\n"
            "ORG-1  =cmd|' /C calc'!A0              a;b\n");
}

// Shows that a failure on a later page is not taken for the end of the list.
TEST_F(ListTest, AFailedPageFailsTheList) {
  organisations_.list = [](auto*, const v1::ListOrganisationsRequest& request,
                           v1::ListOrganisationsResponse* response) {
    if (!request.page_token().empty()) return grpc::Status(grpc::StatusCode::INTERNAL, "broken");
    response->add_organisations()->set_code("A");
    response->set_next_page_token("more");
    return grpc::Status::OK;
  };
  const Ran ran = Run({"organisation", "list", "-o", "json"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THROW(Json::parse(ran.out), Json::exception);
}

}  // namespace
}  // namespace champions::cli::test
