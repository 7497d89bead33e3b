// How the console looks: one column that fits a telephone of 320 px, 44 px and more to touch.
#pragma once

#include <string_view>

namespace champions::console {

inline constexpr std::string_view kStyle = R"(*, *::before, *::after { box-sizing: border-box; }
html { font: 1.125rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif;
  color: #1a1a1a; background: #fff; -webkit-text-size-adjust: 100%; }
body { margin: 0; overflow-wrap: anywhere; }
header { background: #0b4a36; color: #fff; padding: 0.75rem 1rem; }
header p { margin: 0 auto; max-width: 40rem; font-weight: 700; }
main { max-width: 42rem; margin: 0 auto; padding: 1rem; }
main:focus { outline: none; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2rem 0 0.5rem; }
p, ul, ol, dl { margin: 0 0 1rem; }
a { color: #0b4fa8; text-underline-offset: 0.15em; }
a:focus-visible, button:focus-visible, input:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid #1a1a1a; outline-offset: 2px; box-shadow: 0 0 0 6px #ffd24a; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; display: block; padding: 0.75rem 1rem; }
label { display: block; font-weight: 700; }
.hint { color: #4a4a4a; margin: 0 0 0.25rem; }
.field { margin: 0 0 1.25rem; }
.field.wrong { border-left: 4px solid #b10e1e; padding-left: 0.75rem; }
.error { color: #b10e1e; font-weight: 700; margin: 0 0 0.25rem; }
input { font: inherit; width: 100%; max-width: 26rem; min-height: 2.75rem; padding: 0.25rem 0.5rem;
  border: 2px solid #4a4a4a; border-radius: 0; background: #fff; color: inherit; }
.wrong input { border-color: #b10e1e; }
input.short { max-width: 18rem; }
button, .button { display: inline-block; font: inherit; font-weight: 700; min-height: 2.75rem;
  min-width: 2.75rem; padding: 0.55rem 1.25rem; border: 2px solid #0b4a36; border-radius: 4px;
  background: #0b4a36; color: #fff; text-decoration: none; text-align: center; cursor: pointer; }
button:hover, .button:hover { background: #07352a; }
button.second { background: #fff; color: #0b4a36; }
button.second:hover { background: #eef4f1; }
.summary, .notice { border: 4px solid #b10e1e; padding: 1rem; margin: 0 0 1.5rem; }
.notice { border-color: #0b4a36; }
.summary h2 { margin: 0 0 0.5rem; }
.summary p:last-child, .summary ul:last-child, .notice p { margin: 0; }
.summary a { color: #b10e1e; font-weight: 700; display: inline-block; padding: 0.5rem 0; }
dt { font-weight: 700; }
dd { margin: 0 0 0.5rem; }
table { width: 100%; border-collapse: collapse; margin: 0 0 1rem; }
caption { text-align: left; padding: 0 0 0.25rem; }
th, td { text-align: left; padding: 0.5rem 0.5rem 0.5rem 0; border-bottom: 1px solid #8a8a8a; }
td, thead th + th { text-align: right; padding: 0.5rem 0 0.5rem 0.5rem; }
.sessions { list-style: none; padding: 0; }
.sessions li { border-top: 1px solid #8a8a8a; padding: 0.75rem 0; }
.sessions p { margin: 0 0 0.5rem; }
code { font: 1.125rem/1.6 ui-monospace, Menlo, Consolas, monospace; }
.or { border-top: 1px solid #8a8a8a; margin-top: 2rem; padding-top: 0.5rem; }
)";

}  // namespace champions::console
