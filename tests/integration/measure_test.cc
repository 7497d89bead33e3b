// Measures, their readings and overrides through the API, and what an import of them does.
#include "champions/v1/measure_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

class MeasureTest : public ServerTest {
 protected:
  using Stub = v1::MeasureService::Stub;
  static constexpr const char* kMissing = "00000000-0000-4000-8000-000000000000";

  static v1::Measure Drawn(int64_t number, const std::string& part = "") {
    v1::Measure measure;
    measure.set_number(number);
    measure.set_part(part);
    measure.set_objective("Care pathways");
    measure.set_name("Admissions");
    measure.set_unit("per 1000");
    measure.set_better(v1::MEASURE_DIRECTION_LOWER);
    measure.set_target_kind(v1::MEASURE_TARGET_KIND_ABSOLUTE);
    measure.set_target_value("9.89");
    measure.set_baseline_value("11.470");
    return measure;
  }
  Outcome Create(const v1::Measure& measure, const std::string& token = "") {
    v1::CreateMeasureRequest request;
    *request.mutable_measure() = measure;
    v1::CreateMeasureResponse response;
    auto outcome = As(token.empty() ? admin : token, &Stub::CreateMeasure, request, &response);
    if (outcome.ok()) measure_ = response.measure();
    return outcome;
  }
  v1::Measure Get(const std::string& id) {
    v1::GetMeasureRequest request;
    request.set_id(id);
    v1::GetMeasureResponse response;
    auto outcome = As(admin, &Stub::GetMeasure, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.measure();
  }
  Outcome Update(const v1::Measure& measure, const std::vector<std::string>& paths) {
    v1::UpdateMeasureRequest request;
    *request.mutable_measure() = measure;
    for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
    v1::UpdateMeasureResponse response;
    auto outcome = As(admin, &Stub::UpdateMeasure, request, &response);
    if (outcome.ok()) measure_ = response.measure();
    return outcome;
  }
  Outcome Record(const std::string& id, const std::string& as_at, const std::string& value,
                 const std::string& note = "") {
    v1::RecordReadingRequest request;
    request.mutable_reading()->set_measure(id);
    request.mutable_reading()->set_as_at(as_at);
    request.mutable_reading()->set_value(value);
    request.mutable_reading()->set_note(note);
    v1::RecordReadingResponse response;
    auto outcome = As(admin, &Stub::RecordReading, request, &response);
    if (outcome.ok()) reading_ = response.reading();
    return outcome;
  }
  Outcome Void(const std::string& id, const std::string& as_at) {
    v1::VoidReadingRequest request;
    request.set_measure(id);
    request.set_as_at(as_at);
    request.set_reason("Of another borough");
    v1::VoidReadingResponse response;
    auto outcome = As(admin, &Stub::VoidReading, request, &response);
    if (outcome.ok()) reading_ = response.reading();
    return outcome;
  }
  // Such as `2024-06-30 v1 11.9; `, page by page.
  std::string Readings(const std::string& id, bool all_versions, const std::string& order = "") {
    v1::ListReadingsRequest request;
    request.set_measure(id);
    request.set_all_versions(all_versions);
    request.set_order_by(order);
    request.set_page_size(2);
    std::string text;
    do {
      v1::ListReadingsResponse page;
      auto outcome = As(admin, &Stub::ListReadings, request, &page);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& reading : page.readings()) {
        text += reading.as_at() + " v" + std::to_string(reading.version()) + " " +
                (reading.value().empty() ? "none" : reading.value()) +
                (reading.newest() ? "; " : " (old); ");
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return text;
  }
  Outcome Override(const std::string& id, v1::MeasureStatus status, const std::string& reason,
                   const std::string& etag = "") {
    v1::OverrideStatusRequest request;
    request.set_id(id);
    request.set_status(status);
    request.set_reason(reason);
    request.set_etag(etag);
    v1::OverrideStatusResponse response;
    auto outcome = As(admin, &Stub::OverrideStatus, request, &response);
    if (outcome.ok()) measure_ = response.measure();
    return outcome;
  }
  Outcome Clear(const std::string& id) {
    v1::ClearOverrideRequest request;
    request.set_id(id);
    v1::ClearOverrideResponse response;
    auto outcome = As(admin, &Stub::ClearOverride, request, &response);
    if (outcome.ok()) measure_ = response.measure();
    return outcome;
  }

  static v1::MeasureRow Row(const std::string& number, const std::string& part = "",
                            const std::string& current = "") {
    v1::MeasureRow row;
    row.set_number(number);
    row.set_part(part);
    row.set_objective("Care pathways");
    row.set_name("Admissions");
    row.set_unit("per 1000");
    row.set_better("lower");
    row.set_current_value(current);
    return row;
  }
  Outcome Import(const std::vector<v1::MeasureRow>& rows, const std::string& as_at = "",
                 bool validate_only = false, const std::string& request_id = "") {
    v1::ImportMeasuresRequest request;
    for (const auto& row : rows) *request.add_rows() = row;
    request.set_as_at(as_at);
    request.set_validate_only(validate_only);
    request.set_request_id(request_id);
    imported_.Clear();
    return As(admin, &Stub::ImportMeasures, request, &imported_);
  }
  // `created 1, amended 0, unchanged 2, readings 1`.
  std::string Counts() const {
    return "created " + std::to_string(imported_.created()) + ", amended " +
           std::to_string(imported_.amended()) + ", unchanged " +
           std::to_string(imported_.unchanged()) + ", readings " +
           std::to_string(imported_.readings());
  }

  v1::Measure measure_;
  v1::Reading reading_;
  v1::ImportMeasuresResponse imported_;
};

// Shows that a measure survives create, get, list and update, that numbers come back exactly, and
// that a taken number, a stale etag and fields that only the server sets are refused.
TEST_F(MeasureTest, LivesThroughItsMethods) {
  ASSERT_TRUE(Create(Drawn(5)).ok());
  auto first = measure_;
  EXPECT_EQ(first.baseline_value(), "11.47");
  EXPECT_EQ(first.target_absolute(), "9.89");
  EXPECT_EQ(first.computed_status(), v1::MEASURE_STATUS_NOT_AVAILABLE);
  EXPECT_EQ(Create(Drawn(5)).code, grpc::ALREADY_EXISTS);
  auto change = first;
  change.set_name("not in the mask");
  change.set_target_kind(v1::MEASURE_TARGET_KIND_RELATIVE);
  change.set_target_value("-16");
  ASSERT_TRUE(Update(change, {"target_kind", "target_value"}).ok());
  EXPECT_EQ(measure_.name(), "Admissions");
  EXPECT_EQ(measure_.target_absolute(), "9.6348");
  auto got = Get(first.id());
  EXPECT_EQ(got.SerializeAsString(), measure_.SerializeAsString());
  EXPECT_EQ(Update(first, {"unit"}).reason, "ETAG_MISMATCH");
  EXPECT_EQ(Update(got, {"number"}).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Update(got, {"current_value"}).code, grpc::INVALID_ARGUMENT);
  got.clear_target_kind();
  auto half = Update(got, {"target_kind"});
  ASSERT_EQ(half.fields.size(), 1u) << half;
  EXPECT_EQ(half.fields[0].first, "measure.target_kind");
  v1::ListMeasuresResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListMeasures, {}, &listed).ok());
  ASSERT_EQ(listed.measures_size(), 1);
  EXPECT_EQ(listed.measures(0).SerializeAsString(), Get(first.id()).SerializeAsString());
  EXPECT_EQ(SqlValue("select count(*) from record_history where kind = 'measure'"), "1");
  EXPECT_NE(SqlValue("select count(*) from audit_event where object_kind = 'measure'"), "0");
}

