// What the tests of the change feed have in common: pages of it, and what was told since.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "champions/v1/change_service.grpc.pb.h"
#include "integration/rights_fixture.h"
#include "rpc/convert.h"

namespace champions::test {

class ChangeFixture : public RightsFixture {
 protected:
  using Changes = v1::ChangeService::Stub;
  using Clock = std::chrono::steady_clock;

  // A page; `fields` are those of the request beside the cursor.
  Outcome List(const std::string& cursor, const std::string& fields = "",
               const std::string& token = "") {
    page_.Clear();
    return Ask(&Changes::ListChanges, "cursor: " + Quoted(cursor) + fields, &page_, token);
  }
  // Waits until all that is committed is told: other tests on this PostgreSQL have transactions
  // too.
  void AwaitSettled() {
    auto written = std::stoul(SqlValue("select count(*) from record_change"));
    for (auto until = Clock::now() + std::chrono::seconds(20); Clock::now() < until;) {
      std::string oldest;
      if (Since(&oldest, "page_size: 1000").size() == written) return;
    }
    ADD_FAILURE() << "not all is told";
  }
  // Where the feed ends now.
  std::string Now(const std::string& fields = "", const std::string& token = "") {
    AwaitSettled();
    auto outcome = List("", "start: CHANGE_START_NOW " + fields, token);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return page_.next_cursor();
  }
  // All there is after a cursor, which moves on.
  std::vector<v1::Change> Since(std::string* cursor, const std::string& fields = "",
                                const std::string& token = "") {
    std::vector<v1::Change> changes;
    do {
      auto outcome = List(*cursor, fields, token);
      EXPECT_TRUE(outcome.ok()) << outcome;
      if (!outcome.ok()) break;
      changes.insert(changes.end(), page_.changes().begin(), page_.changes().end());
      *cursor = page_.next_cursor();
    } while (page_.more());
    return changes;
  }

  // Such as `CREATED REACH 1`.
  static std::string Line(const v1::Change& change) {
    return rpc::Label(change.action()) + " " + rpc::Label(change.kind()) + " " +
           std::to_string(change.version());
  }
  using Lines = std::vector<std::string>;
  static Lines Sorted(Lines lines) {
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  static Lines LinesOf(const std::vector<v1::Change>& changes) {
    Lines lines;
    for (const auto& change : changes) lines.push_back(Line(change));
    return Sorted(lines);
  }

  // That what is done is told, each exactly so often. Other transactions of this PostgreSQL may
  // hold the feed up, so it is asked until as much has come.
  void Tells(const std::string& what, const Lines& expected, const std::function<void()>& act) {
    SCOPED_TRACE(what);
    auto cursor = Now();
    act();
    std::vector<v1::Change> told;
    auto until = Clock::now() + std::chrono::seconds(10);
    do {
      for (const auto& change : Since(&cursor)) told.push_back(change);
    } while (told.size() < expected.size() && Clock::now() < until);
    EXPECT_EQ(LinesOf(told), Sorted(expected));
  }

  static std::string ReachText(const std::string& more = "") {
    return "organisation: 'OWN' programme: 'ONE' occurred_on: '2024-05-20' mode: REACH_MODE_GROUP "
           "topic: REACH_TOPIC_DIABETES people: 7 " +
           more;
  }
  // A record of reach; gives its id.
  std::string LogOne(const std::string& more = "", const std::string& token = "") {
    v1::LogReachResponse logged;
    auto outcome =
        Ask(&v1::ReachService::Stub::LogReach, "reach { " + ReachText(more) + " }", &logged, token);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return logged.reach().id();
  }

  v1::ListChangesResponse page_;
};

}  // namespace champions::test
