#include "rights/rights_store.h"

#include "rights/rights_sql.h"

namespace champions::rights::store {
namespace {

using db::NullIfEmpty;

std::string Selecting(std::string_view select, std::string_view condition) {
  std::string statement(select);
  statement.append(condition);
  return statement;
}

void SetRecord(const db::Row& row, Record* record) {
  record->organisation_id = row.Int("organisation_id");
  record->organisation = row.Text("organisation");
  record->id = row.Text("id");
  record->champion = row.Text("champion_id");
  record->recorded_by = row.Text("recorded_by");
  record->version = row.Int("version");
  record->created_at_us = row.Int64("created_at_us");
  record->updated_at_us = row.Int64("updated_at_us");
}

std::optional<std::string> IdOf(const std::optional<db::Row>& row) {
  return row ? std::optional(row->Text("id")) : std::nullopt;
}

}  // namespace

std::string Today(db::Transaction& transaction) {
  return transaction.ExecuteOne(sql::kMoment).Text("today");
}

std::optional<int> LockChampion(db::Transaction& transaction, const std::string& id) {
  transaction.Execute(sql::kHoldRequirements);
  auto row = transaction.ExecuteMaybe(sql::kLockChampion, id);
  return row ? std::optional(row->Int("organisation_id")) : std::nullopt;
}

std::optional<SubjectRequest> FindRequest(db::Transaction& transaction, const std::string& id,
                                          const std::string& champion) {
  auto row = transaction.ExecuteMaybe(sql::kFindRequest, id, champion);
  if (!row) return std::nullopt;
  return SubjectRequest{row->Text("kind"), row->Text("received_on")};
}

Notice NoticeFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .code = row.Text("code"),
          .in_force_on = row.Text("in_force_on"),
          .url = row.Text("url"),
          .sha256 = row.Text("sha256"),
          .note = row.Text("note"),
          .created_at_us = row.Int64("created_at_us")};
}

std::optional<Notice> GetNotice(db::Transaction& transaction, const std::string& code) {
  static const std::string statement = Selecting(sql::kSelectNotices, " where n.code = $1");
  auto row = transaction.ExecuteMaybe(statement, code);
  return row ? std::optional(NoticeFromRow(*row)) : std::nullopt;
}

bool Insert(db::Transaction& transaction, const Notice& notice) {
  return !transaction
              .Execute(sql::kInsertNotice, notice.code, notice.in_force_on, NullIfEmpty(notice.url),
                       NullIfEmpty(notice.sha256), NullIfEmpty(notice.note))
              .empty();
}

Basis BasisFromRow(const db::Row& row) {
  Basis basis;
  SetRecord(row, &basis);
  basis.purpose = row.Text("purpose");
  basis.lawful_basis = row.Text("lawful_basis");
  basis.notice_id = row.Text("notice_id");
  basis.notice = row.Text("notice");
  basis.informed_on = row.Text("informed_on");
  basis.consented_on = row.Text("consented_on");
  basis.consent_form = row.Text("consent_form");
  basis.withdrawn_on = row.Text("withdrawn_on");
  basis.refused = row.Bool("refused");
  basis.erased = row.Bool("erased");
  return basis;
}

std::optional<Basis> GetBasis(db::Transaction& transaction, const Record& champion,
                              const std::string& purpose) {
  static const std::string statement =
      Selecting(sql::kSelectBases,
                " where b.organisation_id = $1::int and b.champion_id = $2::uuid and b.purpose = "
                "$3::champion_purpose");
  auto row =
      transaction.ExecuteMaybe(statement, champion.organisation_id, champion.champion, purpose);
  return row ? std::optional(BasisFromRow(*row)) : std::nullopt;
}

void Put(db::Transaction& transaction, const auth::Principal& who, const Basis& basis) {
  transaction.Execute(sql::kPutBasis, basis.organisation_id, basis.champion, basis.purpose,
                      basis.lawful_basis, NullIfEmpty(basis.notice_id),
                      NullIfEmpty(basis.informed_on), NullIfEmpty(basis.consented_on),
                      NullIfEmpty(basis.consent_form), NullIfEmpty(basis.withdrawn_on), who.key_id,
                      NullIfEmpty(who.user_id));
}

std::string RefusedSince(db::Transaction& transaction, const Record& champion,
                         const std::string& purpose) {
  return transaction
      .ExecuteOne(sql::kRefusedSince, champion.organisation_id, champion.champion, purpose)
      .Text("refused_on");
}

Restriction RestrictionFromRow(const db::Row& row) {
  Restriction restriction;
  SetRecord(row, &restriction);
  restriction.ground = row.Text("ground");
  restriction.reason = row.Text("reason");
  restriction.subject_request = row.Text("subject_request_id");
  restriction.objection = row.Text("objection_id");
  restriction.told_on = row.Text("told_on");
  restriction.lift_reason = row.Text("lift_reason");
  if (!row.Null("lifted_at_us")) restriction.lifted_at_us = row.Int64("lifted_at_us");
  restriction.restricted_on = row.Text("restricted_on");
  return restriction;
}

std::optional<Restriction> GetRestriction(db::Transaction& transaction, const std::string& id) {
  static const std::string statement =
      Selecting(sql::kSelectRestrictions, " where r.id = $1::uuid");
  auto row = transaction.ExecuteMaybe(statement, id);
  return row ? std::optional(RestrictionFromRow(*row)) : std::nullopt;
}

std::optional<std::string> Insert(db::Transaction& transaction, const auth::Principal& who,
                                  const Restriction& restriction) {
  return IdOf(transaction.ExecuteMaybe(
      sql::kInsertRestriction, restriction.organisation_id, restriction.champion,
      restriction.ground, NullIfEmpty(restriction.reason), NullIfEmpty(restriction.subject_request),
      NullIfEmpty(restriction.objection), who.key_id, NullIfEmpty(who.user_id)));
}

