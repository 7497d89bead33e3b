// A table of the board pack, with its charts before it and its notes below.
#pragma once

#include "documents/document.h"
#include "documents/output.h"

namespace champions::documents {

// What has been numbered so far: tables and figures count through the whole document.
struct Numbering {
  int tables = 0;
  int figures = 0;
};

// `with_heading`: not where the section's own heading says the same.
void WriteHtmlTable(const Table& table, bool with_heading, Numbering* numbering, Output* out);

}  // namespace champions::documents
