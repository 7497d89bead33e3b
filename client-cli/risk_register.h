// Commands about the register as a whole.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "champions/v1/risk_service.pb.h"

namespace CLI {
class App;
}

namespace champions::cli {

class Shell;

void AddRiskImport(CLI::App* risk, Shell* shell);
void AddRiskGrid(CLI::App* risk, Shell* shell);

// The rows of a paper's register. Columns have the names of the API's fields; `risk` stands for
// `text` and `direction` for `printed_direction`, as papers call them.
struct RiskFile {
  champions::v1::ImportRisksRequest request;
  std::vector<std::uint64_t> lines;  // of each row
  std::vector<std::string> columns;  // as the file names them
  std::vector<std::string> errors;   // `risks.csv:3: impact: …`
  // `rows[1].text` as `risks.csv:3: risk`.
  std::string NameOf(const std::string& name, const std::string& path) const;
};
// Throws Failure(kUsage) for a column that there is not, and for a file without rows.
RiskFile ReadRisks(std::istream& in, const std::string& name);

// The grid as lines of text: impact falls from line to line, probability rises along it.
std::vector<std::string> DrawGrid(const champions::v1::GetRiskGridResponse& grid);

}  // namespace champions::cli
