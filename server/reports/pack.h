// A report as a document: a snapshot's figures in tables, exact or as a public edition shows them.
#pragma once

#include <string>
#include <vector>

#include "disclosure/disclosure.h"
#include "documents/document.h"
#include "reports/publication_store.h"
#include "reports/snapshot.h"

namespace champions::reports {

// What a report says of itself.
struct PackHead {
  bool is_public = false;
  bool is_draft = false;
  int number = 1;      // of the publication
  std::string reason;  // of a restatement
  std::string policy;  // of a public edition
  std::string whose;   // "" or the organisations that a draft is confined to
  std::vector<std::string> notes;
};

// A document whose counts can be replaced by what may be shown: where each stands.
class Pack {
 public:
  // A count in a table of the document, or in the tidy table.
  struct Place {
    int section = -1, table = 0;  // section -1: the tidy table
    size_t row = 0, column = 0;
  };
  struct Count {
    std::string quantity;  // such as organisation=HH01;field=recruited;period=2024-25-Q2
    int64_t value = 0;
    bool of_people = false;
    std::vector<Place> places;
  };

  documents::Document document;
  documents::Table figures;  // every figure in one table, for programs
  std::vector<Count> counts;
  std::vector<disclosure::Sum> sums;  // over counts

  // Puts what may be shown in the place of each count, in the order of the counts.
  void Show(const std::vector<disclosure::Shown>& shown);
};

Pack MakePack(const Snapshot& snapshot, const PackHead& head);

// The headline tiles and the facts, of what the pack shows in the end.
void AddHead(const Snapshot& snapshot, const PackHead& head, Pack* pack);

// What a restatement changed, as a section of the internal edition.
documents::Section ChangesSection(const std::vector<ChangedRecord>& records,
                                  const std::vector<std::vector<std::string>>& changes);

}  // namespace champions::reports
