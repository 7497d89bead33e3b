#include "reports/pack_tables.h"

#include <algorithm>
#include <numeric>

namespace champions::reports {
namespace {

using documents::Chart;
using documents::Column;
using documents::Empty;
using documents::Table;
using documents::Type;

constexpr const char* kTitles[kFigureCount] = {"Recruited",  "Trained",     "Reached",
                                               "New people", "Signposted",  "Impressions",
                                               "Activities", "Awarded (£)", "Paid (£)"};

bool OfPeople(int figure) { return figure <= kImpressions; }
Type TypeOf(int figure) { return figure >= kAwardedPence ? Type::kPence : Type::kInteger; }

std::string Sentence(std::string text) {
  for (char& c : text) c = c == '_' ? ' ' : static_cast<char>(std::tolower(c));
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(text[0]));
  return text;
}

// Those that people look at; the tidy table has all.
constexpr int kLookedAt[] = {kRecruited, kTrained, kReached, kActivities};

template <class Figures>
void AddFigureColumns(const Figures& figures, bool describe, std::vector<Column>* columns) {
  for (int i : figures) {
    std::string id = kColumns[i], title = kTitles[i];
    columns->push_back({id, title, TypeOf(i), describe ? "In the quarter." : ""});
    columns->push_back({id + "_to_date", title + " to date", TypeOf(i),
                        describe ? "Up to the last day of the quarter." : ""});
  }
}

}  // namespace

Table& PackTables::table() {
  return tidy_ ? pack_.figures : pack_.document.sections.back().tables.back();
}

Table& PackTables::Begin(const std::string& section, const std::string& section_title,
                         Table table) {
  auto& sections = pack_.document.sections;
  if (sections.empty() || sections.back().id != section) {
    sections.push_back({.id = section, .title = section_title});
  }
  sections.back().tables.push_back(std::move(table));
  return sections.back().tables.back();
}

void PackTables::AddCount(Row* row, const std::string& quantity, int64_t value, bool of_people) {
  auto [found, is_new] = index_.try_emplace(quantity, pack_.counts.size());
  if (is_new) pack_.counts.push_back({quantity, value, of_people, {}});
  pending_.emplace_back(row->size(), found->second);
  row->emplace_back(value);
}

void PackTables::EndRow(Row row) {
  auto& to = table();
  for (const auto& [column, count] : pending_) {
    Pack::Place place{.row = to.rows.size(), .column = column};
    if (!tidy_) {
      place.section = static_cast<int>(pack_.document.sections.size()) - 1;
      place.table = static_cast<int>(pack_.document.sections.back().tables.size()) - 1;
    }
    pack_.counts[count].places.push_back(place);
  }
  pending_.clear();
  to.rows.push_back(std::move(row));
}

void PackTables::AddTidy(const std::string& grouping, const TotalsRow& totals,
                         const std::string& label, const std::string& where) {
  tidy_ = true;
  Row row{grouping, totals.organisation, totals.programme, std::string(), label, Empty{}};
  for (int i = 0; i < kFigureCount; ++i) {
    const auto& quarter = snapshot_.quarter_name;
    AddCount(&row, Quantity(where, kColumns[i], "period", quarter), totals.in_quarter[i],
             OfPeople(i));
    AddCount(&row, Quantity(where, kColumns[i], "until", quarter), totals.to_date[i], OfPeople(i));
  }
  EndRow(std::move(row));
  tidy_ = false;
}

void PackTables::AddTidyGroup(const ReachGroup& group, const std::string& where) {
  tidy_ = true;
  Row row{group.dimension, std::string(), std::string(), group.key, LabelOf(group), Empty{}};
  if (group.decile > 0) row.back() = int64_t{group.decile};
  for (int i = 0; i < kFigureCount; ++i) {
    std::string field = kColumns[i];
    bool whole =
        group.dimension == "ward" || group.dimension == "topic" || group.dimension == "mode";
    auto quantity = Quantity(where, field, "period", snapshot_.quarter_name);
    if (i == kReached) {
      AddCount(&row, quantity, group.reached, true);
    } else if (i == kNewPeople && whole) {
      AddCount(&row, quantity, group.new_people, true);
    } else if (i == kSignposted && whole) {
      AddCount(&row, quantity, group.signposted, true);
    } else if (i == kImpressions && whole) {
      AddCount(&row, quantity, group.impressions, true);
    } else {
      row.emplace_back(Empty{});
    }
    row.emplace_back(Empty{});
  }
  EndRow(std::move(row));
  tidy_ = false;
}

