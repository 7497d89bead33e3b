// Tables as CSV (RFC 4180), and what describes such a file to programs (W3C CSV on the Web).
#pragma once

#include <string>

#include "documents/document.h"

namespace champions::documents {

// UTF-8 without a byte order mark, lines that end with CRLF, a first row of column ids. Pence are
// pounds with two decimals, tenths have one; what is hidden is *, what is empty is nothing. Text
// that begins with = + - @, a tab or a carriage return gets an apostrophe in front, since a
// spreadsheet would run it; numbers never do.
void WriteCsv(const Table& table, const Sink& sink);

// The metadata of that file, usually kept beside it as NAME.csv-metadata.json.
std::string CsvwMetadata(const std::string& csv_file_name, const Document& document,
                         const Table& table);

}  // namespace champions::documents
