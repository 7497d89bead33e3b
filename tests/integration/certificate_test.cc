#include "support/training_fixture.h"

namespace champions::test {
namespace {

class CertificateTest : public TrainingFixture {
 protected:
  void SetUp() override {
    TrainingFixture::SetUp();
    MakeOrganisation("ORG");
    MakeOrganisation("OTHER");
    ASSERT_TRUE(CreateCourse("YEARLY", {}, 12).ok());
    ASSERT_TRUE(CreateCourse("MONTHLY", {}, 1).ok());
    ASSERT_TRUE(CreateCourse("EVER").ok());
    champion = MakeChampion("ORG");
  }
  // Each page's certificates as "course completed-expires", pages ended by "|".
  std::string List(v1::ListCertificatesRequest request, int page_size = 50) {
    request.set_page_size(page_size);
    std::string found;
    do {
      v1::ListCertificatesResponse page;
      auto outcome = As(admin, &Stub::ListCertificates, request, &page);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& one : page.certificates()) {
        found += one.course() + " " + one.completed_on() + ">" + one.expires_on() + ", ";
      }
      found += "|";
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return found;
  }
  void Complete(const std::string& who, const std::string& code, const std::string& on,
                const std::string& certificate = "") {
    auto outcome = Record(who, code, on, v1::TRAINING_OUTCOME_COMPLETED, "", certificate);
    ASSERT_TRUE(outcome.ok()) << outcome;
  }
  std::string champion;
};

// Shows that the latest completion alone is shown, also when a later try failed; that it expires by
// the course's months, at a month's end too; and that 0 months is for ever.
TEST_F(CertificateTest, LatestCompletionExpiresByItsCourse) {
  Complete(champion, "YEARLY", "2022-05-01", "old");
  Complete(champion, "YEARLY", "2024-02-29", "new");
  auto newest = record;
  ASSERT_TRUE(Record(champion, "YEARLY", "2024-08-01", v1::TRAINING_OUTCOME_FAILED).ok());
  Complete(champion, "MONTHLY", "2024-01-31");
  Complete(champion, "EVER", "2001-01-01");
  ASSERT_TRUE(Record(champion, "EVER", "2002-01-01", v1::TRAINING_OUTCOME_BOOKED).ok());
  EXPECT_EQ(List({}),
            "MONTHLY 2024-01-31>2024-02-29, YEARLY 2024-02-29>2025-02-28, EVER 2001-01-01>, |");
  v1::ListCertificatesRequest request;
  request.set_course("YEARLY");
  v1::ListCertificatesResponse response;
  ASSERT_TRUE(As(admin, &Stub::ListCertificates, request, &response).ok());
  ASSERT_EQ(response.certificates_size(), 1);
  EXPECT_EQ(response.certificates(0).training_record(), newest.id());
  EXPECT_EQ(response.certificates(0).champion(), champion);
  EXPECT_EQ(response.certificates(0).organisation(), "ORG");
  EXPECT_EQ(response.certificates(0).certificate(), "new");
  // Without the newest the one before it is the latest again.
  ASSERT_TRUE(Withdraw(newest.id()).ok());
  EXPECT_EQ(List(request), "YEARLY 2022-05-01>2023-05-01, |");
}

// Shows each filter; `expires_before` leaves out the day itself and what never expires.
TEST_F(CertificateTest, FiltersHold) {
  auto other = MakeChampion("OTHER");
  Complete(champion, "YEARLY", "2023-01-01");
  Complete(champion, "EVER", "2023-01-01");
  Complete(other, "YEARLY", "2023-01-02");
  v1::ListCertificatesRequest request;
  request.set_expires_before("2024-01-02");
  EXPECT_EQ(List(request), "YEARLY 2023-01-01>2024-01-01, |");
  request.set_expires_before("2024-01-01");
  EXPECT_EQ(List(request), "|");
  request.Clear();
  request.set_organisation("OTHER");
  EXPECT_EQ(List(request), "YEARLY 2023-01-02>2024-01-02, |");
  request.Clear();
  request.set_champion(champion);
  EXPECT_EQ(List(request), "YEARLY 2023-01-01>2024-01-01, EVER 2023-01-01>, |");
}

// Shows that pages hold every certificate once in both directions, ties and those that never
// expire included.
TEST_F(CertificateTest, PagesHoldEverythingOnce) {
  for (int i = 0; i < 3; ++i) {
    auto one = MakeChampion(i == 1 ? "OTHER" : "ORG");
    Complete(one, "YEARLY", "2023-01-01");
    Complete(one, "EVER", "2023-01-01");
  }
  v1::ListCertificatesRequest request;
  std::string year = "YEARLY 2023-01-01>2024-01-01, ", ever = "EVER 2023-01-01>, ";
  EXPECT_EQ(List(request, 2), year + year + "|" + year + ever + "|" + ever + ever + "|");
  request.set_order_by("expires_on desc");
  EXPECT_EQ(List(request, 4), ever + ever + ever + year + "|" + year + year + "|");
  request.set_order_by("champion");
  v1::ListCertificatesResponse response;
  auto outcome = As(admin, &Stub::ListCertificates, request, &response);
  EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace champions::test
