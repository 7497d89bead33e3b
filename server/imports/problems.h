// What is wrong with an import, or looks odd, by file and line: the first thousand of each, and a
// count of all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace champions::imports {

struct Problem {
  std::string file;  // reach.csv
  int64_t line = 1;
  std::string column;  // empty where the row or the file as a whole is wrong
  std::string message;
};

class Problems {
 public:
  void Add(Problem problem);
  // More of the kind, which are counted but not kept.
  void AddUnnamed(int64_t more) { count_ += more; }
  int64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  // Ordered by file, in the order of import, and line.
  std::vector<Problem> Sorted() const;

 private:
  std::vector<Problem> kept_;
  int64_t count_ = 0;
};

}  // namespace champions::imports
