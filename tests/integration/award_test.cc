#include "integration/funding_fixture.h"

namespace champions::test {
namespace {

class AwardTest : public FundingFixture {
 protected:
  void SetUp() override {
    FundingFixture::SetUp();
    ASSERT_TRUE(CreateFund("F", 1000).ok());
  }
};

// Shows that every field survives offer, get and list.
TEST_F(AwardTest, KeepsEveryField) {
  auto award = Drawn("F", 250);
  award.set_external_id("G-1");
  award.set_starts_on("2024-07-02");
  award.set_ends_on("2025-07-01");
  ASSERT_TRUE(Offer(award).ok());
  auto got = GetAward(award_.id());
  EXPECT_EQ(got.SerializeAsString(), award_.SerializeAsString());
  v1::ListAwardsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListAwards, {}, &listed).ok());
  ASSERT_EQ(listed.awards_size(), 1);
  EXPECT_EQ(listed.awards(0).SerializeAsString(), got.SerializeAsString());
  award.set_id(got.id());
  award.set_state(v1::AWARD_STATE_OFFERED);
  award.set_etag(got.etag());
  *award.mutable_create_time() = got.create_time();
  *award.mutable_update_time() = got.update_time();
  EXPECT_EQ(got.SerializeAsString(), award.SerializeAsString());
}

// Shows every verb in every state: what the table allows happens and counts as the state says, the
// rest is refused with the verbs that are allowed, and changes nothing.
TEST_F(AwardTest, VerbsFollowTheStateMachine) {
  using Names = std::vector<std::string>;
  const std::map<std::string, std::map<std::string, std::string>> table = {
      {"OFFERED", {{"ActivateAward", "ACTIVE"}, {"WithdrawAward", "WITHDRAWN"}}},
      {"ACTIVE",
       {{"SuspendAward", "SUSPENDED"},
        {"CompleteAward", "COMPLETED"},
        {"WithdrawAward", "WITHDRAWN"}}},
      {"SUSPENDED", {{"ActivateAward", "ACTIVE"}, {"WithdrawAward", "WITHDRAWN"}}},
      {"COMPLETED", {}},
      {"WITHDRAWN", {}}};
  const std::map<std::string, Names> paths = {{"OFFERED", {}},
                                              {"ACTIVE", {"ActivateAward"}},
                                              {"SUSPENDED", {"ActivateAward", "SuspendAward"}},
                                              {"COMPLETED", {"ActivateAward", "CompleteAward"}},
                                              {"WITHDRAWN", {"WithdrawAward"}}};
  auto apply = [&](const std::string& verb, const std::string& id) {
    if (verb == "ActivateAward") return Activate(id);
    if (verb == "SuspendAward") return Suspend(id);
    if (verb == "CompleteAward") return Complete(id);
    return Withdraw(id);
  };
  int64_t counted = 0;
  for (const auto& [state, allowed] : table) {
    for (std::string verb : {"ActivateAward", "SuspendAward", "CompleteAward", "WithdrawAward"}) {
      SCOPED_TRACE(verb + " of " + state);
      ASSERT_TRUE(Offer(Drawn("F", 7)).ok());
      auto id = award_.id();
      for (const auto& step : paths.at(state)) ASSERT_TRUE(apply(step, id).ok());
      auto outcome = apply(verb, id);
      auto expected = allowed.count(verb) ? allowed.at(verb) : state;
      EXPECT_EQ(v1::AwardState_Name(GetAward(id).state()), "AWARD_STATE_" + expected);
      if (allowed.count(verb)) {
        EXPECT_TRUE(outcome.ok()) << outcome;
      } else {
        EXPECT_EQ(outcome.code, grpc::FAILED_PRECONDITION);
        EXPECT_EQ(outcome.reason, "TRANSITION_NOT_ALLOWED");
        for (const auto& [name, to] : allowed) {
          EXPECT_NE(outcome.message.find(name, outcome.message.find("which allows")),
                    std::string::npos)
              << outcome;
        }
      }
      if (expected == "ACTIVE" || expected == "COMPLETED") counted += 7;
      EXPECT_EQ(Counted("awarded_pence", "2024-07-01", "HES"), std::to_string(counted));
    }
  }
}

