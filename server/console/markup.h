// HTML as it is put together: what is written in the program is markup, everything else is text and
// escaped. There is no third way in.
#pragma once

#include <string>
#include <string_view>

#include "documents/forms.h"

namespace champions::console {

class Markup {
 public:
  Markup() = default;
  // A literal of the program.
  template <size_t N>
  Markup(const char (&literal)[N])  // NOLINT: a literal is markup wherever one is wanted
      : html_(literal, N - 1) {}

  Markup& operator+=(const Markup& other) {
    html_ += other.html_;
    return *this;
  }
  friend Markup operator+(Markup a, const Markup& b) {
    a += b;
    return a;
  }
  bool empty() const { return html_.empty(); }
  const std::string& html() const { return html_; }

 private:
  friend Markup Text(std::string_view text);
  std::string html_;
};

// Whatever the text is, it is shown as it is: in an element, or in an attribute in double quotes.
inline Markup Text(std::string_view text) {
  Markup markup;
  markup.html_ = documents::Escaped(text);
  return markup;
}

}  // namespace champions::console
