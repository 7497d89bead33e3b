// Activities made through the API, for the tests of each side of them.
#pragma once

#include "champions/v1/activity_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {

class ActivityFixture : public ServerTest {
 protected:
  using Stub = v1::ActivityService::Stub;

  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"LEAD", "NEIGHBOUR", "OTHER"}) MakeOrganisation(code);
    for (auto* code : {"HES", "MENTAL"}) MakeProgramme(code);
  }

  // 2024-07-01 00:30 in London, which is on summer time: 30 June in UTC.
  static constexpr int64_t kHalfPastMidnight = 1719790200;

  static v1::Activity Drawn(const std::string& external_id = "") {
    v1::Activity activity;
    activity.set_external_id(external_id);
    activity.set_organisation("LEAD");
    activity.set_programme("HES");
    activity.set_name("Blood pressure at the market");
    activity.set_kind(v1::ACTIVITY_KIND_HEALTH_CHECK);
    activity.mutable_starts_at()->set_seconds(kHalfPastMidnight);
    return activity;
  }
  Outcome Create(const v1::Activity& activity, const std::string& token) {
    v1::CreateActivityRequest request;
    *request.mutable_activity() = activity;
    v1::CreateActivityResponse response;
    auto outcome = As(token, &Stub::CreateActivity, request, &response);
    created_ = response.activity();
    return outcome;
  }
  Outcome Create(const v1::Activity& activity) { return Create(activity, admin); }
  Outcome Update(const v1::Activity& activity, const std::vector<std::string>& paths) {
    v1::UpdateActivityRequest request;
    *request.mutable_activity() = activity;
    for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
    v1::UpdateActivityResponse response;
    auto outcome = As(admin, &Stub::UpdateActivity, request, &response);
    updated_ = response.activity();
    return outcome;
  }
  Outcome Cancel(const std::string& id, const std::string& etag = "") {
    v1::CancelActivityRequest request;
    request.set_id(id);
    request.set_etag(etag);
    v1::CancelActivityResponse response;
    return As(admin, &Stub::CancelActivity, request, &response);
  }
  Outcome Reinstate(const std::string& id) {
    v1::ReinstateActivityRequest request;
    request.set_id(id);
    v1::ReinstateActivityResponse response;
    return As(admin, &Stub::ReinstateActivity, request, &response);
  }
  Outcome Get(const std::string& id, const std::string& token) {
    v1::GetActivityRequest request;
    request.set_id(id);
    v1::GetActivityResponse response;
    auto outcome = As(token, &Stub::GetActivity, request, &response);
    got_ = response.activity();
    return outcome;
  }
  // The figure of a quarter (its first day) and programme.
  std::string Counted(const std::string& quarter, const std::string& programme) {
    return SqlValue(
        "select coalesce(sum(activities), 0) from rollup join programme p on p.id = programme_id"
        " where quarter = '" +
        quarter + "' and p.code = '" + programme + "'");
  }
  std::string MakeAward(const std::string& organisation) {
    Sql("insert into fund (code, name, budget_pence) values ('F', 'F', 100) on conflict do "
        "nothing");
    return SqlValue(
        "insert into award (organisation_id, fund_id, programme_id, title, amount_pence, "
        "awarded_on)"
        " select o.id, f.id, p.id, 't', 1, '2024-01-01' from organisation o, fund f, programme p"
        " where o.code = '" +
        organisation + "' and p.code = 'HES' returning id");
  }

  v1::Activity created_, updated_, got_;
};

}  // namespace champions::test
