#include "console/layout.h"

namespace champions::console {
namespace {

const Wrong* WrongWith(const std::string& field, const Above& above) {
  for (const auto& wrong : above.wrong) {
    if (wrong.field == field) return &wrong;
  }
  return nullptr;
}

// Takes the focus, so that it is what is read out first.
Markup Summary(const Above& above) {
  Markup html =
      "<div class=\"summary\" role=\"alert\" tabindex=\"-1\" autofocus "
      "aria-labelledby=\"summary\">\n<h2 id=\"summary\">There is a problem</h2>\n<ul>\n";
  for (const auto& wrong : above.wrong) {
    if (wrong.field.empty()) {
      html += "<li>" + Text(wrong.text) + "</li>\n";
    } else {
      html += "<li><a href=\"#" + Text(wrong.field) + "\">" + Text(wrong.text) + "</a></li>\n";
    }
  }
  html += "</ul>\n</div>\n";
  return html;
}

}  // namespace

std::string Document(const Page& page, const Above& above) {
  Markup html =
      "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  if (!above.wrong.empty()) html += "Error: ";
  html += Text(page.title) +
          " – Champions</title>\n<link rel=\"stylesheet\" href=\"/console/style.css\">\n</head>\n"
          "<body>\n<a class=\"skip\" href=\"#main\">Skip to main content</a>\n"
          "<header><p>Champions</p></header>\n<main id=\"main\" tabindex=\"-1\">\n";
  if (!above.wrong.empty()) html += Summary(above);
  if (!above.notice.empty()) {
    html += "<div class=\"notice\" role=\"status\"><p>" + Text(above.notice) + "</p></div>\n";
  }
  html += "<h1>" + Text(page.title) + "</h1>\n";
  html += page.body;
  html += "</main>\n</body>\n</html>\n";
  return html.html();
}

Markup Input(const InputField& field, const Above& above) {
  const auto* wrong = WrongWith(field.name.html(), above);
  Markup html = "<div class=\"field";
  if (wrong != nullptr) html += " wrong";
  html += "\">\n<label for=\"" + field.name + "\">" + Text(field.label) + "</label>\n";
  Markup described;
  if (!field.hint.empty()) {
    html += "<p class=\"hint\" id=\"" + field.name + "-hint\">" + Text(field.hint) + "</p>\n";
    described += field.name + "-hint";
  }
  if (wrong != nullptr) {
    html +=
        "<p class=\"error\" id=\"" + field.name + "-error\">Error: " + Text(wrong->text) + "</p>\n";
    if (!described.empty()) described += " ";
    described += field.name + "-error";
  }
  html += "<input id=\"" + field.name + "\" name=\"" + field.name + "\"" + field.attributes;
  if (!field.value.empty()) html += " value=\"" + Text(field.value) + "\"";
  if (!described.empty()) html += " aria-describedby=\"" + described + "\"";
  if (wrong != nullptr) html += " aria-invalid=\"true\"";
  html += ">\n</div>\n";
  return html;
}

Markup Form(const Markup& action, const std::string& form_token, const Markup& fields,
            const Markup& button_text, bool second) {
  Markup html = "<form method=\"post\" action=\"" + action +
                "\" novalidate>\n<input type=\"hidden\" name=\"form\" value=\"" + Text(form_token) +
                "\">\n" + fields + "<button type=\"submit\"";
  if (second) html += " class=\"second\"";
  html += ">" + button_text + "</button>\n</form>\n";
  return html;
}

}  // namespace champions::console
