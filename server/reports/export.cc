#include "reports/export.h"

#include <algorithm>

#include "base/refusal.h"
#include "reports/publish.h"
#include "reports/report_store.h"

namespace champions::reports {
namespace {

std::vector<std::string> NamesOf(const std::string& format, const std::string& folder) {
  if (format == "CSV") return {folder + "/figures.csv", folder + "/figures.csv-metadata.json"};
  if (format == "JSON") return {folder + "/figures.json"};
  if (format == "XLSX") return {folder + "/figures.xlsx"};
  return {folder + "/board-pack.html"};
}

// Made of what the caller may see, as now known.
std::vector<Rendering> Draft(db::Transaction& tx, const auth::Principal& principal,
                             const std::vector<SectionSource>& sections, const ExportOrder& order,
                             const std::string& folder) {
  if (order.is_public && !principal.sees_everything()) {
    throw Refusal(
        Code::kPermissionDenied, "PERMISSION_DENIED",
        "a public edition is made of every organisation: it takes a programme manager, or "
        "one that was published");
  }
  int64_t instant_us = store::Now(tx).now_us;
  store::Settle(tx, instant_us, store::kMostSettleWaitMs);
  auto snapshot = ReadSnapshot(tx, order.quarter, instant_us);
  PackHead head{.is_public = order.is_public, .is_draft = true};
  if (order.is_public) head.policy = disclosure::PolicyName(PolicyNamed(order.policy).id);
  if (!principal.sees_everything()) {
    for (const auto& [code, name] : snapshot.organisations) {
      head.whose += (head.whose.empty() ? "" : ", ") + name;
    }
  }
  auto pack = MakePack(snapshot, head);
  if (order.is_public) {
    auto edition = MakePublic(snapshot, head.policy, true, store::ReadReleased(tx), &pack);
    if (edition.hides_more()) head.notes.push_back(CoarsenedNote());
  }
  // The board paper's sections are the partnership's, not one organisation's.
  if (principal.sees_everything()) {
    AddSections(sections, tx, snapshot.quarter, order.is_public, &pack);
  }
  AddHead(snapshot, head, &pack);
  return Renderings(std::make_shared<const Pack>(std::move(pack)), folder);
}

}  // namespace

Export MakeExport(db::Transaction& tx, const auth::Principal& principal,
                  const std::vector<SectionSource>& sections, const ExportOrder& order) {
  Export made;
  std::string folder = order.is_public ? "public" : "internal";
  auto wanted = NamesOf(order.format, folder);
  auto last = store::LastPublication(tx, order.quarter);
  bool may = order.is_public || principal.sees_everything();
  if (last && may && !order.draft) {
    made.publication = last->number;
    for (const auto& name : wanted) {
      auto content = std::make_shared<const std::string>(store::FileContent(tx, last->id, name));
      made.files.push_back({name, "", [content](const documents::Sink& sink) { sink(*content); }});
    }
    return made;
  }
  for (auto& file : Draft(tx, principal, sections, order, folder)) {
    bool is_wanted = std::find(wanted.begin(), wanted.end(), file.name) != wanted.end();
    if (is_wanted) made.files.push_back(std::move(file));
  }
  return made;
}

}  // namespace champions::reports
