// Publishing a quarter: its figures are frozen as known at one instant, rendered, signed and kept.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "champions/v1/report_service.pb.h"
#include "db/transaction.h"
#include "documents/document.h"
#include "reports/pack.h"
#include "reports/section_source.h"
#include "rpc/serve.h"

namespace champions::reports {

struct PublishOrder {
  std::string quarter, reason, policy;  // reason: of a restatement
  bool restate = false, coarsen = false;
};

// Refuses as the proto says; changes nothing before it has rendered everything.
v1::Publication Publish(rpc::Spine& spine, const std::vector<SectionSource>& sections,
                        rpc::Call& call, db::Transaction& transaction, const PublishOrder& order);

// Adds what there is of them.
void AddSections(const std::vector<SectionSource>& sections, db::Transaction& transaction,
                 const Quarter& quarter, bool is_public, Pack* pack);

// The public edition of a pack, checked against what was released before.
struct PublicEdition {
  std::vector<ReleasedCell> cells;
  std::vector<disclosure::NamedSum> sums;
  std::vector<std::string> coarsened;
  bool hides_more() const { return !coarsened.empty(); }
};
// Replaces the pack's counts by what may be shown. Refuses with DISCLOSIVE, unless `coarsen`.
PublicEdition MakePublic(const Snapshot& snapshot, const std::string& policy, bool coarsen,
                         Released released, Pack* pack);

// What a public edition says of itself where it hides more than its policy asks.
std::string CoarsenedNote();

// A file that is made as it is written, part by part.
struct Rendering {
  std::string name, media_type;
  std::function<void(const documents::Sink&)> write;
};
// The files of an edition: figures.csv and its metadata, figures.json, figures.xlsx,
// board-pack.html.
std::vector<Rendering> Renderings(std::shared_ptr<const Pack> pack, const std::string& folder);
std::string Text(const Rendering& rendering);
// All of them, to be kept.
std::vector<File> Render(Pack pack, const std::string& folder);

// HES-2018 of "". Refuses what is no policy, naming the field.
const disclosure::Policy& PolicyNamed(const std::string& name, const char* field = "policy");

std::vector<v1::FigureChange> ChangesBetween(db::Transaction& transaction, const Quarter& quarter,
                                             int64_t from_us, int64_t to_us);

}  // namespace champions::reports
