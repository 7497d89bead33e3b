// Every method as every role on its own, a foreign and a missing object. What is expected follows
// from the permission table (auth/principal.cc) and the methods' options alone, and requests are
// made from descriptors, so that a new method is held to the same rules without being named here.
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>

#include <algorithm>
#include <array>
#include <thread>

#include "app/instance_key.h"
#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/import_service.pb.h"
#include "champions/v1/reach_service.pb.h"
#include "google/api/field_behavior.pb.h"
#include "rpc/method.h"
#include "sealing/person.h"
#include "support/any_call.h"
#include "support/recipe.h"
#include "support/test_server.h"
#include "support/world.h"

// The check of permissions, as the linker gives it to everyone but the file that holds it
// (tests/CMakeLists.txt): so that a test can take it out.
extern "C" {
bool __real_champions_may(const champions::auth::Principal* who, const std::string& permission) asm(
    "__real__ZNK9champions4auth9Principal3MayERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaI"
    "cEEE");
bool __wrap_champions_may(const champions::auth::Principal* who, const std::string& permission) asm(
    "__wrap__ZNK9champions4auth9Principal3MayERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaI"
    "cEEE");
std::atomic<bool> without_checks{false};
bool __wrap_champions_may(const champions::auth::Principal* who, const std::string& permission) {
  return without_checks || __real_champions_may(who, permission);
}
// The same of what leaves the memberships that grant a permission.
bool __real_champions_narrow(
    champions::auth::Principal* who,
    const champions::auth::Need&
        need) asm("__real__ZN9champions4auth9Principal8NarrowToERKNS0_4NeedE");
bool __wrap_champions_narrow(
    champions::auth::Principal* who,
    const champions::auth::Need&
        need) asm("__wrap__ZN9champions4auth9Principal8NarrowToERKNS0_4NeedE");
bool __wrap_champions_narrow(champions::auth::Principal* who, const champions::auth::Need& need) {
  return without_checks || __real_champions_narrow(who, need);
}
}

namespace champions::test {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Place = Recipe::Place;

// Methods that are about no object. Any other must name one.
const std::set<std::string> kAboutNoObject = {"OrganisationService/CreateOrganisation",
                                              "OrganisationService/ListOrganisations",
                                              "ProgrammeService/CreateProgramme",
                                              "ProgrammeService/ListProgrammes",
                                              "TrainingService/CreateCourse",
                                              "TrainingService/ListCourses",
                                              "TrainingService/ListCourseRuns",
                                              "FundingService/CreateFund",
                                              "FundingService/ListFunds",
                                              "MeasureService/CreateMeasure",
                                              "MeasureService/ListMeasures",
                                              "MeasureService/ImportMeasures",
                                              "MeasureService/ImportHeadlines",
                                              "MeasureService/ListHeadlines",
                                              "MeasureService/CheckMeasures",
                                              "BudgetService/CreateBudgetLine",
                                              "BudgetService/ListBudgetLines",
                                              "BudgetService/GetBudget",
                                              "BudgetService/ImportBudget",
                                              "BudgetService/CheckBudget",
                                              "AuditService/ExportAuditLog",
                                              "AuditService/DownloadAuditHeads",
                                              "ScheduleService/CreateSchedule",
                                              "ScheduleService/ListSchedules",
                                              "RiskService/CreateRisk",
                                              "RiskService/ListRisks",
                                              "RiskService/ImportRisks",
                                              "RiskService/CheckRisks",
                                              "RiskService/GetRiskGrid",
                                              "PrivacyService/CreateProcessingActivity",
                                              "PrivacyService/ListProcessingActivities",
                                              "PrivacyService/ListRetentionRules",
                                              "PrivacyService/UpdateRetentionRule",
                                              "PrivacyService/PreviewRetention",
                                              "PrivacyService/RunRetention",
                                              "PrivacyService/OpenBreach",
                                              "PrivacyService/ListBreaches",
                                              "PrivacyService/OpenSubjectRequest",
                                              "PrivacyService/ListSubjectRequests",
                                              "PrivacyService/ListPrivacyDue",
                                              "RightsService/CreatePrivacyNotice",
                                              "RightsService/ListPrivacyNotices",
                                              "AccessService/CreateUser",
                                              "AccessService/ListUsers",
                                              "AccessService/ListKeys",
                                              "AccessService/CreateToken",
                                              "AccessService/ListSessions",
                                              "AccessService/WhoAmI",
                                              "ImportService/UploadImport",
                                              "ImportService/ListImports",
                                              "WardService/ImportWards",
                                              "WardService/ListWards",
                                              "ReportService/PublishQuarter",
                                              "ReportService/RestateQuarter",
                                              "ReportService/ListPublications",
                                              "ReportService/ExportReport",
                                              "ReportService/DiffFigures",
                                              "ReportService/GetSigningKey",
                                              "SignInService/GetSignInOptions",
                                              "SignInService/SignInWithPassword",
                                              "SignInService/SignInWithIdToken",
                                              "AccessService/ListOwnSessions",
                                              "AccessService/RevokeOtherSessions",
                                              "SignInService/SignOut",
                                              "SignInService/SetPassword",
                                              "SignInService/EnrolTotp",
                                              "SignInService/ConfirmTotp",
                                              "SignInService/RemoveTotp"};

// What belongs to the partnership, behind its permission alone, and says which organisations it is
// about.
const std::set<std::string> kNamesOrganisations = {"AccessService/ListUsers",
                                                   "AccessService/ListKeys"};

// About what belongs to the caller alone: whatever object the world has, it is another's.
const std::set<std::string> kOnesOwn = {"AccessService/RevokeOwnSession"};

// Ask a person's password first, which a world's users have none of.
const std::set<std::string> kTakeAPassword = {"SignInService/EnrolTotp",
                                              "SignInService/RemoveTotp"};

// Who calls, and what the permission table says that it may do where.
struct Caller {
  using Permissions = std::set<std::string>;
  std::string token, name;
  Permissions own, foreign;       // in the two organisations; empty: nothing is seen there
  bool of_one_programme = false;  // the one that everything in the world belongs to

