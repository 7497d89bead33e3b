// A document as a board pack: one HTML file that needs nothing else.
#pragma once

#include "documents/document.h"

namespace champions::documents {

// No script and nothing from elsewhere, which its content security policy enforces. Each chart is
// inline SVG, before the table that holds its figures. Prints on A4.
void WriteHtml(const Document& document, const Sink& sink);

}  // namespace champions::documents
