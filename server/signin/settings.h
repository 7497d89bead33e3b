#pragma once

#include <chrono>
#include <string>

namespace champions::signin {

struct IssuerSettings {
  std::string issuer;  // as its documents and tokens name it; "": none
  std::string client_id;
  std::string ca_file;  // who vouches for it; "": whom the system trusts
  std::string acr;      // what its tokens say where it asked for a second factor, beside amr `mfa`
};

// Who has to have a second factor beside a password, or beside an issuer that does not say that it
// asked for one: nobody, who sees every organisation, everyone.
enum class SecondFactor { kOptional, kPartnership, kEveryone };

struct SignInSettings {
  IssuerSettings issuer;
  bool passwords = true;
  SecondFactor second_factor = SecondFactor::kOptional;
  std::chrono::hours session{8};
  std::chrono::minutes idle{60};     // a session that nobody uses for so long has ended
  std::string password_words;        // of this place, which a guesser tries first: `harrow, pinner`
  std::string known_passwords_file;  // a list of leaked ones, one a line; "": none
};

}  // namespace champions::signin
