#include "reports/publish.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "auth/token.h"
#include "base/refusal.h"
#include "base/text.h"
#include "reports/report_store.h"
#include "rpc/convert.h"
#include "rpc/totals.h"

namespace champions::reports {
namespace {

using Json = nlohmann::ordered_json;

// Records that a restatement lists in its pack; the rest is in DiffFigures.
constexpr size_t kMostRecords = 1'000;

void CheckOver(const Quarter& quarter, const std::string& name, Date today) {
  if (quarter.to < today) return;
  Refusal refusal(
      Code::kFailedPrecondition, "QUARTER_NOT_OVER",
      name + " lasts until " + FormatDate(quarter.to) + ": it can be published from the day after");
  throw refusal.With("quarter", name).With("to", FormatDate(quarter.to));
}

// The publication that is restated; nothing where the quarter is published for the first time.
std::optional<Publication> Before(db::Transaction& tx, const PublishOrder& order) {
  auto last = store::LastPublication(tx, order.quarter);
  if (order.restate && !last) {
    throw Refusal(Code::kFailedPrecondition, "NOT_PUBLISHED",
                  order.quarter + " was not published yet: publish it instead")
        .With("quarter", order.quarter);
  }
  if (!order.restate && last) {
    throw Refusal(Code::kAlreadyExists, "ALREADY_PUBLISHED",
                  order.quarter + " was published: restate it instead")
        .With("quarter", order.quarter)
        .With("publication", last->id);
  }
  return last;
}

std::vector<std::string> NotApproved(const Snapshot& snapshot) {
  std::vector<std::string> names;
  std::string changed;
  for (const auto& one : snapshot.returns) {
    bool approved = one.state == "APPROVED" || one.state == "LOCKED";
    if (!approved) names.push_back(one.organisation);
    if (one.state == "APPROVED" && one.changed) {
      changed += (changed.empty() ? "" : ", ") + one.organisation;
    }
  }
  if (!changed.empty()) {
    Refusal refusal(Code::kFailedPrecondition, "FIGURES_CHANGED",
                    "figures changed since they were approved: send the returns back, or have them "
                    "submitted and approved again: " +
                        changed);
    throw refusal.With("organisations", changed);
  }
  return names;
}

std::map<std::pair<std::string, std::string>, TotalsRow> RowsAsKnown(db::Transaction& tx,
                                                                     const Quarter& quarter,
                                                                     int64_t instant_us) {
  std::map<std::pair<std::string, std::string>, TotalsRow> rows;
  for (bool by_programme : {false, true}) {
    for (const auto& row : store::PastTotals(tx, {.quarter = quarter, .as_known_at_us = instant_us},
                                             !by_programme, by_programme)
                               .rows) {
      rows[{row.organisation, row.programme}] = row;
    }
  }
  return rows;
}

// Everything that is rendered, and what is kept beside it.
struct Edition {
  std::vector<File> files;
  PublicEdition open;
  Json rows;
};

Edition RenderBoth(const std::vector<SectionSource>& sections, db::Transaction& tx,
                   const Snapshot& snapshot, PackHead head, const PublishOrder& order,
                   const std::vector<documents::Section>& extra) {
  Edition edition;
  auto internal = MakePack(snapshot, head);
  internal.document.sections.insert(internal.document.sections.begin(), extra.begin(), extra.end());
  AddSections(sections, tx, snapshot.quarter, false, &internal);
  AddHead(snapshot, head, &internal);
  edition.files = Render(internal, "internal");
  for (const auto& section : internal.document.sections) {
    for (const auto& table : section.tables) edition.rows[table.id] = table.rows.size();
  }
  edition.rows[internal.figures.id] = internal.figures.rows.size();

  head.is_public = true;
  auto open = MakePack(snapshot, head);
  edition.open = MakePublic(snapshot, head.policy, order.coarsen, store::ReadReleased(tx), &open);
  if (edition.open.hides_more()) head.notes.push_back(CoarsenedNote());
  AddSections(sections, tx, snapshot.quarter, true, &open);
  AddHead(snapshot, head, &open);
  for (auto& file : Render(open, "public")) edition.files.push_back(std::move(file));
  return edition;
}

std::string Manifest(const v1::Publication& proto, const Json& rows, int64_t entries_us) {
  Json files = Json::array();
  for (const auto& file : proto.files()) {
    files.push_back(
        {{"name", file.name()}, {"bytes", file.size_bytes()}, {"sha256", file.sha256()}});
  }
  Json total;
  const auto* type = v1::Totals::descriptor();
  for (int i = 0; i < kFigureCount; ++i) {
    for (const char* suffix : {"", "_to_date"}) {
      const auto* field = type->FindFieldByName(std::string(kColumns[i]) + suffix);
      total[field->name()] = proto.total().GetReflection()->GetInt64(proto.total(), field);
    }
  }
  Json manifest = {{"format", "champions-publication-1"},
                   {"id", proto.id()},
                   {"quarter", proto.quarter()},
                   {"number", proto.number()},
                   {"reason", proto.reason()},
                   {"definitions", proto.definitions()},
                   {"policy", proto.policy()},
                   {"as_known_at_us", entries_us},
                   {"published_at", proto.publish_time().seconds()},
                   {"key", proto.key_fingerprint()},
                   {"total", total},
                   {"rows", rows},
                   {"files", files}};
  return manifest.dump(2) + "\n";
}

// What changed since the quarter was published, for the board and for whoever asks.
documents::Section Restated(db::Transaction& tx, const Quarter& quarter, const PublishOrder& order,
                            int64_t published_as_known_us, int64_t instant_us,
                            v1::Publication* proto) {
  std::vector<std::vector<std::string>> rows;
  for (auto& change : ChangesBetween(tx, quarter, published_as_known_us, instant_us)) {
    rows.push_back({change.organisation(), change.programme(), change.field(),
                    std::to_string(change.before()), std::to_string(change.after())});
    *proto->add_changes() = std::move(change);
  }
  if (rows.empty()) {
    throw Refusal(Code::kFailedPrecondition, "NOTHING_TO_RESTATE",
                  "no figure of " + order.quarter + " changed since it was published")
        .With("quarter", order.quarter);
  }
  return ChangesSection(
      store::ChangedRecords(tx, quarter, published_as_known_us, instant_us, "", "", kMostRecords),
      rows);
}

void Describe(const Publication& publication, const Edition& edition,
              const std::string& key_fingerprint, v1::Publication* proto) {
  proto->set_id(publication.id);
  proto->set_quarter(publication.quarter);
  proto->set_number(publication.number);
  proto->set_reason(publication.reason);
  rpc::SetTimestamp(publication.as_known_at_us, proto->mutable_as_known_at());
  rpc::SetTimestamp(publication.published_at_us, proto->mutable_publish_time());
  proto->set_definitions(kDefinitions);
  proto->set_policy(publication.policy);
  proto->set_key_fingerprint(key_fingerprint);
  for (const auto& line : edition.open.coarsened) proto->add_coarsened(line);
  for (const auto& file : edition.files) {
    auto* one = proto->add_files();
    one->set_name(file.name);
    one->set_size_bytes(static_cast<int64_t>(file.content.size()));
    one->set_sha256(ToHex(auth::Sha256(file.content)));
  }
}

}  // namespace

std::vector<v1::FigureChange> ChangesBetween(db::Transaction& tx, const Quarter& quarter,
                                             int64_t from_us, int64_t to_us) {
  auto before = RowsAsKnown(tx, quarter, from_us), after = RowsAsKnown(tx, quarter, to_us);
  for (const auto& [key, row] : before) after.try_emplace(key);
  std::vector<v1::FigureChange> changes;
  for (const auto& [key, now] : after) {
    const auto& was = before[key];
    auto add = [&, key = key](const std::string& field, int64_t old_value, int64_t new_value) {
      if (old_value == new_value) return;
      auto& change = changes.emplace_back();
      change.set_organisation(key.first);
      change.set_programme(key.second);
      change.set_field(field);
      change.set_before(old_value);
      change.set_after(new_value);
    };
    for (int i = 0; i < kFigureCount; ++i) {
      add(kColumns[i], was.in_quarter[i], now.in_quarter[i]);
      add(std::string(kColumns[i]) + "_to_date", was.to_date[i], now.to_date[i]);
    }
  }
  return changes;
}

void AddSections(const std::vector<SectionSource>& sections, db::Transaction& tx,
                 const Quarter& quarter, bool is_public, Pack* pack) {
  for (const auto& source : sections) {
    auto section = source(tx, quarter, is_public);
    bool empty = section.tables.empty() && section.quotes.empty() && section.paragraphs.empty();
    if (!empty) pack->document.sections.push_back(std::move(section));
  }
}

v1::Publication Publish(rpc::Spine& spine, const std::vector<SectionSource>& sections,
                        rpc::Call& call, db::Transaction& tx, const PublishOrder& order) {
  auto quarter = *ParseQuarter(order.quarter);
  auto clock = store::Now(tx);
  CheckOver(quarter, order.quarter, clock.today);
  store::OnePublicationAtATime(tx);
  auto before = Before(tx, order);
  PackHead head{.number = before ? before->number + 1 : 1,
                .reason = order.reason,
                .policy = !order.policy.empty() || !before
                              ? std::string(disclosure::PolicyName(PolicyNamed(order.policy).id))
                              : before->policy};
  v1::Publication proto;
  Edition edition;
  int64_t instant_us = store::Now(tx).now_us;
  store::Settle(tx, instant_us, store::kMostSettleWaitMs);
  // Rendered first and then looked whether anything was recorded meanwhile: writers are held up for
  // as short as can be. Where something was, it is rendered once more while they wait.
  for (bool stopped = false;; stopped = true) {
    proto.Clear();
    auto snapshot = ReadSnapshot(tx, order.quarter, instant_us);
    auto not_approved = NotApproved(snapshot);
    head.notes.clear();
    if (!not_approved.empty()) {
      head.notes.push_back("Published without an approved return of: " + Join(not_approved, ", ") +
                           ".");
    }
    proto.mutable_not_approved()->Add(not_approved.begin(), not_approved.end());
    std::vector<documents::Section> extra;
    if (before)
      extra.push_back(Restated(tx, quarter, order, before->as_known_at_us, instant_us, &proto));
    rpc::SetFigures(snapshot.total.in_quarter, snapshot.total.to_date, proto.mutable_total());
    edition = RenderBoth(sections, tx, snapshot, head, order, extra);
    if (!stopped) store::StopTheLedger(tx);
    if (stopped || !store::ChangedSince(tx, instant_us, quarter.to)) break;
    instant_us = store::Now(tx).now_us;
  }
  Publication publication{.id = auth::NewUuid(),
                          .quarter = order.quarter,
                          .number = head.number,
                          .reason = order.reason,
                          .policy = head.policy,
                          .as_known_at_us = instant_us,
                          .published_at_us = store::Now(tx).now_us,
                          .public_key = spine.signing_key.PublicKeyPem(),
                          .coarsened = edition.open.hides_more()};
  Describe(publication, edition, spine.signing_key.Fingerprint(), &proto);
  publication.manifest = Manifest(proto, edition.rows, instant_us);
  publication.signature = spine.signing_key.Sign(publication.manifest);
  publication.details = proto.SerializeAsString();
  store::Insert(tx, publication, call.principal());
  for (const auto& file : edition.files) store::InsertFile(tx, publication.id, file);
  store::InsertRelease(tx, publication.id, edition.open.cells, edition.open.sums);
  store::LockReturns(tx, quarter, call.principal(), order.reason);
  call.Audit({.object_kind = "publication", .object = publication.id});
  return proto;
}

}  // namespace champions::reports
