#include "champions/v1/activity_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddActivity(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "activity",
                  .help = "Activities that organisations hold",
                  .service = ServiceOf<champions::v1::Activity>(),
                  .columns = {"id", "external_id", "organisation", "programme", "name", "kind",
                              "starts_at", "state"}};
  AddNoun(root, shell, noun,
          {{.name = "create", .method = "CreateActivity", .help = "Plan or record an activity"},
           {.name = "get", .method = "GetActivity", .help = "Show one activity"},
           {.name = "list", .method = "ListActivities", .help = "List activities"},
           {.name = "update",
            .method = "UpdateActivity",
            .help = "Change the fields that are given; '' takes a value away"},
           {.name = "cancel",
            .method = "CancelActivity",
            .help = "SCHEDULED to CANCELLED: it no longer counts"},
           {.name = "reinstate",
            .method = "ReinstateActivity",
            .help = "CANCELLED to SCHEDULED: it counts again"},
           {.name = "attendance",
            .method = "GetActivityAttendance",
            .help = "Show the champions who attend",
            .flags = {.positional = "activity"}},
           {.name = "set-attendance",
            .method = "SetActivityAttendance",
            .help = "Replace the list of champions who attend",
            .flags = {.positional = "activity"}}});
}

}  // namespace champions::cli
