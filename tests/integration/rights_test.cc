// Champions' rights over the processing of their data, by whatever way it is tried.

#include "integration/rights_fixture.h"

namespace champions::test {
namespace {

class RightsTest : public RightsFixture {};

// Shows that withdrawing consent deletes equality answers with their earlier versions and the
// answers kept for retries, that more are refused by API, import and SQL with the field named, that
// undoing an import brings none back, and that only a consent given since allows them again.
TEST_F(RightsTest, WithdrawnConsentToEqualityMonitoring) {
  ASSERT_TRUE(Consent("EQUALITY_MONITORING", "2024-03-01").ok());
  auto import = Upload({"champions.csv", Row("ro,A,35-44,1")});
  ASSERT_EQ(import.state(), v1::IMPORT_STATE_APPLIED) << Errors(import);
  ASSERT_TRUE(Change("gender", "2").ok());
  EXPECT_NE(Traces(), "0 0 0");
  auto before = Totals();
  v1::WithdrawChampionConsentResponse withdrawn;
  ASSERT_TRUE(Withdraw("EQUALITY_MONITORING", "withdrawn_on: '2024-06-01'", &withdrawn).ok());
  EXPECT_TRUE(withdrawn.champion_basis().refused());
  EXPECT_FALSE(withdrawn.champion_basis().erasure_due());
  EXPECT_EQ(Traces(), "0 0 0");
  EXPECT_EQ(GetOwn().gender() + GetOwn().age_band(), "");
  EXPECT_EQ(Get(champion_.id()).family_name(), "Canaryfamily");
  EXPECT_EQ(Totals(), before);
  EXPECT_EQ(Withdraw("EQUALITY_MONITORING").reason, "NO_CONSENT");

  auto refused = Change("age_band", "35-44");
  EXPECT_EQ(refused.reason, "PURPOSE_REFUSED") << refused;
  EXPECT_EQ(FieldsOf(refused), "champion.age_band ");
  EXPECT_EQ(Errors(Upload({"champions.csv", Row("ro,,35-44,")})),
            "champions.csv:2:languages champions.csv:2:age_band ");
  EXPECT_EQ(Upload({"champions.csv", Row()}).state(), v1::IMPORT_STATE_APPLIED);
  EXPECT_EQ(AsApp("insert into champion_equality (organisation_id, champion_id, gender) select "
                  "organisation_id, id, '1' from champion"),
            "CH004");
  v1::UndoImportResponse undone;
  Ask(&v1::ImportService::Stub::UndoImport, "id: " + Quoted(import.id()), &undone);
  EXPECT_EQ(GetOwn().gender(), "");
  EXPECT_EQ(Traces().substr(0, 4), "0 0 ");

  auto swapped = SetBasis("EQUALITY_MONITORING", "lawful_basis: LAWFUL_BASIS_PUBLIC_TASK");
  EXPECT_EQ(swapped.reason, "PURPOSE_REFUSED");
  EXPECT_EQ(FieldsOf(swapped), "champion_basis.lawful_basis ");
  auto old = Consent("EQUALITY_MONITORING", "2024-05-31");
  EXPECT_EQ(FieldsOf(old), "champion_basis.consented_on ") << old;
  ASSERT_TRUE(Consent("EQUALITY_MONITORING", "2024-06-01").ok());
  EXPECT_TRUE(Change("age_band", "35-44").ok());
}

// Shows that answers under a hold are kept until it is released, and seen by nobody meanwhile.
TEST_F(RightsTest, AHoldKeepsAnswersUnseen) {
  ASSERT_TRUE(Consent("EQUALITY_MONITORING", "2024-03-01").ok());
  ASSERT_TRUE(Ask(&Stub::HoldChampion, Of() + "reason: 'a claim'").ok());
  ASSERT_TRUE(Withdraw("EQUALITY_MONITORING").ok());
  EXPECT_EQ(Traces(), "1 0 0");
  EXPECT_EQ(GetOwn().age_band(), "");
  EXPECT_NE(Disclosed().find("25-34"), std::string::npos);
  EXPECT_EQ(AsApp("select count(*) from champion_equality"), "0");
  ASSERT_TRUE(Ask(&Stub::ReleaseChampion, Of()).ok());
  EXPECT_EQ(Traces(), "0 0 0");
}

// Shows what is refused of a basis, with the field, and that consent has to be informed.
TEST_F(RightsTest, BasesAndNotices) {
  const std::string consent = "lawful_basis: LAWFUL_BASIS_CONSENT ",
                    public_task = "lawful_basis: LAWFUL_BASIS_PUBLIC_TASK ";
  auto fields = [&](const std::string& rest) { return FieldsOf(SetBasis("CONTACT", rest)); };
  EXPECT_EQ(fields(consent),
            "champion_basis.consented_on champion_basis.consent_form "
            "champion_basis.notice ");
  EXPECT_EQ(fields(public_task + "consented_on: '2024-05-01' consent_form: 'form'"),
            "champion_basis.consented_on champion_basis.consent_form ");
  EXPECT_EQ(fields(public_task + "notice: 'N1'"), "champion_basis.informed_on ");
  EXPECT_EQ(fields(public_task + "informed_on: '2024-05-01'"), "champion_basis.informed_on ");
  EXPECT_EQ(fields(public_task + "notice: 'NONE' informed_on: '2024-05-01'"),
            "champion_basis.notice ");
  EXPECT_EQ(fields(consent + "notice: 'N1' informed_on: '2024-05-01' consented_on: '2024-04-30' "
                             "consent_form: 'told 020 7946 0000'"),
            "champion_basis.consent_form champion_basis.consented_on ");
  v1::SetChampionBasisResponse first, second;
  ASSERT_TRUE(SetBasis("CONTACT", public_task, &first).ok());
  EXPECT_EQ(SetBasis("CONTACT", public_task + "etag: '7'").reason, "ETAG_MISMATCH");
  ASSERT_TRUE(SetBasis("CONTACT",
                       public_task + "notice: 'N1' informed_on: '2024-05-01' etag: '" +
                           first.champion_basis().etag() + "'",
                       &second)
                  .ok());
  EXPECT_EQ(second.champion_basis().id(), first.champion_basis().id());
  EXPECT_EQ(SqlValue("select count(*) from record_history where kind = 'champion_basis'"), "1");
  EXPECT_EQ(Withdraw("CONTACT").reason, "NO_CONSENT");
  EXPECT_EQ(Withdraw("PUBLICITY").reason, "NO_CONSENT");

  auto notice = [&](const std::string& rest) {
    return Ask(&Rights::CreatePrivacyNotice,
               "privacy_notice { in_force_on: '2024-01-01' " + rest + " }");
  };
  EXPECT_EQ(notice("code: 'N1' url: 'https://example.org'").code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(FieldsOf(notice("code: 'N2'")), "privacy_notice.url ");
  EXPECT_EQ(FieldsOf(notice("code: 'N2' url: 'http://example.org'")), "privacy_notice.url ");
  EXPECT_EQ(FieldsOf(notice("code: 'N2' sha256: 'abc'")), "privacy_notice.sha256 ");
  EXPECT_TRUE(notice("code: 'N2' sha256: '" + std::string(64, 'A') + "'").ok());
  v1::ListPrivacyNoticesResponse listed;
  ASSERT_TRUE(Ask(&Rights::ListPrivacyNotices, "", &listed).ok());
  EXPECT_EQ(listed.privacy_notices_size(), 2);
}

// Shows what each objection does: to contact at once, to what needs a decision a restriction until
// then; upheld as a withdrawal does, overridden nothing; and to which bases there is no right.
TEST_F(RightsTest, Objections) {
  v1::RecordChampionObjectionResponse made;
  v1::DecideChampionObjectionResponse decided;
  EXPECT_FALSE(Get(champion_.id()).contact_refused());
  ASSERT_TRUE(Object("CONTACT", &made).ok());
  EXPECT_EQ(made.champion_objection().state(), v1::OBJECTION_STATE_UPHELD);
  auto refused = Get(champion_.id());
  EXPECT_TRUE(refused.contact_refused() && !refused.restricted());
  EXPECT_EQ(refused.email(), "canary@example.org") << "still held for volunteering";
  EXPECT_EQ(Object("CONTACT", &made).code, grpc::ALREADY_EXISTS);
  ASSERT_TRUE(Consent("CONTACT", today_).ok());
  EXPECT_FALSE(Get(champion_.id()).contact_refused());
  ASSERT_TRUE(Withdraw("CONTACT").ok());
  EXPECT_TRUE(Get(champion_.id()).contact_refused());

  ASSERT_TRUE(Object("PUBLICITY", &made).ok());
  EXPECT_FALSE(Get(champion_.id()).restricted());
  ASSERT_TRUE(Object("EQUALITY_MONITORING", &made).ok());
  EXPECT_EQ(made.champion_objection().state(), v1::OBJECTION_STATE_PENDING);
  EXPECT_TRUE(Get(champion_.id()).restricted());
  auto standing = SqlValue("select id from champion_restriction where lifted_at is null");
  EXPECT_EQ(Lift(standing, today_).reason, "OBJECTION_PENDING");
  ASSERT_TRUE(Decide(made.champion_objection().id(), "OVERRIDDEN").ok());
  EXPECT_EQ(GetOwn().age_band(), "25-34");
  ASSERT_TRUE(Object("EQUALITY_MONITORING", &made).ok());
  ASSERT_TRUE(Decide(made.champion_objection().id(), "UPHELD").ok());
  EXPECT_EQ(Decide(made.champion_objection().id(), "OVERRIDDEN").reason, "OBJECTION_DECIDED");
  EXPECT_EQ(Traces(), "0 0 0");
  EXPECT_FALSE(Get(champion_.id()).restricted());
  EXPECT_EQ(Change("gender", "1").reason, "PURPOSE_REFUSED");

  ASSERT_TRUE(Object("VOLUNTEERING", &made).ok());
  ASSERT_TRUE(Decide(made.champion_objection().id(), "UPHELD", &decided).ok());
  EXPECT_TRUE(decided.champion_objection().erasure_due());
  EXPECT_TRUE(Get(champion_.id()).restricted());
  standing = SqlValue("select id from champion_restriction where lifted_at is null");
  EXPECT_EQ(Lift(standing, today_).reason, "ERASURE_DUE");
  ASSERT_TRUE(Consent("VOLUNTEERING", today_).ok());
  EXPECT_EQ(Get(champion_.id()).family_name(), "Canaryfamily");
  EXPECT_EQ(Object("VOLUNTEERING", &made).reason, "NOT_OBJECTABLE");
  ASSERT_TRUE(Withdraw("VOLUNTEERING").ok());
  EXPECT_EQ(Get(champion_.id()).family_name(), "");
}

// Shows that a request of the register is named only where it is of the same champion and answered
// by such an act, and who may do what: a coordinator of their own champions, without deciding.
TEST_F(RightsTest, RequestsAndPermissions) {
  auto request = [&](const std::string& kind, const std::string& champion) {
    return SqlValue(
        "insert into subject_request (kind, received_on, champion_id, summary, due_on, "
        "clock_runs) values ('" +
        kind + "', '2024-05-01', '" + champion +
        "', 'A request', '2024-06-03', true) returning id");
  };
  auto other = MakeCanary("C2").id();
  auto named = [&](const std::string& id) { return "subject_request: " + Quoted(id); };
  auto foreign = Restrict(nullptr, named(request("RESTRICTION", other)));
  EXPECT_EQ(foreign.code, grpc::NOT_FOUND) << foreign;
  EXPECT_EQ(FieldsOf(foreign), "subject_request ");
  EXPECT_EQ(FieldsOf(Restrict(nullptr, named(request("ACCESS", champion_.id())))),
            "subject_request ");
  v1::RestrictChampionResponse restricted;
  auto good = request("RESTRICTION", champion_.id());
  ASSERT_TRUE(Restrict(&restricted, named(good)).ok());
  EXPECT_EQ(restricted.champion_restriction().subject_request(), good);
  EXPECT_EQ(FieldsOf(Restrict(nullptr, "", "ERASURE_DUE")), "ground ");

  MakeOrganisation("OTHER");
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OTHER"});
  auto own = MakeKey(auth::Role::kCoordinator, {"OWN"});
  auto object = Of() + "purpose: CHAMPION_PURPOSE_CONTACT";
  EXPECT_EQ(Ask(&Rights::RecordChampionObjection, object, {}, coordinator).code, grpc::NOT_FOUND);
  EXPECT_TRUE(Ask(&Rights::RecordChampionObjection, object, {}, own).ok());
  EXPECT_EQ(Ask(&Rights::RestrictChampion, Of() + "ground: RESTRICTION_GROUND_UNLAWFUL reason: 'x'",
                {}, own)
                .code,
            grpc::PERMISSION_DENIED);
  v1::ListChampionRestrictionsResponse listed;
  ASSERT_TRUE(Ask(&Rights::ListChampionRestrictions, "standing: true", &listed, own).ok());
  EXPECT_EQ(listed.champion_restrictions_size(), 1);
  ASSERT_TRUE(Ask(&Rights::ListChampionRestrictions, "", &listed, coordinator).ok());
  EXPECT_EQ(listed.champion_restrictions_size(), 0);
  EXPECT_EQ(
      SqlValue("select string_agg(distinct array_to_string(fields, ','), ' ') from "
               "audit_event where method like 'RightsService/%' and object_kind = 'champion'"),
      "objection restriction");
}

// Shows every right from the command line, and a refusal's exit status.
TEST_F(RightsTest, FromTheCommandLine) {
  auto run = [&](const std::string& words, int status, const std::string& shown = "") {
    auto [text, exit] = Run(words);
    EXPECT_EQ(exit, status) << words << "\n" << text;
    EXPECT_NE(text.find(shown), std::string::npos) << words << "\n" << text;
  };
  const auto& id = champion_.id();
  run("notice add --code N2 --in-force-on 2024-02-01 --url https://example.org/n2", 0);
  run("notice list -o csv", 0, "N2,2024-02-01");
  run("notice get N2 -o json", 0, "https://example.org/n2");
  run("champion basis " + id +
          " --purpose EQUALITY_MONITORING --lawful-basis CONSENT --notice N2 --informed-on "
          "2024-03-01 --consented-on 2024-03-01 --consent-form form",
      0);
  run("champion withdraw-consent " + id + " --purpose EQUALITY_MONITORING", 0);
  run("champion withdraw-consent " + id + " --purpose EQUALITY_MONITORING", 6, "NO_CONSENT");
  run("champion bases --champion " + id + " -o json", 0, "\"refused\":true");
  run("champion restrict " + id + " --ground LEGAL_CLAIM --reason 'a claim'", 0);
  run("champion update " + id + " --family-name Other", 6, "restricted");
  run("champion list -o csv", 0, ",true,false");
  auto restriction = SqlValue("select id from champion_restriction");
  run("champion lift-restriction " + restriction + " --told-on " + today_ + " --reason settled", 0);
  run("champion restrictions -o csv", 0, restriction);
  run("champion object " + id + " --purpose PUBLICITY", 0);
  auto objection = SqlValue("select id from champion_objection");
  run("champion decide-objection " + objection + " --decision UPHELD --told-on " + today_ +
          " --reason weighed",
      0);
  run("champion objections -o csv", 0, "UPHELD");
}

// Shows that the person is told all of this, and that an erasure takes the words and keeps that it
// was recorded.
TEST_F(RightsTest, DisclosureAndErasure) {
  ASSERT_TRUE(Consent("VOLUNTEERING", "2024-03-01").ok());
  ASSERT_TRUE(Consent("VOLUNTEERING", "2024-03-02").ok());
  v1::RecordChampionObjectionResponse made;
  ASSERT_TRUE(Object("PUBLICITY", &made).ok());
  ASSERT_TRUE(Decide(made.champion_objection().id(), "UPHELD").ok());
  ASSERT_TRUE(Withdraw("VOLUNTEERING").ok());
  ASSERT_TRUE(Restrict().ok());
  auto disclosed = Disclosed();
  for (const char* word :
       {"paper form", "https://example.org/n1", "2024-03-01", "weighed", "a claim", "ERASURE_DUE",
        "Lawful bases", "Restrictions", "Objections"}) {
    EXPECT_NE(disclosed.find(word), std::string::npos) << word;
  }
  auto before = Totals();
  ASSERT_TRUE(Ask(&Stub::EraseChampion, Of() + "reason: 'asked'").ok());
  for (const char* word : {"paper form", "weighed", "a claim"}) {
    for (const char* table :
         {"champion_basis", "champion_restriction", "champion_objection", "record_history"}) {
      EXPECT_EQ(SqlValue(std::string("select count(*) from ") + table + " t where t::text like '%" +
                         word + "%'"),
                "0")
          << table << " " << word;
    }
  }
  EXPECT_EQ(SqlValue("select count(*) from champion_restriction where lifted_at is null"), "0");
  EXPECT_EQ(SqlValue("select lawful_basis || ' ' || consented_on from champion_basis"),
            "CONSENT 2024-03-02");
  v1::ListChampionBasesResponse listed;
  ASSERT_TRUE(Ask(&Rights::ListChampionBases, Of(), &listed).ok());
  ASSERT_EQ(listed.champion_bases_size(), 1);
  EXPECT_FALSE(listed.champion_bases(0).erasure_due());
  EXPECT_EQ(Consent("VOLUNTEERING", today_).reason, "CHAMPION_ERASED");
  EXPECT_EQ(Totals(), before);
}

}  // namespace
}  // namespace champions::test