// Shows that what is no decimal number is refused by the field's name, with what is expected.
TEST_F(MeasureTest, OnlyDecimalNumbersAreTaken) {
  for (const char* wrong : {"9,89", "1.2345", "9.89%", "abc", "1e3", "1000000000"}) {
    auto measure = Drawn(5);
    measure.set_target_value(wrong);
    auto refused = Create(measure);
    EXPECT_EQ(refused.code, grpc::INVALID_ARGUMENT) << wrong;
    ASSERT_EQ(refused.fields.size(), 1u) << wrong;
    EXPECT_EQ(refused.fields[0].first, "measure.target_value");
    EXPECT_NE(refused.fields[0].second.find("expected a decimal number"), std::string::npos);
  }
  ASSERT_TRUE(Create(Drawn(5)).ok());
  auto refused = Record(measure_.id(), "2024-09-30", "many");
  ASSERT_EQ(refused.fields.size(), 1u);
  EXPECT_EQ(refused.fields[0].first, "reading.value");
}

// Shows that readings are appended and give the trend, that a second one of a day corrects it and
// keeps the old, that one can be taken back, and that the database itself refuses to change one.
TEST_F(MeasureTest, ReadingsAreKept) {
  ASSERT_TRUE(Create(Drawn(5)).ok());
  auto id = measure_.id();
  ASSERT_TRUE(Record(id, "2024-06-30", "11.9").ok());
  ASSERT_TRUE(Record(id, "2024-09-30", "11.7").ok());
  ASSERT_TRUE(Record(id, "2024-09-30", "11.8", "a late return").ok());
  EXPECT_EQ(reading_.version(), 2);
  auto now = Get(id);
  EXPECT_EQ(now.current_value(), "11.8");
  EXPECT_EQ(now.current_as_at(), "2024-09-30");
  EXPECT_EQ(now.previous_value(), "11.9");
  EXPECT_EQ(now.previous_as_at(), "2024-06-30");
  EXPECT_EQ(now.change_percent(), "2.9");
  EXPECT_EQ(now.computed_status(), v1::MEASURE_STATUS_NOT_MET);
  EXPECT_EQ(Readings(id, false), "2024-06-30 v1 11.9; 2024-09-30 v2 11.8; ");
  EXPECT_EQ(Readings(id, true, "as_at desc"),
            "2024-09-30 v2 11.8; 2024-09-30 v1 11.7 (old); 2024-06-30 v1 11.9; ");
  ASSERT_TRUE(Void(id, "2024-09-30").ok());
  EXPECT_EQ(Get(id).current_value(), "11.9");
  EXPECT_EQ(Get(id).previous_value(), "");
  EXPECT_EQ(Readings(id, false), "2024-06-30 v1 11.9; ");
  EXPECT_EQ(Void(id, "2024-09-30").reason, "NO_READING");
  EXPECT_EQ(Void(id, "2024-03-31").reason, "NO_READING");
  ASSERT_TRUE(Record(id, "2024-09-30", "11.6").ok());
  EXPECT_EQ(reading_.version(), 4);
  EXPECT_EQ(Record(kMissing, "2024-09-30", "1").code, grpc::NOT_FOUND);
  EXPECT_THROW(Sql("update measure_reading set value_thousandths = 1"), pqxx::sql_error);
  EXPECT_THROW(Sql("delete from measure_reading"), pqxx::sql_error);
}

