#include "disclosure/linear_program.h"

#include <glpk.h>

#include <cmath>

namespace champions::disclosure {
namespace {

// Numbers of steps, not seconds: the same question always gets the same answer.
constexpr int kMostSteps = 100'000;
constexpr int kMostBranches = 2'000;

// GLPK keeps an environment per thread; the last program of a thread takes it away.
thread_local int programs = 0;

void StopAfterBranches(glp_tree* tree, void* count) {
  if (glp_ios_reason(tree) == GLP_ISELECT && ++*static_cast<int*>(count) > kMostBranches) {
    glp_ios_terminate(tree);
  }
}

}  // namespace

bool Problem::Holds(const std::vector<int64_t>& values) const {
  for (size_t i = 0; i < bounds.size(); ++i) {
    if (values[i] < bounds[i].low || values[i] > bounds[i].high) return false;
  }
  for (const auto& row : rows) {
    int64_t sum = 0;
    for (const auto& [unknown, factor] : row.terms) sum += factor * values[unknown];
    if (sum != row.sum) return false;
  }
  return true;
}

LinearProgram::LinearProgram(const Problem& problem)
    : columns_(static_cast<int>(problem.bounds.size())) {
  ++programs;
  glp_term_out(GLP_OFF);
  program_ = glp_create_prob();
  glp_set_obj_dir(program_, GLP_MAX);
  glp_add_cols(program_, columns_);
  for (int i = 0; i < columns_; ++i) {
    SetBounds(i, problem.bounds[i]);
    glp_set_col_kind(program_, i + 1, GLP_IV);
  }
  if (problem.rows.empty()) return;
  glp_add_rows(program_, static_cast<int>(problem.rows.size()));
  for (size_t i = 0; i < problem.rows.size(); ++i) {
    const auto& row = problem.rows[i];
    std::vector<int> columns = {0};
    std::vector<double> factors = {0};
    for (const auto& [unknown, factor] : row.terms) {
      columns.push_back(unknown + 1);
      factors.push_back(static_cast<double>(factor));
    }
    int number = static_cast<int>(i) + 1;
    glp_set_mat_row(program_, number, static_cast<int>(row.terms.size()), columns.data(),
                    factors.data());
    glp_set_row_bnds(program_, number, GLP_FX, static_cast<double>(row.sum),
                     static_cast<double>(row.sum));
  }
  glp_adv_basis(program_, 0);
}

LinearProgram::~LinearProgram() {
  glp_delete_prob(program_);
  if (--programs == 0) glp_free_env();
}

void LinearProgram::SetBounds(int unknown, const Bounds& bounds) {
  glp_set_col_bnds(program_, unknown + 1, bounds.Fixed() ? GLP_FX : GLP_DB,
                   static_cast<double>(bounds.low), static_cast<double>(bounds.high));
}

void LinearProgram::SetObjective(int unknown, double factor) {
  wanted_ += (factor != 0) - (glp_get_obj_coef(program_, unknown + 1) != 0);
  glp_set_obj_coef(program_, unknown + 1, factor);
}

LinearProgram::Outcome LinearProgram::Solve() {
  whole_ = false;
  if (glp_get_num_rows(program_) == 0) glp_std_basis(program_);
  glp_smcp settings;
  glp_init_smcp(&settings);
  settings.msg_lev = GLP_MSG_OFF;
  // The last basis is still optimal but for what has changed since: bounds, or the objective.
  settings.meth = wanted_ > 0 ? GLP_PRIMAL : GLP_DUALP;
  settings.it_lim = kMostSteps;
  for (int attempt = 0; attempt < 2; ++attempt) {
    int failed = glp_simplex(program_, &settings);
    int status = glp_get_status(program_);
    if (!failed && status == GLP_OPT) return Outcome::kSolved;
    if (!failed && status == GLP_NOFEAS) return Outcome::kNone;
    // A basis that has gone bad: once more from a new one, by the other method.
    if (glp_get_num_rows(program_) > 0) glp_adv_basis(program_, 0);
    settings.meth = GLP_PRIMAL;
  }
  return Outcome::kGaveUp;
}

LinearProgram::Outcome LinearProgram::SolveWhole() {
  whole_ = true;
  int branches = 0;
  glp_iocp settings;
  glp_init_iocp(&settings);
  settings.msg_lev = GLP_MSG_OFF;
  settings.cb_func = StopAfterBranches;
  settings.cb_info = &branches;
  int failed = glp_intopt(program_, &settings);
  int status = glp_mip_status(program_);
  if (status == GLP_OPT || status == GLP_FEAS) return Outcome::kSolved;
  return !failed && status == GLP_NOFEAS ? Outcome::kNone : Outcome::kGaveUp;
}

double LinearProgram::objective() const { return glp_get_obj_val(program_); }

std::vector<int64_t> LinearProgram::Rounded() const {
  std::vector<int64_t> values(columns_);
  for (int i = 0; i < columns_; ++i) {
    values[i] =
        std::llround(whole_ ? glp_mip_col_val(program_, i + 1) : glp_get_col_prim(program_, i + 1));
  }
  return values;
}

double LinearProgram::DependsOn(int unknown) const {
  return glp_get_col_stat(program_, unknown + 1) == GLP_BS
             ? 0
             : glp_get_col_dual(program_, unknown + 1);
}

}  // namespace champions::disclosure