// Shows that a change of amount, day or programme moves an award's figure by new entries, with its
// payments, which count under its programme, and that an award only offered counts nothing.
TEST_F(AwardTest, ChangesMoveTheFigures) {
  ASSERT_TRUE(Offer(Drawn("F", 300)).ok());
  auto id = award_.id();
  EXPECT_EQ(SqlValue("select count(*) from ledger_entry"), "0");
  ASSERT_TRUE(Activate(id).ok());
  ASSERT_TRUE(Pay(id, 50).ok());
  EXPECT_EQ(Counted("awarded_pence", "2024-07-01", "HES"), "300");
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "HES"), "50");
  ASSERT_TRUE(SetAmount(id, 450).ok());
  EXPECT_EQ(Counted("awarded_pence", "2024-07-01", "HES"), "450");
  v1::Award change;
  change.set_id(id);
  change.set_programme("MENTAL");
  change.set_awarded_on("2024-06-30");
  ASSERT_TRUE(UpdateAward(change, {"programme", "awarded_on"}).ok());
  EXPECT_EQ(award_.amount_pence(), 450);
  EXPECT_EQ(award_.paid_pence(), 50);
  EXPECT_EQ(Counted("awarded_pence", "2024-07-01", "HES"), "0");
  EXPECT_EQ(Counted("awarded_pence", "2024-04-01", "MENTAL"), "450");
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "HES"), "0");
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "MENTAL"), "50");
  EXPECT_EQ(SqlValue("select count(*) from ledger_entry"), "7");
  change.set_title("A name moves nothing");
  ASSERT_TRUE(UpdateAward(change, {"title"}).ok());
  EXPECT_EQ(SqlValue("select count(*) from ledger_entry"), "7");
}

// Shows that references must exist, that a period does not end before it starts, and that an offer
// made already is called that even where the fund could not pay it twice.
TEST_F(AwardTest, OffersAreChecked) {
  auto award = Drawn("F", 900);
  award.set_external_id("G-1");
  auto with = [&](auto change) {
    auto changed = award;
    change(changed);
    return Offer(changed);
  };
  EXPECT_EQ(with([](auto& a) { a.set_fund("NONE"); }).message,
            "award.fund: there is no fund 'NONE'");
  EXPECT_EQ(with([](auto& a) { a.set_programme("NONE"); }).message,
            "award.programme: there is no programme 'NONE'");
  EXPECT_EQ(with([](auto& a) { a.set_organisation("NONE"); }).message,
            "award.organisation: there is no organisation 'NONE'");
  auto backwards = with([](auto& a) {
    a.set_starts_on("2024-07-02");
    a.set_ends_on("2024-07-01");
  });
  ASSERT_EQ(backwards.fields.size(), 1u) << backwards;
  EXPECT_EQ(backwards.fields[0].first, "award.ends_on");
  ASSERT_TRUE(Offer(award).ok());
  EXPECT_EQ(Offer(award).message, "there is already an award 'G-1'");
  award.set_organisation("OTHER");
  award.set_amount_pence(1);
  EXPECT_TRUE(Offer(award).ok());
}

