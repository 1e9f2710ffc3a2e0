"""The list of materials as one HTML file to print on A4 or keep as PDF: a pure function of a sheet.

Same sheet, same bytes. Whatever a person typed is escaped; the file has no script and loads nothing, so that
it opens the same on a machine without a network.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from conversations.phrase_file import read_phrases
from conversations.sheet import MaterialSheet, SheetItem, SummaryLine, one_line, requirement

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A browser loads nothing for the page and runs nothing in it."""

_STYLE = """
@page { size: A4; margin: 15mm 16mm 17mm;
  @bottom-center { content: %(page)s; font: 8.5pt sans-serif; color: #555; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 178mm; font: 10pt/1.45 sans-serif; color: #111; background: #fff; }
h1 { font-size: 17pt; text-align: center; margin: 0 0 4mm; }
h2 { font-size: 12pt; margin: 5mm 0 2mm; padding-bottom: 1mm; border-bottom: .4mm solid #111; }
p { margin: 0 0 2mm; }
ul, ol { margin: 0; padding-left: 6mm; }
li { margin-bottom: 1mm; }
table { width: 100%%; border-collapse: collapse; }
th, td { border: .25mm solid #777; padding: 1mm 2mm; text-align: left; vertical-align: top; }
th { background: #eee; font-weight: bold; white-space: nowrap; }
.facts th { width: 26mm; }
.check { width: 14mm; text-align: center; }
.need { width: 46mm; }
.mark, .label { white-space: nowrap; }
.overall { font-weight: bold; font-size: 11.5pt; }
.small { font-size: 9pt; color: #333; }
.box { display: inline-block; width: 4.2mm; height: 4.2mm; line-height: 4mm; border: .35mm solid #111;
  text-align: center; font-weight: bold; vertical-align: -.6mm; }
.small .box { width: 3.2mm; height: 3.2mm; line-height: 3mm; }
td, li, p { overflow-wrap: anywhere; }
.papers { display: grid; grid-template-columns: 1fr 1fr; gap: .6mm 3mm; margin: .6mm 0; }
tr, li { break-inside: avoid; }
.long { break-inside: auto; }
h2 { break-after: avoid; }
thead { display: table-header-group; }
footer { margin-top: 6mm; padding-top: 2mm; border-top: .25mm solid #777; }
@media screen { body { padding: 8mm; } }
@media print { th { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def materials_html(sheet: MaterialSheet) -> str:
    """The whole sheet as a page of HTML, ending in a line break."""
    say = read_phrases("documents")
    facts = (
        (say["case"], sheet.case_name or say["no_name"]),
        (say["designation"], sheet.designation_name),
        (say["day"], sheet.day.isoformat()),
    )
    body = [
        f"<h1>{_inert(sheet.title)}</h1>",
        '<table class="facts">',
        *(f"<tr><th>{_inert(name)}</th><td>{_inert(text)}</td></tr>" for name, text in facts),
        "</table>",
        f"<h2>{_inert(say['verdict'])}</h2>",
        f'<p class="overall">{_inert(sheet.overall_line)}</p>',
        *_summary(sheet.summary),
        f"<h2>{_inert(say['materials'])}</h2>",
        *_items(sheet.items),
        *_section(say["notes"], sheet.notes, "ul"),
        *_section(say["submit_to"], [sheet.submit_to] if sheet.submit_to else [], ""),
        *_section(say["next_steps"], sheet.next_steps, "ol"),
        *_section(say["always_told"], sheet.always_told, "ul"),
        '<footer class="small">',
        f"<p>{_inert(say['measure'].format(text=sheet.measure_line))}</p>",
        f"<p>{_inert(say['receipt'].format(text=sheet.receipt_code))}</p>",
        "</footer>",
    ]
    return "\n".join([*_head(sheet.title), *body, "</body>", "</html>"]) + "\n"


def _head(title: str) -> list[str]:
    return [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_inert(title)}</title>",
        f"<style>{_STYLE % {'page': _page_number()}}</style>",
        "</head>",
        "<body>",
    ]


def _page_number() -> str:
    """第1页，共2页 as the content of a margin of the page."""
    before, between = read_phrases("documents")["page"].split("{page}")
    between, after = between.split("{pages}")
    return f'"{before}" counter(page) "{between}" counter(pages) "{after}"'


def _summary(lines: Iterable[SummaryLine]) -> list[str]:
    say = read_phrases("documents")
    rows = [
        f'<tr><td class="mark">{_inert(line.mark)}</td><td class="label">{_inert(line.label)}</td>'
        f"<td>{_inert(line.title)}</td><td>{_inert(line.detail)}</td></tr>"
        for line in lines
    ]
    head = "".join(f"<th>{_inert(say[name])}</th>" for name in ("marks", "clause", "condition", "detail"))
    return ["<table>", f"<thead><tr>{head}</tr></thead>", *rows, "</table>"] if rows else []


def _items(items: Iterable[SheetItem]) -> list[str]:
    say = read_phrases("documents")
    head = (
        f'<th class="check">{_inert(say["checked"])}</th><th>{_inert(say["item"])}</th>'
        f'<th class="need">{_inert(say["requirement"])}</th>'
    )
    return ["<table>", f"<thead><tr>{head}</tr></thead>", *(_item(item) for item in items), "</table>"]


def _item(item: SheetItem) -> str:
    say = read_phrases("documents")
    papers = "".join(f"<div>{_box(ticked=False)} {_inert(tick)}</div>" for tick in item.ticks)
    details = [
        _inert(say["contents"].format(text=item.contents)) if item.contents else "",
        f'<div class="papers">{papers}</div>' if papers else "",
        *(_inert(say["hint_line"].format(text=hint)) for hint in item.hints),
    ]
    name = _inert(say["number"].format(number=item.number, name=item.name))
    below = "".join(f'<div class="small">{detail}</div>' for detail in details if detail)
    clause = f'<div class="small">{_inert(say["clause_line"].format(text=item.label))}</div>'
    row = '<tr class="long">' if papers else "<tr>"
    return (
        f'{row}<td class="check">{_box(ticked=item.ticked)}</td><td><b>{name}</b>{below}</td>'
        f"<td>{_inert(requirement(item))}{clause}</td></tr>"
    )


def _box(*, ticked: bool) -> str:
    return f'<span class="box">{"✓" if ticked else ""}</span>'


def _section(heading: str, texts: Iterable[str], listed: str) -> list[str]:
    texts = [_inert(text) for text in texts]
    if not texts:
        return []
    if not listed:
        return [f"<h2>{_inert(heading)}</h2>", *(f"<p>{text}</p>" for text in texts)]
    return [
        f"<h2>{_inert(heading)}</h2>",
        f"<{listed}>",
        *(f"<li>{text}</li>" for text in texts),
        f"</{listed}>",
    ]


def _inert(text: str) -> str:
    return escape(one_line(text))