  // What it may do with something that belongs to no organisation, or to both.
  Permissions anywhere() const {
    auto all = own;
    all.insert(foreign.begin(), foreign.end());
    return all;
  }
  // Whether the permissions of one place suffice for the method.
  bool Meets(const rpc::Method& method, const Permissions& permissions) const {
    return permissions.count(method.permission) > 0 &&
           (!method.needs_personal || permissions.count("personal") > 0) &&
           (!method.every_programme || !of_one_programme);
  }
};

const MethodDescriptor* DescriptorOf(const std::string& name) {
  auto slash = name.find('/');
  const auto* service =
      DescriptorPool::generated_pool()->FindServiceByName("champions.v1." + name.substr(0, slash));
  return service->FindMethodByName(name.substr(slash + 1));
}

bool Contains(const AnyAnswer& answer, const std::string& text) {
  for (const auto& message : answer.messages) {
    if (message.find(text) != std::string::npos) return true;
  }
  return false;
}

std::string WithoutName(std::string message, const std::string& name) {
  auto at = message.find(name);
  return at == std::string::npos ? message : message.replace(at, name.size(), "*");
}

class PermissionMatrixTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    world_ = MakeWorld([this](const std::string& statements) { Sql(statements); });
    // By which FindDuplicates finds them.
    sealing::Vault vault(app::InstanceKeyFile(config_));
    vault.UseIndexKey(SqlValue("select wrapped from keyring.index_key"));
    Sql("update champion_person set name_index = '" +
        sealing::IndexOf(vault, {kPersonalWord, kPersonalWord, "", ""}).name + "'");
    auto listed = Call(admin, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                       {std::string("\x3a\x00", 2)});  // list_services
    ASSERT_EQ(listed.messages.size(), 1u) << listed.outcome;
    registered_ = listed.messages[0];
    world_.shared["Import"] = MakeImport();
  }

  AnyAnswer Call(const std::string& token, const std::string& path,
                 const std::vector<std::string>& messages) {
    grpc::ClientContext context;
    Prepare(context, token);
    return CallAny(channel_, context, path, messages);
  }

  bool Registered(const std::string& method) {
    auto service = "champions.v1." + method.substr(0, method.find('/'));
    return registered_.find(service) != std::string::npos;
  }
  // An upload of one file, options first.
  std::vector<std::string> Upload(bool dry_run);
  std::string MakeImport();
  AnyAnswer Ask(const std::string& token, const MethodDescriptor* method, Recipe& recipe,
                Place place);

  void ExpectAnswers(const Caller& caller);
  void ExpectAnswersOfRole(auth::Role role);
  void ExpectOwn(const Caller& caller, const Caller::Permissions& permissions,
                 const rpc::Method& method, const AnyAnswer& own);
  void ExpectSame(const rpc::Method& method, const Recipe& recipe, const AnyAnswer& foreign,
                  const AnyAnswer& missing);

  // A token obtained with a key; its session is the next of session_ids_.
  std::string MakeToken(const std::string& key);
  // A key of a user.
  std::string MakeKeyOf(const std::string& user);
  // The same of a new one, who has these memberships alone: role, organisation or programme.
  std::string MakeMember(const std::vector<std::pair<v1::Role, std::string>>& memberships);

  World world_;
  std::string registered_;
  std::vector<std::string> session_ids_;
};

