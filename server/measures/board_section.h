// The measures as a section of a board pack.
#pragma once

#include "db/transaction.h"
#include "documents/document.h"

namespace champions::measures {

// As they stand now. With `findings`, also what printed figures disagree with (see CheckMeasures).
// Without a table where there is no measure.
documents::Section BoardSection(db::Transaction& transaction, bool findings);

}  // namespace champions::measures
