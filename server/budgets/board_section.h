// The budget as a section of a board pack.
#pragma once

#include <string>

#include "db/transaction.h"
#include "documents/document.h"

namespace champions::budgets {

// Of a financial year, such as 2024-25, as it stands now. With `findings`, also where a printed
// total differs. Without a table where the year has no line.
documents::Section BoardSection(db::Transaction& transaction, const std::string& year,
                                bool findings);

}  // namespace champions::budgets
