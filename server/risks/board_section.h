// The register as a section of a board pack.
#pragma once

#include "db/transaction.h"
#include "documents/document.h"

namespace champions::risks {

// The open risks and issues, their actions, the 4 x 4 grid and what is odd about them, as they
// stand now. Without a table where there is none.
documents::Section BoardSection(db::Transaction& transaction);

}  // namespace champions::risks
