#pragma once

#include <chrono>
#include <string>

namespace champions::signin {

struct IssuerSettings {
  std::string issuer;  // as its documents and tokens name it; "": none
  std::string client_id;
  std::string ca_file;  // who vouches for it; "": whom the system trusts
};

struct SignInSettings {
  IssuerSettings issuer;
  bool passwords = true;
  std::chrono::hours session{8};
};

}  // namespace champions::signin
