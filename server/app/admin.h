// What is done on the machine itself, before anyone can sign in.
#pragma once

#include <string>

#include "config/config.h"

namespace champions::app {

// Makes an administrator's user and key, and gives the token, which is stored nowhere.
std::string CreateAdministrator(const config::Config& config, const std::string& name);

// True when the server behind listen.socket answers SERVING.
bool IsHealthy(const config::Config& config);

}  // namespace champions::app
