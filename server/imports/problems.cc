#include "imports/problems.h"

#include <algorithm>

#include "imports/file_spec.h"

namespace champions::imports {
namespace {

constexpr size_t kMostKept = 1000;

size_t Rank(const std::string& file) {
  const auto& specs = FileSpecs();
  auto found = std::find_if(specs.begin(), specs.end(),
                            [&](const FileSpec& spec) { return spec.name + ".csv" == file; });
  return static_cast<size_t>(found - specs.begin());
}

}  // namespace

void Problems::Add(Problem problem) {
  ++count_;
  if (kept_.size() < kMostKept) kept_.push_back(std::move(problem));
}

std::vector<Problem> Problems::Sorted() const {
  auto sorted = kept_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
    auto rank_a = Rank(a.file), rank_b = Rank(b.file);
    return rank_a != rank_b ? rank_a < rank_b : a.line < b.line;
  });
  return sorted;
}

}  // namespace champions::imports
