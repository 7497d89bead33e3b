// A document as a workbook for spreadsheets.
#pragma once

#include <string>
#include <vector>

#include "documents/document.h"

namespace champions::documents {

// A sheet "Notes" with everything but the tables, then one sheet a table: its title and
// description, the header row (frozen), the rows, its notes, its charts with alternative text.
// Numbers are numbers, dates are dates; every text is a text, never a formula or a link. A last
// sheet "Chart data" is there only where a chart has hidden or empty values: a spreadsheet would
// draw the * of the table as zero. Throws std::length_error for more rows than a sheet can have.
std::string WriteXlsx(const Document& document);

// The name of each table's sheet, in the order of the document: its title without what a sheet's
// name cannot hold, at most 31 characters, each there once.
std::vector<std::string> SheetNames(const Document& document);

}  // namespace champions::documents
