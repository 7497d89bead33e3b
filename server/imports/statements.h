// Which statements plan, check, apply and look over each file.
#pragma once

#include <string>
#include <string_view>

namespace champions::imports {

struct FileStatements {
  std::string_view plan, apply;
  std::string_view check;  // references of its own; "" where it has none
  std::string_view warn;
  std::string_view refuse =
      "";  // rows of the plan that people's rights stand against; "": none can
};

const FileStatements& StatementsOf(const std::string& file);

}  // namespace champions::imports
