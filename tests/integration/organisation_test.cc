#include "champions/v1/organisation_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::OrganisationService::Stub;

class OrganisationTest : public ServerTest {
 protected:
  Outcome Create(const std::string& code, const std::string& request_id = "") {
    v1::CreateOrganisationRequest request;
    request.mutable_organisation()->set_code(code);
    request.mutable_organisation()->set_name("Name of " + code);
    request.set_request_id(request_id);
    return As(admin, &Stub::CreateOrganisation, request, &created_);
  }
  v1::CreateOrganisationResponse created_;
};

// Shows that an organisation survives create, get, list and update, and that an update touches only
// what its mask names.
TEST_F(OrganisationTest, LivesThroughItsMethods) {
  ASSERT_TRUE(Create("VAH").ok());
  v1::UpdateOrganisationRequest update;
  update.mutable_organisation()->set_code("VAH");
  update.mutable_organisation()->add_communities("Ghanaian; \"quoted\", \\ and, commas");
  update.mutable_organisation()->set_name("not in the mask");
  update.mutable_update_mask()->add_paths("communities");
  v1::UpdateOrganisationResponse updated;
  ASSERT_TRUE(As(admin, &Stub::UpdateOrganisation, update, &updated).ok());
  v1::GetOrganisationRequest get;
  get.set_code("VAH");
  v1::GetOrganisationResponse got;
  ASSERT_TRUE(As(admin, &Stub::GetOrganisation, get, &got).ok());
  EXPECT_EQ(got.organisation().name(), "Name of VAH");
  ASSERT_EQ(got.organisation().communities_size(), 1);
  EXPECT_EQ(got.organisation().communities(0), "Ghanaian; \"quoted\", \\ and, commas");
  EXPECT_EQ(got.organisation().etag(), updated.organisation().etag());
  EXPECT_NE(got.organisation().etag(), created_.organisation().etag());
}

// Shows that a retry with the same request_id gets the first answer, and another body is refused.
TEST_F(OrganisationTest, RetriesAreAnsweredOnce) {
  std::string id = NewRequestId();
  ASSERT_TRUE(Create("VAH", id).ok());
  auto first = created_.SerializeAsString();
  ASSERT_TRUE(Create("VAH", id).ok());
  EXPECT_EQ(created_.SerializeAsString(), first);
  auto reused = Create("OTHER", id);
  EXPECT_EQ(reused.code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(reused.reason, "REQUEST_ID_REUSED");
  auto taken = Create("VAH");
  EXPECT_EQ(taken.code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(taken.reason, "ALREADY_EXISTS");
}

// Shows that a coordinator sees its own organisation alone, and that a foreign one and a missing
// one cannot be told apart.
TEST_F(OrganisationTest, ForeignAndMissingLookTheSame) {
  ASSERT_TRUE(Create("OWN").ok());
  ASSERT_TRUE(Create("FOREIGN").ok());
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  v1::ListOrganisationsResponse listed;
  ASSERT_TRUE(As(coordinator, &Stub::ListOrganisations, {}, &listed).ok());
  ASSERT_EQ(listed.organisations_size(), 1);
  EXPECT_EQ(listed.organisations(0).code(), "OWN");
  v1::GetOrganisationRequest get;
  v1::GetOrganisationResponse got;
  get.set_code("FOREIGN");
  auto foreign = As(coordinator, &Stub::GetOrganisation, get, &got);
  get.set_code("MISSING");
  auto missing = As(coordinator, &Stub::GetOrganisation, get, &got);
  EXPECT_EQ(foreign.code, grpc::NOT_FOUND);
  EXPECT_EQ(missing.code, grpc::NOT_FOUND);
  EXPECT_EQ(foreign.reason, missing.reason);
  EXPECT_EQ(foreign.message, "there is no organisation 'FOREIGN'");
  EXPECT_EQ(missing.message, "there is no organisation 'MISSING'");
}

// Shows that pages hold every organisation once, in order, and that a token is bound to its order.
TEST_F(OrganisationTest, PagesHoldEverythingOnce) {
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(Create("ORG-" + std::to_string(i)).ok());
  v1::ListOrganisationsRequest request;
  request.set_page_size(3);
  request.set_order_by("code desc");
  std::string codes;
  v1::ListOrganisationsResponse page;
  do {
    page.Clear();
    ASSERT_TRUE(As(admin, &Stub::ListOrganisations, request, &page).ok());
    for (const auto& organisation : page.organisations()) codes += organisation.code().substr(4);
    request.set_page_token(page.next_page_token());
    if (request.page_token().empty()) break;
    auto other = request;
    other.set_order_by("name");
    v1::ListOrganisationsResponse ignored;
    EXPECT_EQ(As(admin, &Stub::ListOrganisations, other, &ignored).code, grpc::INVALID_ARGUMENT);
  } while (true);
  EXPECT_EQ(codes, "6543210");
}

}  // namespace
}  // namespace champions::test
