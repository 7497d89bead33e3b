#include <gtest/gtest.h>

#include "access/key.h"
#include "access/user.h"

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

}  // namespace
}  // namespace champions::access
