#include "funding/award.h"

#include <algorithm>

#include "base/refusal.h"
#include "base/text.h"
#include "base/transitions.h"

namespace champions::funding {

std::string AwardStateAfter(const std::string& verb, const std::string& state) {
  return NextState("award",
                   {{"ActivateAward", "OFFERED", "ACTIVE"},
                    {"ActivateAward", "SUSPENDED", "ACTIVE"},
                    {"SuspendAward", "ACTIVE", "SUSPENDED"},
                    {"CompleteAward", "ACTIVE", "COMPLETED"},
                    {"WithdrawAward", "OFFERED", "WITHDRAWN"},
                    {"WithdrawAward", "ACTIVE", "WITHDRAWN"},
                    {"WithdrawAward", "SUSPENDED", "WITHDRAWN"}},
                   verb, state);
}

std::string PaymentStateAfter(const std::string& verb, const std::string& state) {
  return NextState("payment", {{"VoidPayment", "PAID", "VOIDED"}}, verb, state);
}

void CheckWithinBudget(const Award& award, const Budget& budget) {
  if (budget.awarded_pence <= budget.budget_pence) return;
  int64_t left =
      std::max<int64_t>(0, budget.budget_pence - (budget.awarded_pence - award.amount_pence));
  Refusal refusal(Code::kFailedPrecondition, "BUDGET_EXCEEDED",
                  FormatPounds(left) + " is left of the fund '" + award.fund +
                      "': it cannot award " + FormatPounds(award.amount_pence));
  refusal.fields = {{"award.amount_pence", "is " + std::to_string(award.amount_pence) +
                                               ": expected at most what is left of the fund, " +
                                               std::to_string(left)}};
  throw refusal.With("fund", award.fund)
      .With("budget_pence", std::to_string(budget.budget_pence))
      .With("left_pence", std::to_string(left));
}

void CheckCoversPayments(const Award& award) {
  if (award.amount_pence >= award.paid_pence) return;
  Refusal refusal(Code::kFailedPrecondition, "AWARD_EXCEEDED",
                  FormatPounds(award.paid_pence) + " was paid of the award: it cannot be " +
                      FormatPounds(award.amount_pence));
  refusal.fields = {{"award.amount_pence", "is " + std::to_string(award.amount_pence) +
                                               ": expected at least what was paid, " +
                                               std::to_string(award.paid_pence)}};
  throw refusal.With("paid_pence", std::to_string(award.paid_pence));
}

void CheckUnpaid(const Award& award) {
  if (award.paid_pence == 0) return;
  Refusal refusal(Code::kFailedPrecondition, "AWARD_PAID",
                  FormatPounds(award.paid_pence) +
                      " was paid of the award: void its payments before it is withdrawn, or lower "
                      "its amount to what was paid and complete it");
  throw refusal.With("paid_pence", std::to_string(award.paid_pence));
}

void CheckPayable(const Award& award, int64_t amount_pence) {
  if (award.state != "ACTIVE" && award.state != "COMPLETED") {
    Refusal refusal(
        Code::kFailedPrecondition, "AWARD_NOT_PAYABLE",
        "the award is " + award.state + ": expected one that is ACTIVE or COMPLETED to be paid");
    throw refusal.With("state", award.state);
  }
  int64_t left = std::max<int64_t>(0, award.amount_pence - award.paid_pence);
  if (amount_pence <= left) return;
  Refusal refusal(Code::kFailedPrecondition, "AWARD_EXCEEDED",
                  FormatPounds(left) + " is left of the award: " + FormatPounds(amount_pence) +
                      " cannot be paid");
  refusal.fields = {{"payment.amount_pence", "is " + std::to_string(amount_pence) +
                                                 ": expected at most what is left of the award, " +
                                                 std::to_string(left)}};
  throw refusal.With("left_pence", std::to_string(left));
}

}  // namespace champions::funding
