// The partnership's budget of a financial year: its lines and their sums. Money is whole pence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/finding.h"
#include "base/refusal.h"

namespace champions::budgets {

struct Line {
  std::string id;
  std::string year;  // `2024-25`
  std::string kind;  // CONTRIBUTION, CARRY_FORWARD, COMMITMENT or SPEND
  std::string name;
  int64_t amount_pence = 0;
  std::string note;
  std::string state;  // ACTIVE or VOIDED
  std::string void_reason;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// Lines of one kind and name, added up.
struct Sum {
  std::string kind;
  std::string name;
  int64_t amount_pence = 0;
};

struct Commitment {
  std::string name;
  int64_t committed_pence = 0;
  int64_t spent_pence = 0;
  int64_t overspent_pence() const {
    return spent_pence > committed_pence ? spent_pence - committed_pence : 0;
  }
};

// What a paper printed as the total.
struct PrintedTotal {
  std::string year;
  std::string name;
  int64_t amount_pence = 0;
};

struct Budget {
  std::string year;
  int64_t contributions_pence = 0;
  int64_t carry_forward_pence = 0;
  int64_t committed_pence = 0;
  int64_t spent_pence = 0;
  std::vector<Commitment> commitments;  // by name; also spend that no commitment has the name of
  std::optional<PrintedTotal> printed;

  int64_t total_pence() const { return contributions_pence + carry_forward_pence; }
  // Spend is part of what is committed, so it is not taken off again.
  int64_t headroom_pence() const { return total_pence() - committed_pence; }
  int64_t overspent_pence() const;
};

Budget AddUp(const std::string& year, const std::vector<Sum>& sums);

// The year in its one form. Throws a Refusal that names the field.
std::string CheckYear(const std::string& field, const std::string& text);
// Throws where an amount is below zero that cannot be.
void CheckAmount(const std::string& field, const std::string& kind, int64_t amount_pence);
// The state after VoidBudgetLine; throws where it is voided already.
std::string StateAfterVoid(const std::string& state);

std::vector<Finding> FindingsOf(const Budget& budget);

// A row of a budget.csv as text.
struct RowText {
  std::string year, name, kind, amount_gbp;
};
struct BudgetFile {
  std::vector<Line> lines;             // rows of money, in their order
  std::vector<PrintedTotal> printed;   // rows of kind `total`
  std::vector<FieldViolation> errors;  // fields such as `rows[3].kind`
};
BudgetFile ReadBudget(const std::vector<RowText>& rows);

}  // namespace champions::budgets
