#include "documents/html.h"

#include "documents/forms.h"
#include "documents/html_style.h"
#include "documents/html_table.h"
#include "documents/output.h"

namespace champions::documents {
namespace {

void WriteHead(const Document& document, Output* out) {
  *out << "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
       << "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '"
       << kStyleDigest << "'; base-uri 'none'; form-action 'none'\">\n"
       << "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
       << "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" << Escaped(document.title)
       << "</title>\n<style>" << kStyle << "</style>\n</head>\n";
}

void WriteFacts(const std::vector<Fact>& facts, Output* out) {
  if (facts.empty()) return;
  *out << "<dl class=\"facts\">\n";
  for (const auto& fact : facts) {
    *out << "<dt>" << Escaped(fact.label) << "</dt><dd>" << Escaped(fact.value) << "</dd>\n";
  }
  *out << "</dl>\n";
}

void WriteHeadlines(const std::vector<Headline>& headlines, Output* out) {
  if (headlines.empty()) return;
  *out << "<section aria-labelledby=\"headlines\">\n<h2 id=\"headlines\">Headline figures</h2>\n"
       << "<dl class=\"headlines\">\n";
  for (const auto& headline : headlines) {
    *out << "<div><dt>" << Escaped(headline.label) << "</dt><dd class=\"value\">"
         << Escaped(headline.value) << "</dd>";
    if (!headline.note.empty()) *out << "<dd>" << Escaped(headline.note) << "</dd>";
    *out << "</div>\n";
  }
  *out << "</dl>\n</section>\n";
}

void WriteContents(const Document& document, Output* out) {
  *out << "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n";
  int number = 0;
  for (const auto& section : document.sections) {
    *out << "<li><a href=\"#section-" << section.id << "\">" << Escaped(section.title) << "</a>";
    if (!section.tables.empty()) *out << "\n<ul>\n";
    for (const auto& table : section.tables) {
      *out << "<li><a href=\"#table-" << table.id << "\">Table " << std::to_string(++number) << ": "
           << Escaped(table.title) << "</a></li>\n";
    }
    *out << (section.tables.empty() ? "</li>\n" : "</ul>\n</li>\n");
  }
  *out << "<li><a href=\"#notes\">Notes</a></li>\n</ol>\n</nav>\n";
}

void WriteSection(const Section& section, Numbering* numbering, Output* out) {
  const std::string id = "section-" + section.id;
  *out << "<section aria-labelledby=\"" << id << "\">\n<h2 id=\"" << id << "\">"
       << Escaped(section.title) << "</h2>\n";
  for (const auto& paragraph : section.paragraphs) *out << "<p>" << Escaped(paragraph) << "</p>\n";
  for (const auto& quote : section.quotes) {
    *out << "<figure class=\"quote\"><blockquote><p>" << Escaped(quote.text) << "</p></blockquote>";
    if (!quote.source.empty()) *out << "<figcaption>" << Escaped(quote.source) << "</figcaption>";
    *out << "</figure>\n";
  }
  for (const auto& table : section.tables) {
    WriteHtmlTable(table, table.title != section.title, numbering, out);
  }
  *out << "</section>\n";
}

void WriteNotes(const Document& document, Output* out) {
  *out << "<section aria-labelledby=\"notes\">\n<h2 id=\"notes\">Notes</h2>\n"
       << "<ul class=\"notes\">\n<li>" << Escaped(kHiddenMeaning) << "</li>\n<li>"
       << Escaped(kEmptyMeaning) << "</li>\n";
  for (const auto& note : document.notes) *out << "<li>" << Escaped(note) << "</li>\n";
  *out << "</ul>\n</section>\n";
}

}  // namespace

void WriteHtml(const Document& document, const Sink& sink) {
  Check(document);
  Output out(sink);
  WriteHead(document, &out);
  out << "<body>\n<a class=\"skip\" href=\"#main\">Skip to main content</a>\n<div class=\"page\">\n"
      << "<header>\n<h1>" << Escaped(document.title) << "</h1>\n";
  if (!document.subtitle.empty()) {
    out << "<p class=\"subtitle\">" << Escaped(document.subtitle) << "</p>\n";
  }
  out << "</header>\n<main id=\"main\">\n";
  WriteFacts(document.facts, &out);
  WriteHeadlines(document.headlines, &out);
  WriteContents(document, &out);
  Numbering numbering;
  for (const auto& section : document.sections) WriteSection(section, &numbering, &out);
  WriteNotes(document, &out);
  out << "</main>\n</div>\n</body>\n</html>\n";
  out.Flush();
}

}  // namespace champions::documents
