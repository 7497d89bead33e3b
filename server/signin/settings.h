#pragma once

#include <chrono>
#include <string>

namespace champions::signin {

struct IssuerSettings {
  std::string issuer;  // as its documents and tokens name it; "": none
  std::string client_id;
  std::string ca_file;  // who vouches for it; "": whom the system trusts
};

// Who has to have a second factor beside a password: nobody, who sees every organisation, everyone.
// What an issuer asks for is the issuer's to say.
enum class SecondFactor { kOptional, kPartnership, kEveryone };

struct SignInSettings {
  IssuerSettings issuer;
  bool passwords = true;
  SecondFactor second_factor = SecondFactor::kOptional;
  std::chrono::hours session{8};
};

}  // namespace champions::signin