void PackTables::AddTotals() {
  pack_.figures = {.id = "figures",
                   .title = "Figures",
                   .description = "Every figure of the quarter, a row for each group.",
                   .columns = {{"grouping", "Grouping"},
                               {"organisation", "Organisation"},
                               {"programme", "Programme"},
                               {"key", "Key", Type::kText, "Of a ward, topic, mode or category."},
                               {"label", "Label"},
                               {"deprivation_decile", "Deprivation decile", Type::kInteger,
                                "Of a ward: 1, most deprived, to 10."}}};
  std::vector<int> all(kFigureCount);
  std::iota(all.begin(), all.end(), 0);
  AddFigureColumns(all, true, &pack_.figures.columns);
  AddTidy("total", snapshot_.total, "Total", "");
  auto& table = Begin("totals", "Totals",
                      {.id = "totals",
                       .title = "Totals",
                       .description = "The partnership's figures.",
                       .columns = {{"figure", "Figure"},
                                   {"quarter", "In the quarter", Type::kInteger},
                                   {"to_date", "To date", Type::kInteger}}});
  table.notes = {"Reached counts contacts of people, not unique people."};
  for (int i = 0; i <= kActivities; ++i) {
    Row row{std::string(kTitles[i])};
    AddCount(&row, Quantity("", kColumns[i], "period", snapshot_.quarter_name),
             snapshot_.total.in_quarter[i], OfPeople(i));
    AddCount(&row, Quantity("", kColumns[i], "until", snapshot_.quarter_name),
             snapshot_.total.to_date[i], OfPeople(i));
    EndRow(std::move(row));
  }
  Begin("totals", "Totals",
        {.id = "money",
         .title = "Money",
         .description = "Awards made and payments.",
         .columns = {{"figure", "Figure"},
                     {"quarter", "In the quarter (£)", Type::kPence},
                     {"to_date", "To date (£)", Type::kPence}}});
  for (int i : {kAwardedPence, kPaidPence}) {
    EndRow({std::string(i == kAwardedPence ? "Awarded" : "Paid"), snapshot_.total.in_quarter[i],
            snapshot_.total.to_date[i]});
  }
}

void PackTables::AddRowsBy(const std::string& id, const std::string& title,
                           const std::vector<TotalsRow>& rows, bool organisation, bool programme) {
  std::vector<Column> columns;
  if (organisation) columns.push_back({"organisation", "Organisation"});
  if (programme) columns.push_back({"programme", "Programme"});
  AddFigureColumns(kLookedAt, false, &columns);
  auto& table = Begin("groups", "By organisation and programme",
                      {.id = id, .title = title, .description = "", .columns = std::move(columns)});
  if (programme) {
    table.notes = {
        "Someone in two programmes counts in both rows and once in the total: recruited and "
        "trained "
        "do not add up to it."};
  }
  if (organisation != programme) {
    table.charts = {{.title = "Reached in the quarter",
                     .description = "",
                     .category_column = organisation ? "organisation" : "programme",
                     .value_columns = {"reached"}}};
  }
  for (const auto& totals : rows) {
    auto where = Where(totals, organisation, programme);
    Row row;
    auto name = [](const std::map<std::string, std::string>& names, const std::string& code) {
      auto found = names.find(code);
      return found == names.end() ? code : found->second;
    };
    std::string label;
    if (organisation) {
      row.emplace_back(label = name(snapshot_.organisations, totals.organisation));
    }
    if (programme) {
      auto text = name(snapshot_.programmes, totals.programme);
      row.emplace_back(text);
      label += (label.empty() ? "" : ", ") + text;
    }
    for (int i : kLookedAt) {
      AddCount(&row, Quantity(where, kColumns[i], "period", snapshot_.quarter_name),
               totals.in_quarter[i], OfPeople(i));
      AddCount(&row, Quantity(where, kColumns[i], "until", snapshot_.quarter_name),
               totals.to_date[i], OfPeople(i));
    }
    EndRow(std::move(row));
    AddTidy(organisation && programme ? "organisation,programme"
            : organisation            ? "organisation"
                                      : "programme",
            totals, label, where);
  }
}

