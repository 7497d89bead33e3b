// A record alone is recorded by a function of its own, log_reach(), by the rules of log_reaches():
// what either refuses and what it leaves in the database is the same, for any request.
#include <map>
#include <random>

#include "champions/v1/reach_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

// log_reaches() with one unit of one item.
constexpr const char* kAsGroup = R"(
  select outcome, organisation_id, programme_id, activity_id, champion_id, is_taken, unknown_partner, is_locked,
         recorded_at_us, method, body_hash, answer
    from log_reaches(array[$1::uuid], array[$2::uuid], array[$3::boolean], array[$4::text], array[1], array[$5::uuid],
                     array[$6::bytea], array[$7::text], array[$8::text], array[$9::text], array[1], array[$10::uuid],
                     array[$11::text], array[$12::text], array[$13::text], array[$14::text], array[$15::uuid],
                     array[$16::text], array[$17::uuid], array[$18::date], array[$19::text], array[$20::reach_mode],
                     array[$21::reach_topic], array[$22::int], array[$23::int], array[$24::int], array[$25::jsonb],
                     array[$26::text], array[$27::text], 10000, $28::int))";
constexpr const char* kAlone = R"(
  select outcome, organisation_id, programme_id, activity_id, champion_id, is_taken, unknown_partner, is_locked,
         recorded_at_us, method, body_hash, answer
    from log_reach($1::uuid, $2::uuid, $3::boolean, $4::int[], $5::uuid, $6::bytea, $7::text, $8::text, $9::text,
                   $10::uuid, $11::text, $12::text, $13::text, $14::text, $15::uuid, $16::text, $17::uuid, $18::date,
                   $19::text, $20::reach_mode, $21::reach_topic, $22::int, $23::int, $24::int, $25::jsonb, $26::text,
                   $27::text, $28::int))";

// All that a record may leave behind, without what is another one each time; and that its instants
// are one.
constexpr const char* kLeft = R"(
  select jsonb_pretty(jsonb_build_object(
    'reach', (select jsonb_agg(to_jsonb(r) - '{recorded_at,updated_at}'::text[] order by r.id) from reach r),
    'notes', (select jsonb_agg(to_jsonb(n) order by n.reach_id) from reach_note n),
    'keys', (select jsonb_agg(to_jsonb(k) - 'made_at' order by k.owner_id) from keyring.data_key k),
    'ledger', (select jsonb_agg(to_jsonb(e) - '{entry_id,recorded_at}'::text[] order by e.entry_id) from ledger_entry e),
    'rollup', (select jsonb_agg(to_jsonb(r) order by r) from rollup r),
    'late', (select jsonb_agg(to_jsonb(l) - 'recorded_at' order by l.source_id) from late_change l),
    'audit', (select jsonb_agg(to_jsonb(a) - '{id,recorded_at,written_by}'::text[] order by a.recorded_at, a.id)
                from audit_event a),
    'changes', (select jsonb_agg(to_jsonb(c) - '{number,changed_at}'::text[] order by c.number) from record_change c),
    'answers', (select jsonb_agg(to_jsonb(a) - '{answer,answered_at}'::text[]
                                 || jsonb_build_object('answer', split_part(convert_from(answer, 'UTF8'), E'\n', 2))
                                 order by a.key_id, a.request_id) from request_answer a),
    'instants', (select jsonb_agg(distinct r.recorded_at = r.updated_at and r.recorded_at = coalesce(e.recorded_at, r.recorded_at)
                                           and r.recorded_at = coalesce(l.recorded_at, r.recorded_at))
                   from reach r left join ledger_entry e on e.source_id = r.id left join late_change l on l.source_id = r.id)))
    from set_config('app.everything', 'on', true) one, set_config('app.personal', 'on', true) two)";

constexpr const char* kKey = "00000000-0000-4000-8000-000000000001";
constexpr const char* kAnswered = "00000000-0000-4000-8000-0000000000aa";
constexpr const char* kActivityOfA = "00000000-0000-4000-8000-0000000000a1";
constexpr const char* kActivityOfB = "00000000-0000-4000-8000-0000000000b1";
constexpr const char* kChampionOfA = "00000000-0000-4000-8000-0000000000a2";
constexpr const char* kChampionOfB = "00000000-0000-4000-8000-0000000000b2";
constexpr const char* kNobody = "00000000-0000-4000-8000-0000000000ff";

