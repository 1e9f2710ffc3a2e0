"""Word the overview: every designation in a line or two, the nearest first, each with its next step."""

from __future__ import annotations

from checker import Facts, Prospect, Rulebook
from checker.finding import MET
from checker.overview import STANDINGS
from conversations.block import Block, joined, paragraph
from conversations.finding_wording import reason_text
from conversations.gap_wording import least_text, when_text
from conversations.phrase_file import read_phrases
from conversations.value_wording import value_text
from knowledge.pack import Pack
from knowledge.schema import Designation

MOST_FACTS = 3
"""So many open facts are named; how many there are is told."""


def _say(key: str, /, **words: object) -> str:
    return read_phrases("overview")[key].format(**words)


def overview_text(pack: Pack, rulebook: Rulebook, found: tuple[Prospect, ...]) -> str:
    """The overview for people."""
    return joined(overview_blocks(pack, rulebook, found, ""))


def overview_blocks(
    pack: Pack, rulebook: Rulebook, found: tuple[Prospect, ...], case_name: str
) -> tuple[Block, ...]:
    """What was used, then every designation under how it stands."""
    heading = _say("heading.case" if case_name else "heading", name=case_name, count=len(found))
    blocks = paragraph([heading, _facts_line(pack, found[0].verdict.facts)])
    for standing in STANDINGS:
        lines = [line for each in found if each.standing == standing for line in _lines(pack, rulebook, each)]
        if lines:
            blocks += paragraph([_say(f"{standing}.heading"), *lines])
    return (*blocks, *paragraph([_say("assumed")]))


def _facts_line(pack: Pack, facts: Facts) -> str:
    told = [
        _say("fact", name=pack.facts[name].name, value=value_text(pack, name, value))
        for name, value in facts.stated.items()
    ]
    return _say("facts", facts=_say("joint").join(told)) if told else _say("facts.none")


def _lines(pack: Pack, rulebook: Rulebook, each: Prospect) -> list[str]:
    designation = next(d for d in pack.measure.designations if d.id == each.verdict.designation)
    match each.standing:
        case "fits":
            line = _fits(pack, each, designation)
        case "open":
            line = _open(pack, each, designation)
        case "near":
            line = _near(pack, each, designation)
        case "impossible":
            line = _impossible(pack, rulebook, each, designation)
    return [line, *_next(each, designation)]


def _next(each: Prospect, designation: Designation) -> list[str]:
    if each.standing != "impossible":
        office = designation.submit_to.name
        return [_say(f"next.{each.standing}", short=designation.name, office=office)]
    return []


def _fits(pack: Pack, each: Prospect, designation: Designation) -> str:
    verdict = each.verdict
    automatic = next((f.clause for f in verdict.findings if f.role == "automatic" and f.bounds == MET), "")
    return _say(
        f"fits.{verdict.overall}",
        title=designation.name,
        count=sum(finding.relaxed.status == "review" for finding in verdict.findings),
        clause=pack.statute.label(automatic) if automatic else "",
    )


def _open(pack: Pack, each: Prospect, designation: Designation) -> str:
    names = [pack.facts[name].name for name in each.verdict.open_facts]
    key = "open.more" if len(names) > MOST_FACTS else "open"
    facts = _say("list").join(names[:MOST_FACTS])
    return _say(key, title=designation.name, facts=facts, count=len(names))


def _near(pack: Pack, each: Prospect, designation: Designation) -> str:
    if each.plan is None:
        return ""
    missing = least_text(pack, each.verdict, each.plan)
    return _say("near", title=designation.name, missing=missing, when=when_text(pack, each.plan))


def _impossible(pack: Pack, rulebook: Rulebook, each: Prospect, designation: Designation) -> str:
    reasons = []
    for clause in each.stuck:
        finding = each.verdict.finding(clause)
        if finding is not None:
            reason = reason_text(pack, rulebook, each.verdict, finding)
            label = pack.statute.label(clause)
            reasons.append(_say("reason", label=label, name=finding.title, reason=reason))
    return _say("impossible", title=designation.name, reasons=_say("joint").join(reasons))