// Shows that a coordinator reads its own organisation's awards alone, that a foreign one looks like
// a missing one, and that it writes none.
TEST_F(AwardTest, CoordinatorsReadTheirOwn) {
  ASSERT_TRUE(Offer(Drawn("F", 1)).ok());
  auto own = award_.id();
  auto drawn = Drawn("F", 2);
  drawn.set_organisation("OTHER");
  ASSERT_TRUE(Offer(drawn).ok());
  auto foreign = award_.id();
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  v1::ListAwardsResponse listed;
  ASSERT_TRUE(As(coordinator, &Stub::ListAwards, {}, &listed).ok());
  ASSERT_EQ(listed.awards_size(), 1);
  EXPECT_EQ(listed.awards(0).id(), own);
  for (const auto& id : {foreign, std::string(kMissing)}) {
    v1::GetAwardRequest get;
    get.set_id(id);
    v1::GetAwardResponse got;
    EXPECT_EQ(As(coordinator, &Stub::GetAward, get, &got).message,
              "there is no award '" + id + "'");
  }
  EXPECT_EQ(Withdraw(kMissing).code, grpc::NOT_FOUND);
  v1::ActivateAwardRequest activate;
  activate.set_id(own);
  v1::ActivateAwardResponse ignored;
  EXPECT_EQ(As(coordinator, &Stub::ActivateAward, activate, &ignored).code,
            grpc::PERMISSION_DENIED);
  EXPECT_EQ(As(MakeKey(auth::Role::kPartner, {"OWN"}), &Stub::ListAwards, {}, &listed).code,
            grpc::PERMISSION_DENIED);
}

// Shows that filters by fund, programme, organisation and state leave out the rest, page by page.
TEST_F(AwardTest, ListsFilterAndPage) {
  ASSERT_TRUE(CreateFund("G", 1000).ok());
  for (int day = 1; day <= 5; ++day) {
    auto award = Drawn(day == 1 ? "G" : "F", 10);
    award.set_external_id(std::to_string(day));
    award.set_awarded_on("2024-07-0" + std::to_string(day));
    if (day == 2) award.set_programme("MENTAL");
    if (day == 3) award.set_organisation("OTHER");
    ASSERT_TRUE(Offer(award).ok());
    if (day >= 4) {
      ASSERT_TRUE(Activate(award_.id()).ok());
    }
    if (day == 5) {
      ASSERT_TRUE(Suspend(award_.id()).ok());
    }
  }
  auto list = [&](v1::ListAwardsRequest request) {
    std::string ids;
    request.set_page_size(2);
    request.set_order_by("awarded_on desc");
    do {
      v1::ListAwardsResponse page;
      auto outcome = As(admin, &Stub::ListAwards, request, &page);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& award : page.awards()) ids += award.external_id();
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  v1::ListAwardsRequest request;
  EXPECT_EQ(list(request), "54321");
  request.set_fund("F");
  EXPECT_EQ(list(request), "5432");
  request.set_programme("HES");
  EXPECT_EQ(list(request), "543");
  request.set_organisation("OWN");
  EXPECT_EQ(list(request), "54");
  request.add_states(v1::AWARD_STATE_ACTIVE);
  EXPECT_EQ(list(request), "4");
  request.add_states(v1::AWARD_STATE_SUSPENDED);
  EXPECT_EQ(list(request), "54");
}

// Shows that an update leaves what its mask does not name, and refuses a stale etag and fields that
// cannot be changed.
TEST_F(AwardTest, UpdatesFollowMaskAndEtag) {
  ASSERT_TRUE(Offer(Drawn("F", 10)).ok());
  auto offered = award_;
  auto change = offered;
  change.set_title("New title");
  change.set_amount_pence(999);
  ASSERT_TRUE(UpdateAward(change, {"title"}).ok());
  EXPECT_EQ(award_.title(), "New title");
  EXPECT_EQ(award_.amount_pence(), 10);
  EXPECT_EQ(UpdateAward(offered, {"title"}).reason, "ETAG_MISMATCH");
  change.set_etag(award_.etag());
  for (auto* path : {"fund", "organisation", "external_id", "state", "paid_pence"}) {
    EXPECT_EQ(UpdateAward(change, {path}).code, grpc::INVALID_ARGUMENT) << path;
  }
}

}  // namespace
}  // namespace champions::test