std::string PackTables::LabelOf(const ReachGroup& group) const {
  if (group.key.empty()) return "Not known";
  if (!group.label.empty()) return group.label;
  return group.dimension == "topic" || group.dimension == "mode" ? Sentence(group.key) : group.key;
}

void PackTables::AddGroups(const std::string& dimension, const std::string& title) {
  bool is_ward = dimension == "ward";
  bool whole = is_ward || dimension == "topic" || dimension == "mode";
  std::vector<const ReachGroup*> groups;
  for (const auto& group : snapshot_.groups) {
    if (group.dimension == dimension) groups.push_back(&group);
  }
  if (groups.empty()) return;
  std::vector<Column> columns = {{"group", Sentence(dimension)}};
  if (is_ward) columns.push_back({"ward", "Code"});
  if (is_ward) columns.push_back({"decile", "Deprivation decile", Type::kInteger});
  columns.push_back({"reached", "Reached", Type::kInteger});
  if (whole) {
    columns.push_back({"new_people", "New people", Type::kInteger});
    columns.push_back({"signposted", "Signposted", Type::kInteger});
    columns.push_back({"impressions", "Impressions", Type::kInteger});
  }
  auto& table = Begin("reach", "Who was reached, where and how",
                      {.id = "by_" + dimension,
                       .title = title,
                       .description = "In the quarter.",
                       .columns = std::move(columns)});
  table.charts = {{.title = title,
                   .description = "",
                   .category_column = "group",
                   .value_columns = {"reached"}}};
  if (!whole) table.notes = {"Of those whose category was recorded; the rest is not known."};
  if (is_ward) table.notes = {"Deciles of deprivation, 1 most deprived, where they were loaded."};
  for (const auto* group : groups) {
    std::string where = dimension + "=" + group->key + ";";
    auto quantity = [&](const char* field) {
      return Quantity(where, field, "period", snapshot_.quarter_name);
    };
    Row row{LabelOf(*group)};
    if (is_ward) row.emplace_back(group->key);
    if (is_ward && group->decile > 0) row.emplace_back(int64_t{group->decile});
    if (is_ward && group->decile == 0) row.emplace_back(Empty{});
    AddCount(&row, quantity("reached"), group->reached, true);
    if (whole) {
      AddCount(&row, quantity("new_people"), group->new_people, true);
      AddCount(&row, quantity("signposted"), group->signposted, true);
      AddCount(&row, quantity("impressions"), group->impressions, true);
    }
    EndRow(std::move(row));
    AddTidyGroup(*group, where);
  }
}

void PackTables::AddTrend() {
  auto& table = Begin("trend", "Trend",
                      {.id = "trend",
                       .title = "Trend over quarters",
                       .description = "What was published of earlier quarters, as published last.",
                       .columns = {{"quarter", "Quarter"},
                                   {"recruited", "Recruited", Type::kInteger},
                                   {"trained", "Trained", Type::kInteger},
                                   {"reached", "Reached", Type::kInteger},
                                   {"activities", "Activities", Type::kInteger}}});
  table.charts = {{.kind = Chart::Kind::kLine,
                   .title = "Recruited and trained, by quarter",
                   .description = "",
                   .category_column = "quarter",
                   .value_columns = {"recruited", "trained"}},
                  {.kind = Chart::Kind::kLine,
                   .title = "Reached, by quarter",
                   .description = "",
                   .category_column = "quarter",
                   .value_columns = {"reached"}}};
  for (const auto& quarter : snapshot_.trend) {
    Row row{quarter.quarter};
    for (int i : {kRecruited, kTrained, kReached, kActivities}) {
      AddCount(&row, Quantity("", kColumns[i], "period", quarter.quarter), quarter.values[i],
               OfPeople(i));
    }
    EndRow(std::move(row));
  }
}

