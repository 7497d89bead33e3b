// What is done on the machine itself, before anyone can sign in.
#pragma once

#include <string>

#include "config/config.h"

namespace champions::app {

// Makes an administrator's user and key, and gives the token, which is stored nowhere. With an
// e-mail address the user can also sign in.
std::string CreateAdministrator(const config::Config& config, const std::string& name,
                                const std::string& email = "");

// For the day when nobody else can let somebody in: gives the user with this e-mail address this
// password, and takes away what keeps one out (a second factor, where `without_totp`; the counters
// of failed attempts). Throws std::runtime_error where there is no such user who is enabled, or the
// password is too weak.
void SetPassword(const config::Config& config, const std::string& email,
                 const std::string& password, bool without_totp);

// Links the user to an account of the issuer, where the issuer vouches for no address. Throws
// std::runtime_error where it cannot.
void LinkIdentity(const config::Config& config, const std::string& email,
                  const std::string& subject);

// True when the server behind listen.socket answers SERVING.
bool IsHealthy(const config::Config& config);

}  // namespace champions::app
