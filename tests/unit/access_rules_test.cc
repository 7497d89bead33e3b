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
  for (const char* role : {"COORDINATOR", "PARTNER", "SAFEGUARDING_LEAD"}) {
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

// Shows that a user may have no role, and then no organisations of its own.
TEST(AccessRulesTest, WithoutARoleThereAreNoOrganisations) {
  EXPECT_TRUE(CheckRole("user", "", {}).empty());
  ASSERT_EQ(CheckRole("user", "", {"OWN"}).size(), 1u);
  EXPECT_EQ(FieldsOf({.role = "SAFEGUARDING_LEAD", .organisations = {"OWN"}}), "key.role ");
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

using auth::Membership;
using auth::Role;

auth::Principal Member(std::vector<Membership> memberships) {
  auth::Principal principal{.user_id = "u"};
  principal.Combine(std::move(memberships));
  return principal;
}
Membership In(Role role, int organisation) {
  return {.role = role, .organisation_ids = {organisation}};
}
Membership Of(int programme) {
  return {.role = Role::kProgrammeManager, .programme_id = programme};
}

// Shows, for every pair of memberships and every permission, that after a call was narrowed to it
// an organisation is seen exactly where a membership there grants it, personal data exactly where
// that one does, and that nothing is left where none grants it.
TEST(AccessRulesTest, MembershipsCountWhereTheyHold) {
  const std::vector<Role> roles = {Role::kCoordinator, Role::kPartner, Role::kSafeguardingLead};
  for (auto first : roles) {
    for (auto second : roles) {
      for (const auto& permission : auth::AllPermissions()) {
        SCOPED_TRACE(std::string(auth::RoleName(first)) + " " + auth::RoleName(second) + " " +
                     permission);
        auto who = Member({In(first, 1), In(second, 2)});
        std::vector<int> seen, personal;
        for (auto [role, id] : {std::pair{first, 1}, {second, 2}}) {
          const auto& may = auth::PermissionsOf(role);
          if (!may.count(permission)) continue;
          seen.push_back(id);
          if (may.count("personal")) personal.push_back(id);
        }
        EXPECT_EQ(who.May(permission), !seen.empty());
        ASSERT_EQ(who.NarrowTo({permission}), !seen.empty());
        if (seen.empty()) continue;
        EXPECT_EQ(who.organisation_ids, seen);
        EXPECT_FALSE(who.every_organisation());
        EXPECT_EQ(who.personal(), !personal.empty());
        bool is_mixed = !personal.empty() && personal.size() < seen.size();
        ASSERT_EQ(who.personal_ids.has_value(), is_mixed);
        EXPECT_EQ(who.personal_ids.value_or(personal), personal);
        EXPECT_EQ(who.MayEverywhere("personal"), personal.size() == seen.size());
      }
    }
  }
}

// Shows what managing a programme comes to, alone, twice, beside an organisation and beside a role
// that sees everything.
TEST(AccessRulesTest, ManagersOfProgrammesSeeNoMore) {
  auto one = Member({Of(7)});
  EXPECT_TRUE(one.every_organisation());
  EXPECT_FALSE(one.sees_everything());
  EXPECT_TRUE(one.personal());
  EXPECT_EQ(one.programme_ids, std::vector<int>{7});
  EXPECT_EQ(Member({Of(7), Of(8)}).programme_ids, (std::vector<int>{7, 8}));
  for (const auto& permission : auth::AllPermissions()) {
    EXPECT_EQ(one.May(permission), auth::PermissionsOfOneProgramme().count(permission) > 0);
  }
  EXPECT_FALSE(one.NarrowTo({.permission = "reports.read", .every_programme = true}));

  auto both = Member({In(Role::kCoordinator, 1), Of(7)});
  EXPECT_EQ(both.organisation_ids, std::vector<int>{1});
  EXPECT_EQ(both.programme_ids, std::vector<int>{7});
  EXPECT_TRUE(both.every_organisation());
  ASSERT_TRUE(both.NarrowTo({"reach.write"}));  // which managers of a programme have not
  EXPECT_FALSE(both.every_organisation());
  EXPECT_TRUE(both.programme_ids.empty());

  for (bool last : {true, false}) {
    Membership auditor{.role = Role::kAuditor};
    auto who = last ? Member({Of(7), auditor}) : Member({auditor, Of(7)});
    EXPECT_TRUE(who.sees_everything());
    ASSERT_TRUE(who.personal_ids.has_value()) << "an auditor's sight brings no names";
    EXPECT_TRUE(who.personal_ids->empty());
  }
}

// Shows that a user who is nothing anywhere may see that and choose a password.
TEST(AccessRulesTest, NobodyAnywhere) {
  auto who = Member({});
  EXPECT_EQ(who.Permissions(), (std::set<std::string>{"whoami.read", "whoami.write"}));
  EXPECT_FALSE(who.every_organisation());
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
