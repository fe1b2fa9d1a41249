"""The look of the page: one style sheet, light, dark and on paper, nothing fetched.

The colours stand in one table, so that a test can hold their contrast. No meaning rests on a
colour: every state has a sign and words.
"""

from collections.abc import Mapping

# Text on its ground is at least 4.5:1 in both schemes (WCAG 2.2, 1.4.3).
LIGHT: Mapping[str, str] = {
    "ground": "#ffffff",
    "panel": "#f5f4f0",
    "ink": "#1d1d1b",
    "soft": "#55534d",
    "line": "#d5d2c9",
    "link": "#1a4f8b",
    "good": "#1f5e38",
    "good-ground": "#ecf5ee",
    "fault": "#94231a",
    "fault-ground": "#fbeeec",
    "undecided": "#6e4a00",
    "undecided-ground": "#fbf3e0",
    "untrusted": "#7a1f5c",
    "untrusted-ground": "#f9edf5",
}
DARK: Mapping[str, str] = {
    "ground": "#1b1b1a",
    "panel": "#262624",
    "ink": "#eceae4",
    "soft": "#b5b2a9",
    "line": "#45433e",
    "link": "#9cc4f2",
    "good": "#9ad6ae",
    "good-ground": "#1c2d22",
    "fault": "#f5a79f",
    "fault-ground": "#3a201d",
    "undecided": "#ecc878",
    "undecided-ground": "#332a14",
    "untrusted": "#eeaad6",
    "untrusted-ground": "#35202e",
}

