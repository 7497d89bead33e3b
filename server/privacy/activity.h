// The record of processing activities (UK GDPR Article 30).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "privacy/field_checks.h"

namespace champions::privacy {

struct Activity {
  std::string id;
  std::string code;
  std::string name;
  std::string purpose;
  std::string lawful_basis;  // as the database writes it: `PUBLIC_TASK`
  std::string special_condition;
  std::vector<std::string> people_categories;
  std::vector<std::string> data_categories;
  std::vector<std::string> recipients;
  std::string transfers;
  std::string retention;
  std::string security_measures;
  std::string controller;
  std::string reviewed_on;
  std::string ended_on;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// A year after the last review; "" of one that has ended.
std::string ReviewDueOn(const Activity& activity);
bool IsReviewOverdue(const Activity& activity, const std::string& today);
// What is wrong with one that is created or changed.
Violations CheckActivity(const Activity& activity, const std::string& today);

}  // namespace champions::privacy
