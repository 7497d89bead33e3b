// What the tests of notifications of recipients have in common.
#pragma once

#include <string>

#include "integration/rights_fixture.h"

namespace champions::test {

class RecipientFixture : public RightsFixture {
 protected:
  Outcome Tell(const std::string& act, const std::string& rest,
               v1::RecordRecipientNotificationResponse* answer = nullptr,
               const std::string& token = "") {
    return Ask(&Rights::RecordRecipientNotification,
               Of() + "act: NOTIFIABLE_ACT_" + act + " " + rest, answer, token);
  }
  // To a provider, on this day.
  Outcome TellOn(const std::string& act, const std::string& day,
                 v1::RecordRecipientNotificationResponse* answer = nullptr) {
    return Tell(act, "recipient: 'A provider' told_on: " + Quoted(day), answer);
  }
  Outcome NotTell(const std::string& act, const std::string& why) {
    return Tell(act, "not_told: NOT_TOLD_REASON_" + why + " reason: 'Canaryreason'" +
                         (why == "NOT_DISCLOSED" ? "" : " recipient: 'A provider'"));
  }
  Outcome TakeBack(const std::string& id, const std::string& rest = "") {
    return Ask(&Rights::WithdrawRecipientNotification,
               "id: " + Quoted(id) + "reason: 'of somebody else' " + rest);
  }
  // The acts that are owed, such as `ERASURE `, the earliest first.
  std::string Owed(const std::string& filter = "", const std::string& token = "") {
    v1::ListOwedNotificationsResponse listed;
    auto outcome = Ask(&Rights::ListOwedNotifications, filter, &listed, token);
    EXPECT_TRUE(outcome.ok()) << outcome;
    std::string acts;
    for (const auto& owed : listed.owed_notifications()) {
      acts +=
          v1::NotifiableAct_Name(owed.act()).substr(std::string("NOTIFIABLE_ACT_").size()) + " ";
    }
    return acts;
  }
  // Days before today.
  std::string Ago(int days) {
    return SqlValue("select date '" + today_ + "' - " + std::to_string(days));
  }
  // As if it had been placed, or lifted, some days ago.
  void Backdate(const std::string& column, int days) {
    Sql("update champion_restriction set " + column + " = " + column + " - interval '" +
        std::to_string(days) + " days'");
  }
  std::string Standing() {
    return SqlValue("select id from champion_restriction where lifted_at is null");
  }
  std::string MakeRequest(const std::string& kind, const std::string& champion,
                          const std::string& received_on, bool done = false) {
    return SqlValue(
        "insert into subject_request (kind, received_on, champion_id, summary, due_on, "
        "clock_runs, state, answered_on) values ('" +
        kind + "', '" + received_on + "', '" + champion + "', 'A request', '2030-01-01', " +
        (done ? "false, 'DONE', '" + today_ + "'" : "true, 'OPEN', null") + ") returning id");
  }
};

}  // namespace champions::test
