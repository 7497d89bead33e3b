// RightsService: what those were told to whom a champion's data was given.
#include "rights/record.h"
#include "rights/rights_service.h"
#include "rights/rights_sql.h"
#include "rights/rights_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::rights {
namespace {

constexpr const char* kNotification = "recipient_notification";

v1::RecipientNotification ToProto(const Notification& notification) {
  v1::RecipientNotification proto;
  SetRecord(notification, &proto);
  proto.set_act(rpc::FromLabel<v1::NotifiableAct>(notification.act));
  proto.set_recipient(notification.recipient);
  proto.set_told_on(notification.told_on);
  proto.set_not_told(rpc::FromLabel<v1::NotToldReason>(notification.not_told));
  proto.set_reason(notification.reason);
  proto.set_subject_request(notification.subject_request);
  proto.set_withdraw_reason(notification.withdraw_reason);
  if (notification.withdrawn_at_us) {
    rpc::SetTimestamp(*notification.withdrawn_at_us, proto.mutable_withdraw_time());
  }
  return proto;
}

v1::OwedNotification ToProto(const OwedNotification& owed) {
  v1::OwedNotification proto;
  proto.set_champion(owed.champion);
  proto.set_organisation(owed.organisation);
  proto.set_act(rpc::FromLabel<v1::NotifiableAct>(owed.act));
  proto.set_acted_on(owed.acted_on);
  proto.set_restriction(owed.restriction);
  proto.set_subject_request(owed.subject_request);
  return proto;
}

Notification FromProto(const v1::RecordRecipientNotificationRequest& request) {
  Notification notification;
  notification.champion = request.champion();
  notification.act = rpc::Label(request.act());
  notification.recipient = request.recipient();
  notification.told_on = request.told_on();
  notification.not_told = rpc::Label(request.not_told());
  notification.reason = request.reason();
  notification.subject_request = request.subject_request();
  return notification;
}

// Nobody is told of what was not done, nor before it was. A part of a person's data may be erased,
// and data put right, without the server knowing of it.
void CheckDone(db::Transaction& tx, const Notification& notification,
               const std::string& received_on) {
  bool is_rectification = notification.act == "RECTIFICATION";
  auto earliest = is_rectification
                      ? received_on
                      : store::EarliestNotification(tx, notification, notification.act);
  if (earliest.empty() && IsDoneHere(notification.act)) {
    throw Refusal(Code::kFailedPrecondition, "ACT_NOT_DONE",
                  notification.act == "RESTRICTION"
                      ? "this champion was never restricted: nobody is to be told that they were"
                      : "no restriction of this champion was lifted: nobody is to be told of it")
        .With("champion", notification.champion)
        .With("act", notification.act);
  }
  if (earliest.empty()) return;
  Violations violations;
  CheckNotBefore("told_on", notification.told_on, earliest,
                 is_rectification ? "it was asked for" : "it was done", &violations);
  Refuse(std::move(violations));
}

}  // namespace

grpc::Status RightsService::RecordRecipientNotification(
    grpc::ServerContext* context, const v1::RecordRecipientNotificationRequest* request,
    v1::RecordRecipientNotificationResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto notification = FromProto(*request);
    Refuse(CheckNotification(notification, store::Today(tx)));
    static_cast<Record&>(notification) = LockedChampion(tx, request->champion());
    auto received_on =
        CheckRequest(tx, request->subject_request(), notification, KindsAnswered(notification.act));
    CheckDone(tx, notification, received_on);
    auto id = store::Insert(tx, call.principal(), notification);
    AuditRight(call, notification, "recipient");
    *response->mutable_recipient_notification() = ToProto(*store::GetNotification(tx, id));
  });
}

grpc::Status RightsService::WithdrawRecipientNotification(
    grpc::ServerContext* context, const v1::WithdrawRecipientNotificationRequest* request,
    v1::WithdrawRecipientNotificationResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    Violations violations;
    CheckText("reason", request->reason(), &violations);
    Refuse(std::move(violations));
    auto notification =
        Locked(tx, &store::GetNotification, kNotification, request->id(), request->etag());
    if (notification.withdrawn_at_us) {
      throw Refusal(Code::kFailedPrecondition, "NOTIFICATION_WITHDRAWN",
                    "this notification was withdrawn before")
          .With("notification", notification.id);
    }
    notification.withdraw_reason = request->reason();
    store::Withdraw(tx, call.principal(), notification);
    AuditRight(call, notification, "recipient");
    *response->mutable_recipient_notification() =
        ToProto(*store::GetNotification(tx, notification.id));
  });
}

grpc::Status RightsService::ListRecipientNotifications(
    grpc::ServerContext* context, const v1::ListRecipientNotificationsRequest* request,
    v1::ListRecipientNotificationsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectNotifications, "n.id", "uuid");
    query.PartByOrganisation("recipient_notification n", request->organisation());
    query.WhereIndexed("n.champion_id = ?::uuid", request->champion(), {});
    query.Where("n.act = any (?::notifiable_act[])",
                rpc::Labels<v1::NotifiableAct>(request->acts()));
    for (auto row : query.Page(spine_, call, tx, *request, {{"id", "n.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_recipient_notifications() = ToProto(store::NotificationFromRow(row));
    }
  });
}

grpc::Status RightsService::ListOwedNotifications(grpc::ServerContext* context,
                                                  const v1::ListOwedNotificationsRequest* request,
                                                  v1::ListOwedNotificationsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    // A restriction is the source of two acts.
    rpc::ListQuery query(sql::kSelectOwedNotifications, "(a.source_id::text || a.act::text)",
                         "text");
    query.Where("o.code = ?", request->organisation());
    query.Where("a.champion_id = ?::uuid", request->champion());
    query.Where("a.act = any (?::notifiable_act[])",
                rpc::Labels<v1::NotifiableAct>(request->acts()));
    for (auto row : query.Page(spine_, call, tx, *request, {{"acted_on", "a.acted_on", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_owed_notifications() = ToProto(store::OwedFromRow(row));
    }
  });
}

}  // namespace champions::rights