// Shows that an override needs a reason, stands beside the computed status with who and when, and
// can be taken away once.
TEST_F(MeasureTest, OverridesShowBoth) {
  ASSERT_TRUE(Create(Drawn(5)).ok());
  auto id = measure_.id();
  ASSERT_TRUE(Record(id, "2024-09-30", "11.8").ok());
  auto unexplained = Override(id, v1::MEASURE_STATUS_MET, "");
  ASSERT_EQ(unexplained.fields.size(), 1u) << unexplained;
  EXPECT_EQ(unexplained.fields[0].first, "reason");
  EXPECT_EQ(Override(id, v1::MEASURE_STATUS_UNSPECIFIED, "x").code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Override(id, v1::MEASURE_STATUS_MET, "x", "99").reason, "ETAG_MISMATCH");
  EXPECT_EQ(Override(kMissing, v1::MEASURE_STATUS_MET, "x").code, grpc::NOT_FOUND);
  ASSERT_TRUE(Override(id, v1::MEASURE_STATUS_PARTIALLY_MET, "A small survey").ok());
  EXPECT_EQ(measure_.status(), v1::MEASURE_STATUS_PARTIALLY_MET);
  EXPECT_EQ(measure_.computed_status(), v1::MEASURE_STATUS_NOT_MET);
  EXPECT_EQ(measure_.overall_status(), v1::MEASURE_STATUS_PARTIALLY_MET);
  EXPECT_EQ(measure_.overall_computed_status(), v1::MEASURE_STATUS_NOT_MET);
  EXPECT_EQ(measure_.override_reason(), "A small survey");
  EXPECT_FALSE(measure_.override_key().empty());
  EXPECT_GT(measure_.override_time().seconds(), 0);
  // An update leaves it alone.
  measure_.set_commentary("Stable");
  ASSERT_TRUE(Update(measure_, {"commentary"}).ok());
  EXPECT_EQ(measure_.status(), v1::MEASURE_STATUS_PARTIALLY_MET);
  ASSERT_TRUE(Clear(id).ok());
  EXPECT_EQ(measure_.status(), v1::MEASURE_STATUS_NOT_MET);
  EXPECT_EQ(measure_.override_reason(), "");
  EXPECT_FALSE(measure_.has_override_time());
  EXPECT_EQ(Clear(id).reason, "NOT_OVERRIDDEN");
}