void PackTables::AddFunnel() {
  auto& table = Begin("funnel", "From recruited to active",
                      {.id = "funnel",
                       .title = "From recruited to active",
                       .description = "Champions recruited by the end of the quarter, by how far "
                                      "they have come.",
                       .columns = {{"step", "Step"}, {"champions", "Champions", Type::kInteger}}});
  table.charts = {{.title = "From recruited to active",
                   .description = "",
                   .category_column = "step",
                   .value_columns = {"champions"}}};
  table.notes = {
      "In training: with a course booked, attended or completed. Active: trained, and active on "
      "the "
      "day of the report."};
  const auto& funnel = snapshot_.funnel;
  for (const auto& [step, value] : {std::pair<const char*, int64_t>{"Recruited", funnel.recruited},
                                    {"In training", funnel.in_training},
                                    {"Trained", funnel.trained},
                                    {"Active", funnel.active}}) {
    Row row{std::string(step)};
    // Known by the day of the report: it changes without a restatement.
    AddCount(&row,
             std::string("funnel=") + step + ";until=" + snapshot_.quarter_name +
                 ";as_known=" + std::to_string(snapshot_.as_known_at_us),
             value, true);
    EndRow(std::move(row));
  }
}

void PackTables::AddAwards() {
  if (snapshot_.awards.empty()) return;
  auto& table =
      Begin("awards", "What it cost",
            {.id = "awards",
             .title = "Cost per person reached",
             .description = "Payments of each award, by the people its activities reached.",
             .columns = {{"award", "Award"},
                         {"organisation", "Organisation"},
                         {"programme", "Programme"},
                         {"awarded", "Awarded (£)", Type::kPence},
                         {"paid", "Paid (£)", Type::kPence},
                         {"reached", "Reached", Type::kInteger},
                         {"cost", "Cost per person (£)", Type::kPence}}});
  table.notes = {"Empty where nobody was reached: the cost is not available."};
  for (const auto& award : snapshot_.awards) {
    Row row{award.title, award.organisation, award.programme, award.amount_pence, award.paid_pence};
    AddCount(&row,
             "award=" + award.award + ";field=reached;until=" + snapshot_.quarter_name +
                 ";as_known=" + std::to_string(snapshot_.as_known_at_us),
             award.reached, true);
    // Of the exact count, so it is left out of a public edition, where it would give that away.
    if (award.reached == 0 || head_.is_public) {
      row.emplace_back(Empty{});
    } else {
      row.emplace_back((2 * award.paid_pence + award.reached) / (2 * award.reached));
    }
    EndRow(std::move(row));
  }
}

void PackTables::AddReturns() {
  if (head_.is_public) return;
  Begin("returns", "Returns",
        {.id = "returns",
         .title = "Returns of the organisations",
         .description = "How each return stood when the report was made.",
         .columns = {
             {"organisation", "Organisation"}, {"state", "State"}, {"commentary", "Commentary"}}});
  for (const auto& one : snapshot_.returns) {
    EndRow({one.organisation, Sentence(one.state), one.commentary});
  }
}

void PackTables::AddAll() {
  AddTotals();
  AddRowsBy("by_organisation", "By organisation", snapshot_.by_organisation, true, false);
  AddRowsBy("by_programme", "By programme", snapshot_.by_programme, false, true);
  AddRowsBy("by_organisation_and_programme", "By organisation and programme", snapshot_.by_both,
            true, true);
  AddGroups("ward", "By ward");
  AddGroups("topic", "By topic");
  AddGroups("mode", "By mode");
  AddGroups("age_band", "By age band");
  AddGroups("ethnic_category", "By ethnic category");
  AddGroups("gender", "By gender");
  AddGroups("language", "By language");
  AddTrend();
  AddFunnel();
  AddAwards();
  AddReturns();
  AddSums();
}

}  // namespace champions::reports