using Value = std::optional<std::string>;
constexpr auto kNull = std::nullopt;

class ReachAloneTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"A", "B", "C"}) MakeOrganisation(code);
    MakeProgramme("P");
    // The third quarter of A is locked, the second published, in which C's was opened again.
    Sql(std::string("insert into activity (organisation_id, id, external_id, programme_id, name, "
                    "kind, starts_at, state) ") +
        "select o.id, case o.code when 'A' then '" + kActivityOfA + "' else '" + kActivityOfB +
        "' end::uuid, 'walk', 1, 'Walk', (enum_range(null::activity_kind))[1], '2024-05-01', "
        "'CANCELLED' "
        "from organisation o where o.code in ('A', 'B')");
    Sql(std::string("insert into champion (organisation_id, id, external_id) "
                    "select o.id, case o.code when 'A' then '") +
        kChampionOfA + "' else '" + kChampionOfB +
        "' end::uuid, 'C-1' from organisation o where o.code in ('A', 'B')");
    Sql("insert into organisation_return (organisation_id, quarter, state) "
        "select id, '2024-07-01'::date, 'LOCKED'::return_state from organisation where code = 'A' "
        "union all "
        "select id, '2024-04-01', 'REOPENED' from organisation where code = 'C'");
    Sql(std::string("insert into publication (id, quarter, number, definitions, policy, coarsened, "
                    "as_known_at, "
                    "published_at, key_id, manifest, signature, public_key, details) values ('") +
        kNobody + "', '2024-04-01', 1, 1, '', false, now(), now(), '" + kKey +
        "', '', '', '', '')");
    // A key for notes, as the server wraps them.
    v1::LogReachRequest noted;
    auto* reach = noted.mutable_reach();
    reach->set_organisation("A");
    reach->set_programme("P");
    reach->set_occurred_on("2024-12-31");
    reach->set_mode(v1::REACH_MODE_GROUP);
    reach->set_topic(v1::REACH_TOPIC_OTHER);
    reach->set_note("asked for a leaflet");
    v1::LogReachResponse logged;
    ASSERT_TRUE(As(admin, &v1::ReachService::Stub::LogReach, noted, &logged).ok());
    note_ = "k1|" + SqlValue("select wrapped from keyring.data_key") + "|sealed";
    connection_ = std::make_unique<pqxx::connection>("host=" + config_.database_host +
                                                     " user=champions_app dbname=" + database);
    connection_->prepare("group", kAsGroup);
    connection_->prepare("alone", kAlone);
    connection_->prepare("left", kLeft);
  }

  // What a call answers and leaves behind; nothing of it stays, unless asked.
  std::string Try(const std::string& how, const std::vector<Value>& values, bool keep = false) {
    pqxx::work work(*connection_);
    std::string told;
    try {
      auto answer = work.exec_prepared(how, pqxx::prepare::make_dynamic_params(values));
      for (const auto& row : answer) {
        bool answered = row["outcome"].as<std::string>() == "ANSWERED";
        for (const auto& field : row) {
          std::string name = field.name();
          bool is_kept = name == "method" || name == "body_hash" || name == "answer";
          if (name == "recorded_at_us" || (answered && name != "outcome" && !is_kept)) continue;
          told += name + "=" + (field.is_null() ? "null" : field.c_str()) + "\n";
        }
        outcomes_[row["outcome"].as<std::string>()]++;
      }
      told += work.exec_prepared1("left")[0].as<std::string>();
      if (keep) work.commit();
    } catch (const pqxx::sql_error& error) {
      ++outcomes_["error"];
      told = std::string("error ") + error.sqlstate();
      errors_[error.what()]++;
    }
    return told;
  }

  Value Draw(const std::vector<Value>& values) { return values[draw_() % values.size()]; }
  // Mostly what is right, so that it is not always the same that is refused first.
  Value Mostly(const Value& value, const std::vector<Value>& others) {
    return draw_() % 4 != 0 ? value : Draw(others);
  }

  std::vector<Value> Request() {
    auto id = NewRequestId();
    auto activity = Mostly(kNull, {"walk", kActivityOfA, kActivityOfB, "nothing", kNobody});
    auto champion = Mostly(kNull, {"C-1", kChampionOfA, kChampionOfB, "nothing", kNobody});
    auto uuid = [](const Value& value) { return value && value->size() == 36 ? value : Value(); };
    return {kKey,
            Mostly(kNobody, {kNull}),
            Draw({"t", "f"}),
            Draw({"{}", "{1}", "{1,2}", "{2,3}"}),
            Mostly(NewRequestId(), {kNull, kAnswered}),
            "\\xabcd",
            Draw({"LogReach", "StreamReach"}),
            Draw({"192.0.2.1", kNull}),
            Draw({"found in a drawer", kNull}),
            id,
            Mostly("A", {"B", "C", "NOBODY"}),
            Mostly("P", {"NONE"}),
            Mostly(kNull, {"taken", "free"}),
            activity,
            uuid(activity),
            champion,
            uuid(champion),
            Mostly("2024-12-31",
                   {"2024-09-30", "2024-07-01", "2024-06-30", "2024-04-01", "2024-03-31"}),
            Draw({"E05013550", kNull}),
            Draw({"GROUP", "BROADCAST"}),
            "OTHER",
            Draw({"0", "7", "30"}),
            "0",
            "0",
            Draw({kNull, R"([{"dimension":"AGE","category":"18-24","people":0}])"}),
            Mostly(kNull, {"B", "C,B", "B,NOBODY", "ZZZ,B,NOBODY"}),
            Draw({kNull, note_}),
            "250"};
  }

  // One against which there is nothing.
  std::vector<Value> Recordable() {
    auto request = Request();
    request[2] = "t";
    request[4] = NewRequestId();
    request[10] = "A";
    request[11] = "P";
    request[12] = request[13] = request[14] = request[15] = request[16] = request[25] = kNull;
    request[17] = "2024-12-31";
    return request;
  }

  std::unique_ptr<pqxx::connection> connection_;
  std::string note_;
  std::mt19937 draw_{20261130};
  std::map<std::string, int> outcomes_, errors_;
};

