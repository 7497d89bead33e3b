// An export: the files of one format and edition of a quarter.
#pragma once

#include <string>
#include <vector>

#include "auth/principal.h"
#include "db/transaction.h"
#include "reports/publish.h"
#include "reports/section_source.h"

namespace champions::reports {

struct ExportOrder {
  std::string quarter;  // as in 2024-25-Q2
  std::string format;   // CSV, JSON, XLSX or HTML
  bool is_public = false;
  bool draft = false;  // made now, even of a published quarter
  std::string policy;  // of a draft's public edition; HES-2018 where empty
};

struct Export {
  int publication = 0;           // whose files they are; 0: a draft
  std::vector<Rendering> files;  // their names start with the edition's folder
};

// Of what that principal may see: the files of the last publication where there is one, else as now
// known. Refuses with PERMISSION_DENIED, NOT_SETTLED or DISCLOSIVE.
Export MakeExport(db::Transaction& transaction, const auth::Principal& principal,
                  const std::vector<SectionSource>& sections, const ExportOrder& order);

}  // namespace champions::reports
