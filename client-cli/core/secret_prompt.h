// Secrets that a person types, or that a file holds; never what stands on the command line.
#pragma once

#include <string>

namespace champions::cli {

// From the terminal, without showing it. Throws Failure(kUsage) where there is none, which says
// what to give instead, and Failure(kCancelled) for Ctrl-C or nothing.
std::string AskSecret(const std::string& question, const std::string& instead);
// The first line of a file; `-` is standard input.
std::string ReadSecret(const std::string& file);

}  // namespace champions::cli