void Lift(db::Transaction& transaction, const auth::Principal& who,
          const Restriction& restriction) {
  transaction.Execute(sql::kLiftRestriction, restriction.organisation_id, restriction.id,
                      restriction.told_on, restriction.lift_reason, who.key_id,
                      NullIfEmpty(who.user_id));
}

void LiftForObjection(db::Transaction& transaction, const auth::Principal& who,
                      const Objection& objection, const std::string& told_on,
                      const std::string& reason) {
  transaction.Execute(sql::kLiftForObjection, objection.organisation_id, objection.id, told_on,
                      reason, who.key_id, NullIfEmpty(who.user_id));
}

void LiftErasureDue(db::Transaction& transaction, const auth::Principal& who,
                    const Record& champion, const std::string& told_on, const std::string& reason) {
  transaction.Execute(sql::kLiftErasureDue, champion.organisation_id, champion.champion, told_on,
                      reason, who.key_id, NullIfEmpty(who.user_id));
}

Objection ObjectionFromRow(const db::Row& row) {
  Objection objection;
  SetRecord(row, &objection);
  objection.purpose = row.Text("purpose");
  objection.objected_on = row.Text("objected_on");
  objection.subject_request = row.Text("subject_request_id");
  objection.state = row.Text("state");
  objection.told_on = row.Text("told_on");
  objection.reason = row.Text("reason");
  objection.erased = row.Bool("erased");
  return objection;
}

std::optional<Objection> GetObjection(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = Selecting(sql::kSelectObjections, " where x.id = $1::uuid");
  auto row = transaction.ExecuteMaybe(statement, id);
  return row ? std::optional(ObjectionFromRow(*row)) : std::nullopt;
}

std::optional<std::string> Insert(db::Transaction& transaction, const auth::Principal& who,
                                  const Objection& objection) {
  return IdOf(transaction.ExecuteMaybe(sql::kInsertObjection, objection.organisation_id,
                                       objection.champion, objection.purpose, objection.objected_on,
                                       NullIfEmpty(objection.subject_request), objection.state,
                                       who.key_id, NullIfEmpty(who.user_id)));
}

void Decide(db::Transaction& transaction, const auth::Principal& who, const Objection& objection) {
  transaction.Execute(sql::kDecideObjection, objection.organisation_id, objection.id,
                      objection.state, objection.told_on, objection.reason, who.key_id,
                      NullIfEmpty(who.user_id));
}

Notification NotificationFromRow(const db::Row& row) {
  Notification notification;
  SetRecord(row, &notification);
  notification.act = row.Text("act");
  notification.recipient = row.Text("recipient");
  notification.told_on = row.Text("told_on");
  notification.not_told = row.Text("not_told");
  notification.reason = row.Text("reason");
  notification.subject_request = row.Text("subject_request_id");
  notification.withdraw_reason = row.Text("withdraw_reason");
  if (!row.Null("withdrawn_at_us")) notification.withdrawn_at_us = row.Int64("withdrawn_at_us");
  return notification;
}

std::optional<Notification> GetNotification(db::Transaction& transaction, const std::string& id) {
  static const std::string statement =
      Selecting(sql::kSelectNotifications, " where n.id = $1::uuid");
  auto row = transaction.ExecuteMaybe(statement, id);
  return row ? std::optional(NotificationFromRow(*row)) : std::nullopt;
}

OwedNotification OwedFromRow(const db::Row& row) {
  return {.organisation = row.Text("organisation"),
          .champion = row.Text("champion_id"),
          .act = row.Text("act"),
          .acted_on = row.Text("acted_on"),
          .restriction = row.Text("restriction_id"),
          .subject_request = row.Text("subject_request_id")};
}

std::string EarliestNotification(db::Transaction& transaction, const Record& champion,
                                 const std::string& act) {
  return transaction
      .ExecuteOne(sql::kEarliestNotification, champion.organisation_id, champion.champion, act)
      .Text("earliest_on");
}

std::string Insert(db::Transaction& transaction, const auth::Principal& who,
                   const Notification& notification) {
  return transaction
      .ExecuteOne(sql::kInsertNotification, notification.organisation_id, notification.champion,
                  notification.act, NullIfEmpty(notification.recipient),
                  NullIfEmpty(notification.told_on), NullIfEmpty(notification.not_told),
                  NullIfEmpty(notification.reason), NullIfEmpty(notification.subject_request),
                  who.key_id, NullIfEmpty(who.user_id))
      .Text("id");
}

void Withdraw(db::Transaction& transaction, const auth::Principal& who,
              const Notification& notification) {
  transaction.Execute(sql::kWithdrawNotification, notification.organisation_id, notification.id,
                      notification.withdraw_reason, who.key_id, NullIfEmpty(who.user_id));
}

void EndObjections(db::Transaction& transaction, const auth::Principal& who, const Basis& consent) {
  const std::string why = "the person consented anew";
  for (auto row : transaction.Execute(sql::kEndObjection, consent.organisation_id, consent.champion,
                                      consent.purpose, who.key_id, NullIfEmpty(who.user_id))) {
    Objection ended;
    ended.organisation_id = consent.organisation_id;
    ended.id = row.Text("id");
    LiftForObjection(transaction, who, ended, consent.consented_on, why);
  }
  if (consent.purpose == "VOLUNTEERING") {
    LiftErasureDue(transaction, who, consent, consent.consented_on, why);
  }
}

}  // namespace champions::rights::store
