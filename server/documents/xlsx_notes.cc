#include "documents/forms.h"
#include "documents/xlsx_sheets.h"

namespace champions::documents {
namespace {

class NotesSheet {
 public:
  NotesSheet(const Document& document, Workbook* workbook)
      : document_(document), workbook_(*workbook), sheet_(workbook->AddSheet("Notes")) {
    Workbook::Must(worksheet_set_column(sheet_, 0, 0, 34, nullptr));
    Workbook::Must(worksheet_set_column(sheet_, 1, 1, 90, nullptr));
    Workbook::Must(worksheet_set_column(sheet_, 2, 2, 40, nullptr));
  }

  void WriteTop() {
    WriteTextCell(sheet_, line_++, 0, document_.title, workbook_.Format(Look::kTitle));
    if (!document_.subtitle.empty()) {
      WriteTextCell(sheet_, line_++, 0, document_.subtitle, workbook_.Format(Look::kBody));
    }
    ++line_;
    for (const auto& fact : document_.facts) Line(fact.label, fact.value);
    if (!document_.headlines.empty()) Heading("Headline figures");
    for (const auto& headline : document_.headlines) {
      if (!headline.note.empty()) {
        WriteTextCell(sheet_, line_, 2, headline.note, workbook_.Format(Look::kWrapped));
      }
      Line(headline.label, headline.value);
    }
  }

  void WriteNotes() {
    Heading("Notes");
    int number = 0;
    const auto note = [&](std::string_view text) {
      Line("Note " + std::to_string(++number), text);
    };
    note(kHiddenMeaning);
    note("A cell with nothing in it was not given, or does not apply.");
    for (const auto& text : document_.notes) note(text);
  }

  void WriteSections(const std::vector<std::string>& names) {
    size_t index = 0;
    for (const auto& section : document_.sections) {
      Heading(section.title);
      for (const auto& paragraph : section.paragraphs) Line("", paragraph);
      for (const auto& quote : section.quotes) {
        Line("Quote", "“" + quote.text + "”" + (quote.source.empty() ? "" : " – " + quote.source));
      }
      for (const auto& table : section.tables) Line("Sheet: " + names[index++], table.title);
    }
  }

 private:
  // Two columns: what it is, and what it says.
  void Line(std::string_view label, std::string_view text) {
    WriteTextCell(sheet_, line_, 0, label, workbook_.Format(Look::kBold));
    WriteTextCell(sheet_, line_++, 1, text, workbook_.Format(Look::kWrapped));
  }
  void Heading(std::string_view text) {
    WriteTextCell(sheet_, ++line_, 0, text, workbook_.Format(Look::kHeading));
    ++line_;
  }

  const Document& document_;
  Workbook& workbook_;
  lxw_worksheet* sheet_;
  lxw_row_t line_ = 0;
};

}  // namespace

void WriteNotesSheet(const Document& document, const std::vector<std::string>& names,
                     Workbook* workbook) {
  NotesSheet sheet(document, workbook);
  sheet.WriteTop();
  sheet.WriteNotes();
  sheet.WriteSections(names);
}

}  // namespace champions::documents
