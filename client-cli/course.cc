#include "champions/v1/training_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddCourse(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "course",
                  .help = "Courses, and which programmes require them",
                  .service = ServiceOf<champions::v1::Course>(),
                  .columns = {"code", "name", "valid_months", "requirements"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "CreateCourse",
            .help = "Add a course",
            .flags = {.names = {{"course.requirements", "required-for"}}}},
           {.name = "get", .method = "GetCourse", .help = "Show one course"},
           {.name = "list", .method = "ListCourses", .help = "List courses"},
           {.name = "update",
            .method = "UpdateCourse",
            .help = "Change the fields that are given; '' takes a value away",
            .flags = {.names = {{"course.requirements", "required-for"}}}}});
}

}  // namespace champions::cli
