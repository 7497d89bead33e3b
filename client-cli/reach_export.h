// `champions reach export`: reach records as the reach.csv of an import.
#pragma once

#include "client-cli/core/shell.h"

namespace champions::cli {

void AddReachExport(CLI::App* reach, Shell* shell);

}  // namespace champions::cli
