#include "support/training_fixture.h"

namespace champions::test {
namespace {

class CourseTest : public TrainingFixture {
 protected:
  void SetUp() override {
    TrainingFixture::SetUp();
    MakeProgramme("P");
    MakeProgramme("Q");
  }
  v1::Course GetCourse(const std::string& code) {
    v1::GetCourseRequest request;
    request.set_code(code);
    v1::GetCourseResponse response;
    auto outcome = As(admin, &Stub::GetCourse, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.course();
  }
  // Adds a champion who is trained for P by course A alone.
  void TrainSomeone() {
    MakeOrganisation("ORG");
    ASSERT_TRUE(CreateCourse("A", {{"P", ""}}).ok());
    auto champion = MakeChampion("ORG");
    Enrol(champion, "P", "2024-01-01");
    ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
    ASSERT_EQ(Entries(), 2);
  }
};

// Shows that a course survives create, get, list and update with its requirements, in the order of
// programmes, and that an update touches only what its mask names.
TEST_F(CourseTest, LivesThroughItsMethods) {
  ASSERT_TRUE(CreateCourse("FIRST-AID", {{"Q", "2024-06-01"}, {"P", ""}}, 36).ok());
  auto created = course;
  ASSERT_EQ(created.requirements_size(), 2);
  EXPECT_EQ(created.requirements(0).programme(), "P");
  EXPECT_EQ(created.requirements(0).required_from(), "");
  EXPECT_EQ(created.requirements(1).programme(), "Q");
  EXPECT_EQ(created.requirements(1).required_from(), "2024-06-01");
  EXPECT_EQ(created.valid_months(), 36);

  v1::UpdateCourseRequest update;
  update.mutable_course()->set_code("FIRST-AID");
  update.mutable_course()->set_name("First aid");
  update.mutable_course()->set_valid_months(12);
  update.mutable_update_mask()->add_paths("name");
  v1::UpdateCourseResponse updated;
  ASSERT_TRUE(As(admin, &Stub::UpdateCourse, update, &updated).ok());
  auto got = GetCourse("FIRST-AID");
  EXPECT_EQ(got.SerializeAsString(), updated.course().SerializeAsString());
  EXPECT_EQ(got.name(), "First aid");
  EXPECT_EQ(got.valid_months(), 36);
  EXPECT_EQ(got.requirements_size(), 2);
  EXPECT_NE(got.etag(), created.etag());
  EXPECT_EQ(SqlValue("select count(*) from audit_event where object_kind = 'course' and object = "
                     "'FIRST-AID'"),
            "2");

  update.mutable_course()->set_etag(created.etag());
  EXPECT_EQ(As(admin, &Stub::UpdateCourse, update, &updated).reason, "ETAG_MISMATCH");
}

// Shows that a taken code, a missing programme, a programme named twice and a missing course are
// refused, and that none of it changes anything.
TEST_F(CourseTest, RefusesWhatIsWrong) {
  ASSERT_TRUE(CreateCourse("A", {{"P", ""}}).ok());
  EXPECT_EQ(CreateCourse("A").reason, "ALREADY_EXISTS");
  auto missing = CreateCourse("B", {{"P", ""}, {"MISSING", ""}});
  EXPECT_EQ(missing.code, grpc::NOT_FOUND);
  EXPECT_EQ(missing.message, "there is no programme 'MISSING'");
  auto twice = CreateCourse("B", {{"P", ""}, {"Q", ""}, {"P", "2024-01-01"}});
  EXPECT_EQ(twice.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(twice.fields.size(), 1u);
  EXPECT_EQ(twice.fields[0].first, "course.requirements[2].programme");
  auto unset = CreateCourse("B", {{"", ""}});
  ASSERT_EQ(unset.fields.size(), 1u);
  EXPECT_EQ(unset.fields[0].first, "course.requirements[0].programme");
  EXPECT_EQ(Require("A", {{"MISSING", ""}}).code, grpc::NOT_FOUND);
  EXPECT_EQ(Require("MISSING", {}).code, grpc::NOT_FOUND);
  EXPECT_EQ(GetCourse("A").etag(), "1");
  EXPECT_EQ(SqlValue("select string_agg(code, ' ') from course"), "A");
}

// Shows that an update posts figures only where requirements change, and that the requirement's
// earlier day stays in the history.
TEST_F(CourseTest, OnlyChangedRequirementsPost) {
  ASSERT_NO_FATAL_FAILURE(TrainSomeone());
  ASSERT_TRUE(Require("A", {{"P", ""}}).ok());
  EXPECT_EQ(SqlValue("select count(*) from record_history where kind = 'course_requirement'"), "0");
  ASSERT_TRUE(Require("A", {{"P", "2024-03-01"}, {"Q", ""}}).ok());
  EXPECT_EQ(course.requirements_size(), 2);
  EXPECT_EQ(Trained(), "OVERALL 2024-03-01 1, PROGRAMME P 2024-03-01 1");
  ASSERT_TRUE(Require("A", {{"Q", ""}}).ok());
  EXPECT_EQ(Trained(), "");
  EXPECT_EQ(SqlValue("select string_agg(data->>'required_from', ' ') from record_history where "
                     "kind = 'course_requirement' and data->>'required_from' is not null"),
            "2024-03-01");
}

// Shows that validate_only of a change of requirements leaves figures and requirements alone.
TEST_F(CourseTest, ValidateOnlyChangesNothing) {
  ASSERT_NO_FATAL_FAILURE(TrainSomeone());
  v1::UpdateCourseRequest request;
  request.mutable_course()->set_code("A");
  request.mutable_update_mask()->add_paths("requirements");
  request.set_validate_only(true);
  v1::UpdateCourseResponse response;
  ASSERT_TRUE(As(admin, &Stub::UpdateCourse, request, &response).ok());
  EXPECT_EQ(response.course().requirements_size(), 0);
  EXPECT_EQ(GetCourse("A").requirements_size(), 1);
  EXPECT_EQ(Entries(), 2);
}

// Shows that a list can be narrowed to what a programme requires, ordered both ways, and read a
// page at a time.
TEST_F(CourseTest, ListsByProgramme) {
  ASSERT_TRUE(CreateCourse("A", {{"P", ""}}).ok());
  ASSERT_TRUE(CreateCourse("B", {{"Q", ""}}).ok());
  ASSERT_TRUE(CreateCourse("C", {{"Q", ""}, {"P", ""}}).ok());
  ASSERT_TRUE(CreateCourse("D", {{"P", "2025-01-01"}}).ok());
  v1::ListCoursesRequest request;
  request.set_programme("P");
  request.set_page_size(2);
  request.set_order_by("code desc");
  std::string codes;
  do {
    v1::ListCoursesResponse page;
    ASSERT_TRUE(As(admin, &Stub::ListCourses, request, &page).ok());
    for (const auto& one : page.courses()) {
      codes += one.code() + std::to_string(one.requirements_size());
    }
    codes += "|";
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(codes, "D1C2|A1|");
}

// Shows that whoever coordinates one organisation reads courses, and may not change what everyone
// is measured by.
TEST_F(CourseTest, CoordinatorsReadOnly) {
  MakeOrganisation("OWN");
  ASSERT_TRUE(CreateCourse("A").ok());
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  v1::GetCourseRequest get;
  get.set_code("A");
  v1::GetCourseResponse got;
  EXPECT_TRUE(As(coordinator, &Stub::GetCourse, get, &got).ok());
  v1::UpdateCourseRequest update;
  *update.mutable_course() = got.course();
  v1::UpdateCourseResponse updated;
  EXPECT_EQ(As(coordinator, &Stub::UpdateCourse, update, &updated).code, grpc::PERMISSION_DENIED);
  v1::CreateCourseRequest create;
  *create.mutable_course() = got.course();
  v1::CreateCourseResponse created;
  EXPECT_EQ(As(coordinator, &Stub::CreateCourse, create, &created).code, grpc::PERMISSION_DENIED);
}

}  // namespace
}  // namespace champions::test
