#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>

#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/risk_register.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr std::size_t kSteps = 4;
// Numbers of risks beyond this width of a cell are counted only.
constexpr std::size_t kWidestCell = 19;
constexpr std::array<const char*, kSteps> kImpacts = {"1 Minor", "2 Significant", "3 Major",
                                                      "4 Severe"};
constexpr std::array<const char*, kSteps> kProbabilities = {"1 Almost impossible", "2 Plausible",
                                                            "3 Likely", "4 Almost certain"};

std::string Padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

// `1 3`, or `1 3 +12` where there is no room for all.
std::string NumbersOf(const v1::RiskGridCell& cell) {
  std::string text;
  for (int i = 0; i < cell.numbers_size(); ++i) {
    const std::string number = std::to_string(cell.numbers(i));
    if (text.size() + number.size() + 6 > kWidestCell) {
      return text + " +" + std::to_string(cell.numbers_size() - i);
    }
    text += (text.empty() ? "" : " ") + number;
  }
  return text;
}

std::string ScoreOf(const v1::RiskGridCell& cell) {
  return std::to_string(cell.score()) + (cell.escalated() ? " !" : "");
}

struct GridCommand {
  std::unique_ptr<Flags> flags;
};

void RunGrid(Shell* shell, const GridCommand& command) {
  shell->name_of = [&command](const std::string& path) { return command.flags->NameOf(path); };
  v1::GetRiskGridRequest request;
  command.flags->Fill(&request);
  v1::GetRiskGridResponse response;
  const auto* method = ServiceOf<v1::Risk>()->FindMethodByName("GetRiskGrid");
  shell->connection().Call(*method, request, &response);
  Output& output = shell->output();
  if (output.format() == Format::kJson || output.format() == Format::kJsonl) {
    return output.Object(ToJson(response));
  }
  if (output.for_people()) {
    for (const std::string& line : DrawGrid(response)) output.Line(line);
    return;
  }
  const std::vector<std::string> columns = {"impact",    "probability", "score",
                                            "escalated", "count",       "numbers"};
  output.BeginRows(columns, columns);
  for (const auto& cell : response.cells()) output.Row(ToJson(cell));
  output.EndRows();
}

}  // namespace

std::vector<std::string> DrawGrid(const v1::GetRiskGridResponse& grid) {
  const v1::RiskGridCell* cells[kSteps][kSteps] = {};
  for (const auto& cell : grid.cells()) {
    const auto impact = static_cast<std::size_t>(cell.impact() - 1);
    const auto probability = static_cast<std::size_t>(cell.probability() - 1);
    if (impact < kSteps && probability < kSteps) cells[impact][probability] = &cell;
  }
  std::size_t widths[kSteps];
  std::size_t side = 0;
  for (std::size_t p = 0; p < kSteps; ++p) {
    side = std::max(side, std::string(kImpacts[p]).size());
    widths[p] = std::string(kProbabilities[p]).size();
    for (std::size_t i = 0; i < kSteps; ++i) {
      if (cells[i][p] != nullptr) widths[p] = std::max(widths[p], NumbersOf(*cells[i][p]).size());
    }
  }
  std::string heads = Padded("", side), border = Padded("", side) + " +";
  for (std::size_t p = 0; p < kSteps; ++p) {
    heads += "   " + Padded(kProbabilities[p], widths[p]);
    border += std::string(widths[p] + 2, '-') + "+";
  }
  heads.erase(heads.find_last_not_of(' ') + 1);
  std::vector<std::string> lines = {heads, border};
  for (std::size_t i = kSteps; i-- > 0;) {
    std::string scores = Padded(kImpacts[i], side) + " |", numbers = Padded("", side) + " |";
    for (std::size_t p = 0; p < kSteps; ++p) {
      const v1::RiskGridCell empty;
      const v1::RiskGridCell& cell = cells[i][p] == nullptr ? empty : *cells[i][p];
      scores += " " + Padded(ScoreOf(cell), widths[p]) + " |";
      numbers += " " + Padded(NumbersOf(cell), widths[p]) + " |";
    }
    lines.insert(lines.end(), {scores, numbers, border});
  }
  lines.push_back("Open: " + std::to_string(grid.risks()) + ", of them " +
                  std::to_string(grid.escalated()) +
                  " for the Joint Management Board (! score 12 or more)");
  return lines;
}

void AddRiskGrid(CLI::App* risk, Shell* shell) {
  CLI::App* app = risk->add_subcommand("grid", "The open risks by impact and probability");
  auto command = std::make_shared<GridCommand>();
  command->flags = std::make_unique<Flags>(app, v1::GetRiskGridRequest::descriptor(), FlagRules{});
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunGrid(shell, *command); }; });
}

}  // namespace champions::cli
