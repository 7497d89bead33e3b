// Lists of reach whose filters no index serves: the walk that checks them is bounded, so pages may
// be short, and what all pages show together is everything, once, in order.
#include <set>

#include "champions/v1/reach_service.grpc.pb.h"
#include "rpc/list_query.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::ReachService::Stub;

class ReachListTest : public ServerTest {
 protected:
  // Three organisations of very different size; one record in 500 is about diabetes, and those of
  // the last organisation are the last of all.
  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"LARGE", "SMALL", "LATE"}) MakeOrganisation(code);
    MakeProgramme("P");
    for (auto [code, count] :
         {std::pair("LARGE", 6000), std::pair("SMALL", 700), std::pair("LATE", 900)}) {
      Sql("insert into reach (organisation_id, programme_id, occurred_on, mode, topic, people, "
          "recorded_at, updated_at) select o.id, p.id, date '2024-01-01' + i % 300 + "
          "case when o.code = 'LATE' then 300 else 0 end, 'GROUP', (case when i % 500 = 7 then "
          "'DIABETES' else 'OTHER' end)::reach_topic, 0, now() + i * interval '1 second', now() "
          "from organisation o, programme p, generate_series(1, " +
          std::to_string(count) + ") i where o.code = '" + code + "'");
    }
    Sql("analyze reach");
  }

  struct Walked {
    std::vector<std::string> ids;
    int pages = 0, short_pages = 0;
  };
  Walked WalkThrough(const std::string& token, v1::ListReachesRequest request) {
    Walked walked;
    request.set_page_size(5);
    do {
      v1::ListReachesResponse response;
      auto outcome = As(token, &Stub::ListReaches, request, &response);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& reach : response.reaches()) walked.ids.push_back(reach.id());
      ++walked.pages;
      if (response.reaches_size() < 5) ++walked.short_pages;
      request.set_page_token(response.next_page_token());
      EXPECT_LT(walked.pages, 1000);
    } while (!request.page_token().empty() && walked.pages < 1000);
    return walked;
  }

  std::vector<std::string> Expected(const std::string& where, const std::string& order) {
    std::vector<std::string> ids;
    for (const auto& row : Sql("select r.id from reach r join organisation o on o.id = "
                               "r.organisation_id where " +
                               where + " order by " + order)) {
      ids.emplace_back(row[0].c_str());
    }
    return ids;
  }
};

// Shows that in every order, for whoever sees everything and for whoever sees one organisation, the
// pages together are the records that match, and that no page reads on without bound.
TEST_F(ReachListTest, ShortPagesMissNothing) {
  v1::ListReachesRequest request;
  request.add_topics(v1::REACH_TOPIC_DIABETES);
  for (const auto& [order, sql] : {std::pair<std::string, std::string>{"id", "r.id"},
                                   {"id desc", "r.id desc"},
                                   {"occurred_on", "r.occurred_on, r.id"},
                                   {"occurred_on desc", "r.occurred_on desc, r.id desc"},
                                   {"record_time", "r.recorded_at, r.id"},
                                   {"record_time desc", "r.recorded_at desc, r.id desc"}}) {
    request.set_order_by(order);
    auto all = WalkThrough(admin, request);
    EXPECT_EQ(all.ids, Expected("r.topic = 'DIABETES'", sql)) << order;
    EXPECT_GT(all.short_pages, 1) << order;
    auto own = WalkThrough(MakeKey(auth::Role::kCoordinator, {"LARGE"}), request);
    EXPECT_EQ(own.ids, Expected("r.topic = 'DIABETES' and o.code = 'LARGE'", sql)) << order;
  }
  // A page looks at kMostChecked records and a page's, so these are at least so many pages.
  EXPECT_GE(WalkThrough(MakeKey(auth::Role::kCoordinator, {"LARGE"}), request).pages,
            static_cast<int>(6000 / (rpc::kMostChecked + 6)));
}

// Shows that a filter that matches nothing ends, and that one that an index serves gives full
// pages.
TEST_F(ReachListTest, FullPagesWhereNothingIsChecked) {
  v1::ListReachesRequest request;
  request.add_topics(v1::REACH_TOPIC_IMMUNISATION);
  EXPECT_TRUE(WalkThrough(admin, request).ids.empty());
  request.Clear();
  request.set_organisation("SMALL");
  auto small = WalkThrough(admin, request);
  EXPECT_EQ(small.ids.size(), 700u);
  EXPECT_LE(small.short_pages, 1);
}

}  // namespace
}  // namespace champions::test
