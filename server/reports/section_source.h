// Sections of a pack that other slices fill: the board paper's.
#pragma once

#include <functional>

#include "base/civil.h"
#include "db/transaction.h"
#include "documents/document.h"

namespace champions::reports {

// As it stands now; a section without tables, quotes and paragraphs is left out.
using SectionSource =
    std::function<documents::Section(db::Transaction&, const Quarter& quarter, bool is_public)>;

}  // namespace champions::reports