// Shows that parts are rolled up wherever they stand in a list, that they share objective and name,
// and that a measure has either parts or none.
TEST_F(MeasureTest, PartsBelongTogether) {
  ASSERT_TRUE(Create(Drawn(2, "good")).ok());
  auto good = measure_.id();
  ASSERT_TRUE(Create(Drawn(2, "poor")).ok());
  auto poor = measure_.id();
  EXPECT_EQ(Create(Drawn(2)).reason, "PARTS_DIFFER");
  auto renamed = Drawn(2, "other");
  renamed.set_name("Another name");
  EXPECT_EQ(Create(renamed).reason, "PARTS_DIFFER");
  ASSERT_TRUE(Create(Drawn(3)).ok());
  EXPECT_EQ(Create(Drawn(3, "part")).reason, "PARTS_DIFFER");
  ASSERT_TRUE(Record(good, "2024-09-30", "9").ok());
  ASSERT_TRUE(Record(poor, "2024-09-30", "12").ok());
  EXPECT_EQ(Get(good).overall_status(), v1::MEASURE_STATUS_PARTIALLY_MET);
  v1::ListMeasuresRequest request;
  request.set_page_size(1);
  std::string listed;
  do {
    v1::ListMeasuresResponse page;
    ASSERT_TRUE(As(admin, &Stub::ListMeasures, request, &page).ok());
    for (const auto& measure : page.measures()) {
      listed += std::to_string(measure.number()) + measure.part() + " " +
                v1::MeasureStatus_Name(measure.overall_status()).substr(15) + "; ";
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, "2good PARTIALLY_MET; 2poor PARTIALLY_MET; 3 NOT_AVAILABLE; ");
  auto change = Get(good);
  change.set_name("Renamed");
  ASSERT_TRUE(Update(change, {"name"}).ok());
  EXPECT_EQ(Get(poor).name(), "Renamed");
  EXPECT_EQ(Get(poor).etag(), "2");
}

// Shows that an import adds, amends and leaves alone by number and part, that the same again
// changes nothing, that a dry run changes nothing, and that a repeated request_id counts once.
TEST_F(MeasureTest, ImportsAreIdempotent) {
  std::vector<v1::MeasureRow> rows = {Row("2", "good", "8"), Row("2", "poor"), Row("5")};
  ASSERT_TRUE(Import(rows, "2024-09-30", true).ok());
  EXPECT_EQ(Counts(), "created 3, amended 0, unchanged 0, readings 1");
  EXPECT_EQ(SqlValue("select count(*) from measure"), "0");
  auto request_id = NewRequestId();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Import(rows, "2024-09-30", false, request_id).ok());
    EXPECT_EQ(Counts(), "created 3, amended 0, unchanged 0, readings 1");
  }
  ASSERT_TRUE(Import(rows, "2024-09-30").ok());
  EXPECT_EQ(Counts(), "created 0, amended 0, unchanged 3, readings 0");
  rows[0].set_current_value("8.5");
  rows[2].set_baseline_value("10");
  ASSERT_TRUE(Import(rows, "2024-09-30").ok());
  EXPECT_EQ(Counts(), "created 0, amended 1, unchanged 2, readings 1");
  EXPECT_EQ(SqlValue("select max(version) from measure_reading"), "2");
  EXPECT_EQ(SqlValue("select count(*) from measure_reading"), "2");
  // A whole measure gets another name through all of its rows.
  rows[0].set_name("Renamed");
  EXPECT_EQ(Import(rows, "2024-09-30").fields.at(0).first, "rows[1].number");
  rows[1].set_name("Renamed");
  ASSERT_TRUE(Import(rows, "2024-09-30").ok());
  EXPECT_EQ(Counts(), "created 0, amended 2, unchanged 1, readings 0");
  EXPECT_EQ(Import({rows[0], rows[0]}).fields.at(0).first, "rows[1].part");
  auto renamed = rows[0];
  renamed.set_name("Again");
  EXPECT_EQ(Import({renamed}).fields.at(0).first, "rows[0].number");
}

