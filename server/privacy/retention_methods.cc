// PrivacyService: how long records are kept, what is due to go, and its removal.
#include "base/refusal.h"
#include "privacy/privacy_service.h"
#include "privacy/privacy_sql.h"
#include "privacy/retention.h"
#include "rpc/convert.h"
#include "sealing/person.h"

namespace champions::privacy {
namespace {

constexpr const char* kKind = "retention_rule";
constexpr int kShown = 100;
// Erasing people takes time; finding notes does.
constexpr int kPeopleAtOnce = 500;
constexpr int kNotesAtOnce = 5'000;

v1::RetentionRule ToProto(const db::Row& row) {
  v1::RetentionRule rule;
  rule.set_class_(rpc::FromLabel<v1::RetentionClass>(row.Text("class")));
  rule.set_keep_months(row.Int("keep_months"));
  rule.set_etag(rpc::Etag(row.Int("version")));
  rpc::SetTimestamp(row.Int64("updated_at_us"), rule.mutable_update_time());
  return rule;
}

// What is due is found by the server itself: none of it is told but ids and days.
void SeeEverybody(db::Transaction& tx) {
  sealing::OpenPersonal(tx);
  sealing::OpenEquality(tx);
}

}  // namespace

grpc::Status PrivacyService::ListRetentionRules(grpc::ServerContext* context,
                                                const v1::ListRetentionRulesRequest* request,
                                                v1::ListRetentionRulesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    for (auto row : tx.Execute(sql::kListRules)) {
      *response->add_retention_rules() = ToProto(row);
    }
  });
}

grpc::Status PrivacyService::UpdateRetentionRule(grpc::ServerContext* context,
                                                 const v1::UpdateRetentionRuleRequest* request,
                                                 v1::UpdateRetentionRuleResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->retention_rule();
    rpc::MaskedFields(request->update_mask(), v1::RetentionRule::descriptor());
    if (given.class_() == v1::RETENTION_CLASS_UNSPECIFIED) {
      throw InvalidField("retention_rule.class", "is required");
    }
    if (given.keep_months() < 0 || given.keep_months() == 1) {
      throw InvalidField("retention_rule.keep_months",
                         "is " + std::to_string(given.keep_months()) +
                             ": expected 0, for ever, or 2 to 1200 months");
    }
    auto name = rpc::Label(given.class_());
    auto current = tx.ExecuteOne(sql::kLockRule, name);
    rpc::CheckEtag(given.etag(), current.Int("version"), kKind, name);
    tx.Execute(sql::kUpdateRule, name, given.keep_months());
    call.Audit({.object_kind = kKind, .object = name, .fields = {"keep_months"}});
    *response->mutable_retention_rule() = ToProto(tx.ExecuteOne(sql::kLockRule, name));
  });
}

grpc::Status PrivacyService::PreviewRetention(grpc::ServerContext* context,
                                              const v1::PreviewRetentionRequest* request,
                                              v1::PreviewRetentionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto name = rpc::Label(request->class_());
    auto until = CutoffOf(tx, name);
    SeeEverybody(tx);
    auto count = CountDue(tx, name, until);
    response->set_until(until);
    response->set_due(count.due);
    response->set_held(count.held);
    for (const auto& due : ListDue(tx, name, until, kShown)) {
      auto* item = response->add_items();
      item->set_id(due.id);
      item->set_since(due.since);
    }
  });
}

grpc::Status PrivacyService::RunRetention(grpc::ServerContext* context,
                                          const v1::RunRetentionRequest* request,
                                          v1::RunRetentionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto name = rpc::Label(request->class_());
    auto until = CutoffOf(tx, name);
    SeeEverybody(tx);
    auto count = CountDue(tx, name, until);
    if (count.due != request->expected()) {
      throw Refusal(Code::kFailedPrecondition, "RETENTION_CHANGED",
                    "now " + std::to_string(count.due) + " are due, not " +
                        std::to_string(request->expected()) + ": look at the preview again")
          .With("class", name);
    }
    bool are_notes = request->class_() == v1::RETENTION_CLASS_REACH_NOTES;
    auto removed =
        RemoveDue(tx, name, until, are_notes ? kNotesAtOnce : kPeopleAtOnce, call.principal());
    bool are_people = request->class_() == v1::RETENTION_CLASS_FORMER_CHAMPIONS ||
                      request->class_() == v1::RETENTION_CLASS_UNSUCCESSFUL_ENQUIRIES;
    for (const auto& due : removed) {
      call.Audit({.object_kind = name,
                  .object = due.id,
                  .organisation_id = due.organisation_id,
                  .fields = {"retention"}});
      // Before it is committed, as in EraseChampion.
      if (are_people && !request->validate_only()) note_erasure_(due.organisation_id, due.id);
    }
    response->set_removed(static_cast<int64_t>(removed.size()));
    response->set_remaining(count.due - response->removed());
  });
}

}  // namespace champions::privacy
