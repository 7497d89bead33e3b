#include "support/champion_server_test.h"

namespace champions::test {
namespace {

class EnrolmentTest : public ChampionServerTest {
 protected:
  void SetUp() override {
    ChampionServerTest::SetUp();
    MakeProgramme("TWO");
  }

  // A course that programmes require, straight in the database.
  void Require(const std::string& course, const std::vector<std::string>& programmes) {
    Sql("insert into course (code, name) values ('" + course + "', '" + course + "')");
    for (const auto& programme : programmes) {
      Sql("insert into course_requirement (course_id, programme_id) select c.id, p.id from course "
          "c, "
          "programme p where c.code = '" +
          course + "' and p.code = '" + programme + "'");
    }
  }
  // An outcome straight in the database, posted as its own slice does.
  void Outcomes(const std::string& champion, const std::string& course, const std::string& day,
                const std::string& outcome = "COMPLETED") {
    Sql("insert into training_record (organisation_id, champion_id, course_id, completed_on, "
        "outcome) "
        "select c.organisation_id, c.id, k.id, '" +
        day + "', '" + outcome + "' from champion c, course k where c.id = '" + champion +
        "' and k.code = '" + course + "'");
    Sql("select post_champions(array['" + champion + "']::uuid[])");
  }
  Outcome Leave(const std::string& id, const std::string& day, v1::Enrolment* answer = nullptr,
                const std::string& etag = "", const std::string& token = "") {
    v1::LeaveProgrammeRequest request;
    request.set_id(id);
    request.set_ended_on(day);
    request.set_end_reason("Moved to another borough");
    request.set_etag(etag);
    v1::LeaveProgrammeResponse response;
    auto outcome = As(token.empty() ? admin : token, &Stub::LeaveProgramme, request, &response);
    if (answer != nullptr) *answer = response.enrolment();
    return outcome;
  }
  Outcome TryEnrol(const std::string& token, const std::string& champion,
                   const std::string& programme, const std::string& day) {
    v1::CreateEnrolmentRequest request;
    request.mutable_enrolment()->set_champion(champion);
    request.mutable_enrolment()->set_programme(programme);
    request.mutable_enrolment()->set_enrolled_on(day);
    v1::CreateEnrolmentResponse response;
    return As(token, &Stub::CreateEnrolment, request, &response);
  }
  v1::Enrolment GetEnrolment(const std::string& id) {
    v1::GetEnrolmentRequest request;
    request.set_id(id);
    v1::GetEnrolmentResponse response;
    auto outcome = As(admin, &Stub::GetEnrolment, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.enrolment();
  }
  int InProgramme(const std::string& amount, const std::string& programme, const std::string& day) {
    return Sum(amount, "scope = 'PROGRAMME' and counts_on = '" + day +
                           "' and programme_id = (select id from programme where code = '" +
                           programme + "')");
  }
};

// Shows that a champion in two programmes is recruited once overall and once in each, on the later
// of the two days.
TEST_F(EnrolmentTest, TwoProgrammesAreOneOverall) {
  auto champion = MakeIn("ACTIVE");
  auto early = Enrol(champion.id(), "ONE", "2024-04-10");
  auto late = Enrol(champion.id(), "TWO", "2024-07-15");
  EXPECT_EQ(early.organisation(), "OWN");
  EXPECT_EQ(early.programme(), "ONE");
  EXPECT_EQ(early.champion(), champion.id());
  EXPECT_EQ(early.trained_on(), "");
  EXPECT_EQ(GetEnrolment(early.id()).SerializeAsString(), early.SerializeAsString());
  EXPECT_EQ(Sum("recruited", "scope = 'OVERALL' and counts_on = '2024-05-01'"), 1);
  EXPECT_EQ(InProgramme("recruited", "ONE", "2024-05-01"), 1);
  EXPECT_EQ(InProgramme("recruited", "TWO", "2024-07-15"), 1);
  EXPECT_EQ(Sum("recruited", "true"), 3);
}

// Shows that enrolling somebody who is not recruited counts nothing until the recruitment.
TEST_F(EnrolmentTest, CountsFromTheRecruitment) {
  auto champion = Make();
  Enrol(champion.id(), "ONE", "2024-04-10");
  EXPECT_EQ(Sum("recruited", "true"), 0);
  ASSERT_TRUE(Do(admin, "RecruitChampion", champion.id(), "2024-05-01").ok());
  EXPECT_EQ(InProgramme("recruited", "ONE", "2024-05-01"), 1);
  EXPECT_EQ(Sum("recruited", "true"), 2);
}

// Shows when enrolments and their champion show as trained: prior learning counts, a late enrolment
// counts on its own day, other outcomes do not count, and the champion has the earliest day.
TEST_F(EnrolmentTest, ShowsWhenTrained) {
  Require("BASICS", {"ONE", "TWO"});
  Require("DIABETES", {"TWO"});
  auto champion = MakeIn("ACTIVE").id();
  auto one = Enrol(champion, "ONE", "2024-06-20").id();
  auto two = Enrol(champion, "TWO", "2024-04-10").id();
  Outcomes(champion, "BASICS", "2024-06-01");
  Outcomes(champion, "DIABETES", "2024-06-02", "FAILED");
  EXPECT_EQ(GetEnrolment(one).trained_on(), "2024-06-20");
  EXPECT_EQ(GetEnrolment(two).trained_on(), "");
  EXPECT_EQ(Get(champion).trained_on(), "2024-06-20");
  Outcomes(champion, "DIABETES", "2024-06-11");
  EXPECT_EQ(GetEnrolment(two).trained_on(), "2024-06-11");
  EXPECT_EQ(Get(champion).trained_on(), "2024-06-11");
  EXPECT_EQ(Sum("trained", "scope = 'OVERALL' and counts_on = '2024-06-11'"), 1);
  EXPECT_EQ(Sum("trained", "scope = 'OVERALL'"), 1);
  EXPECT_EQ(InProgramme("trained", "ONE", "2024-06-20"), 1);
  EXPECT_EQ(InProgramme("trained", "TWO", "2024-06-11"), 1);
  // An enrolment that is made when everything is completed is trained from its own day on.
  auto again = Enrol(champion, "ONE", "2024-09-01");
  EXPECT_EQ(again.trained_on(), "2024-09-01");
  v1::ListEnrolmentsRequest list;
  list.set_champion(champion);
  list.set_order_by("enrolled_on");
  v1::ListEnrolmentsResponse page;
  ASSERT_TRUE(As(admin, &Stub::ListEnrolments, list, &page).ok());
  ASSERT_EQ(page.enrolments_size(), 3);
  EXPECT_EQ(page.enrolments(0).trained_on(), "2024-06-11");
  EXPECT_EQ(page.enrolments(1).trained_on(), "2024-06-20");
  EXPECT_EQ(page.enrolments(2).trained_on(), "2024-09-01");
  v1::ListChampionsResponse champions;
  ASSERT_TRUE(As(admin, &Stub::ListChampions, {}, &champions).ok());
  ASSERT_EQ(champions.champions_size(), 1);
  EXPECT_EQ(champions.champions(0).trained_on(), "2024-06-11");
}

// Shows that the same champion, programme and day is one enrolment, and that another day or
// programme is another.
TEST_F(EnrolmentTest, TheKeyIsChampionProgrammeAndDay) {
  auto champion = MakeIn("RECRUITED").id();
  ASSERT_TRUE(TryEnrol(admin, champion, "ONE", "2024-06-01").ok());
  auto again = TryEnrol(admin, champion, "ONE", "2024-06-01");
  EXPECT_EQ(again.code, grpc::ALREADY_EXISTS) << again;
  EXPECT_EQ(again.reason, "ALREADY_EXISTS");
  EXPECT_TRUE(TryEnrol(admin, champion, "ONE", "2024-06-02").ok());
  EXPECT_TRUE(TryEnrol(admin, champion, "TWO", "2024-06-01").ok());
  EXPECT_TRUE(TryEnrol(admin, MakeIn("RECRUITED").id(), "ONE", "2024-06-01").ok());
}

// Shows that leaving ends an enrolment once, keeps what it counted, and is held to its own start.
TEST_F(EnrolmentTest, LeavingKeepsWhatWasCounted) {
  auto enrolment = Enrol(MakeIn("ACTIVE").id(), "ONE", "2024-06-01");
  auto early = Leave(enrolment.id(), "2024-05-31");
  EXPECT_EQ(early.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(early.fields.size(), 1u);
  EXPECT_EQ(early.fields.at(0).first, "ended_on");
  EXPECT_EQ(Leave(enrolment.id(), "").fields.at(0).first, "ended_on");
  EXPECT_EQ(Leave(enrolment.id(), "2024-07-01", nullptr, "99").reason, "ETAG_MISMATCH");
  int entries = Sum("1", "true");
  v1::Enrolment ended;
  ASSERT_TRUE(Leave(enrolment.id(), "2024-06-01", &ended, enrolment.etag()).ok());
  EXPECT_EQ(ended.ended_on(), "2024-06-01");
  EXPECT_EQ(ended.end_reason(), "Moved to another borough");
  EXPECT_NE(ended.etag(), enrolment.etag());
  EXPECT_EQ(GetEnrolment(enrolment.id()).SerializeAsString(), ended.SerializeAsString());
  EXPECT_EQ(Sum("1", "true"), entries);
  auto again = Leave(enrolment.id(), "2024-07-01");
  EXPECT_EQ(again.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(again.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(SqlValue("select string_agg(array_to_string(fields, ' '), ',') from audit_event "
                     "where method = 'ChampionService/LeaveProgramme'"),
            "end_reason ended_on");
}

// Shows that enrolments of another organisation look as if they were not there, and what a missing
// champion or programme is answered.
TEST_F(EnrolmentTest, ForeignAndMissingLookTheSame) {
  MakeOrganisation("FOREIGN");
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  auto foreign = MakeIn("ACTIVE", "FOREIGN").id();
  auto enrolment = Enrol(foreign, "ONE", "2024-06-01").id();
  std::string missing = NewRequestId();
  EXPECT_EQ(TryEnrol(coordinator, foreign, "TWO", "2024-06-01").message,
            "there is no champion '" + foreign + "'");
  EXPECT_EQ(TryEnrol(coordinator, missing, "TWO", "2024-06-01").message,
            "there is no champion '" + missing + "'");
  EXPECT_EQ(TryEnrol(admin, foreign, "NONE", "2024-06-01").message, "there is no programme 'NONE'");
  for (const auto& id : {enrolment, missing}) {
    v1::GetEnrolmentRequest get;
    get.set_id(id);
    v1::GetEnrolmentResponse got;
    auto read = As(coordinator, &Stub::GetEnrolment, get, &got);
    EXPECT_EQ(read.code, grpc::NOT_FOUND);
    EXPECT_EQ(read.message, "there is no enrolment '" + id + "'");
    EXPECT_EQ(Leave(id, "2024-07-01", nullptr, "", coordinator).message, read.message);
  }
  auto own = Enrol(MakeIn("ACTIVE").id(), "ONE", "2024-06-01").id();
  v1::ListEnrolmentsResponse listed;
  ASSERT_TRUE(As(coordinator, &Stub::ListEnrolments, {}, &listed).ok());
  ASSERT_EQ(listed.enrolments_size(), 1);
  EXPECT_EQ(listed.enrolments(0).id(), own);
}

// Shows the filters and orders of the list, and that pages hold everything once.
TEST_F(EnrolmentTest, ListsByFilterAndOrder) {
  MakeOrganisation("OTHER");
  auto first = MakeIn("ACTIVE").id(), second = MakeIn("ACTIVE", "OTHER").id();
  for (int day = 1; day <= 5; ++day) Enrol(first, "ONE", "2024-06-0" + std::to_string(day));
  Enrol(first, "TWO", "2024-06-03");
  Enrol(second, "TWO", "2024-06-09");
  auto days = [&](v1::ListEnrolmentsRequest request) {
    std::string all;
    v1::ListEnrolmentsResponse page;
    do {
      page.Clear();
      auto outcome = As(admin, &Stub::ListEnrolments, request, &page);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& enrolment : page.enrolments()) all += enrolment.enrolled_on().substr(9);
      request.set_page_token(page.next_page_token());
    } while (!page.next_page_token().empty());
    return all;
  };
  v1::ListEnrolmentsRequest request;
  request.set_page_size(2);
  request.set_order_by("enrolled_on desc");
  EXPECT_EQ(days(request), "9543321");
  request.set_programme("ONE");
  EXPECT_EQ(days(request), "54321");
  request.set_programme("TWO");
  request.set_order_by("");
  EXPECT_EQ(days(request), "39");
  request.set_organisation("OTHER");
  EXPECT_EQ(days(request), "9");
  request.set_champion(first);
  EXPECT_EQ(days(request), "");
  request.set_organisation("");
  EXPECT_EQ(days(request), "3");
}

}  // namespace
}  // namespace champions::test
