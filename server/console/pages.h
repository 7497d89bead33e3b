// The pages of the console, as HTML without script. Pure: what is in them is handed in.
#pragma once

#include <string>
#include <vector>

#include "console/api.h"
#include "console/markup.h"

namespace champions::console {

// What is wrong: with a field of a form, or, where `field` is "", with the whole of it.
struct Wrong {
  std::string field, text;
};

// What stands above a page.
struct Above {
  std::vector<Wrong> wrong;  // summarised, and named in the title
  std::string notice;        // something that is not wrong
};

struct Page {
  std::string title;
  Markup body;
};

// The whole document.
std::string Document(const Page& page, const Above& above);

Page SignInPage(const Options& options, const std::string& form_token, const std::string& email,
                const Above& above);
Page CodePage(const std::string& form_token, const Above& above);
// `with_code`: a code of the app has to come along.
Page NewPasswordPage(const std::string& form_token, const std::string& email, bool with_code,
                     const Above& above);

Page EnrolPage(const std::string& form_token, const Above& above);
// Without `enrolment`, the secret was shown before.
Page ConfirmPage(const std::string& form_token, const Enrolment* enrolment, const Above& above);
Page RecoveryCodesPage(const std::vector<std::string>& codes);

struct Home {
  Person person;
  std::vector<Session> sessions;
  const Totals* totals = nullptr;  // null: not for this caller, or not to be had just now
  std::string why_no_totals;
};
Page HomePage(const Home& home, const std::string& form_token);

// Something that leads nowhere else: what, why, and back to the beginning.
Page DeadEndPage(const std::string& title, const std::string& text, const std::string& link_text);

}  // namespace champions::console
