// Lists of reach whose filters no index serves: the walk that checks them is bounded, so pages may
// be short, and what all pages show together is everything, once, in order.
#include <chrono>
#include <set>
#include <thread>

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
  void Fill() {
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
  Fill();
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
  Fill();
  v1::ListReachesRequest request;
  request.add_topics(v1::REACH_TOPIC_IMMUNISATION);
  EXPECT_TRUE(WalkThrough(admin, request).ids.empty());
  request.Clear();
  request.set_organisation("SMALL");
  auto small = WalkThrough(admin, request);
  EXPECT_EQ(small.ids.size(), 700u);
  EXPECT_LE(small.short_pages, 1);
}

// Shows that a page's rows are found by their keys, also on a connection whose plans were made when
// there were hardly any.
TEST_F(ReachListTest, PlansOfFewRecordsDoForManyInAList) {
  constexpr int kPages = 10, kRecords = 20'000;
  MakeOrganisation("A");
  MakeProgramme("P");
  auto record = [&](int count) {
    Sql("insert into reach (organisation_id, programme_id, occurred_on, mode, topic, people, "
        "recorded_at, updated_at) select o.id, p.id, date '2024-01-01', 'GROUP', 'OTHER', 0, "
        "now(), "
        "now() from organisation o, programme p, generate_series(1, " +
        std::to_string(count) + ")");
  };
  v1::ListReachesRequest request;
  v1::ListReachesResponse response;
  auto list = [&] { EXPECT_TRUE(As(admin, &Stub::ListReaches, request, &response).ok()); };
  record(3);
  Sql("analyze");
  // Twice: what is put together for a request is planned to be kept with its second use.
  list();
  list();
  record(kRecords);
  for (int i = 0; i < kPages; ++i) list();
  EXPECT_EQ(response.reaches_size(), 50);
  // A connection tells what it has read a second later, with its next statement.
  std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
  list();
  auto read = std::stoi(SqlValue(
      "select seq_tup_read + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = "
      "'reach') from pg_stat_user_tables where relname = 'reach'"));
  // Keys and rows: 51 and 50 of each page.
  EXPECT_LT(read, kPages * 250);
}

}  // namespace
}  // namespace champions::test
