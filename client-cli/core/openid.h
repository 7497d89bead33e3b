// OpenID Connect as a public client: authorisation code with PKCE over a loopback redirect
// (RFC 8252, RFC 7636), and the device flow (RFC 8628). What comes of it is an ID token, which the
// server checks; nothing in it is believed here.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "client-cli/core/http.h"

namespace champions::cli {

struct IssuerEndpoints {
  std::string authorisation, token, device;  // device "": it has none
  // Whether it names itself in its answers (RFC 9207).
  bool names_itself = false;
};

struct OpenIdClient {
  std::string issuer, client_id;
  std::vector<std::string> scopes;
  const HttpClient& http;
  // Tells the person something.
  std::function<void(const std::string&)> say;
};

struct SignedIdToken {
  std::string id_token, nonce;
};

// Throws Failure where the issuer cannot be reached or its document is of another one.
IssuerEndpoints Discover(const OpenIdClient& client);
// Waits for the browser of this machine, which `open` may start.
SignedIdToken SignInByBrowser(const OpenIdClient& client, const IssuerEndpoints& endpoints,
                              std::chrono::milliseconds patience,
                              const std::function<void(const std::string& url)>& open);
// Waits for a browser of any machine. `wait` sleeps.
SignedIdToken SignInByDevice(const OpenIdClient& client, const IssuerEndpoints& endpoints,
                             const std::function<void(std::chrono::seconds)>& wait);

// For PKCE: 256 random bits in base64url, and the challenge that is made of them.
std::string NewVerifier();
std::string ChallengeOf(const std::string& verifier);

}  // namespace champions::cli
