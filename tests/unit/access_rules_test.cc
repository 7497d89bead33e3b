#include <gtest/gtest.h>

#include "access/key.h"
#include "access/user.h"
#include "auth/allowance.h"
#include "auth/principal.h"

namespace champions::access {
namespace {

constexpr int64_t kNow = 1'000'000;

std::string FieldsOf(const Key& key) {
  try {
    CheckNewKey(key, kNow);
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.code, Code::kInvalidArgument);
    std::string fields;
    for (const auto& violation : refusal.fields) fields += violation.field + " ";
    return fields;
  }
  return "";
}

// Shows that exactly COORDINATOR and PARTNER need organisations, and the other roles take none.
TEST(AccessRulesTest, RolesAndOrganisationsFit) {
  for (const char* role : {"COORDINATOR", "PARTNER"}) {
    EXPECT_TRUE(CheckRole("user", role, {"OWN"}).empty()) << role;
    auto violations = CheckRole("user", role, {});
    ASSERT_EQ(violations.size(), 1u) << role;
    EXPECT_EQ(violations[0].field, "user.organisations");
  }
  for (const char* role : {"ADMINISTRATOR", "PROGRAMME_MANAGER", "AUDITOR"}) {
    EXPECT_TRUE(CheckRole("key", role, {}).empty()) << role;
    auto violations = CheckRole("key", role, {"OWN"});
    ASSERT_EQ(violations.size(), 1u) << role;
    EXPECT_EQ(violations[0].field, "key.organisations");
  }
}

// Shows every pair of state and verb: what is allowed leads on, what is not names what is.
TEST(AccessRulesTest, UserStatesAllowWhatTheyAllow) {
  EXPECT_EQ(NextUserState("DisableUser", "ENABLED"), "DISABLED");
  EXPECT_EQ(NextUserState("EnableUser", "DISABLED"), "ENABLED");
  for (auto [verb, state, allowed] : {std::tuple{"EnableUser", "ENABLED", "DisableUser"},
                                      {"DisableUser", "DISABLED", "EnableUser"}}) {
    try {
      NextUserState(verb, state);
      ADD_FAILURE() << verb << " was allowed in " << state;
    } catch (const Refusal& refusal) {
      EXPECT_EQ(refusal.reason, "TRANSITION_NOT_ALLOWED");
      EXPECT_EQ(refusal.metadata.at("allowed"), allowed);
    }
  }
}

// Shows that a key has a user or a role and never both, and does not expire before it is made.
TEST(AccessRulesTest, KeysHaveAUserOrARole) {
  EXPECT_EQ(FieldsOf({.user = "u"}), "");
  EXPECT_EQ(FieldsOf({.role = "AUDITOR"}), "");
  EXPECT_EQ(FieldsOf({.role = "PARTNER", .organisations = {"OWN"}}), "");
  EXPECT_EQ(FieldsOf({.role = "AUDITOR", .expires_at_us = kNow + 1}), "");
  EXPECT_EQ(FieldsOf({}), "key.role ");
  EXPECT_EQ(FieldsOf({.role = "PARTNER"}), "key.organisations ");
  EXPECT_EQ(FieldsOf({.user = "u", .role = "PARTNER", .organisations = {"OWN"}}),
            "key.role key.organisations ");
  EXPECT_EQ(FieldsOf({.role = "AUDITOR", .expires_at_us = kNow}), "key.expire_time ");
}

// Shows that a certificate is named by a digest or by names, each in its form.
TEST(AccessRulesTest, CertificatesAreNamedInOneWay) {
  const std::string digest(64, 'a');
  EXPECT_EQ(FieldsOf({.user = "u", .certificate_sha256 = digest}), "");
  EXPECT_EQ(FieldsOf({.user = "u", .certificate_names = {"DNS:a", "URI:b:c"}}), "");
  const std::string names = "key.certificate_subject_alternative_names";
  EXPECT_EQ(FieldsOf({.user = "u", .certificate_names = {"DNS:a", "b", "DNS:"}}),
            names + "[1] " + names + "[2] ");
  EXPECT_EQ(FieldsOf({.user = "u", .certificate_sha256 = std::string(64, 'A')}),
            "key.certificate_sha256 ");
  EXPECT_EQ(FieldsOf({.user = "u", .certificate_sha256 = digest, .certificate_names = {"DNS:a"}}),
            names + " ");
}

auth::Principal With(auth::Role role, const std::set<std::string>& scopes,
                     const std::string& user = "") {
  auth::Principal principal{.user_id = user, .role = role};
  principal.scopes = std::make_shared<const std::set<std::string>>(scopes);
  return principal;
}

// Shows, for every role and permission, that a scope grants what the role has and nothing else, but
// for `personal` of a PARTNER's or AUDITOR's own key; and that nobody has it without the scope.
TEST(AccessRulesTest, ScopesGrantNoMoreThanTheRole) {
  using auth::Role;
  for (auto role : {Role::kAdministrator, Role::kProgrammeManager, Role::kCoordinator,
                    Role::kPartner, Role::kAuditor}) {
    const auto& own = auth::PermissionsOf(role);
    bool adds = role == Role::kPartner || role == Role::kAuditor;
    for (const auto& permission : auth::AllPermissions()) {
      SCOPED_TRACE(auth::RoleName(role) + (" " + permission));
      bool has = own.count(permission) > 0;
      EXPECT_EQ(auth::Principal{.role = role}.May(permission), has);
      EXPECT_EQ(With(role, {permission}).May(permission),
                has || (adds && permission == "personal"));
      EXPECT_EQ(With(role, {permission}, "user").May(permission), has);
      bool always = permission == auth::kWhoAmI || permission == auth::kObtainTokens;
      EXPECT_EQ(With(role, {"no other"}).May(permission), always);
      auto exchange = With(role, {permission});
      exchange.exchange_only = true;
      EXPECT_EQ(exchange.May(permission), permission == auth::kObtainTokens);
    }
    EXPECT_FALSE(With(role, {"no such"}).May("no such"));
  }
}

// Shows that an allowance gives a second's worth at once and then its rate, also when it has rested
// for long, and gives back what was not taken.
TEST(AccessRulesTest, AnAllowanceGivesItsRate) {
  auth::Allowance allowance(10);
  auto now = std::chrono::steady_clock::now();
  auto take = [&] {
    int taken = 0;
    while (allowance.Take(now)) ++taken;
    return taken;
  };
  EXPECT_EQ(take(), 10);
  now += std::chrono::milliseconds(350);
  EXPECT_EQ(take(), 3);
  EXPECT_FALSE(allowance.is_whole(now));
  now += std::chrono::hours(1);
  EXPECT_TRUE(allowance.is_whole(now));
  EXPECT_EQ(take(), 10);
}

// Shows that the tokens of a principal share an allowance, others do not, and that 0 is no limit.
TEST(AccessRulesTest, AllowancesAreOfPrincipals) {
  auth::Allowances allowances(10);
  auto a = allowances.Of("a");
  EXPECT_EQ(a, allowances.Of("a"));
  EXPECT_NE(a, allowances.Of("b"));
  EXPECT_EQ(auth::Allowances(0).Of("a"), nullptr);
  // More than are kept: those who rest are let go, whoever calls is not.
  EXPECT_TRUE(a->Take(std::chrono::steady_clock::now() + std::chrono::hours(1)));
  for (int i = 0; i < 20'000; ++i) allowances.Of(std::to_string(i));
  EXPECT_EQ(a, allowances.Of("a"));
}

}  // namespace
}  // namespace champions::access
