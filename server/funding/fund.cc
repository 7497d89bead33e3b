#include "funding/fund.h"

#include "base/refusal.h"
#include "base/text.h"

namespace champions::funding {

void CheckPeriod(const std::string& object, const std::string& starts_on,
                 const std::string& ends_on) {
  // Dates of one form, so that their order is that of their texts.
  if (starts_on.empty() || ends_on.empty() || ends_on >= starts_on) return;
  throw InvalidField(object + ".ends_on",
                     "is " + ends_on + ": expected a day not before starts_on, " + starts_on);
}

void CheckBudgetCovers(const Fund& fund, int64_t awarded_pence) {
  if (fund.budget_pence >= awarded_pence) return;
  Refusal refusal(Code::kFailedPrecondition, "BUDGET_EXCEEDED",
                  FormatPounds(awarded_pence) + " is awarded from the fund '" + fund.code +
                      "': its budget cannot be " + FormatPounds(fund.budget_pence));
  refusal.fields = {{"fund.budget_pence", "is " + std::to_string(fund.budget_pence) +
                                              ": expected at least what is awarded, " +
                                              std::to_string(awarded_pence)}};
  throw refusal.With("fund", fund.code)
      .With("budget_pence", std::to_string(fund.budget_pence))
      .With("awarded_pence", std::to_string(awarded_pence));
}

}  // namespace champions::funding
