#include "base/limits.h"
#include "champions/v1/organisation_service.pb.h"
#include "support/any_call.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

class MessageSizeTest : public ServerTest {
 protected:
  // The outcome of a request of so many bytes: a page token that is far too long.
  Outcome Send(size_t bytes) {
    v1::ListOrganisationsRequest request;
    request.set_page_token("x");
    while (request.ByteSizeLong() != bytes) {
      request.mutable_page_token()->resize(
          request.page_token().size() + bytes - request.ByteSizeLong(), 'x');
    }
    grpc::ClientContext context;
    Prepare(context, admin);
    return CallAny(channel_, context, "/champions.v1.OrganisationService/ListOrganisations",
                   {request.SerializeAsString()})
        .outcome;
  }
};

// Shows that a message of the size limit is read, and refused for its field alone, and that one of
// a byte more is refused before it is read.
TEST_F(MessageSizeTest, ALongerMessageIsNotRead) {
  auto longest = Send(kMaxRequestBytes);
  EXPECT_EQ(longest.code, grpc::INVALID_ARGUMENT) << longest;
  ASSERT_EQ(longest.fields.size(), 1u);
  EXPECT_EQ(longest.fields[0].first, "page_token");
  EXPECT_EQ(Send(kMaxRequestBytes + 1).code, grpc::RESOURCE_EXHAUSTED);
}

}  // namespace
}  // namespace champions::test