// Shows that one wrong cell refuses the whole import, that every wrong cell is named, and that no
// row of it is stored.
TEST_F(MeasureTest, AnImportIsAllOrNothing) {
  auto wrong = Row("x", "", "1,5");
  wrong.set_better("sideways");
  auto refused = Import({Row("1"), wrong});
  EXPECT_EQ(refused.code, grpc::INVALID_ARGUMENT);
  std::string fields;
  for (const auto& field : refused.fields) fields += field.first + " ";
  EXPECT_EQ(fields, "rows[1].number rows[1].better rows[1].current_value ");
  EXPECT_EQ(refused.fields[1].second, "is 'sideways': expected one of HIGHER, LOWER, NONE");
  EXPECT_EQ(SqlValue("select count(*) from measure"), "0");
}

// Shows that a current value without a day is taken as at today with a warning, once: the same file
// tomorrow would change nothing.
TEST_F(MeasureTest, ADayThatIsNotGivenIsToday) {
  ASSERT_TRUE(Import({Row("1", "", "35.8")}).ok());
  ASSERT_EQ(imported_.warnings_size(), 1);
  EXPECT_EQ(imported_.warnings(0).column(), "current_value");
  EXPECT_EQ(SqlValue("select as_at = (now() at time zone 'Europe/London')::date from "
                     "measure_reading"),
            "t");
  ASSERT_TRUE(Import({Row("1", "", "35.8")}).ok());
  EXPECT_EQ(imported_.warnings_size(), 0);
  EXPECT_EQ(Counts(), "created 0, amended 0, unchanged 1, readings 0");
  auto dated = Row("1", "", "34");
  dated.set_as_at("2024-06-30");
  ASSERT_TRUE(Import({dated}, "2024-09-30").ok());
  EXPECT_EQ(SqlValue("select count(*) from measure_reading where as_at = '2024-06-30'"), "1");
}

// Shows that a coordinator and an auditor read measures and change nothing, that a partner does not
// even read them, and that a coordinator's check leaves headline figures out and says so.
TEST_F(MeasureTest, RolesReadOrWrite) {
  MakeOrganisation("OWN");
  MakeProgramme("HH");
  ASSERT_TRUE(Create(Drawn(5)).ok());
  v1::ImportHeadlinesRequest headlines;
  auto* row = headlines.add_rows();
  row->set_programme("HH");
  row->set_as_at("2024-09-30");
  row->set_reached_to_date("12252");
  v1::ImportHeadlinesResponse imported;
  ASSERT_TRUE(As(admin, &Stub::ImportHeadlines, headlines, &imported).ok());
  v1::CheckMeasuresResponse found;
  for (auto role : {auth::Role::kCoordinator, auth::Role::kAuditor}) {
    bool bound = role == auth::Role::kCoordinator;
    auto token =
        MakeKey(role, bound ? std::vector<std::string>{"OWN"} : std::vector<std::string>{});
    v1::ListMeasuresResponse listed;
    EXPECT_TRUE(As(token, &Stub::ListMeasures, {}, &listed).ok());
    EXPECT_EQ(listed.measures_size(), 1);
    EXPECT_EQ(Create(Drawn(6), token).code, grpc::PERMISSION_DENIED);
    ASSERT_TRUE(As(token, &Stub::CheckMeasures, {}, &found).ok());
    EXPECT_EQ(found.headlines_left_out(), bound);
    EXPECT_EQ(found.findings_size(), bound ? 0 : 1);
  }
  v1::ListMeasuresResponse ignored;
  auto partner = MakeKey(auth::Role::kPartner, {"OWN"});
  EXPECT_EQ(As(partner, &Stub::ListMeasures, {}, &ignored).code, grpc::PERMISSION_DENIED);
}

