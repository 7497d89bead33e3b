// Documents for the tests of server/documents.
#pragma once

#include "documents/document.h"

namespace champions::test {

// Every type, and text that is no friend of any format: formulas, markup, quotes, lines, letters of
// other alphabets. Small, so that a person can read its golden files.
documents::Document AwkwardDocument();

// A quarter's board pack as a programme would publish it: a dozen tables of invented figures, with
// charts of each kind.
documents::Document BoardPack();

}  // namespace champions::test