TEST_F(ReachAloneTest, RefusesAndRecordsAsAGroupOfOne) {
  // What the requests below meet: an answer that was given, a name that is taken.
  auto first = Recordable();
  first[4] = kAnswered;
  first[12] = "taken";
  ASSERT_EQ(Try("group", first, true).substr(0, 16), "outcome=RECORDED");

  for (int i = 0; i < 300; ++i) {
    auto request = Request();
    auto expected = Try("group", request);
    ASSERT_EQ(Try("alone", request), expected) << "request " << i;
  }
  // Each comes often enough to say something.
  for (auto* outcome : {"RECORDED", "REFUSED", "ANSWERED"})
    EXPECT_GT(outcomes_[outcome], 40) << outcome;
  for (const auto& [error, times] : errors_) ADD_FAILURE() << times << " times " << error;
}

// A second copy waits for the first, and is given what came of it.
TEST_F(ReachAloneTest, IsAnsweredOnceWhereCopiesMeet) {
  auto request = Recordable();
  pqxx::connection other("host=" + config_.database_host +
                         " user=champions_app dbname=" + database);
  other.prepare("alone", kAlone);
  pqxx::work first(other);
  auto recorded = first.exec_prepared1("alone", pqxx::prepare::make_dynamic_params(request));
  ASSERT_EQ(recorded["outcome"].as<std::string>(), "RECORDED");

  // No longer than it may.
  request[27] = "50";
  EXPECT_EQ(Try("alone", request), "error 55P03");
  request[27] = "10000";
  std::thread commit([&first] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    first.commit();
  });
  auto second = Try("alone", request, true);
  commit.join();
  EXPECT_EQ(second.substr(0, 16), "outcome=ANSWERED") << second;
  EXPECT_EQ(SqlValue("select count(*) from reach where id = '" + *request[9] + "'"), "1");
  EXPECT_EQ(SqlValue("select count(*) from reach"), "2");
}

}  // namespace
}  // namespace champions::test
