#include "champions/v1/schedule_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddSchedule(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "schedule",
                  .help = "Exports that are made by themselves, and links to them",
                  .service = ServiceOf<champions::v1::Schedule>(),
                  .columns = {"code", "name", "format", "edition", "cadence", "next_time",
                              "recipients", "disabled"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "CreateSchedule",
            .help = "Have an export made again and again"},
           {.name = "list", .method = "ListSchedules", .help = "List them"},
           {.name = "get", .method = "GetSchedule", .help = "Show one"},
           {.name = "update",
            .method = "UpdateSchedule",
            .help = "Change the fields that are given; --disabled: nothing is made, no link works"},
           {.name = "run",
            .method = "RunSchedule",
            .help = "Have one made now",
            .flags = {.positional = "schedule"}},
           {.name = "jobs",
            .method = "ListExportJobs",
            .help = "What was made and what waits",
            .flags = {.positional = "schedule"},
            .columns = {"id", "quarter", "state", "due_time", "finish_time", "publication",
                        "folder", "error", "mail_pending", "mail_error"}},
           {.name = "link",
            .method = "CreateExportLinks",
            .help = "Addresses with which anyone may download a job's files until they expire",
            .flags = {.positional = "job"}}});
}

}  // namespace champions::cli