std::vector<std::string> PermissionMatrixTest::Upload(bool dry_run) {
  v1::UploadImportRequest options, file, data;
  options.mutable_options()->set_dry_run(dry_run);
  file.mutable_file()->set_name("organisations.csv");
  data.set_data("code,name\nIMPORTED,An imported organisation\n");
  return {options.SerializeAsString(), file.SerializeAsString(), data.SerializeAsString()};
}

std::string PermissionMatrixTest::MakeImport() {
  auto answer = Call(admin, "/champions.v1.ImportService/UploadImport", Upload(false));
  EXPECT_TRUE(answer.outcome.ok()) << answer.outcome;
  v1::UploadImportResponse response;
  if (!answer.messages.empty()) response.ParseFromString(answer.messages[0]);
  return response.import_result().id();
}

std::string PermissionMatrixTest::MakeToken(const std::string& key) {
  v1::CreateTokenResponse made;
  EXPECT_TRUE(As(key, &v1::AccessService::Stub::CreateToken, {}, &made).ok());
  session_ids_.push_back(made.session().id());
  return made.token();
}

std::string PermissionMatrixTest::MakeKeyOf(const std::string& user) {
  v1::CreateKeyRequest request;
  request.mutable_key()->set_name("of a user");
  request.mutable_key()->set_user(user);
  v1::CreateKeyResponse made;
  EXPECT_TRUE(As(admin, &v1::AccessService::Stub::CreateKey, request, &made).ok());
  return made.token();
}

