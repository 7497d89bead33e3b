#include "support/document_samples.h"

#include <array>

namespace champions::test {
namespace {

using namespace documents;  // NOLINT: the model is all that these files speak of

Table AwkwardTable() {
  Table table;
  table.id = "every_type";
  table.title = "Every type: [a/b] & \"more\"";
  table.description = "Text that no format likes, <b>beside</b> numbers of every kind.";
  table.columns = {{"name", "Name", Type::kText, "As typed, \"quotes\" and all"},
                   {"day", "First day", Type::kDate, ""},
                   {"people", "People", Type::kInteger, "Reached, each once"},
                   {"paid", "Paid", Type::kPence, "Awards paid"},
                   {"score", "Score", Type::kDecimal, ""},
                   {"remark", "Remark", Type::kText, ""}};
  table.rows = {
      {"=cmd|'/c calc'!A1", "2024-11-07", int64_t{1234567}, int64_t{1250}, int64_t{125}, "plain"},
      {"<script>alert(1)</script>", "2024-02-29", int64_t{-42}, int64_t{-5}, int64_t{-5}, "+44 1"},
      {"comma, \"quote\"\nnew line", Empty{}, Hidden{}, Hidden{}, Empty{}, "@home"},
      {"Tŷ Gŵyl, Llŷn", "1899-12-31", int64_t{0}, int64_t{0}, int64_t{0}, "-1"},
      {"ગુજરાતી સમુદાય", "2025-01-01", int64_t{7}, int64_t{100000000}, int64_t{10}, "\ttab"},
      {"£5 & more", Hidden{}, Empty{}, Empty{}, Hidden{}, "\rreturn"},
      {"*", "2024-12-25", int64_t{1000}, int64_t{99}, int64_t{9}, "'already"},
      {"", Empty{}, int64_t{1235532}, int64_t{100001344}, int64_t{139}, Empty{}}};
  table.notes = {"=SUM(A1:A9) in a note stays text.", "Prices in £."};
  table.last_row_is_total = true;
  table.charts = {
      {Chart::Kind::kBar, "=People & <others>", "People by name.", "name", {"people"}, true},
      {Chart::Kind::kLine, "Paid", "", "name", {"paid"}, true}};
  return table;
}

}  // namespace

Document AwkwardDocument() {
  Document document;
  document.id = "awkward-1";
  document.title = "Awkward <text> & figures";
  document.subtitle = "Nothing here may be run, and nothing may be lost";
  document.facts = {{"As known at", "2024-11-07T10:00:00Z"}, {"Policy", "=1+1 \"quoted\""}};
  document.headlines = {{"Recruited", "321", "to date"}, {"<Paid>", "£12.50", ""}};
  document.notes = {"A note with a * in it, and Gŵyl."};
  Table small;
  small.id = "small";
  small.title = "every TYPE: a b & \"more\"";  // the sheet of the other table is named alike
  small.columns = {{"only", "", Type::kText, ""}};
  small.rows = {{Empty{}}, {"one"}, {Hidden{}}};
  document.sections = {{"first",
                        "First \"section\"",
                        {"A paragraph\nof two lines."},
                        {{"They said <b>yes</b> & smiled.", "A champion, Llŷn"}},
                        {AwkwardTable()}},
                       {"second", "Second", {}, {}, {small}}};
  return document;
}

namespace {

// Numbers that look alike on every machine and differ from cell to cell.
int64_t Figure(int row, int column, int64_t least, int64_t most) {
  const int64_t mixed = (row * 7919 + column * 104729 + 12345) % 1009;
  return least + mixed * (most - least) / 1009;
}

constexpr std::array<const char*, 8> kOrganisations = {
    "Harrow Carers",
    "Pinner Community Kitchen and Allotment Association",
    "Wealdstone Mosque",
    "Age Well Together",
    "St Luke's Hospice Neighbours",
    "Harrow Somali Women's Action Group",
    "Kenton Gujarati Samaj (ગુજરાતી સમાજ)",
    "Rayners Lane Tenants"};

void AddTotal(Table* table) {
  std::vector<Cell> total = {"Total"};
  for (size_t column = 1; column < table->columns.size(); ++column) {
    int64_t sum = 0;
    for (const auto& row : table->rows) {
      if (const auto* number = std::get_if<int64_t>(&row[column])) sum += *number;
    }
    total.emplace_back(sum);
  }
  table->rows.push_back(total);
  table->last_row_is_total = true;
}

Table Quarterly() {
  Table table{"quarterly", "Reached, recruited and trained by quarter",
              "What was counted in each quarter of the financial years 2022-23 to 2024-25."};
  table.columns = {{"quarter", "Quarter"},
                   {"recruited", "Recruited", Type::kInteger, "Champions whose enrolment began"},
                   {"trained", "Trained", Type::kInteger, "Champions who met every requirement"},
                   {"reached", "Reached", Type::kInteger, "People, each contact counted once"}};
  const char* const kQuarters[] = {"2022-23 Q1", "2022-23 Q2", "2022-23 Q3", "2022-23 Q4",
                                   "2023-24 Q1", "2023-24 Q2", "2023-24 Q3", "2023-24 Q4",
                                   "2024-25 Q1", "2024-25 Q2"};
  for (int i = 0; i < 10; ++i) {
    table.rows.push_back(
        {kQuarters[i], Figure(i, 1, 12, 48), Figure(i, 2, 5, 30), Figure(i, 3, 400, 1900)});
  }
  AddTotal(&table);
  table.charts = {{Chart::Kind::kLine,
                   "Recruited and trained by quarter",
                   "",
                   "quarter",
                   {"recruited", "trained"},
                   true},
                  {Chart::Kind::kBar, "Reached by quarter", "", "quarter", {"reached"}, true}};
  return table;
}

Table ByOrganisation() {
  Table table{"by_organisation", "Reach by organisation", "2024-25 Q2, each organisation once."};
  table.columns = {{"organisation", "Organisation"},
                   {"sessions", "Sessions", Type::kInteger},
                   {"people", "People reached", Type::kInteger},
                   {"referrals", "Referrals", Type::kInteger}};
  for (int i = 0; i < 8; ++i) {
    table.rows.push_back({kOrganisations[static_cast<size_t>(i)], Figure(i, 1, 3, 40),
                          Figure(i, 2, 20, 900),
                          i % 3 == 1 ? Cell(Hidden{}) : Cell(Figure(i, 3, 8, 60))});
  }
  table.notes = {"Referrals are counted at the organisation that made them."};
  table.charts = {
      {Chart::Kind::kBar, "People reached by organisation", "", "organisation", {"people"}, false},
      {Chart::Kind::kBar,
       "Sessions and referrals by organisation",
       "",
       "organisation",
       {"sessions", "referrals"},
       false}};
  return table;
}

Table ByWard() {
  Table table{"by_ward", "People reached by ward", "Wards of residence, as the champions said."};
  table.columns = {{"ward", "Ward"}, {"code", "Code"}, {"people", "People", Type::kInteger}};
  for (int i = 0; i < 44; ++i) {
    const std::string number = std::to_string(i + 1);
    table.rows.push_back({"Ward " + number + (i % 5 == 0 ? " and the villages around it" : ""),
                          "E050" + std::string(5 - number.size(), '0') + number,
                          i % 6 == 2 ? Cell(Hidden{}) : Cell(Figure(i, 5, 10, 480))});
  }
  AddTotal(&table);
  table.rows.back()[1] = Empty{};
  table.charts = {{Chart::Kind::kBar, "People reached by ward", "", "ward", {"people"}, true}};
  return table;
}

Table AgeBands() {
  Table table{"age", "Age of champions", "Of those who said."};
  table.columns = {{"band", "Age band"},
                   {"y2023", "2023-24", Type::kInteger},
                   {"y2024", "2024-25", Type::kInteger}};
  const char* const kBands[] = {"16 to 24", "25 to 34", "35 to 49", "50 to 64", "65 to 79", "80+"};
  for (int i = 0; i < 6; ++i) {
    table.rows.push_back(
        {kBands[i], Figure(i, 7, 4, 60), i == 5 ? Cell(Hidden{}) : Cell(Figure(i, 8, 4, 60))});
  }
  table.charts = {
      {Chart::Kind::kBar, "Age of champions by year", "", "band", {"y2023", "y2024"}, false}};
  return table;
}

Table Spending() {
  Table table{"spending", "Awards and payments", "Community grants in pounds."};
  table.columns = {
      {"fund", "Fund"},
      {"awarded", "Awarded", Type::kPence},
      {"paid", "Paid", Type::kPence},
      {"left", "Left to pay", Type::kPence, "Negative where more was paid than awarded"}};
  const char* const kFunds[] = {"Winter warmth", "Youth voice", "Small sparks", "Health equity"};
  for (int i = 0; i < 4; ++i) {
    const int64_t awarded = Figure(i, 11, 250'000, 2'500'000),
                  paid = Figure(i, 12, 100'000, 2'000'000);
    table.rows.push_back({kFunds[i], awarded, paid, awarded - paid});
  }
  AddTotal(&table);
  table.charts = {
      {Chart::Kind::kBar, "Awarded and paid by fund", "", "fund", {"awarded", "paid"}, true},
      {Chart::Kind::kBar, "Left to pay by fund", "", "fund", {"left"}, true}};
  return table;
}

Table Confidence() {
  Table table{"confidence", "Confidence before and after training",
              "Mean of a scale from 0 to 10."};
  table.columns = {{"month", "Month"},
                   {"before", "Before", Type::kDecimal},
                   {"after", "After", Type::kDecimal},
                   {"later", "Three months later", Type::kDecimal}};
  const char* const kMonths[] = {"Apr 2024",  "May 2024", "June 2024",
                                 "July 2024", "Aug 2024", "Sept 2024"};
  for (int i = 0; i < 6; ++i) {
    table.rows.push_back({kMonths[i], Figure(i, 13, 35, 52),
                          i == 2 ? Cell(Hidden{}) : Cell(Figure(i, 14, 60, 80)),
                          i > 3 ? Cell(Empty{}) : Cell(Figure(i, 15, 55, 78))});
  }
  table.charts = {{Chart::Kind::kLine,
                   "Confidence by month",
                   "",
                   "month",
                   {"before", "after", "later"},
                   false}};
  return table;
}

Table Daily() {
  Table table{"daily", "Sessions by day", "July 2024."};
  table.columns = {{"day", "Day", Type::kDate}, {"sessions", "Sessions", Type::kInteger}};
  for (int i = 1; i <= 31; ++i) {
    const std::string day = std::to_string(i);
    table.rows.push_back(
        {"2024-07-" + std::string(day.size() == 1 ? "0" : "") + day, Figure(i, 3, 0, 14)});
  }
  table.charts = {{Chart::Kind::kLine, "Sessions by day", "", "day", {"sessions"}, false}};
  return table;
}

Table Wide() {
  Table table{"themes", "People reached by theme and organisation", "Themes of the programme."};
  table.columns = {{"organisation", "Organisation"}};
  const char* const kThemes[] = {
      "Vaccination",   "Cancer screening", "Mental wellbeing", "Diabetes",         "Blood pressure",
      "Winter warmth", "Loneliness",       "Healthy eating",   "Stopping smoking", "Other"};
  for (int i = 0; i < 10; ++i)
    table.columns.push_back({"t" + std::to_string(i), kThemes[i], Type::kInteger});
  for (int row = 0; row < 8; ++row) {
    std::vector<Cell> cells = {kOrganisations[static_cast<size_t>(row)]};
    for (int i = 0; i < 10; ++i) {
      if ((row + i) % 7 == 3) {
        cells.emplace_back(Hidden{});
      } else {
        cells.emplace_back(Figure(row, i, 6, 3200));
      }
    }
    table.rows.push_back(cells);
  }
  AddTotal(&table);
  return table;
}

Table Risks() {
  Table table{"risks", "Risks", "Open risks, the greatest first."};
  table.columns = {{"risk", "Risk"},
                   {"owner", "Owner"},
                   {"review", "Review", Type::kDate},
                   {"score", "Score", Type::kInteger},
                   {"action", "Action"}};
  table.rows = {{"Fewer champions finish the second module than began it, in every organisation",
                 "Programme manager", "2024-12-01", int64_t{16},
                 "Two more evening runs, and a run in Gujarati, before the end of the quarter"},
                {"One organisation has not sent its return", "Coordinator", "2024-11-15",
                 int64_t{9}, "Visit"},
                {"Venue costs", Empty{}, Empty{}, int64_t{6}, "Accepted"}};
  return table;
}

Table SixSeries() {
  Table table{"channels", "How people were reached", "By month and channel."};
  table.columns = {{"month", "Month"}};
  const char* const kChannels[] = {
      "In person", "Telephone", "Video call", "Social media", "Leaflets and posters", "Radio"};
  for (int i = 0; i < 6; ++i)
    table.columns.push_back({"c" + std::to_string(i), kChannels[i], Type::kInteger});
  const char* const kMonths[] = {"Jul", "Aug", "Sept"};
  for (int row = 0; row < 3; ++row) {
    std::vector<Cell> cells = {kMonths[row]};
    for (int i = 0; i < 6; ++i) cells.emplace_back(Figure(row + 3, i, 100, 900));
    table.rows.push_back(cells);
  }
  const std::vector<std::string> all = {"c0", "c1", "c2", "c3", "c4", "c5"};
  table.charts = {
      {Chart::Kind::kBar, "Reached by month and channel", "", "month", all, false},
      {Chart::Kind::kLine, "Reached by channel over the quarter", "", "month", all, false}};
  return table;
}

Table Nothing() {
  Table table{"complaints", "Complaints", "None was made."};
  table.columns = {{"subject", "Subject"}, {"count", "Number", Type::kInteger}};
  table.charts = {{Chart::Kind::kBar, "Complaints by subject", "", "subject", {"count"}, false}};
  return table;
}

Table Returns() {
  Table table{"returns", "Returns", "State of each organisation's return."};
  table.columns = {
      {"organisation", "Organisation"}, {"state", "State"}, {"sent", "Sent", Type::kDate}};
  for (size_t i = 0; i < kOrganisations.size(); ++i) {
    const bool sent = i != 4;
    table.rows.push_back({kOrganisations[i], sent ? "Approved" : "Not sent",
                          sent ? Cell("2024-10-1" + std::to_string(i)) : Cell(Empty{})});
  }
  return table;
}

}  // namespace

Document BoardPack() {
  Document document;
  document.id = "2024-25-Q2";
  document.title = "Community champions: board pack";
  document.subtitle = "Second quarter of 2024-25, July to September 2024";
  document.facts = {
      {"Edition", "Public, first edition"},
      {"As known at", "2024-11-07T10:00:00Z"},
      {"Definitions", "Version 3"},
      {"Disclosure policy", "Counts below 6 hidden, with what they could be worked out from"}};
  document.headlines = {{"Recruited", "321", "to date"},
                        {"Trained", "174", "to date"},
                        {"Reached", "12,252", "to date"},
                        {"Paid", "£48,210.50", "2024-25"}};
  document.notes = {"A financial year runs from April to March.",
                    "A person who was reached twice counts twice, unless a table says otherwise."};
  document.sections = {
      {"summary",
       "Summary",
       {"The programme recruited more champions than in any quarter before."},
       {{"I knew nobody on my street. Now they call me when they need a lift to the clinic.",
         "A champion in Wealdstone"}},
       {Quarterly()}},
      {"reach", "Reach", {}, {}, {ByOrganisation(), ByWard(), Wide(), SixSeries(), Daily()}},
      {"people", "Champions", {}, {}, {AgeBands(), Confidence()}},
      {"money", "Awards and payments", {}, {}, {Spending()}},
      {"running", "Running the programme", {}, {}, {Risks(), Returns(), Nothing()}}};
  return document;
}

}  // namespace champions::test
