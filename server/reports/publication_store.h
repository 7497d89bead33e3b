// The only code that reads and writes publications.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/principal.h"
#include "db/transaction.h"
#include "disclosure/disclosure.h"
#include "reports/figures.h"

namespace champions::reports {

struct Publication {
  std::string id, quarter;  // as in 2024-25-Q2
  int number = 1;
  std::string reason, policy;
  int64_t as_known_at_us = 0, published_at_us = 0;
  std::string manifest, signature, public_key;
  std::string details;     // the message, serialised
  bool coarsened = false;  // the public edition hides more than its policy asks
};

struct File {
  std::string name, media_type, content;
};

// What public editions showed so far.
struct Released {
  std::vector<disclosure::Release> releases;  // in the order of publication
  std::vector<disclosure::NamedSum> sums;
  disclosure::Versions versions;
};

// Of a new one.
struct ReleasedCell {
  std::string name, quantity;
  bool of_people = false;
  disclosure::Shown shown;
  int64_t truth = 0;
};

struct ChangedRecord {
  ExplainedRow record;
  FigureValues change{};
  int64_t recorded_at_us = 0;
  std::string late_reason;
};

namespace store {

// Of each quarter that was published, by its name.
std::map<std::string, Publication> LastPublications(db::Transaction& transaction);
std::optional<Publication> GetPublication(db::Transaction& transaction, const std::string& id);
std::optional<Publication> GetPublication(db::Transaction& transaction, const std::string& quarter,
                                          int number);
std::optional<Publication> LastPublication(db::Transaction& transaction,
                                           const std::string& quarter);
Publication PublicationFromRow(const db::Row& row);
void Insert(db::Transaction& transaction, const Publication& publication,
            const auth::Principal& who);
void InsertFile(db::Transaction& transaction, const std::string& id, const File& file);
void InsertRelease(db::Transaction& transaction, const std::string& id,
                   const std::vector<ReleasedCell>& cells,
                   const std::vector<disclosure::NamedSum>& sums);
// Names and media types, in the order of the names.
std::vector<File> FileNames(db::Transaction& transaction, const std::string& id);
std::string FileContent(db::Transaction& transaction, const std::string& id,
                        const std::string& name);
Released ReadReleased(db::Transaction& transaction);

struct Clock {
  int64_t now_us;
  Date today;  // in London
};
Clock Now(db::Transaction& transaction);
void OnePublicationAtATime(db::Transaction& transaction);
// Waits for whoever is writing figures, and holds the others up (migration 0010).
void StopTheLedger(db::Transaction& transaction);
bool ChangedSince(db::Transaction& transaction, int64_t instant_us, Date until);
void LockReturns(db::Transaction& transaction, const Quarter& quarter, const auth::Principal& who,
                 const std::string& comment);

std::vector<ChangedRecord> ChangedRecords(db::Transaction& transaction, const Quarter& quarter,
                                          int64_t from_us, int64_t to_us,
                                          const std::string& after_kind,
                                          const std::string& after_id, size_t most);

}  // namespace store
}  // namespace champions::reports
