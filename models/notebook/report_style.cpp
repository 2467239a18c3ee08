#include "models/notebook/report_html.h"

namespace throughline::notebook {

std::string_view reportStyleSheet()
{
    return R"css(
:root { color-scheme: light dark;
  --surface: #fff; --ground: #f3f3f1; --text: #16191c; --muted: #5f666d; --rule: #e3e4e5; --link: #2b5c8a;
  --affected: #d55e00; --affected-text: #b34e00; --affected-ghost: #fbe9de;
  --unaffected: #0072b2; --unaffected-text: #00659e; --unaffected-ghost: #f0f1f2;
  --bar: #c6d0da; --grid: #ececea; --axis: #8f9499; --code: #f6f6f5; }
@media (prefers-color-scheme: dark) { :root {
  --surface: #212427; --ground: #1a1c1e; --text: #e9ebed; --muted: #a0a7ae; --rule: #383c40; --link: #86b8ea;
  --affected: #d55e00; --affected-text: #f59355; --affected-ghost: #3b2a20;
  --unaffected: #0072b2; --unaffected-text: #6db8e8; --unaffected-ghost: #2b2f33;
  --bar: #4a545e; --grid: #2e3236; --axis: #7c8288; --code: #292d31; } }
* { box-sizing: border-box; }
html { background: var(--ground); }
body { margin: 0; color: var(--text); font: 15px/1.55 Inter, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; overflow-wrap: break-word; }
main, footer { max-width: 900px; margin: 0 auto; padding: 0 56px; background: var(--surface); }
main { padding-top: 40px; padding-bottom: 24px; }
footer { padding-bottom: 40px; }
.kicker { margin: 0 0 4px; color: var(--muted); font-size: 13px; }
h1 { margin: 0 0 22px; font-size: 25px; line-height: 1.25; font-weight: 700; letter-spacing: -0.01em; text-wrap: balance; }
h2 { margin: 34px 0 10px; font-size: 17px; line-height: 1.3; font-weight: 650; }
h3, h4, h5 { margin: 26px 0 8px; font-size: 15px; font-weight: 650; }
p { margin: 0 0 12px; }
.lead { margin: 0 0 22px; padding: 2px 0 2px 16px; border-left: 4px solid var(--affected); font-size: 17.5px; line-height: 1.5; }
.note, .source, figcaption, .left-out { color: var(--muted); font-size: 13px; line-height: 1.5; }
.source { margin: 6px 0 18px; font-size: 11.5px; }
blockquote { margin: 0 0 12px; padding-left: 14px; border-left: 3px solid var(--rule); color: var(--muted); }
strong { font-weight: 650; }
.bad { color: var(--affected-text); }
.muted { color: var(--muted); }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12.5px; }
code { background: var(--code); padding: 1px 4px; border-radius: 3px; }
pre { margin: 0 0 16px; padding: 12px 14px; background: var(--code); border-radius: 5px; white-space: pre-wrap; line-height: 1.5; }
ul, ol { margin: 0 0 12px; padding-left: 22px; }
.items { list-style: none; padding-left: 0; }
.items li { display: flex; gap: 8px; }
.items .d1 { margin-left: 22px; } .items .d2 { margin-left: 44px; } .items .d3 { margin-left: 66px; }
.items .mark { color: var(--muted); min-width: 12px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); margin: 0 0 28px; padding: 0;
  border: 1px solid var(--rule); border-radius: 6px; overflow: hidden; list-style: none; }
.figures li { padding: 11px 15px 10px; box-shadow: -1px -1px 0 var(--rule); }
.figures strong { display: block; font-size: 21px; font-weight: 650; line-height: 1.3; }
.figures span { display: block; color: var(--muted); font-size: 13px; line-height: 1.4; }
figure { margin: 0 0 6px; }
figure svg { display: block; width: 100%; height: auto; font-family: inherit; }
details { margin: 2px 0 12px; } details[open] > summary { margin-bottom: 8px; }
.printed { display: none; }
summary { color: var(--muted); font-size: 12px; cursor: pointer; }
.scroll { overflow-x: auto; margin: 0 0 12px; }
table { width: 100%; border-collapse: collapse; font-size: 13.5px; line-height: 1.45; }
caption { text-align: left; color: var(--muted); font-size: 13px; padding: 0 0 6px; }
th { text-align: left; font-weight: 500; color: var(--muted); border-bottom: 1px solid var(--axis); }
th, td { padding: 6px 12px 6px 6px; vertical-align: top; }
td { border-bottom: 1px solid var(--rule); }
th:last-child, td:last-child { padding-right: 6px; }
.right { text-align: right; white-space: nowrap; }
nav { margin: 30px 0 0; padding: 14px 0 0; border-top: 1px solid var(--rule); font-size: 13px; }
nav h2 { margin: 0 0 6px; font-size: 13px; color: var(--muted); font-weight: 500; }
nav ol { margin: 0; padding: 0; list-style: none; columns: 2; column-gap: 32px; }
nav li { margin: 0 0 3px; break-inside: avoid; }
footer p { margin: 0; padding-top: 12px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 11.5px; }
.f-surface { fill: var(--surface); } .f-text { fill: var(--text); } .f-muted { fill: var(--muted); }
.f-affected { fill: var(--affected); } .f-affected-text { fill: var(--affected-text); } .f-affected-ghost { fill: var(--affected-ghost); }
.f-unaffected { fill: var(--unaffected); } .f-unaffected-text { fill: var(--unaffected-text); }
.f-unaffected-ghost { fill: var(--unaffected-ghost); }
.f-bar { fill: var(--bar); } .f-grid { fill: var(--grid); } .f-axis { fill: var(--axis); }
.s-affected { stroke: var(--affected); } .s-unaffected { stroke: var(--unaffected); } .s-grid { stroke: var(--grid); }
.s-axis { stroke: var(--axis); } .s-bar { stroke: var(--bar); } .s-text { stroke: var(--text); } .s-muted { stroke: var(--muted); }
@media (min-width: 1240px) {
  body { padding-left: 240px; }
  main, footer { margin-left: max(0px, calc((100vw - 240px - 900px) / 2 - 60px)); }
  nav { position: fixed; top: 40px; left: 24px; width: 210px; margin: 0; border: 0; padding: 0; max-height: calc(100vh - 80px); overflow: auto; }
  nav ol { columns: 1; }
}
@media (max-width: 640px) {
  main, footer { padding-left: 18px; padding-right: 18px; }
  nav ol { columns: 1; }
  .scroll table { min-width: 560px; }
}
@media print {
  @page { size: A4; margin: 12mm 15mm 12mm; }
  :root { --surface: #fff; --ground: #fff; --text: #16191c; --muted: #5f666d; --rule: #e3e4e5; --link: #16191c;
    --affected-text: #b34e00; --affected-ghost: #fbe9de; --unaffected-text: #00659e; --unaffected-ghost: #f0f1f2;
    --bar: #c6d0da; --grid: #ececea; --axis: #8f9499; --code: #f6f6f5; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 9pt; line-height: 1.34; padding: 0; }
  main, footer { max-width: none; margin: 0; padding: 0; }
  h1 { font-size: 13.5pt; margin-bottom: 7pt; } h2 { font-size: 11.5pt; margin: 9pt 0 4pt; } h3, h4, h5 { margin: 10pt 0 4pt; }
  p { margin-bottom: 5pt; }
  figure svg { width: 80%; } .kicker, code, pre { font-size: 8pt; }
  .lead { font-size: 11pt; margin-bottom: 8pt; line-height: 1.4; }
  .figures { margin-bottom: 6pt; } .figures li { padding: 4pt 10pt; } .figures strong { font-size: 13pt; }
  .figures span, .note, figcaption, caption, .left-out { font-size: 8pt; line-height: 1.35; } .source { font-size: 7pt; line-height: 1.35; margin: 1pt 0 6pt; }
  table { font-size: 8.5pt; } th, td { padding: 2pt 8pt 2pt 4pt; } .scroll { margin-bottom: 6pt; }
  h1, h2, h3 { break-after: avoid; }
  figure, tr, .figures, .lead { break-inside: avoid; }
  thead { display: table-header-group; }
  .new-page { break-before: page; }
  nav, details { display: none; } .printed { display: block; }
  .scroll { overflow: visible; }
}
)css";
}

std::string_view reportStyleDigest()
{
    return "sha256-dw7ahhHWiKv68XhArfwV+OYvYfvXRcgwdojNhmX3OVA=";
}

} // namespace throughline::notebook
