// The looks of the board pack. The policy names the digest of the style: after a change to it the
// test of the pack says what the digest has become.
#pragma once

#include <string_view>

namespace champions::documents {

inline constexpr std::string_view kStyleDigest =
    "sha256-c6uOQ9U1BuCgyc5S1bEGJJ4ilunypZ92eGlJ8EmaE+4=";

inline constexpr std::string_view kStyle = R"css(
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #ffffff; color: #1a1a1a; font: 1rem/1.5 Arial, "Liberation Sans", Helvetica, sans-serif; overflow-wrap: break-word; }
.page { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem 3rem; }
.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: #ffffff; color: #1d4f7c; }
.skip:focus { left: .5rem; top: .5rem; }
:focus-visible { outline: 3px solid #1d4f7c; outline-offset: 2px; }
a { color: #1d4f7c; }
header { border-top: .5rem solid #1d4f7c; padding: 2rem 0 .5rem; }
h1 { font-size: 2.25rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 3rem 0 1rem; padding-top: 1rem; border-top: 1px solid #6f777b; }
h3 { font-size: 1.1875rem; line-height: 1.3; margin: 2.25rem 0 .5rem; }
p, dd, figcaption, .notes li { white-space: pre-line; }
p { margin: 0 0 1rem; max-width: 46rem; }
.subtitle { font-size: 1.25rem; color: #44494c; }
.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .25rem 1.5rem; margin: 1rem 0; font-size: .9375rem; }
.facts dt { color: #44494c; }
.facts dd { margin: 0; }
.headlines { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: 1rem; margin: 0; }
.headlines div { border: 1px solid #6f777b; border-top: 4px solid #1d4f7c; padding: .75rem 1rem; break-inside: avoid; }
.headlines dt { font-weight: bold; }
.headlines dd { margin: 0; color: #44494c; font-size: .9375rem; }
.headlines .value { color: #1a1a1a; font-size: 1.75rem; line-height: 1.3; font-weight: bold; overflow-wrap: anywhere; }
nav ol, nav ul { padding-left: 1.5rem; margin: 0; }
nav li { margin: .25rem 0; }
blockquote { margin: 0; }
blockquote p { margin: 0; }
figure { margin: 1.5rem 0; }
.quote { border-left: 4px solid #6f777b; padding: .25rem 0 .25rem 1.25rem; max-width: 46rem; break-inside: avoid; }
.quote figcaption { color: #44494c; margin-top: .5rem; }
.chart figcaption { font-weight: bold; margin-bottom: .5rem; }
.scroll { overflow-x: auto; }
svg { display: block; max-width: 46rem; min-width: 34rem; width: 100%; height: auto; }
svg + svg { margin-top: 1rem; }
svg text { font: 14px Arial, "Liberation Sans", Helvetica, sans-serif; fill: #1a1a1a; }
svg .tick { fill: #44494c; }
svg .title { fill: #44494c; font-weight: bold; }
svg .grid { stroke: #d4d8da; }
svg .axis { stroke: #1a1a1a; }
svg .leader { stroke: #6f777b; }
table { border-collapse: collapse; margin: 0; min-width: min(22rem, 100%); font-size: .9375rem; line-height: 1.35; }
caption { text-align: left; font-weight: bold; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem .25rem; border-bottom: 1px solid #b1b8bb; min-width: 3.5rem; max-width: 24rem; }
thead th { vertical-align: bottom; border-bottom: 2px solid #1a1a1a; }
tbody th { font-weight: normal; }
.number { text-align: right; padding: .4rem .25rem .4rem 1rem; }
.number + th:not(.number), .number + td:not(.number) { padding-left: 1.5rem; }
td.number, .day { white-space: nowrap; font-variant-numeric: tabular-nums; }
.total th, .total td { font-weight: bold; border-top: 2px solid #1a1a1a; }
.wide table { font-size: .8125rem; }
.wide th, .wide td { padding-left: .25rem; padding-right: .5rem; }
.wide .number { padding-left: .5rem; padding-right: .25rem; }
.notes { margin: .75rem 0 0; padding: 0; list-style: none; font-size: .875rem; color: #44494c; max-width: 46rem; }
.notes li { margin: .25rem 0; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid #6f777b; font-size: .875rem; color: #44494c; }
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 9pt Arial, sans-serif; color: #44494c; } }
@page wide { size: A4 landscape; }
@media print {
  html { font-size: 10.5pt; }
  .page { max-width: none; padding: 0; }
  .skip { display: none; }
  header { padding-top: 6mm; }
  h1 { font-size: 22pt; }
  h2 { font-size: 15pt; margin-top: 10mm; }
  h3 { font-size: 12pt; }
  h1, h2, h3, h2 + p, .about, caption, .chart figcaption { break-after: avoid; }
  .headlines { grid-template-columns: repeat(4, 1fr); gap: 3mm; }
  .headlines .value { font-size: 15pt; }
  p, li { orphans: 3; widows: 3; }
  tr, figure, svg, .headlines div, .notes li { break-inside: avoid; }
  .short table { break-inside: avoid; }
  .long { break-inside: auto; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  svg { min-width: 0; max-width: 165mm; max-height: 235mm; }
  table { font-size: 9pt; }
  .wide { page: wide; }
  .wide table { font-size: 8pt; }
  a { color: #1a1a1a; text-decoration: none; }
}
)css";

}  // namespace champions::documents
