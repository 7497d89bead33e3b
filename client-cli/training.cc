#include "champions/v1/training_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddTraining(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "training",
                  .help = "Bookings on courses, what came of them, and certificates",
                  .service = ServiceOf<champions::v1::TrainingRecord>(),
                  .columns = {"id", "champion", "organisation", "course", "completed_on", "outcome",
                              "certificate"}};
  AddNoun(root, shell, noun,
          {{.name = "book", .method = "BookTraining", .help = "Book a champion on a run"},
           {.name = "record",
            .method = "RecordTrainingRecord",
            .help = "Record an outcome that was not booked here, such as prior learning"},
           {.name = "get", .method = "GetTrainingRecord", .help = "Show one record"},
           {.name = "list", .method = "ListTrainingRecords", .help = "List bookings and outcomes"},
           {.name = "attend", .method = "AttendTraining", .help = "BOOKED to ATTENDED"},
           {.name = "complete",
            .method = "CompleteTraining",
            .help = "BOOKED or ATTENDED to COMPLETED; can make the champion trained"},
           {.name = "fail", .method = "FailTraining", .help = "BOOKED or ATTENDED to FAILED"},
           {.name = "miss", .method = "MissTraining", .help = "BOOKED to NO_SHOW"},
           {.name = "correct",
            .method = "CorrectTraining",
            .help = "Put an outcome right; the old one stays in the history"},
           {.name = "withdraw",
            .method = "WithdrawTraining",
            .help = "Take a booking or an outcome back; it counts nothing from then on",
            .question = "Take this training record back?"},
           {.name = "certificates",
            .method = "ListCertificates",
            .help = "List certificates, the latest of each champion and course",
            .columns = {"champion", "organisation", "course", "certificate", "completed_on",
                        "expires_on"}}});
}

}  // namespace champions::cli
