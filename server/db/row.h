// Reading results by column name. A NULL text reads as "", a NULL number as 0: the API does not
// tell them apart either; where it matters, ask Null().
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <pqxx/result>
#include <pqxx/row>
#include <string>
#include <vector>

namespace champions::db {

class Row {
 public:
  explicit Row(pqxx::row row) : row_(std::move(row)) {}

  bool Null(const char* column) const { return row_[column].is_null(); }
  std::string Text(const char* column) const;
  int64_t Int64(const char* column) const;
  int Int(const char* column) const { return static_cast<int>(Int64(column)); }
  bool Bool(const char* column) const;
  std::string Bytes(const char* column) const;
  std::vector<std::string> TextArray(const char* column) const;
  std::vector<int> IntArray(const char* column) const;

 private:
  pqxx::row row_;
};

class Rows {
 public:
  Rows() = default;
  explicit Rows(pqxx::result result) : result_(std::move(result)), size_(result_.size()) {}

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // The same result without what comes after the first `count` rows.
  Rows First(size_t count) const {
    Rows first = *this;
    first.size_ = std::min(count, size_);
    return first;
  }
  Row operator[](size_t i) const { return Row(result_[static_cast<pqxx::result::size_type>(i)]); }
  int64_t affected() const { return static_cast<int64_t>(result_.affected_rows()); }

  class Iterator {
   public:
    Iterator(const Rows* rows, size_t i) : rows_(rows), i_(i) {}
    Row operator*() const { return (*rows_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return i_ != other.i_; }

   private:
    const Rows* rows_;
    size_t i_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  pqxx::result result_;
  size_t size_ = 0;
};

}  // namespace champions::db
