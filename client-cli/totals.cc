#include "client-cli/totals.h"

#include <algorithm>
#include <array>

#include "client-cli/core/instant.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr std::array kFigures = {"recruited",  "trained",     "reached",    "new_people",
                                 "signposted", "impressions", "activities", "awarded_pence"};
constexpr char kToDate[] = "_to_date";

struct Shape {
  bool organisation = false;
  bool programme = false;
  std::vector<std::string> figures;
};

Shape ShapeOf(const v1::GetTotalsRequest& request) {
  Shape shape;
  for (const auto group : request.group_by()) {
    if (group == v1::TOTALS_GROUP_ORGANISATION) shape.organisation = true;
    if (group == v1::TOTALS_GROUP_PROGRAMME) shape.programme = true;
  }
  shape.figures.assign(kFigures.begin(), kFigures.end());
  if (request.include_contributed_to()) shape.figures.emplace_back("contributed_to");
  return shape;
}

std::int64_t Figure(const v1::Totals& totals, const std::string& name) {
  const auto* field = v1::Totals::descriptor()->FindFieldByName(name);
  return totals.GetReflection()->GetInt64(totals, field);
}

void AddFigures(const v1::Totals& totals, const Shape& shape, Json* object) {
  for (const std::string& name : shape.figures) {
    (*object)[name] = Figure(totals, name);
    (*object)[name + kToDate] = Figure(totals, name + kToDate);
  }
}

Json RowJson(const v1::Totals& totals, const Shape& shape) {
  Json row = Json::object();
  if (shape.organisation) row["organisation"] = totals.organisation();
  if (shape.programme) row["programme"] = totals.programme();
  AddFigures(totals, shape, &row);
  return row;
}

std::string ForPeople(const v1::Totals& totals, const std::string& figure) {
  const std::int64_t value = Figure(totals, figure);
  return figure.find("_pence") == std::string::npos ? Thousands(value) : Pounds(value);
}

// `awarded_pence` is shown in pounds, so its head says only what it is.
std::string Label(const std::string& figure) {
  const auto unit = figure.find("_pence");
  return unit == std::string::npos ? figure : figure.substr(0, unit);
}

void ShowTotal(Shell* shell, const Shape& shape, const v1::Totals& total) {
  std::vector<std::vector<std::string>> lines;
  for (const std::string& name : shape.figures) {
    std::string label = Label(name);
    std::replace(label.begin(), label.end(), '_', ' ');
    lines.push_back({label, ForPeople(total, name), ForPeople(total, name + kToDate)});
  }
  shell->output().Table({"figure", "quarter", "to date"}, lines, 1);
}

void ShowRows(Shell* shell, const Shape& shape, const v1::GetTotalsResponse& response,
              const std::string& suffix) {
  std::vector<std::string> heads;
  if (shape.organisation) heads.emplace_back("organisation");
  if (shape.programme) heads.emplace_back("programme");
  const std::size_t left = heads.size();
  for (const std::string& name : shape.figures) heads.push_back(Label(name));
  const auto line_of = [&](const v1::Totals& row, bool is_total) {
    std::vector<std::string> line;
    if (shape.organisation) line.push_back(is_total ? "total" : row.organisation());
    if (shape.programme) {
      line.push_back(!is_total ? row.programme() : shape.organisation ? "" : "total");
    }
    for (const std::string& name : shape.figures) line.push_back(ForPeople(row, name + suffix));
    return line;
  };
  std::vector<std::vector<std::string>> lines;
  for (const auto& row : response.rows()) lines.push_back(line_of(row, false));
  lines.push_back(line_of(response.total(), true));
  shell->output().Table(heads, lines, left);
}

void ShowForPeople(Shell* shell, const Shape& shape, const v1::GetTotalsResponse& response) {
  Output& output = shell->output();
  std::string title = response.quarter();
  if (title.size() == 10)
    title = title.substr(0, 4) + "/" + title.substr(5, 2) + " " + title.substr(8);
  output.Line(title + ", " + response.from() + " to " + response.to() + ", as known at " +
              FormatLondon(response.as_known_at()) + ", definitions " +
              std::to_string(response.definitions()));
  if (!shape.organisation && !shape.programme) return ShowTotal(shell, shape, response.total());
  output.Line("In the quarter");
  ShowRows(shell, shape, response, "");
  output.Line("To date");
  ShowRows(shell, shape, response, kToDate);
  if (!shape.programme) return;
  shell->Note(
      "Someone in two programmes is in both rows and once in the total: rows do not add up to it.");
}

// The rows, or the total alone where nothing is grouped; the last row of a grouped file is TOTAL.
void ShowCsv(Output& output, const Shape& shape, const v1::GetTotalsResponse& response) {
  Json total = RowJson(response.total(), shape);
  std::vector<std::string> columns;
  for (const auto& [key, value] : total.items()) columns.push_back(key);
  output.BeginRows(columns, columns);
  for (const auto& row : response.rows()) output.Row(RowJson(row, shape));
  if (shape.organisation || shape.programme) total[columns.front()] = "TOTAL";
  output.Row(total);
  output.EndRows();
}

}  // namespace

std::string Thousands(std::int64_t number) {
  std::string text = std::to_string(number < 0 ? -number : number);
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3) {
    text.insert(static_cast<std::size_t>(i), ",");
  }
  return number < 0 ? "-" + text : text;
}

std::string Pounds(std::int64_t pence) {
  const std::int64_t whole = pence < 0 ? -pence : pence;
  const std::string rest = std::to_string(whole % 100);
  return (pence < 0 ? "-£" : "£") + Thousands(whole / 100) + "." + (rest.size() == 1 ? "0" : "") +
         rest;
}

Json TotalsJson(const v1::GetTotalsRequest& request, const v1::GetTotalsResponse& response) {
  const Shape shape = ShapeOf(request);
  Json rows = Json::array();
  for (const auto& row : response.rows()) rows.push_back(RowJson(row, shape));
  Json total = Json::object();
  AddFigures(response.total(), shape, &total);
  return Json{{"quarter", response.quarter()},
              {"from", response.from()},
              {"to", response.to()},
              {"as_known_at", FormatInstant(response.as_known_at())},
              {"definitions", response.definitions()},
              {"rows", rows},
              {"total", total}};
}

void ShowTotals(Shell* shell, const v1::GetTotalsRequest& request,
                const v1::GetTotalsResponse& response) {
  const Shape shape = ShapeOf(request);
  Output& output = shell->output();
  if (output.for_people()) return ShowForPeople(shell, shape, response);
  if (output.format() == Format::kCsv) return ShowCsv(output, shape, response);
  output.Object(TotalsJson(request, response));
}

}  // namespace champions::cli
