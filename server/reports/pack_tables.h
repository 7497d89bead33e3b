// Fills a pack's tables, and remembers where each count stands and which add up.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "reports/pack.h"

namespace champions::reports {

// The part of a quantity's name that says whose it is, such as organisation=HH01;
std::string Where(const TotalsRow& row, bool organisation, bool programme);
// The name of a quantity; `time`: period or until.
std::string Quantity(const std::string& where, const std::string& field, const char* time,
                     const std::string& quarter);

class PackTables {
 public:
  PackTables(const Snapshot& snapshot, const PackHead& head, Pack* pack)
      : snapshot_(snapshot), head_(head), pack_(*pack) {}
  void AddAll();

 private:
  using Row = std::vector<documents::Cell>;

  void AddTotals();
  void AddRowsBy(const std::string& id, const std::string& title,
                 const std::vector<TotalsRow>& rows, bool organisation, bool programme);
  void AddGroups(const std::string& dimension, const std::string& title);
  void AddTrend();
  void AddFunnel();
  void AddAwards();
  void AddReturns();
  void AddSums();

  // The table that rows are added to next, in the last section.
  documents::Table& Begin(const std::string& section, const std::string& section_title,
                          documents::Table table);
  documents::Table& table();
  // A count that may not be shown as it is; where it stands is the cell that is added next.
  void AddCount(Row* row, const std::string& quantity, int64_t value, bool of_people);
  void EndRow(Row row);
  void AddTidy(const std::string& grouping, const TotalsRow& totals, const std::string& label,
               const std::string& where);
  void AddTidyGroup(const ReachGroup& group, const std::string& where);
  int Find(const std::string& quantity) const;
  void AddSum(const std::string& total, const std::vector<std::string>& parts);
  std::string LabelOf(const ReachGroup& group) const;

  const Snapshot& snapshot_;
  const PackHead& head_;
  Pack& pack_;
  std::unordered_map<std::string, size_t> index_;
  // Of the row being filled: counts by column.
  std::vector<std::pair<size_t, size_t>> pending_;
  bool tidy_ = false;  // the row goes to the tidy table
};

}  // namespace champions::reports
