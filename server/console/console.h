// Staff sign in by a browser: pages made by the server, without script, on the HTTP gateway behind
// the edge (ADR 16). Whatever a page shows or does is a call of the API as the person who asks; the
// console has no way of its own to the database.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "auth/token.h"
#include "console/api.h"
#include "console/form.h"
#include "console/issuer_client.h"
#include "console/pages.h"
#include "console/pending.h"
#include "gateway/http_server.h"

namespace champions::console {

struct Settings {
  std::string public_url;  // `https://host:port`, as browsers write it
  std::string key;         // 32 bytes, for what is sealed and for forms
};

// Clocks of a test.
struct Clocks {
  std::function<PendingSignIns::Clock::time_point()> steady = PendingSignIns::Clock::now;
  std::function<int64_t()> seconds = nullptr;  // of the day; null: the system's
};

class Console {
 public:
  Console(Settings settings, std::shared_ptr<grpc::Channel> channel,
          std::unique_ptr<IssuerClient> issuer, Clocks clocks = {});

  // On any thread. May wait for the API or the issuer, some ten seconds at most.
  gateway::HttpAnswer Answer(const gateway::HttpRequest& request);

 private:
  // A request while it is answered.
  struct Visit {
    const gateway::HttpRequest& request;
    Fields fields;        // of the query, or of the form
    std::string session;  // the token in the cookie; "" where there is none
    std::string pending;  // the id in the cookie, or a new one
    bool is_new_pending = false;
    Api::Caller nobody, caller;        // the same address without and with the session
    std::vector<std::string> cookies;  // to be set
  };
  using Handler = gateway::HttpAnswer (Console::*)(Visit&);
  struct Route {
    const char *method, *path;
    Handler handler;
  };
  static const std::vector<Route>& Routes();

  // console.cc: what holds for every page.
  gateway::HttpAnswer Dispatch(const gateway::HttpRequest& request);
  bool IsOfThisSite(const gateway::HttpRequest& request) const;
  void ReadCookies(Visit& visit) const;
  std::string TokenFor(const char* what, const std::string& id) const;
  std::string PendingToken(const Visit& visit) const;
  std::string SessionToken(const Visit& visit) const;
  gateway::HttpAnswer Show(Visit& visit, const Page& page, const Above& above = {},
                           int status = 200) const;
  // The page with why the API refused, and when to try again.
  gateway::HttpAnswer ShowRefusal(Visit& visit, const Page& page, const Above& above,
                                  const ApiFailure& failure) const;
  gateway::HttpAnswer Redirect(Visit& visit, const std::string& where) const;
  // Whether the form was made by us for this browser; else it is answered with OldForm.
  bool IsOwnForm(const Visit& visit, const std::string& token) const;
  gateway::HttpAnswer OldForm(Visit& visit) const;
  void SetCookie(Visit& visit, const char* name, const std::string& value) const;
  void ClearCookie(Visit& visit, const char* name) const;
  gateway::HttpAnswer Style(Visit& visit);

  // sign_in.cc: until there is a session.
  gateway::HttpAnswer SignedOut(Visit& visit, const std::string& email, const Above& above,
                                int status = 200);
  gateway::HttpAnswer FailedSignIn(Visit& visit, const std::string& email,
                                   const ApiFailure& failure);
  gateway::HttpAnswer Enter(Visit& visit, const NewSession& session);
  gateway::HttpAnswer AskMore(Visit& visit, const Pending& pending, const char* path);
  gateway::HttpAnswer PostPassword(Visit& visit);
  gateway::HttpAnswer GetCode(Visit& visit);
  gateway::HttpAnswer PostCode(Visit& visit);
  gateway::HttpAnswer PostIssuerCode(Visit& visit, const Pending& pending, const std::string& code);
  gateway::HttpAnswer GetNewPassword(Visit& visit);
  gateway::HttpAnswer PostNewPassword(Visit& visit);

  // by_issuer.cc: with the organisation's account.
  gateway::HttpAnswer BeginByIssuer(Visit& visit);
  gateway::HttpAnswer EndByIssuer(Visit& visit);
  IssuerClient::Settings IssuerSettingsOf(const Options& options) const;
  gateway::HttpAnswer IssuerDeadEnd(Visit& visit, const std::string& text, int status);

  // home.cc: with a session.
  gateway::HttpAnswer GetHome(Visit& visit);
  gateway::HttpAnswer PostSignOut(Visit& visit);
  gateway::HttpAnswer PostEndSession(Visit& visit);
  gateway::HttpAnswer PostEndOthers(Visit& visit);
  gateway::HttpAnswer PostEnrol(Visit& visit);
  gateway::HttpAnswer PostConfirm(Visit& visit);
  // What a refused call of somebody signed in comes to, where no page of its own says it.
  gateway::HttpAnswer Refused(Visit& visit, const ApiFailure& failure);

  const Settings settings_;
  const std::string authority_;  // what Host has to say
  const Api api_;
  const std::unique_ptr<IssuerClient> issuer_;
  const auth::KeyedHash form_hash_;
  const std::function<int64_t()> now_s_;
  const BegunSignIns begun_;
  PendingSignIns pending_;
};

}  // namespace champions::console
