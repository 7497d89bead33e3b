// PDF files, printed by the Chromium that is installed here.
#pragma once

#include <string>

namespace champions::cli {

// Prints an HTML file as a tagged PDF, which replaces a file that is there. False with a sentence
// for the person where there is no Chromium, where it fails, or where it takes over a minute.
// Chromium works in a folder of its own, which is removed with everything in it, and reads nothing
// from a network: the page must hold all that it shows.
bool PrintPdf(const std::string& html_path, const std::string& pdf_path, std::string* error);

// file:///… of a path, absolute and with everything escaped that a URL cannot hold.
std::string FileUrl(const std::string& path);

// The first of the names that is a program in one of the folders of `path_variable`, or "".
std::string FindChromium(const std::string& path_variable);

}  // namespace champions::cli
