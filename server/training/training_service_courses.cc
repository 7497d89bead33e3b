// Courses and what programmes require.
#include "base/refusal.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"
#include "training/course_store.h"
#include "training/training_proto.h"
#include "training/training_service.h"
#include "training/training_sql.h"

namespace champions::training {
namespace {

constexpr const char* kKind = "course";

// The rules of the record itself, and that what it refers to is there.
void CheckWithReferences(db::Transaction& tx, const Course& course) {
  CheckCourse(course);
  std::vector<std::string> programmes;
  for (const auto& requirement : course.requirements) programmes.push_back(requirement.programme);
  auto missing = store::MissingProgrammes(tx, programmes);
  if (!missing.empty()) throw NotFound("programme", missing.front());
}

}  // namespace

grpc::Status TrainingService::CreateCourse(grpc::ServerContext* context,
                                           const v1::CreateCourseRequest* request,
                                           v1::CreateCourseResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto given = FromProto(request->course());
    CheckWithReferences(tx, given);
    auto id = store::InsertCourse(tx, given);
    if (!id) throw AlreadyExists(kKind, given.code);
    if (!given.requirements.empty()) store::PutRequirements(tx, *id, given.requirements);
    call.Audit({.object_kind = kKind, .object = given.code});
    *response->mutable_course() = ToProto(*store::GetCourse(tx, given.code));
  });
}

grpc::Status TrainingService::GetCourse(grpc::ServerContext* context,
                                        const v1::GetCourseRequest* request,
                                        v1::GetCourseResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetCourse(tx, request->code());
    if (!found) throw NotFound(kKind, request->code());
    *response->mutable_course() = ToProto(*found);
  });
}

grpc::Status TrainingService::ListCourses(grpc::ServerContext* context,
                                          const v1::ListCoursesRequest* request,
                                          v1::ListCoursesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectCourses, "c.id", "int");
    query.Where(
        "exists (select from course_requirement r join programme p on p.id = r.programme_id "
        "where r.course_id = c.id and p.code = ?)",
        request->programme());
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"code", "c.code", "text"}, {"name", "c.name", "text"}},
                               response->mutable_next_page_token())) {
      *response->add_courses() = ToProto(store::CourseFromRow(row));
    }
  });
}

grpc::Status TrainingService::UpdateCourse(grpc::ServerContext* context,
                                           const v1::UpdateCourseRequest* request,
                                           v1::UpdateCourseResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->course();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Course::descriptor());
    auto current = store::LockCourse(tx, given.code());
    if (!current) throw NotFound(kKind, given.code());
    rpc::CheckEtag(given.etag(), current->version, kKind, given.code());
    auto merged = ToProto(*current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.id = current->id;
    CheckWithReferences(tx, changed);
    store::UpdateCourse(tx, changed);
    // Only then: everyone who posts a champion waits while requirements change.
    if (!SameRequirements(*current, changed)) {
      store::PutRequirements(tx, changed.id, changed.requirements);
    }
    call.Audit(
        {.object_kind = kKind, .object = given.code(), .fields = {fields.begin(), fields.end()}});
    *response->mutable_course() = ToProto(*store::GetCourse(tx, given.code()));
  });
}

}  // namespace champions::training
