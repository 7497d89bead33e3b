// What champions heard, as a section of a board pack.
#pragma once

#include <string>

#include "db/transaction.h"
#include "documents/document.h"

namespace champions::insights {

// Heard between two days: counts by theme, "you said, we did", and quotes, all of them with
// permission. Without a table where nothing was heard.
documents::Section BoardSection(db::Transaction& transaction, const std::string& from,
                                const std::string& to);

}  // namespace champions::insights
