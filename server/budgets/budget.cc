#include "budgets/budget.h"

#include <set>

#include "base/financial_year.h"
#include "base/text.h"

namespace champions::budgets {
namespace {

constexpr int64_t kMostPence = 100'000'000'000;
constexpr const char* kExpectedYear = ": expected a financial year such as 2024-25";

std::string Upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == ' ' || c == '-') c = '_';
  }
  return text;
}

// Whole pence of `50000.00` or `-12.50`; nothing where it is no money.
std::optional<int64_t> ReadPounds(const std::string& text) {
  bool negative = !text.empty() && text[0] == '-';
  auto pence = ParseMoney(negative ? text.substr(1) : text);
  if (!pence || *pence > kMostPence) return std::nullopt;
  return negative ? -*pence : *pence;
}

std::string AmountProblem(const std::string& kind, int64_t amount_pence) {
  if (amount_pence >= 0 || kind == "CARRY_FORWARD") return "";
  return "is " + FormatPounds(amount_pence) +
         ": expected an amount not below zero; only a carry "
         "forward may be one";
}

class Reader {
 public:
  explicit Reader(BudgetFile* file) : file_(file) {}

  void Read(const RowText& text) {
    at_ = "rows[" + std::to_string(row_++) + "].";
    auto year = ParseFinancialYear(text.year);
    if (!year) Error("year", "is " + Quoted(text.year) + kExpectedYear);
    auto kind = Upper(text.kind);
    static const std::set<std::string> kKinds = {"CONTRIBUTION", "CARRY_FORWARD", "COMMITMENT",
                                                 "SPEND", "TOTAL"};
    if (!kKinds.count(kind)) {
      Error("kind", "is " + Quoted(text.kind) +
                        ": expected contribution, carry_forward, commitment, spend or total");
      kind.clear();
    }
    auto amount = ReadPounds(text.amount_gbp);
    if (!amount) {
      Error("amount_gbp", "is " + Quoted(text.amount_gbp) +
                              ": expected pounds such as 1234.50, at most 1000000000");
    }
    if (!year || kind.empty() || !amount) return;
    if (kind == "TOTAL") {
      if (!years_.insert(*year).second) Error("kind", "is total: expected one for " + *year);
      file_->printed.push_back({*year, text.name, *amount});
      return;
    }
    auto problem = AmountProblem(kind, *amount);
    if (!problem.empty()) Error("amount_gbp", problem);
    if (!keys_.insert({*year, kind, text.name}).second) {
      Error("name", "is " + Quoted(text.name) + ": expected each line of a kind once a year");
    }
    file_->lines.push_back(
        {.year = *year, .kind = kind, .name = text.name, .amount_pence = *amount});
  }

 private:
  void Error(const char* column, const std::string& description) {
    file_->errors.push_back({at_ + column, description});
  }

  BudgetFile* file_;
  size_t row_ = 0;
  std::string at_;
  std::set<std::string> years_;
  std::set<std::vector<std::string>> keys_;
};

}  // namespace

int64_t Budget::overspent_pence() const {
  int64_t pence = 0;
  for (const auto& commitment : commitments) pence += commitment.overspent_pence();
  return pence;
}

Budget AddUp(const std::string& year, const std::vector<Sum>& sums) {
  Budget budget;
  budget.year = year;
  std::map<std::string, Commitment> commitments;
  for (const auto& sum : sums) {
    if (sum.kind == "CONTRIBUTION") budget.contributions_pence += sum.amount_pence;
    if (sum.kind == "CARRY_FORWARD") budget.carry_forward_pence += sum.amount_pence;
    if (sum.kind == "COMMITMENT") {
      budget.committed_pence += sum.amount_pence;
      commitments[sum.name].committed_pence += sum.amount_pence;
    }
    if (sum.kind == "SPEND") {
      budget.spent_pence += sum.amount_pence;
      commitments[sum.name].spent_pence += sum.amount_pence;
    }
  }
  for (auto& [name, commitment] : commitments) {
    commitment.name = name;
    budget.commitments.push_back(commitment);
  }
  return budget;
}

std::string CheckYear(const std::string& field, const std::string& text) {
  auto year = ParseFinancialYear(text);
  if (!year) throw InvalidField(field, "is " + Quoted(text) + kExpectedYear);
  return *year;
}

void CheckAmount(const std::string& field, const std::string& kind, int64_t amount_pence) {
  auto problem = AmountProblem(kind, amount_pence);
  if (!problem.empty()) throw InvalidField(field, problem);
}

std::string StateAfterVoid(const std::string& state) {
  if (state == "ACTIVE") return "VOIDED";
  throw TransitionNotAllowed("budget line", "VoidBudgetLine", state, {});
}

std::vector<Finding> FindingsOf(const Budget& budget) {
  if (!budget.printed || budget.printed->amount_pence == budget.total_pence()) return {};
  auto printed = FormatPounds(budget.printed->amount_pence);
  auto computed = FormatPounds(budget.total_pence());
  return {{"Budget " + budget.year, "total", printed, computed,
           "'" + budget.printed->name + "' printed " + printed + ", the lines add up to " +
               computed + " (contributions " + FormatPounds(budget.contributions_pence) +
               ", carry forward " + FormatPounds(budget.carry_forward_pence) + ")"}};
}

BudgetFile ReadBudget(const std::vector<RowText>& rows) {
  BudgetFile file;
  Reader reader(&file);
  for (const auto& row : rows) reader.Read(row);
  return file;
}

}  // namespace champions::budgets
