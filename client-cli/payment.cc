#include "champions/v1/funding_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddPayment(CLI::App* root, Shell* shell) {
  const Noun noun{
      .name = "payment",
      .help = "Payments of awards",
      .service = ServiceOf<champions::v1::Payment>(),
      .columns = {"id", "award", "organisation", "amount_pence", "paid_on", "reference", "state"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "RecordPayment",
            .help = "Record a payment of an award",
            .aliases = {"record"}},
           {.name = "get", .method = "GetPayment", .help = "Show one payment"},
           {.name = "list", .method = "ListPayments", .help = "List payments"},
           {.name = "void",
            .method = "VoidPayment",
            .help = "The payment counts nothing from now on",
            .question = "Void this payment?"}});
}

}  // namespace champions::cli