// Shows that headline figures are held against what the ledger counts of the programme up to the
// day: earlier quarters, and of the day's quarter no later day; a broadcast is nobody reached.
TEST_F(MeasureTest, HeadlinesAreComparedWithTheLedger) {
  MakeOrganisation("OWN");
  MakeProgramme("HH");
  MakeProgramme("OTHER");
  auto log = [&](const std::string& programme, const std::string& on, int people,
                 v1::ReachMode mode = v1::REACH_MODE_GROUP) {
    v1::LogReachRequest request;
    auto* reach = request.mutable_reach();
    reach->set_organisation("OWN");
    reach->set_programme(programme);
    reach->set_occurred_on(on);
    reach->set_mode(mode);
    reach->set_topic(v1::REACH_TOPIC_OTHER);
    reach->set_people(people);
    v1::LogReachResponse response;
    auto outcome = As(admin, &v1::ReachService::Stub::LogReach, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
  };
  log("HH", "2023-05-01", 100);
  log("HH", "2024-07-01", 20);
  log("HH", "2024-08-15", 3);
  log("HH", "2024-08-16", 1000);
  log("HH", "2024-12-01", 1000);
  log("HH", "2024-07-02", 1000, v1::REACH_MODE_BROADCAST);
  log("OTHER", "2024-07-02", 1000);
  v1::ImportHeadlinesRequest request;
  auto* row = request.add_rows();
  row->set_programme("hh");  // its name is found in any case, its code is `HH`
  row->set_as_at("2024-08-15");
  row->set_reached_to_date("123");
  row->set_trained_to_date("1");
  Sql("update programme set name = 'hH' where code = 'HH'");
  v1::ImportHeadlinesResponse response;
  ASSERT_TRUE(As(admin, &Stub::ImportHeadlines, request, &response).ok());
  EXPECT_EQ(response.created(), 1);
  ASSERT_EQ(response.findings_size(), 1);
  EXPECT_EQ(response.findings(0).field(), "trained_to_date");
  EXPECT_EQ(response.findings(0).printed(), "1");
  EXPECT_EQ(response.findings(0).computed(), "0");
  ASSERT_TRUE(As(admin, &Stub::ImportHeadlines, request, &response).ok());
  EXPECT_EQ(response.unchanged(), 1);
  row->set_trained_to_date("0");
  ASSERT_TRUE(As(admin, &Stub::ImportHeadlines, request, &response).ok());
  EXPECT_EQ(response.amended(), 1);
  EXPECT_EQ(response.findings_size(), 0);
  v1::ListHeadlinesResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListHeadlines, {}, &listed).ok());
  ASSERT_EQ(listed.headlines_size(), 1);
  EXPECT_EQ(listed.headlines(0).programme(), "HH");
  EXPECT_EQ(listed.headlines(0).recruited_to_date(), "");
  EXPECT_EQ(listed.headlines(0).trained_to_date(), "0");
  // Of all programmes together, kept beside it.
  row->set_programme("");
  row->set_reached_to_date("1123");
  for (bool again : {false, true}) {
    ASSERT_TRUE(As(admin, &Stub::ImportHeadlines, request, &response).ok());
    EXPECT_EQ(response.created(), again ? 0 : 1);
    EXPECT_EQ(response.unchanged(), again ? 1 : 0);
    EXPECT_EQ(response.findings_size(), 0) << response.DebugString();
  }
  row->set_programme("HH");
  v1::ImportHeadlinesResponse mistaken;
  ASSERT_TRUE(As(admin, &Stub::ImportHeadlines, request, &mistaken).ok());
  ASSERT_EQ(mistaken.findings_size(), 1);
  EXPECT_EQ(mistaken.findings(0).explanation(),
            "printed 1123, counted up to 2024-08-15 as now known 123 (-1000); all programmes "
            "together are as printed");
  row->set_programme("NOWHERE");
  auto missing = As(admin, &Stub::ImportHeadlines, request, &response);
  EXPECT_EQ(missing.code, grpc::NOT_FOUND);
  ASSERT_EQ(missing.fields.size(), 1u);
  EXPECT_EQ(missing.fields[0].first, "rows[0].programme");
  row->set_programme("HH");
  row->set_reached_to_date("many");
  auto wrong = As(admin, &Stub::ImportHeadlines, request, &response);
  ASSERT_EQ(wrong.fields.size(), 1u);
  EXPECT_EQ(wrong.fields[0].first, "rows[0].reached_to_date");
}

}  // namespace
}  // namespace champions::test
