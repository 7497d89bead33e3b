// The console as a client of the issuer: authorisation code with PKCE (RFC 7636), a public client
// as the command line is one. What comes of it is an ID token, which the API checks; nothing in it
// is believed here.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "signin/http_get.h"
#include "signin/sealed.h"

namespace champions::console {

// A sign-in that was begun and is bound to one browser. It is sealed into that browser's cookie, so
// that it costs the server nothing, and any server that has the pepper can end it.
struct Begun {
  std::string state, nonce, verifier;
};

class BegunSignIns {
 public:
  using Clock = std::function<int64_t()>;  // seconds
  BegunSignIns(std::string key, Clock now) : box_(std::move(key)), now_(std::move(now)) {}

  static Begun New();
  std::string Seal(const Begun& begun) const;
  // Nothing where it was sealed by another, changed, or ten minutes ago.
  std::optional<Begun> Open(const std::string& cookie) const;

 private:
  const signin::SecretBox box_;
  const Clock now_;
};

// `E9Melhoa…` of a verifier: S256.
std::string ChallengeOf(const std::string& verifier);

// Why a sign-in by the issuer came to nothing, for people.
struct IssuerFailure : std::exception {
  // `unavailable`: it could not be asked, and later it may be.
  IssuerFailure(std::string text, bool unavailable)
      : text(std::move(text)), unavailable(unavailable) {}
  std::string text;
  bool unavailable;
  const char* what() const noexcept override { return text.c_str(); }
};

struct Endpoints {
  std::string authorisation, token;
  bool names_itself = false;  // in its answers (RFC 9207)
};

class IssuerClient {
 public:
  struct Settings {
    std::string issuer, client_id, redirect_uri;
    std::vector<std::string> scopes;
  };
  using Get = std::function<std::string(const std::string& url)>;
  using Post = std::function<signin::HttpReply(const std::string& url, const signin::HttpForm&)>;

  explicit IssuerClient(const std::string& ca_file);
  IssuerClient(Get get, Post post) : get_(std::move(get)), post_(std::move(post)) {}

  // Each throws IssuerFailure. At most four at a time wait for the issuer: one that is slow leaves
  // threads for who signs in otherwise.

  // As its document says it, remembered for an hour.
  Endpoints Discover(const std::string& issuer);
  // Where the browser goes.
  std::string AddressFor(const Settings& settings, const Begun& begun);
  // The ID token for the code that came back.
  std::string Exchange(const Settings& settings, const Begun& begun, const std::string& code);

 private:
  using Clock = std::chrono::steady_clock;
  class Outside;

  Endpoints Read(const std::string& issuer) const;
  // What is remembered and needs no reading, if that is so.
  std::optional<Endpoints> Remembered() const;

  const Get get_;
  const Post post_;
  std::atomic<int> outside_{0};
  std::mutex mutex_;
  std::condition_variable done_;
  bool reading_ = false;
  std::optional<Endpoints> endpoints_;
  Clock::time_point read_at_{};
  std::optional<Clock::time_point> failed_at_;
};

}  // namespace champions::console
