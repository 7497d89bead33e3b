#include "app/housekeeping.h"

#include "support/test_server.h"

namespace champions::test {
namespace {

class HousekeepingTest : public ServerTest {};

// Shows that answers are kept for 35 days and forgotten after that, however many there are.
TEST_F(HousekeepingTest, AnswersAreKept35Days) {
  Sql("insert into request_answer (key_id, request_id, method, body_hash, answer, answered_at) "
      "select new_id(), new_id(), 'X', '', '', clock_timestamp() - interval '35 days 1 minute' "
      "from generate_series(1, 6000)");
  Sql("insert into request_answer (key_id, request_id, method, body_hash, answer, answered_at) "
      "select new_id(), new_id(), 'X', '', '', clock_timestamp() - interval '34 days 23 hours' "
      "from generate_series(1, 10)");
  db::Pool pool({.connection = config_.ConnectionString(config_.database_user), .size = 1});
  EXPECT_EQ(app::ForgetOldAnswers(pool), 6000);
  EXPECT_EQ(SqlValue("select count(*) from request_answer"), "10");
  EXPECT_EQ(app::ForgetOldAnswers(pool), 0);
}

}  // namespace
}  // namespace champions::test