std::string PermissionMatrixTest::MakeMember(
    const std::vector<std::pair<v1::Role, std::string>>& memberships) {
  v1::CreateUserRequest user;
  user.mutable_user()->set_name("Somebody");
  v1::CreateUserResponse made;
  EXPECT_TRUE(As(admin, &v1::AccessService::Stub::CreateUser, user, &made).ok());
  for (const auto& [role, place] : memberships) {
    v1::CreateMembershipRequest request;
    auto* membership = request.mutable_membership();
    membership->set_user(made.user().id());
    membership->set_role(role);
    bool of_programme = role == v1::ROLE_PROGRAMME_MANAGER;
    of_programme ? membership->set_programme(place) : membership->set_organisation(place);
    v1::CreateMembershipResponse response;
    auto outcome = As(admin, &v1::AccessService::Stub::CreateMembership, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
  }
  return MakeKeyOf(made.user().id());
}

AnyAnswer PermissionMatrixTest::Ask(const std::string& token, const MethodDescriptor* method,
                                    Recipe& recipe, Place place) {
  std::string path = "/" + method->service()->full_name() + "/" + method->name();
  if (method->input_type() == v1::UploadImportRequest::descriptor()) {
    return Call(token, path, Upload(true));
  }
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return Call(token, path, {recipe.Make(place, factory)->SerializeAsString()});
}

// One's own object: the caller may, and what comes back holds personal data exactly where it may.
void PermissionMatrixTest::ExpectOwn(const Caller& caller, const Caller::Permissions& permissions,
                                     const rpc::Method& method, const AnyAnswer& own) {
  bool good = own.outcome.ok() || own.outcome.code == grpc::FAILED_PRECONDITION ||
              (kTakeAPassword.count(method.name) && own.outcome.fields.size() == 1 &&
               own.outcome.fields[0].first == "password");
  EXPECT_TRUE(good) << own.outcome;
  bool personal = permissions.count("personal") > 0;
  EXPECT_TRUE(personal || !Contains(own, kPersonalWord)) << "personal data is given";
  if (!personal || !method.personal || method.write) return;
  EXPECT_TRUE(Contains(own, kPersonalWord)) << "personal data is not given";
  v1::WhoAmIResponse who;
  EXPECT_TRUE(As(caller.token, &v1::AccessService::Stub::WhoAmI, {}, &who).ok());
  auto audited = SqlValue("select count(*) from audit_event where method = '" + method.name +
                          "' and key_id = '" + who.key() + "'");
  EXPECT_NE(audited, "0") << "reading personal data left no audit event";
}

// What is foreign and what is missing cannot be told apart.
void PermissionMatrixTest::ExpectSame(const rpc::Method& method, const Recipe& recipe,
                                      const AnyAnswer& foreign, const AnyAnswer& missing) {
  EXPECT_EQ(foreign.outcome.code, missing.outcome.code) << foreign.outcome << missing.outcome;
  EXPECT_EQ(foreign.outcome.reason, missing.outcome.reason);
  auto without_names = [&](std::string message) {
    for (auto place : {Place::kOwn, Place::kForeign, Place::kMissing}) {
      message = WithoutName(message, recipe.ObjectAt(place));
    }
    return message;
  };
  EXPECT_EQ(without_names(foreign.outcome.message), without_names(missing.outcome.message));
  ASSERT_EQ(foreign.messages.size(), missing.messages.size());
  const auto* type = DescriptorOf(method.name)->output_type();
  const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
  for (size_t i = 0; i < foreign.messages.size(); ++i) {
    std::string texts[2];
    for (int side = 0; side < 2; ++side) {
      std::unique_ptr<Message> message(prototype->New());
      message->ParseFromString(side == 0 ? foreign.messages[i] : missing.messages[i]);
      // The instant of the answer differs between any two calls.
      const auto* instant = type->FindFieldByName("as_known_at");
      if (instant != nullptr) message->GetReflection()->ClearField(message.get(), instant);
      texts[side] = message->DebugString();
    }
    EXPECT_EQ(texts[0], texts[1]);
  }
}

// Status of one item of a stream: a refused item is an answer, not the end of the stream.
AnyAnswer WithItemStatus(AnyAnswer answer, const MethodDescriptor* method) {
  if (method->output_type() != v1::StreamReachResponse::descriptor()) return answer;
  for (const auto& text : answer.messages) {
    v1::StreamReachResponse response;
    response.ParseFromString(text);
    if (!response.has_error()) continue;
    const auto& error = response.error();
    answer.outcome = OutcomeOf(grpc::Status(static_cast<grpc::StatusCode>(error.code()),
                                            error.message(), error.SerializeAsString()));
    answer.messages.clear();
    break;
  }
  return answer;
}

void PermissionMatrixTest::ExpectAnswers(const Caller& caller) {
  for (const auto& method : rpc::AllMethods()) {
    if (method.unauthenticated) continue;  // integration.sign_in names them
    SCOPED_TRACE(caller.name + " " + method.name);
    const auto* descriptor = DescriptorOf(method.name);
    Recipe recipe(descriptor, world_);
    auto ask = [&](Place place) {
      return WithItemStatus(Ask(caller.token, descriptor, recipe, place), descriptor);
    };
    auto own = ask(Place::kOwn), missing = ask(Place::kMissing), foreign = ask(Place::kForeign);
    for (const auto& problem : recipe.problems()) ADD_FAILURE() << problem;
    bool at_own = caller.Meets(method, caller.own);
    bool at_foreign = caller.Meets(method, caller.foreign);
    if (!at_own && !at_foreign) {
      for (const auto& answer : {own, missing, foreign}) {
        EXPECT_EQ(answer.outcome.code, grpc::PERMISSION_DENIED) << answer.outcome;
        EXPECT_EQ(answer.outcome.message, own.outcome.message);
        EXPECT_TRUE(answer.messages.empty());
      }
      continue;
    }
    if (kOnesOwn.count(method.name)) {
      ExpectSame(method, recipe, foreign, missing);
      EXPECT_EQ(missing.outcome.code, grpc::NOT_FOUND) << missing.outcome;
      continue;
    }
    EXPECT_FALSE(!at_foreign && Contains(own, kForeign)) << "something foreign is given";
    if (!recipe.kind().empty() && !recipe.filter()) {
      EXPECT_EQ(missing.outcome.code, grpc::NOT_FOUND) << missing.outcome;
      EXPECT_EQ(missing.outcome.reason, "NOT_FOUND");
    }
    for (bool is_own : {true, false}) {
      const auto& answer = is_own ? own : foreign;
      if (!recipe.owned()) {
        ExpectOwn(caller, caller.anywhere(), method, answer);
      } else if (is_own ? at_own : at_foreign) {
        ExpectOwn(caller, is_own ? caller.own : caller.foreign, method, answer);
      } else {
        ExpectSame(method, recipe, answer, missing);
      }
    }
  }
}

// A key with the role of its own.
void PermissionMatrixTest::ExpectAnswersOfRole(auth::Role role) {
  bool everywhere = auth::SeesEveryOrganisation(role);
  const auto& may = auth::PermissionsOf(role);
  auto token = everywhere ? MakeKey(role) : MakeKey(role, {kOwn});
  ExpectAnswers({.token = token,
                 .name = auth::RoleName(role),
                 .own = may,
                 .foreign = everywhere ? may : Caller::Permissions()});
}

// Each role by itself, on a world of its own.
TEST_F(PermissionMatrixTest, Administrator) { ExpectAnswersOfRole(auth::Role::kAdministrator); }
TEST_F(PermissionMatrixTest, ProgrammeManager) {
  ExpectAnswersOfRole(auth::Role::kProgrammeManager);
}
TEST_F(PermissionMatrixTest, Coordinator) { ExpectAnswersOfRole(auth::Role::kCoordinator); }
TEST_F(PermissionMatrixTest, Partner) { ExpectAnswersOfRole(auth::Role::kPartner); }
TEST_F(PermissionMatrixTest, Auditor) { ExpectAnswersOfRole(auth::Role::kAuditor); }
TEST_F(PermissionMatrixTest, SafeguardingLead) {
  ExpectAnswers({.token = MakeMember({{v1::ROLE_SAFEGUARDING_LEAD, kOwn}}),
                 .name = "SAFEGUARDING_LEAD",
                 .own = auth::PermissionsOf(auth::Role::kSafeguardingLead),
                 .foreign = {}});
}

// Shows that each role of one person counts where it holds and nowhere else, personal data too.
TEST_F(PermissionMatrixTest, CoordinatorHereAndPartnerThere) {
  ExpectAnswers({.token = MakeMember({{v1::ROLE_COORDINATOR, kOwn}, {v1::ROLE_PARTNER, kForeign}}),
                 .name = "COORDINATOR and PARTNER",
                 .own = auth::PermissionsOf(auth::Role::kCoordinator),
                 .foreign = auth::PermissionsOf(auth::Role::kPartner)});
}
TEST_F(PermissionMatrixTest, PartnerHereAndSafeguardingLeadThere) {
  ExpectAnswers(
      {.token = MakeMember({{v1::ROLE_PARTNER, kOwn}, {v1::ROLE_SAFEGUARDING_LEAD, kForeign}}),
       .name = "PARTNER and SAFEGUARDING_LEAD",
       .own = auth::PermissionsOf(auth::Role::kPartner),
       .foreign = auth::PermissionsOf(auth::Role::kSafeguardingLead)});
}

// Shows that what was one's own is as if it were not there once the membership was revoked,
// whatever is called, and that the other membership goes on.
TEST_F(PermissionMatrixTest, OwnAfterRevocation) {
  auto token = MakeMember({{v1::ROLE_COORDINATOR, kOwn}, {v1::ROLE_PARTNER, kForeign}});
  v1::ListMembershipsRequest list;
  list.set_organisation(kOwn);
  list.set_role(v1::ROLE_COORDINATOR);
  v1::ListMembershipsResponse listed;
  ASSERT_TRUE(As(admin, &v1::AccessService::Stub::ListMemberships, list, &listed).ok());
  ASSERT_EQ(listed.memberships_size(), 1);
  v1::RevokeMembershipRequest revoke;
  revoke.set_id(listed.memberships(0).id());
  v1::RevokeMembershipResponse revoked;
  ASSERT_TRUE(As(admin, &v1::AccessService::Stub::RevokeMembership, revoke, &revoked).ok());
  ExpectAnswers({.token = token,
                 .name = "COORDINATOR no more, and PARTNER",
                 .own = {},
                 .foreign = auth::PermissionsOf(auth::Role::kPartner)});
}

// Shows that who manages the one programme of the world sees what belongs to it in both
// organisations, and that who manages another finds nothing of it, as if it were not there.
TEST_F(PermissionMatrixTest, ManagerOfTheProgramme) {
  const auto& may = auth::PermissionsOfOneProgramme();
  ExpectAnswers({.token = MakeMember({{v1::ROLE_PROGRAMME_MANAGER, world_.shared["Programme"]}}),
                 .name = "PROGRAMME_MANAGER of it",
                 .own = may,
                 .foreign = may,
                 .of_one_programme = true});
}
TEST_F(PermissionMatrixTest, ManagerOfAnotherProgramme) {
  MakeProgramme("ANOTHER");
  auto token = MakeMember({{v1::ROLE_PROGRAMME_MANAGER, "ANOTHER"}});
  int about = 0;
  for (bool checked : {true, false}) {
    without_checks = !checked;
    for (const auto& method : rpc::AllMethods()) {
      if (method.unauthenticated) continue;
      SCOPED_TRACE(method.name + (checked ? "" : " without checks"));
      const auto* descriptor = DescriptorOf(method.name);
      Recipe recipe(descriptor, world_);
      auto ask = [&](Place place) {
        return WithItemStatus(Ask(token, descriptor, recipe, place), descriptor);
      };
      auto own = ask(Place::kOwn), missing = ask(Place::kMissing);
      // Users and schedules are the partnership's, behind their permission alone.
      bool of_partnership =
          method.permission.rfind("access.", 0) == 0 || method.permission.rfind("exports.", 0) == 0;
      EXPECT_FALSE(!of_partnership && Contains(own, kPersonalWord)) << "personal data is given";
      EXPECT_TRUE(checked || own.outcome.code != grpc::PERMISSION_DENIED) << own.outcome;
      if (!checked || !auth::PermissionsOfOneProgramme().count(method.permission)) continue;
      bool of_programme = recipe.owned() && recipe.kind() != "Organisation";
      if (of_programme) ExpectSame(method, recipe, own, missing);
      about += of_programme ? 1 : 0;
      if (recipe.kind() == "Programme" && method.write) {
        EXPECT_EQ(own.outcome.code, grpc::NOT_FOUND) << own.outcome;
      }
    }
  }
  without_checks = false;
  EXPECT_GE(about, 10);
}

// Shows that what is foreign takes as long as what is missing, so that nobody tells them apart by a
// clock: by turns, the medians of each method lie within a factor that a look at the foreign
// object's rows, or a wait for its locks, would pass.
TEST_F(PermissionMatrixTest, ForeignTakesAsLongAsMissing) {
  constexpr int kTurns = 15;
  auto token = MakeKey(auth::Role::kCoordinator, {kOwn});
  int compared = 0;
  for (const auto& method : rpc::AllMethods()) {
    if (!auth::PermissionsOf(auth::Role::kCoordinator).count(method.permission)) continue;
    const auto* descriptor = DescriptorOf(method.name);
    Recipe recipe(descriptor, world_);
    // Streams are made, not asked.
    if (!recipe.owned() || descriptor->client_streaming() || descriptor->server_streaming()) {
      continue;
    }
    SCOPED_TRACE(method.name);
    // A difference that is there is there again; one that the machine made is not.
    std::array<double, 2> took{};
    for (int attempt = 0; attempt < 3; ++attempt) {
      std::array<std::vector<double>, 2> times;
      for (int turn = 0; turn < kTurns; ++turn) {
        for (auto place : {Place::kForeign, Place::kMissing}) {
          auto start = std::chrono::steady_clock::now();
          Ask(token, descriptor, recipe, place);
          times[place == Place::kForeign ? 0 : 1].push_back(
              std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                  .count());
        }
      }
      for (size_t i = 0; i < 2; ++i) {
        std::nth_element(times[i].begin(), times[i].begin() + 7, times[i].end());
        took[i] = times[i][7];
      }
      if (took[0] < 2 * took[1] + 1 && took[1] < 2 * took[0] + 1) break;
    }
    EXPECT_LT(took[0], 2 * took[1] + 1);
    EXPECT_LT(took[1], 2 * took[0] + 1);
    ++compared;
  }
  EXPECT_GE(compared, 40);
}

// Shows that without the application's check of permissions, taken out as a mistake would,
// row-level security still stands: whatever method a coordinator or a partner calls, about whatever
// object, nothing of another organisation is told or changed.
TEST_F(PermissionMatrixTest, WithoutItsCheckTheDatabaseRefuses) {
  auto foreign_rows = [&] {
    std::string rows;
    for (const auto& row :
         Sql("select a.attrelid::regclass::text from pg_attribute a join pg_class c on c.oid = "
             "a.attrelid where a.attname = 'organisation_id' and c.relkind = 'r' and not "
             "a.attisdropped and c.relnamespace in ('public'::regnamespace, "
             "'keyring'::regnamespace) and c.relname not like 'audit%' order by 1")) {
      std::string table = row[0].c_str();
      rows += table + " " +
              SqlValue("select coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') from " +
                       table +
                       " t where organisation_id = (select id from organisation where "
                       "code = '" +
                       kForeign + "')") +
              "\n";
    }
    return rows;
  };
  auto before = foreign_rows();
  for (auto role : {auth::Role::kCoordinator, auth::Role::kPartner}) {
    auto token = MakeKey(role, {kOwn});
    without_checks = true;
    for (const auto& method : rpc::AllMethods()) {
      if (method.unauthenticated) continue;
      SCOPED_TRACE(std::string(auth::RoleName(role)) + " " + method.name);
      const auto* descriptor = DescriptorOf(method.name);
      Recipe recipe(descriptor, world_);
      for (auto place : {Place::kForeign, Place::kOwn}) {
        auto answer = WithItemStatus(Ask(token, descriptor, recipe, place), descriptor);
        EXPECT_NE(answer.outcome.code, grpc::PERMISSION_DENIED) << "the check is still there";
        if (!kNamesOrganisations.count(method.name)) {
          EXPECT_FALSE(Contains(answer, kForeign)) << "something foreign is given";
        }
      }
    }
    without_checks = false;
  }
  EXPECT_EQ(foreign_rows(), before);
}

// Shows that no method but those of sign-in answers without credentials, with an invented key, or
// after revocation: of the key, of the key that a token was obtained with, of the token itself, of
// the user; nor with an expired token; and that none of them is told more than that.
TEST_F(PermissionMatrixTest, NobodyGetsInWithoutAValidCredential) {
  auto revoked = MakeKey(auth::Role::kAdministrator);
  auto of_revoked_key = MakeToken(revoked);
  auto revoked_itself = MakeToken(admin), expired = MakeToken(admin);
  auto of_disabled_user = MakeKeyOf(world_.shared["User"]);
  for (const auto& token : {revoked, of_revoked_key, revoked_itself, expired, of_disabled_user}) {
    v1::WhoAmIResponse who;
    ASSERT_TRUE(As(token, &v1::AccessService::Stub::WhoAmI, {}, &who).ok());
  }
  Sql("update access_key set revoked_at = clock_timestamp() where name = 'ADMINISTRATOR'");
  Sql("update access_session set revoked_at = clock_timestamp() where id = '" + session_ids_[1] +
      "'");
  Sql("update access_session set expires_at = clock_timestamp() where id = '" + session_ids_[2] +
      "'");
  Sql("update access_user set state = 'DISABLED' where id = '" + world_.shared["User"] + "'");
  std::this_thread::sleep_for(std::chrono::milliseconds(1'050));
  for (const auto& method : rpc::AllMethods()) {
    if (method.unauthenticated) continue;
    SCOPED_TRACE(method.name);
    const auto* descriptor = DescriptorOf(method.name);
    Recipe recipe(descriptor, world_);
    auto without = Ask("", descriptor, recipe, Place::kOwn);
    EXPECT_EQ(without.outcome.code, grpc::UNAUTHENTICATED) << without.outcome;
    EXPECT_EQ(without.outcome.reason, "MISSING_CREDENTIALS");
    auto invented = Ask("chk_" + std::string(64, '0'), descriptor, recipe, Place::kOwn);
    for (const auto& token : {revoked, of_revoked_key, revoked_itself, expired, of_disabled_user}) {
      auto answer = Ask(token, descriptor, recipe, Place::kOwn);
      EXPECT_EQ(answer.outcome.code, grpc::UNAUTHENTICATED) << answer.outcome;
      EXPECT_EQ(answer.outcome.reason, "INVALID_CREDENTIALS");
      EXPECT_EQ(answer.outcome.message, invented.outcome.message);
      EXPECT_TRUE(answer.messages.empty());
    }
  }
}

// Shows that every method is covered: it is about an object, or is listed as being about none; and
// the list names no method that is not there.
TEST_F(PermissionMatrixTest, EveryMethodIsAboutAnObjectOrListed) {
  std::set<std::string> listed = kAboutNoObject;
  for (const auto& method : rpc::AllMethods()) {
    Recipe recipe(DescriptorOf(method.name), world_);
    recipe.Make(Place::kOwn, google::protobuf::MessageFactory::generated_factory());
    for (const auto& problem : recipe.problems()) ADD_FAILURE() << method.name << ": " << problem;
    EXPECT_EQ(recipe.kind().empty(), listed.erase(method.name) > 0) << method.name;
    EXPECT_TRUE(Registered(method.name)) << method.name << " is not served";
  }
  for (const auto& name : listed) ADD_FAILURE() << "there is no method " << name;
}

// Shows that a method about a kind of object that the world has none of, or with a required field
// that nobody knows how to fill, does not pass unnoticed.
TEST_F(PermissionMatrixTest, AMethodWithoutARecipeIsNoticed) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("gadget.proto");
  file.set_package("champions.v1");
  file.set_syntax("proto3");
  file.add_dependency("google/api/field_behavior.proto");
  auto add = [&](const std::string& message, const std::string& field, const std::string& type) {
    auto* made = file.add_message_type();
    made->set_name(message);
    auto* proto = made->add_field();
    proto->set_name(field);
    proto->set_number(1);
    proto->set_label(proto->LABEL_OPTIONAL);
    if (type.empty()) {
      proto->set_type(proto->TYPE_STRING);
      proto->mutable_options()->AddExtension(google::api::field_behavior, google::api::REQUIRED);
    } else {
      proto->set_type(proto->TYPE_MESSAGE);
      proto->set_type_name(type);
    }
  };
  add("Gadget", "colour", "");
  add("GetGadgetRequest", "id", "");
  add("GetGadgetResponse", "gadget", ".champions.v1.Gadget");
  add("PaintRequest", "colour", "");
  auto* service = file.add_service();
  service->set_name("GadgetService");
  for (const char* request : {"GetGadgetRequest", "PaintRequest"}) {
    auto* method = service->add_method();
    method->set_name(request);
    method->set_input_type(std::string(".champions.v1.") + request);
    method->set_output_type(".champions.v1.GetGadgetResponse");
  }
  DescriptorPool pool(DescriptorPool::generated_pool());
  const auto* built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);
  google::protobuf::DynamicMessageFactory factory;
  for (int i = 0; i < 2; ++i) {
    Recipe recipe(built->service(0)->method(i), world_);
    recipe.Make(Place::kOwn, &factory);
    EXPECT_EQ(recipe.problems().size(), 1u) << built->service(0)->method(i)->name();
  }
}

}  // namespace
}  // namespace champions::test
