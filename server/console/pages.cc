#include "console/pages.h"

#include "base/text.h"
#include "console/layout.h"
#include "console/wording.h"

namespace champions::console {
namespace {

Markup Paragraph(const std::string& text) { return "<p>" + Text(text) + "</p>\n"; }

Markup PasswordField(const Markup& name, const std::string& label, const std::string& hint,
                     bool is_new, const Above& above) {
  return Input(
      {.name = name,
       .label = label,
       .hint = hint,
       .attributes = is_new ? Markup(" type=\"password\" autocomplete=\"new-password\"")
                            : Markup(" type=\"password\" autocomplete=\"current-password\"")},
      above);
}

Markup CodeField(const std::string& hint, const Above& above) {
  return Input({.name = "code",
                .label = "Code",
                .hint = hint,
                .attributes = " type=\"text\" class=\"short\" autocomplete=\"one-time-code\" "
                              "autocapitalize=\"none\" spellcheck=\"false\" maxlength=\"40\""},
               above);
}

constexpr const char* kCodeHint =
    "The six digits that your authenticator app shows now, or one of your recovery codes";

// `JBSW Y3DP …`, as people type it.
std::string InGroups(const std::string& secret) {
  std::string grouped;
  for (size_t i = 0; i < secret.size(); ++i) {
    if (i > 0 && i % 4 == 0) grouped += ' ';
    grouped += secret[i];
  }
  return grouped;
}

Markup Count(int64_t number) {
  return Text(documents::DisplayNumber(documents::Type::kInteger, number));
}

Markup TotalsRow(const Markup& name, int64_t quarter, int64_t to_date) {
  return "<tr><th scope=\"row\">" + name + "</th><td>" + Count(quarter) + "</td><td>" +
         Count(to_date) + "</td></tr>\n";
}

Markup TotalsSection(const Totals& totals) {
  return "<h2>This quarter</h2>\n<table>\n<caption>" + Text(QuarterInWords(totals.quarter)) +
         "</caption>\n<thead><tr><th scope=\"col\">People</th><th scope=\"col\">This quarter</th>"
         "<th scope=\"col\">To date</th></tr></thead>\n<tbody>\n" +
         TotalsRow("Recruited", totals.recruited, totals.recruited_to_date) +
         TotalsRow("Trained", totals.trained, totals.trained_to_date) +
         TotalsRow("Reached", totals.reached, totals.reached_to_date) + "</tbody>\n</table>\n";
}

Markup SessionItem(const Session& session, bool is_this, const std::string& form_token) {
  Markup html =
      "<li>\n<p>Signed in " + Text(LondonTime(session.began_s)) + " by " + Text(session.method);
  if (!session.address.empty()) html += " from " + Text(session.address);
  if (session.last_used_s > 0) html += ", last used " + Text(LondonTime(session.last_used_s));
  html += is_this ? Markup(". <strong>This is where you are now.</strong></p>\n") : ".</p>\n";
  if (!is_this) {
    html += Form("/console/sessions/end", form_token,
                 "<input type=\"hidden\" name=\"session\" value=\"" + Text(session.id) + "\">\n",
                 "End this session", true);
  }
  return html + "</li>\n";
}

}  // namespace

Page SignInPage(const Options& options, const std::string& form_token, const std::string& email,
                const Above& above) {
  Markup body;
  // A link and not a form: browsers hold a form's policy against where it is led on to as well.
  if (!options.issuer.empty()) {
    body +=
        "<p><a class=\"button\" href=\"/console/sign-in\">Sign in with your organisation’s "
        "account</a></p>\n";
  }
  if (options.passwords) {
    body += options.issuer.empty() ? Markup("<div>\n")
                                   : "<div class=\"or\">\n<h2>Or with a password</h2>\n";
    body += Form("/console/password", form_token,
                 Input({.name = "email",
                        .label = "Email address",
                        .value = email,
                        .attributes = " type=\"email\" autocomplete=\"username\" "
                                      "autocapitalize=\"none\" spellcheck=\"false\""},
                       above) +
                     PasswordField("password", "Password", "", false, above),
                 "Sign in");
    body += "</div>\n";
  }
  if (options.issuer.empty() && !options.passwords) {
    body += "<p>Nobody can sign in here by a browser.</p>\n";
  }
  return {"Sign in", body};
}

Page CodePage(const std::string& form_token, const Above& above) {
  return {"Enter your code",
          Form("/console/code", form_token, CodeField(kCodeHint, above), "Continue") +
              "<p><a href=\"/console\">Start again</a></p>\n"};
}

Page NewPasswordPage(const std::string& form_token, const std::string& email, bool with_code,
                     const Above& above) {
  // For what keeps passwords: whose this is.
  Markup fields = "<input type=\"email\" autocomplete=\"username\" value=\"" + Text(email) +
                  "\" readonly hidden>\n";
  fields += PasswordField(
      "new_password", "New password",
      "At least 12 characters. Four words that do not belong together are enough.", true, above);
  fields += PasswordField("again", "The new password again", "", true, above);
  if (with_code) fields += CodeField(std::string(kCodeHint) + "; not the one from before", above);
  return {"Choose a new password",
          "<p>The password that " + Text(email) +
              " was given is for the first sign-in alone.</p>\n" +
              Form("/console/new-password", form_token, fields, "Change and sign in") +
              "<p><a href=\"/console\">Start again</a></p>\n"};
}

Page EnrolPage(const std::string& form_token, const Above& above) {
  return {"Set up a second factor",
          "<p>Your role takes an authenticator app beside the sign-in. Set it up now; then sign in "
          "again with a code.</p>\n" +
              Form("/console/enrol", form_token,
                   PasswordField("password", "Your password",
                                 "Leave this empty if you signed in with your organisation’s "
                                 "account and have no password here",
                                 false, above),
                   "Set up") +
              Form("/console/sign-out", form_token, "", "Sign out", true)};
}

Page ConfirmPage(const std::string& form_token, const Enrolment* enrolment, const Above& above) {
  Markup body;
  if (enrolment != nullptr) {
    body += "<p>On this device: <a href=\"" + Text(enrolment->uri) +
            "\">open your authenticator app</a>.</p>\n<p>Or enter this key in the app by hand, as "
            "a key that is based on time:</p>\n<p><code id=\"secret\">" +
            Text(InGroups(enrolment->secret)) + "</code></p>\n";
  } else {
    body +=
        "<p>The key is not shown twice. If your app does not have it, "
        "<a href=\"/console\">begin again with a new one</a>.</p>\n";
  }
  body += Form("/console/confirm", form_token,
               CodeField("The six digits that the app shows now", above), "Confirm");
  return {"Confirm your authenticator app", body};
}

Page RecoveryCodesPage(const std::vector<std::string>& codes) {
  Markup body =
      "<p>Each of these signs you in once in the place of a code, for the day when the app is "
      "lost. "
      "Keep them apart from your password. They are not shown again.</p>\n<ol>\n";
  for (const auto& code : codes) body += "<li><code>" + Text(code) + "</code></li>\n";
  body +=
      "</ol>\n<p>You have been signed out: sign in again with a code of the app.</p>\n"
      "<p><a class=\"button\" href=\"/console\">I have kept them: sign in</a></p>\n";
  return {"Your recovery codes", body};
}

Page HomePage(const Home& home, const std::string& form_token) {
  const auto& person = home.person;
  Markup body = "<dl>\n<dt>Role</dt><dd>" + Text(person.role) + "</dd>\n<dt>Organisations</dt><dd>";
  body += person.all_organisations ? Markup("All organisations")
                                   : Text(Join(person.organisations, ", "));
  body += "</dd>\n";
  if (!person.programmes.empty()) {
    body += "<dt>Programmes</dt><dd>" + Text(Join(person.programmes, ", ")) + "</dd>\n";
  }
  for (const auto& session : home.sessions) {
    if (session.id != person.session) continue;
    body += "<dt>This session ends</dt><dd>" + Text(LondonTime(session.ends_s));
    if (session.idle_ends_s > 0) {
      body += ", or, if nothing is done, " + Text(LondonTime(session.idle_ends_s));
    }
    body += "</dd>\n";
  }
  body += "</dl>\n" + Form("/console/sign-out", form_token, "", "Sign out");
  if (home.totals != nullptr) body += TotalsSection(*home.totals);
  if (!home.why_no_totals.empty()) body += Paragraph(home.why_no_totals);
  body += "<h2>Where you are signed in</h2>\n<ul class=\"sessions\">\n";
  for (const auto& session : home.sessions) {
    body += SessionItem(session, session.id == person.session, form_token);
  }
  body += "</ul>\n";
  if (home.sessions.size() > 1) {
    body += Form("/console/sessions/end-others", form_token, "", "End all other sessions", true);
  }
  return {person.name, body};
}

Page DeadEndPage(const std::string& title, const std::string& text, const std::string& link_text) {
  return {title, Paragraph(text) + "<p><a class=\"button\" href=\"/console\">" + Text(link_text) +
                     "</a></p>\n"};
}

}  // namespace champions::console
