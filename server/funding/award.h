// An award: part of a fund, given to an organisation for a programme. While ACTIVE or COMPLETED it
// counts in awarded_pence, on awarded_on. And a payment of it, which counts in paid_pence.
#pragma once

#include <cstdint>
#include <string>

#include "funding/fund.h"

namespace champions::funding {

struct Award {
  int organisation_id = 0;  // of the database alone; the code is its name outside
  std::string id;
  std::string external_id;
  std::string organisation;
  std::string fund;
  std::string programme;
  std::string title;
  int64_t amount_pence = 0;
  std::string awarded_on;
  std::string starts_on;
  std::string ends_on;
  std::string state;  // as the database writes it: `ACTIVE`
  int64_t paid_pence = 0;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

struct Payment {
  int organisation_id = 0;
  std::string id;
  std::string award;
  std::string organisation;
  int64_t amount_pence = 0;
  std::string paid_on;
  std::string reference;
  std::string state;
  std::string void_reason;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// The state after a verb such as `ActivateAward`; throws a Refusal where it is not allowed.
std::string AwardStateAfter(const std::string& verb, const std::string& state);
// The same of payments, whose one verb is `VoidPayment`.
std::string PaymentStateAfter(const std::string& verb, const std::string& state);

// Throws where the fund, which counts the award already, has promised more than it has.
void CheckWithinBudget(const Award& award, const Budget& budget);
// Throws where the award would be less than what was paid of it.
void CheckCoversPayments(const Award& award);
// Throws where money was paid of an award that is to be withdrawn: the fund would get back, and
// could promise again, what it no longer has.
void CheckUnpaid(const Award& award);
// Throws where the award may not be paid now, or not as much.
void CheckPayable(const Award& award, int64_t amount_pence);

}  // namespace champions::funding
