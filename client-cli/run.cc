#include "champions/v1/training_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddRun(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "run",
                  .help = "Runs of courses: when and where, and how many places",
                  .service = ServiceOf<champions::v1::CourseRun>(),
                  .columns = {"id", "course", "starts_at", "ends_at", "venue", "capacity",
                              "places_taken", "state"}};
  AddNoun(root, shell, noun,
          {{.name = "create", .method = "CreateCourseRun", .help = "Schedule a run of a course"},
           {.name = "get", .method = "GetCourseRun", .help = "Show one run"},
           {.name = "list", .method = "ListCourseRuns", .help = "List runs"},
           {.name = "update",
            .method = "UpdateCourseRun",
            .help = "Change the fields that are given; '' takes a value away"},
           {.name = "cancel",
            .method = "CancelCourseRun",
            .help = "Cancel a run; its open bookings are withdrawn",
            .question = "Cancel this run and withdraw its bookings?"}});
}

}  // namespace champions::cli
