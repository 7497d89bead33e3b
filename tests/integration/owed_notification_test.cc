// Of which acts recipients are still to be told (UK GDPR Article 19).
#include <set>

#include "integration/recipient_fixture.h"

namespace champions::test {
namespace {

class OwedNotificationTest : public RecipientFixture {};

// Shows when an act is owed: until something is recorded of it that came after it, not what was
// told before or of something else; again once that is withdrawn; that it was lifted only to those
// who were told of a restriction.
TEST_F(OwedNotificationTest, UntilItIsRecorded) {
  v1::RecordRecipientNotificationResponse made;
  EXPECT_EQ(Owed(), "");
  ASSERT_TRUE(Restrict().ok());
  Backdate("created_at", 10);
  EXPECT_EQ(Owed(), "RESTRICTION ");
  ASSERT_TRUE(TellOn("ERASURE", today_).ok());
  EXPECT_EQ(Owed(), "RESTRICTION ") << "something else was told";
  ASSERT_TRUE(TellOn("RESTRICTION", Ago(10), &made).ok());
  EXPECT_EQ(Owed(), "");
  EXPECT_EQ(TakeBack(made.recipient_notification().id(), "etag: '9'").reason, "ETAG_MISMATCH");
  ASSERT_TRUE(TakeBack(made.recipient_notification().id()).ok());
  EXPECT_EQ(TakeBack(made.recipient_notification().id()).reason, "NOTIFICATION_WITHDRAWN");
  EXPECT_EQ(TakeBack(NewRequestId()).code, grpc::NOT_FOUND);
  EXPECT_EQ(Owed(), "RESTRICTION ") << "what was recorded by mistake answers nothing";
  ASSERT_TRUE(TellOn("RESTRICTION", Ago(10)).ok());

  ASSERT_TRUE(Restrict(nullptr, "", "UNLAWFUL").ok());
  EXPECT_EQ(Owed(), "RESTRICTION ") << "of the second nothing was recorded";
  ASSERT_TRUE(TellOn("RESTRICTION", Ago(5)).ok());
  EXPECT_EQ(Owed(), "RESTRICTION ") << "recorded after it, told before it";
  ASSERT_TRUE(TellOn("RESTRICTION", today_).ok());
  EXPECT_EQ(Owed(), "");

  auto first = SqlValue("select id from champion_restriction where ground = 'LEGAL_CLAIM'");
  ASSERT_TRUE(Lift(first, today_).ok());
  v1::ListOwedNotificationsResponse listed;
  ASSERT_TRUE(Ask(&Rights::ListOwedNotifications, Of(), &listed).ok());
  ASSERT_EQ(listed.owed_notifications_size(), 1);
  EXPECT_EQ(listed.owed_notifications(0).act(), v1::NOTIFIABLE_ACT_RESTRICTION_LIFTED);
  EXPECT_EQ(listed.owed_notifications(0).restriction(), first);
  EXPECT_EQ(listed.owed_notifications(0).acted_on(), today_);
  EXPECT_EQ(listed.owed_notifications(0).champion(), champion_.id());
  ASSERT_TRUE(NotTell("RESTRICTION_LIFTED", "IMPOSSIBLE").ok());
  EXPECT_EQ(Owed(), "");

  champion_ = MakeCanary("C2");
  ASSERT_TRUE(Restrict().ok());
  ASSERT_TRUE(NotTell("RESTRICTION", "NOT_DISCLOSED").ok());
  ASSERT_TRUE(Lift(SqlValue("select id from champion_restriction where champion_id = '" +
                            champion_.id() + "'"),
                   today_)
                  .ok());
  EXPECT_EQ(Owed(), "") << "nobody knows of the restriction";
}

// Shows that an answered request for rectification is owed, each by itself; of who was erased the
// erasure alone; filters, and that pages hold each act once, in both orders.
TEST_F(OwedNotificationTest, OfEveryKind) {
  MakeRequest("RECTIFICATION", champion_.id(), Ago(20));
  EXPECT_EQ(Owed(), "") << "it is not answered yet";
  auto first = MakeRequest("RECTIFICATION", champion_.id(), Ago(20), true);
  MakeRequest("RECTIFICATION", champion_.id(), Ago(2), true);
  EXPECT_EQ(Owed(), "RECTIFICATION RECTIFICATION ");
  ASSERT_TRUE(Tell("RECTIFICATION", "recipient: 'A provider' told_on: " + Quoted(today_) +
                                        "subject_request: " + Quoted(first))
                  .ok());
  EXPECT_EQ(Owed(), "RECTIFICATION ") << "it names the other";
  ASSERT_TRUE(TellOn("RECTIFICATION", Ago(3)).ok());
  EXPECT_EQ(Owed(), "RECTIFICATION ") << "before it was asked for";
  MakeRequest("ERASURE", champion_.id(), Ago(2), true);
  ASSERT_TRUE(Restrict().ok());
  ASSERT_TRUE(Restrict(nullptr, "", "UNLAWFUL").ok());
  ASSERT_TRUE(TellOn("RESTRICTION", today_).ok());
  ASSERT_TRUE(
      Lift(SqlValue("select id from champion_restriction where ground = 'UNLAWFUL'"), today_).ok());
  ASSERT_TRUE(Restrict(nullptr, "", "ACCURACY_CONTESTED").ok());
  Backdate("created_at", 7);
  EXPECT_EQ(Owed("acts: [NOTIFIABLE_ACT_RECTIFICATION, NOTIFIABLE_ACT_RESTRICTION]"),
            "RECTIFICATION ");
  Sql("update champion_restriction set created_at = clock_timestamp() where ground = "
      "'ACCURACY_CONTESTED'");
  EXPECT_EQ(Owed("acts: [NOTIFIABLE_ACT_RESTRICTION]"), "RESTRICTION ");
  for (const char* order : {"", "acted_on desc"}) {
    std::multiset<std::string> all;
    std::string token;
    do {
      v1::ListOwedNotificationsResponse page;
      ASSERT_TRUE(
          Ask(&Rights::ListOwedNotifications,
              "page_size: 1 order_by: '" + std::string(order) + "' page_token: '" + token + "'",
              &page)
              .ok());
      for (const auto& owed : page.owed_notifications()) {
        all.insert(v1::NotifiableAct_Name(owed.act()));
      }
      token = page.next_page_token();
    } while (!token.empty());
    EXPECT_EQ(all, (std::multiset<std::string>{"NOTIFIABLE_ACT_RECTIFICATION",
                                               "NOTIFIABLE_ACT_RESTRICTION",
                                               "NOTIFIABLE_ACT_RESTRICTION_LIFTED"}))
        << order;
  }
  ASSERT_TRUE(Ask(&Stub::EraseChampion, Of() + "reason: 'asked'").ok());
  EXPECT_EQ(Owed(), "ERASURE ");
  ASSERT_TRUE(NotTell("ERASURE", "NOT_DISCLOSED").ok());
  EXPECT_EQ(Owed(), "");
}

// Shows that what was told of one record of a person answers the acts of all of them, for as long
// as they are one.
TEST_F(OwedNotificationTest, MergedRecordsAreOnePerson) {
  auto duplicate = MakeCanary("C2");
  ASSERT_TRUE(Ask(&Stub::MergeChampions, "survivor: " + Quoted(champion_.id()) + "duplicate: " +
                                             Quoted(duplicate.id()) + "reason: 'entered twice'")
                  .ok());
  auto survivor = champion_;
  champion_ = duplicate;
  ASSERT_TRUE(Restrict().ok());
  EXPECT_EQ(Owed(), "RESTRICTION ");
  champion_ = survivor;
  ASSERT_TRUE(TellOn("RESTRICTION", today_).ok());
  EXPECT_EQ(Owed(), "");
  ASSERT_TRUE(Ask(&Stub::EraseChampion, Of() + "reason: 'asked'").ok());
  EXPECT_EQ(Owed(), "ERASURE ERASURE ") << "of each record";
  ASSERT_TRUE(TellOn("ERASURE", today_).ok());
  EXPECT_EQ(Owed(), "");
  ASSERT_TRUE(
      Ask(&Stub::UnmergeChampion, "duplicate: " + Quoted(duplicate.id()) + "reason: 'two people'")
          .ok());
  EXPECT_EQ(Owed(), "ERASURE ") << "of the other person nothing was recorded";
}

}  // namespace
}  // namespace champions::test
