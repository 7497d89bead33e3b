// A document as JSON; docs/report.schema.json is its schema.
#pragma once

#include "documents/document.h"

namespace champions::documents {

// Rows are objects keyed by column id, one a line. What is hidden is the string "*", what is empty
// is null; integers and pence are integers, tenths are a number with one decimal, dates and text
// are strings. The type of a column says which.
void WriteJson(const Document& document, const Sink& sink);

}  // namespace champions::documents