_RULES = """
*, *::before, *::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.6 Georgia, "Noto Serif", "Liberation Serif", "Noto Naskh Arabic", serif;
}
.page { max-width: 74rem; margin: 0 auto; padding: 3rem 2rem 4rem }
.skip {
  position: absolute; inset-inline-start: 1rem; top: -6rem; padding: .6rem 1rem;
  background: var(--ground); color: var(--link); border: 2px solid currentColor;
}
.skip:focus { top: 1rem }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 3px }
main:focus { outline: none }
h1, h2, h3, th, dt, .kicker, .label, .state, caption, .severity {
  font-family: system-ui, "Segoe UI", "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif;
}
h1 { font-size: 2.1rem; line-height: 1.2; margin: .2rem 0 .4rem; letter-spacing: -.01em }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 3.2rem 0 .8rem }
h3 { font-size: 1.08rem; line-height: 1.4; margin: 0 0 .5rem }
p, li, dd { max-width: 44rem }
p { margin: 0 0 .9rem }
.kicker { color: var(--soft); font-size: .85rem; letter-spacing: .06em; text-transform: uppercase;
  margin: 0 }
.byline, .note, .quiet { color: var(--soft) }
code, pre, .id { font-family: ui-monospace, "DejaVu Sans Mono", "Liberation Mono", Consolas,
  monospace; font-size: .86em }
h1, h2, h3, p, li, dd, td, th, bdi, code, pre { overflow-wrap: anywhere }
thead th { overflow-wrap: normal }

.verdict { margin: 2rem 0 0; padding: 1.6rem 1.8rem 1.3rem; border-radius: .4rem;
  border-inline-start: .5rem solid var(--tone); background: var(--tone-ground) }
.verdict h2 { margin: 0 0 .35rem; font-size: 1rem; color: var(--tone); letter-spacing: .02em }
.verdict .sentence { font-size: 1.55rem; line-height: 1.35; margin: 0 0 .4rem; max-width: 52rem }
.verdict p { max-width: 52rem; margin-bottom: .3rem }
.good { --tone: var(--good); --tone-ground: var(--good-ground) }
.fault { --tone: var(--fault); --tone-ground: var(--fault-ground) }
.undecided { --tone: var(--undecided); --tone-ground: var(--undecided-ground) }
.untrusted { --tone: var(--untrusted); --tone-ground: var(--untrusted-ground) }
.sign { display: inline-block; min-width: 1.1em; font-weight: 700 }

.figures { display: grid; grid-template-columns: repeat(3, 1fr); margin: 0;
  border-top: 1px solid var(--line) }
.figures div { padding: .9rem 1.4rem .9rem 0; border-bottom: 1px solid var(--line) }
.figures dt { color: var(--soft); font-size: .82rem }
.figures dd { margin: .1rem 0 0; font-size: 1.3rem; line-height: 1.35 }
.figures small { display: block; font-size: .85rem; color: var(--soft) }

.facts { margin: 0 }
.facts > div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1.2rem;
  padding: .45rem 0; border-bottom: 1px solid var(--line) }
.facts dt { color: var(--soft); font-size: .9rem; padding-top: .1rem }
.facts dd { margin: 0 }

.finding { margin: 0 0 2rem; padding: 1.3rem 1.5rem 1rem; background: var(--panel);
  border-inline-start: .3rem solid var(--tone); border-radius: .3rem }
.severity { color: var(--tone); font-weight: 600 }
.next { font-weight: 600 }

table { border-collapse: collapse; width: 100%; font-size: .93rem; line-height: 1.45 }
caption { text-align: start; color: var(--soft); font-size: .88rem; padding: 0 0 .6rem }
th, td { text-align: start; vertical-align: top; padding: .6rem .8rem .6rem 0;
  border-bottom: 1px solid var(--line) }
thead th { font-size: .82rem; color: var(--soft); font-weight: 600; vertical-align: bottom;
  padding-top: 0 }
tbody th { font-weight: 400 }
tbody th .title { font-weight: 600; display: block }
td.number, th.number { text-align: end }
td.number { white-space: nowrap; overflow-wrap: normal }
th.number { padding-inline-start: .8rem }
td.state-cell { min-width: 7.5rem }
.state { color: var(--tone); font-weight: 600; font-size: .9em; overflow-wrap: break-word }
.holdings thead th:first-child { width: 31% }
.holdings thead th:nth-child(2) { min-width: 6.5rem }
.holdings thead th:nth-child(3) { min-width: 7.5rem }
.places { table-layout: fixed }
.places thead th:nth-child(1) { width: 21% }
.places thead th:nth-child(2) { width: 25% }
.places thead th:nth-child(4) { width: 17% }
.places tbody tr:last-child > * { border-bottom: 0 }
pre { background: var(--panel); padding: 1.1rem 1.3rem; border: 1px solid var(--line);
  border-radius: .3rem; white-space: pre-wrap; line-height: 1.5; margin: 0 0 1rem }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line);
  color: var(--soft); font-size: .92rem }

.chart { display: block; overflow: visible; margin: .4rem 0 1.2rem; max-width: 52rem }
.chart text { font: 13px system-ui, "Liberation Sans", Arial, sans-serif; fill: var(--ink) }
.chart .soft { fill: var(--soft); font-size: 12px }
.chart .bar { fill: var(--link) }
.chart .mark { fill: var(--tone, currentColor) }
.chart .hatched, .chart .hatch { stroke: var(--fault) }
.chart .hatch { stroke-width: 5 }
.chart .hatch-ground { fill: var(--ground) }
.chart .rule { stroke: var(--line) }
.chart .axis { stroke: var(--soft) }
.chart .promise { stroke: var(--ink); stroke-dasharray: 6 4 }
summary { color: var(--link); cursor: pointer; margin: 0 0 .6rem }
details { margin: 0 0 1.4rem }
.reading thead th:first-child, .ages thead th:first-child { width: 34% }
.overdue { margin-bottom: 1.6rem }
.reading, .ages, .changes { max-width: 52rem }
.reading tbody > tr > *, .ages tbody > tr > *, .changes tbody > tr > * { padding-block: .3rem }

.forms { margin-bottom: 1.2rem }
.contradictions thead th:first-child { width: 8rem }
.contradictions thead th:nth-child(2), .contradictions thead th:nth-child(3) { width: 27% }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem 2rem }
.sides blockquote { margin: 0 0 .8rem; padding-inline-start: .9rem;
  border-inline-start: 2px solid var(--line) }
mark { background: none; color: inherit; font-weight: 700; text-decoration: underline;
  text-underline-offset: .2em }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap }

@media screen and (max-width: 46rem) {
  .sides { grid-template-columns: 1fr }
  .page { padding: 1.6rem 1.1rem 3rem }
  h1 { font-size: 1.65rem }
  .verdict { padding: 1.2rem 1.2rem 1rem }
  .verdict .sentence { font-size: 1.25rem }
  .figures { grid-template-columns: 1fr 1fr }
  .figures div { padding: .7rem .8rem .7rem 0 }
  .finding { padding: 1rem 1rem .6rem }
  .figures dd { font-size: 1.1rem }
  .facts > div { grid-template-columns: 1fr }
  table, tbody, tr, caption { display: block }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  tr { padding: .8rem 0; border-bottom: 1px solid var(--line) }
  tbody th, td, td.number { display: grid; grid-template-columns: 7rem minmax(0, 1fr);
    gap: 0 .8rem; padding: .15rem 0; border: 0; text-align: start }
  tbody th { display: block; padding-bottom: .5rem }
  td::before { content: attr(data-label); color: var(--soft); font-size: .85rem;
    font-family: system-ui, "Liberation Sans", Arial, sans-serif }
  table.ages, table.changes { display: table }
  .ages caption, .changes caption { display: table-caption }
  .ages thead, .changes thead { display: table-header-group; position: static; clip-path: none }
  .ages tbody, .changes tbody { display: table-row-group }
  .ages tr, .changes tr { display: table-row }
  .ages tbody tr > *, .changes tbody tr > * { display: table-cell; padding: .3rem .6rem .3rem 0;
    border-bottom: 1px solid var(--line) }
  .ages td.number, .changes td.number { text-align: end }
  .ages td::before, .changes td::before { content: none }
}

@media print {
  @page { size: A4; margin: 16mm 15mm 18mm }
  :root { font-size: 9pt }
  body { line-height: 1.45 }
  .page { max-width: none; padding: 0 }
  .skip { display: none }
  p, li, dd { max-width: none }
  h2 { margin-top: 8mm }
  .verdict { margin-top: 6mm; border: 1px solid var(--tone);
    border-inline-start: 5pt solid var(--tone) }
  thead { display: table-header-group }
  tr, .finding, .verdict, .figures div, .facts > div, pre, .chart { break-inside: avoid }
  h2, h3, caption { break-after: avoid }
  p { orphans: 3; widows: 3 }
  .finding { border: 1px solid var(--line); border-inline-start: 4pt solid var(--tone) }
}
"""


def style_sheet() -> str:
    """Return the style sheet: the rules, with the light colours, the dark ones, and paper's."""
    return (
        f":root {{ color-scheme: light dark; {_variables(LIGHT)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK)} }} }}"
        f"{_RULES}"
    )


def _variables(colours: Mapping[str, str]) -> str:
    return "; ".join(f"--{name}: {colour}" for name, colour in colours.items())
