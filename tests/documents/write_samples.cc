// Writes the sample documents in every format to a folder, for check.py to open with other readers.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "documents/csv.h"
#include "documents/html.h"
#include "documents/json.h"
#include "documents/xlsx.h"
#include "support/document_samples.h"

namespace {

using namespace champions::documents;  // NOLINT: the model is all that this file speaks of

void Write(const std::filesystem::path& path, const std::function<void(const Sink&)>& write) {
  std::ofstream file(path, std::ios::binary);
  write([&](std::string_view part) { file << part; });
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

void WriteAll(const std::filesystem::path& folder, const std::string& name,
              const Document& document) {
  Write(folder / (name + ".json"), [&](const Sink& sink) { WriteJson(document, sink); });
  Write(folder / (name + ".html"), [&](const Sink& sink) { WriteHtml(document, sink); });
  Write(folder / (name + ".xlsx"), [&](const Sink& sink) { sink(WriteXlsx(document)); });
  for (const auto& section : document.sections) {
    for (const auto& table : section.tables) {
      const std::string file = name + "-" + table.id + ".csv";
      Write(folder / file, [&](const Sink& sink) { WriteCsv(table, sink); });
      Write(folder / (file + "-metadata.json"),
            [&](const Sink& sink) { sink(CsvwMetadata(file, document, table)); });
    }
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "Usage: write_samples FOLDER\n";
    return 2;
  }
  std::filesystem::create_directories(words[1]);
  WriteAll(words[1], "awkward", champions::test::AwkwardDocument());
  WriteAll(words[1], "pack", champions::test::BoardPack());
  return 0;
}
