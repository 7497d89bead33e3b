// Packs as files.
#include "documents/csv.h"
#include "documents/html.h"
#include "documents/json.h"
#include "documents/xlsx.h"
#include "reports/publish.h"

namespace champions::reports {
namespace {

using documents::Sink;

// For programs: the tidy table too.
documents::Document WithFigures(const Pack& pack) {
  auto document = pack.document;
  document.sections.push_back(
      {.id = "all_figures", .title = "All figures", .tables = {pack.figures}});
  return document;
}

}  // namespace

std::vector<Rendering> Renderings(std::shared_ptr<const Pack> pack, const std::string& folder) {
  return {{folder + "/board-pack.html", "text/html; charset=utf-8",
           [pack](const Sink& sink) { documents::WriteHtml(pack->document, sink); }},
          {folder + "/figures.csv", "text/csv; charset=utf-8; header=present",
           [pack](const Sink& sink) { documents::WriteCsv(pack->figures, sink); }},
          {folder + "/figures.csv-metadata.json", "application/csvm+json",
           [pack](const Sink& sink) {
             sink(documents::CsvwMetadata("figures.csv", pack->document, pack->figures));
           }},
          {folder + "/figures.json", "application/json",
           [pack](const Sink& sink) { documents::WriteJson(WithFigures(*pack), sink); }},
          {folder + "/figures.xlsx",
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
           [pack](const Sink& sink) { sink(documents::WriteXlsx(WithFigures(*pack))); }}};
}

std::string Text(const Rendering& rendering) {
  std::string text;
  rendering.write([&text](std::string_view part) { text += part; });
  return text;
}

std::vector<File> Render(Pack pack, const std::string& folder) {
  std::vector<File> files;
  for (const auto& one : Renderings(std::make_shared<const Pack>(std::move(pack)), folder)) {
    files.push_back({one.name, one.media_type, Text(one)});
  }
  return files;
}

}  // namespace champions::reports
