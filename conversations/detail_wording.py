"""Word what is asked beside the verdict: every finding with its clause, the gaps alone, the timeline."""

from __future__ import annotations

from checker import Finding, Verdict, gaps, waits
from checker.finding import NOT_MET
from conversations.block import Block, paragraph, rows
from conversations.case_wording import clause_blocks, submit_text
from conversations.desk import Desk
from conversations.finding_wording import margin_text
from conversations.gap_wording import gap_blocks, settling_lines
from conversations.phrase_file import read_phrases
from conversations.reply import Basis, Shortfall, Timeline
from conversations.verdict_wording import (
    ORDER,
    finding_lines,
    full_reason,
    overall_text,
    shown_findings,
)
from knowledge.schema import Designation


def _say(key: str, /, **words: object) -> str:
    return read_phrases("details")[key].format(**words)


def basis_blocks(desk: Desk, reply: Basis) -> tuple[Block, ...]:
    """Finding by finding: how it stands, why, and its clause word for word."""
    verdict, pack = reply.verdict, desk.pack
    found: tuple[Block, ...] = ()
    for finding in sorted(verdict.findings, key=lambda each: ORDER[each.relaxed.status]):
        lines = finding_lines(pack, desk.rulebook, verdict, finding, reasoned=True)
        if finding.role == "relaxation" and finding.relaxed == NOT_MET:
            lines[0] = _say("basis.unused", label=pack.statute.label(finding.clause), title=finding.title)
        found += (*paragraph(lines), *clause_blocks(desk, (finding.clause,)))
    automatic = verdict.overall == "auto_recognised"
    tail = [read_phrases("verdict")["automatic_only"]] if automatic else []
    return (*paragraph([*_case_line(reply.case_name), overall_text(pack, verdict)]), *found, *paragraph(tail))


def _case_line(case_name: str) -> list[str]:
    return [read_phrases("replies")["review.case"].format(name=case_name)] if case_name else []


def shortfall_blocks(desk: Desk, reply: Shortfall) -> tuple[Block, ...]:
    """What is short and how it can be closed; where nothing is, that, and by how much it is reached."""
    verdict, pack, book = reply.verdict, desk.pack, desk.rulebook
    closing = gaps(book, verdict)
    unknown = [each for each in shown_findings(verdict) if each.relaxed.status == "unknown"]
    lines = [*_case_line(reply.case_name), overall_text(pack, verdict)]
    if not closing and verdict.overall != "not_eligible":
        lines.append(_say("short.nothing_known" if unknown else "short.nothing"))
    margins = [text for each in verdict.findings for text in _margins(desk, verdict, each)]
    return (
        *paragraph(lines),
        *gap_blocks(pack, book, verdict),
        *paragraph(_listed("short.open", [_unknown_line(desk, verdict, each) for each in unknown])),
        *paragraph(settling_lines(pack, book, verdict)),
        *paragraph(_listed("short.margin", [] if gaps(book, verdict) else list(dict.fromkeys(margins)))),
    )


def _unknown_line(desk: Desk, verdict: Verdict, finding: Finding) -> str:
    reason = full_reason(desk.pack, desk.rulebook, verdict, finding)
    return _say("short.line", label=desk.pack.statute.label(finding.clause), text=reason)


def _margins(desk: Desk, verdict: Verdict, finding: Finding) -> list[str]:
    """By how much the figures of a finding that is met go beyond their thresholds."""
    if finding.bounds.status != "met":
        return []
    label = desk.pack.statute.label(finding.clause)
    texts = [margin_text(desk.pack, desk.rulebook, verdict, look) for look in finding.looks]
    return [_say("short.line", label=label, text=text) for text in texts if text]


def _listed(heading: str, lines: list[str]) -> list[str]:
    return [_say(heading), *lines] if lines else []


def timeline_blocks(desk: Desk, reply: Timeline) -> tuple[Block, ...]:
    """The steps in order, the periods that the text states, those it leaves open, a day to wait for."""
    measure = desk.pack.measure
    designation = next((each for each in measure.designations if each.id == reply.designation), None)
    steps = [*_handing_in(desk, designation), *measure.next_steps]
    name = designation.name if designation else measure.short_title
    return (
        *paragraph([_say("timeline.heading", name=name)]),
        *rows([_say("timeline.step", number=n, text=step) for n, step in enumerate(steps, 1)], "text"),
        *paragraph(
            _listed("timeline.stated", [_say("timeline.line", text=t) for t in measure.periods.stated])
        ),
        *paragraph(_listed("timeline.open", [_say("timeline.line", text=t) for t in measure.periods.open])),
        *paragraph(_listed("timeline.own", _waiting_lines(desk, reply.verdict))),
    )


def _handing_in(desk: Desk, designation: Designation | None) -> list[str]:
    return [submit_text(desk, designation)] if designation else []


def _waiting_lines(desk: Desk, verdict: Verdict | None) -> list[str]:
    found = waits(desk.rulebook, verdict) if verdict else ()
    label = desk.pack.statute.label
    return [_say("timeline.wait", day=day.isoformat(), label=label(clause)) for clause, day in found]
