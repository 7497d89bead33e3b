// Everything a report of a quarter says, read as known at one instant.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "reports/figures.h"

namespace champions::reports {

// Reach of the quarter by ward, topic, mode or a breakdown.
struct ReachGroup {
  std::string dimension;   // ward, topic, mode, age_band, ethnic_category, gender, language
  std::string key, label;  // key: "" where the records do not say
  int decile = 0;          // of deprivation, of a ward where loaded; else 0
  int64_t reached = 0, new_people = 0, signposted = 0, impressions = 0;
};

struct TrendRow {
  std::string quarter;
  bool published = false;  // then as published last
  FigureValues values{};
};

struct Funnel {
  int64_t recruited = 0, in_training = 0, trained = 0, active = 0;
};

struct AwardCost {
  std::string award, title, organisation, programme, state;
  int64_t amount_pence = 0, paid_pence = 0, reached = 0;
};

struct ReturnOfOrganisation {
  std::string organisation, state, commentary;
  bool submitted = false, changed = false;  // changed: since it was submitted
};

struct Snapshot {
  std::string quarter_name;  // as in 2024-25-Q2
  Quarter quarter;
  int64_t as_known_at_us = 0;
  TotalsRow total;
  std::vector<TotalsRow> by_organisation, by_programme, by_both;
  std::map<std::string, std::string> organisations, programmes;  // names by code
  std::vector<ReachGroup> groups;
  std::vector<TrendRow> trend;  // the last eight quarters, this one last
  Funnel funnel;
  std::vector<AwardCost> awards;
  std::vector<ReturnOfOrganisation> returns;
};

Snapshot ReadSnapshot(db::Transaction& transaction, const std::string& quarter,
                      int64_t as_known_at_us);

}  // namespace champions::reports
