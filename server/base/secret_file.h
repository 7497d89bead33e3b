// Files that hold a secret: made whole or not at all, and for their owner alone. What is wrong is
// thrown as std::runtime_error and names the setting that has the file.
#pragma once

#include <string>
#include <string_view>

namespace champions {

// With mode 0600. Of two servers that start together one makes it, and the other reads that.
void MakeSecretFile(const std::string& setting, const std::string& file, std::string_view text);

// False where it is not there. Throws where others than its owner can read it.
bool HasSecretFile(const std::string& setting, const std::string& file);

[[noreturn]] void RefuseSecretFile(const std::string& setting, const std::string& file,
                                   const std::string& what);

}  // namespace champions
