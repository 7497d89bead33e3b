// Packs as files.
#include "documents/csv.h"
#include "documents/html.h"
#include "documents/json.h"
#include "documents/xlsx.h"
#include "reports/publish.h"

namespace champions::reports {
namespace {

// For programs: the tidy table too.
documents::Document WithFigures(const Pack& pack) {
  auto document = pack.document;
  document.sections.push_back(
      {.id = "all_figures", .title = "All figures", .tables = {pack.figures}});
  return document;
}

template <class Write>
std::string Text(Write write) {
  std::string text;
  write([&text](std::string_view part) { text += part; });
  return text;
}

}  // namespace

std::vector<File> Render(const Pack& pack, const std::string& folder) {
  auto everything = WithFigures(pack);
  return {{folder + "/board-pack.html", "text/html; charset=utf-8",
           Text([&](const documents::Sink& sink) { documents::WriteHtml(pack.document, sink); })},
          {folder + "/figures.csv", "text/csv; charset=utf-8; header=present",
           Text([&](const documents::Sink& sink) { documents::WriteCsv(pack.figures, sink); })},
          {folder + "/figures.csv-metadata.json", "application/csvm+json",
           documents::CsvwMetadata("figures.csv", pack.document, pack.figures)},
          {folder + "/figures.json", "application/json",
           Text([&](const documents::Sink& sink) { documents::WriteJson(everything, sink); })},
          {folder + "/figures.xlsx",
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
           documents::WriteXlsx(everything)}};
}

}  // namespace champions::reports
