"""One self-contained HTML page: text escaped, pictures inside, tables that sort, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
from html import escape

import pandas as pd

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

_STYLE = """
:root { color-scheme: light; --ink: #1c2330; --soft: #4a5463; --line: #d5dae1; --ground: #f6f7f9; --link: #0b5394; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; color: var(--ink); background: #fff;
  font: 1rem/1.55 "DejaVu Sans", "Segoe UI", Arial, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
p, li { max-width: 46rem; }
.lead { font-size: 1.05rem; }
.soft, figcaption, caption, footer { color: var(--soft); font-size: .875rem; }
a { color: var(--link); }
nav { margin: 1rem 0; font-size: .9rem; }
nav a { margin-right: 1rem; }
.logo { float: right; max-height: 3.5rem; max-width: 9rem; margin: 0 0 .5rem 1rem; }
figure { margin: 1rem 0; }
figure img { max-width: 100%; height: auto; display: block; }
.scroll { overflow: auto; max-height: 34rem; border: 1px solid var(--line); }
table { border-collapse: collapse; font-size: .8125rem; width: 100%; }
caption { text-align: left; padding: .5rem .25rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--ground); position: sticky; top: 0; white-space: nowrap; }
th button { all: unset; cursor: pointer; font-weight: 600; }
th button:focus-visible { outline: 2px solid var(--link); }
th[aria-sort=ascending] button::after { content: " \\25B2"; }
th[aria-sort=descending] button::after { content: " \\25BC"; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.t { min-width: 14rem; }
td.s { white-space: nowrap; }
@media (max-width: 40rem) {
  /* A chart keeps a size at which its words can be read; it is moved under the finger. */
  figure { overflow-x: auto; }
  figure img { max-width: none; width: 38rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  .scroll { max-height: none; overflow: visible; border: 0; }
  table { font-size: 7pt; }
  th { position: static; }
  th button { display: contents; }  /* a button is not printed in a heading that comes again on the next page */
  th, td { padding: .1rem .25rem; white-space: normal; }
  td.t { min-width: 0; }
  td.s { white-space: normal; }
  @page { size: A4; margin: 14mm; }
}
"""

_SORT = """
document.querySelectorAll("th button").forEach(function (button) {
  button.addEventListener("click", function () {
    var head = button.parentNode, table = head.closest("table"), body = table.tBodies[0];
    var up = head.getAttribute("aria-sort") !== "ascending";
    table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    Array.from(body.rows).sort(function (one, two) {
      var a = one.cells[head.cellIndex].dataset.v, b = two.cells[head.cellIndex].dataset.v;
      if (a === "" || b === "") { return (a === "") - (b === ""); }
      var order = isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b;
      return up ? order : -order;
    }).forEach(function (row) { body.appendChild(row); });
  });
});
"""


def page(
    title: str, sections: list[tuple[str, str]], *, lead: str = "", foot: str = "", mark: str = "", language: str = "en"
) -> str:
    """Return a whole page.

    Parameters
    ----------
    title : str
        Plain text.
    sections : list of (heading, html)
        Made with the functions of this module; headings are plain text and become links at the top.
    lead, foot : str
        HTML above and below.
    mark : str
        HTML of a logo, beside the title.
    """
    links = "".join(f'<a href="#s{number}">{escape(heading)}</a>' for number, (heading, _) in enumerate(sections, 1))
    body = "".join(
        f'<section id="s{number}"><h2>{escape(heading)}</h2>{html}</section>'
        for number, (heading, html) in enumerate(sections, 1)
    )
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body>{mark}<h1>{escape(title)}</h1>{lead}<nav>{links}</nav>\n{body}\n"
        f"<footer>{foot}</footer><script>{_SORT}</script></body></html>\n"
    )


def paragraph(text: str, *, kind: str = "") -> str:
    """Return a paragraph of plain text; `kind` is a class of the page ("lead", "soft")."""
    return f'<p class="{escape(kind)}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def bullets(texts: list[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def figure(svg: bytes, *, alt_text: str, caption: str, more: tuple[str, str] | None = None) -> str:
    """Return a picture inside the page. It stands as an image, so that nothing in it can act on the page.

    Parameters
    ----------
    svg : bytes
    alt_text, caption : str
    more : (str, str), optional
        Id of a table of the page (see `data_table`), and the words that lead to it.
    """
    data = base64.b64encode(svg).decode("ascii")
    leads = f' <a href="#{escape(more[0])}">{escape(more[1])}</a>' if more else ""
    return (
        f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{escape(alt_text)}">'
        f"<figcaption>{escape(caption)}{leads}</figcaption></figure>"
    )


def link(address: str, text: str | None = None) -> str:
    """Return a link if the address is one of the web, else its text."""
    shown = escape(text or address)
    if not address.startswith(("https://", "http://")):
        return shown
    return f'<a href="{escape(address)}" rel="noreferrer">{shown}</a>'


def data_table(
    frame: pd.DataFrame, *, caption: str, links: str | None = None, shares: tuple[str, ...] = (), anchor: str = ""
) -> str:
    """Return a table that sorts when a heading is pressed.

    Parameters
    ----------
    frame : DataFrame
        Shown as it is; missing cells are empty.
    caption : str
    links : str, optional
        Column of addresses, several with spaces between them.
    shares : tuple of str
        Columns shown as per cent.
    anchor : str
        Id by which other parts of the page lead here.
    """
    heads, rows = [], []
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame]
    for name, is_number in zip(frame, numeric, strict=True):
        side = ' class="n"' if is_number else ""
        heads.append(f'<th scope="col"{side}><button type="button">{escape(str(name).replace("_", " "))}</button></th>')
    for values in frame.itertuples(index=False, name=None):
        cells = []
        for name, value, is_number in zip(frame, values, numeric, strict=True):
            cells.append(_cell(value, is_number, name == links, name in shares))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    label = escape(caption)
    mark = f' id="{escape(anchor)}"' if anchor else ""
    return (
        f'<div class="scroll"{mark} tabindex="0" role="region" aria-label="{label}"><table><caption>{label}</caption>'
        f"<thead><tr>{''.join(heads)}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(value, is_number: bool, is_link: bool, is_share: bool) -> str:
    if pd.isna(value):
        return '<td data-v=""></td>'
    if is_link:
        addresses = str(value).split()
        return f'<td data-v="{escape(str(value))}">{" ".join(link(own, _host(own)) for own in addresses)}</td>'
    if is_share:
        return f'<td class="n" data-v="{float(value)!r}">{float(value) * 100:.1f}&nbsp;%</td>'
    if is_number:
        text = f"{value:,}" if float(value).is_integer() else f"{float(value):,.2f}"
        return f'<td class="n" data-v="{escape(str(value))}">{escape(text.removesuffix(".0"))}</td>'
    kind = ' class="t"' if len(str(value)) > 40 else ' class="s"' if len(str(value)) < 22 else ""
    return f'<td{kind} data-v="{escape(str(value))}">{escape(str(value))}</td>'


def _host(address: str) -> str:
    """Return the site of an address, to be read in a narrow column."""
    return address.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")
