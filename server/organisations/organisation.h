// A community organisation: who recruits champions, holds activities and reports reach.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace champions::organisations {

struct Organisation {
  int id = 0;  // of the database alone; the code is its name outside
  std::string code;
  std::string name;
  std::string identifier;
  std::vector<std::string> communities;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

}  // namespace champions::organisations
