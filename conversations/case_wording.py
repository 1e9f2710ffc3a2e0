"""Word a case: its answers, its verdict, its materials; and build the sheet for the documents."""

from __future__ import annotations

from collections.abc import Collection

from checker import Item, Verdict, code_of, materials_for
from conversations.block import Block, Part, joined, paragraph, rows, tight
from conversations.deciding import deciding_clauses
from conversations.desk import Desk
from conversations.fact_wording import raw_text
from conversations.phrase_file import read_phrases
from conversations.reply import Cases, Concluded
from conversations.sheet import MaterialSheet, SheetItem, SummaryLine
from conversations.verdict_wording import (
    designation_of,
    full_reason,
    overall_text,
    verdict_parts,
)
from knowledge.schema import Designation, Material


def _say(key: str, /, **words: object) -> str:
    return read_phrases("replies")[key].format(**words)


def review_text(desk: Desk, verdict: Verdict, case_name: str) -> str:
    """All answers of a case, in the order given."""
    lines = [_say("review.case", name=case_name)] if case_name else []
    lines.append(_say("review.heading", example=_example(desk, verdict)))
    for name, value in verdict.facts.as_json().items():
        shown = _say("asked.unsure") if value is None else raw_text(desk, name, value)
        lines.append(_say("review.line", name=desk.pack.facts[name].name, value=shown))
    if not verdict.facts.stated:
        lines.append(_say("review.empty"))
    return "\n".join(lines)


def _example(desk: Desk, verdict: Verdict) -> str:
    amounts = [n for n in verdict.facts.stated if desk.pack.facts[n].type == "amount"]
    return (desk.pack.facts[amounts[0]].name if amounts else "") + _say("review.example")


def concluded_blocks(desk: Desk, reply: Concluded) -> tuple[Block, ...]:
    """The verdict: answers first, then clause by clause, then what one can do next."""
    verdict = reply.verdict
    parts = verdict_parts(desk.pack, desk.rulebook, verdict)
    clauses = clause_blocks(desk, deciding_clauses(verdict), part="clauses")
    verbatim = (*paragraph([_say("deciding")], part="clauses"), *clauses)
    if not reply.final:
        shown = [block for block in parts if block.part in ("overall", "lacking", "met")]
        overall, *findings = shown
        return (*paragraph([_say("interim")]), overall, *tight(findings), *verbatim)
    answers = review_text(desk, verdict, reply.case_name)
    return (
        *paragraph([answers], part="answers"),
        *parts,
        *verbatim,
        *paragraph(_left_lines(desk, reply), part="left"),
        *paragraph([_say("final.offers")], "offer"),
    )


def _left_lines(desk: Desk, reply: Concluded) -> list[str]:
    """What is still to be found out, or could be."""
    open_facts = [desk.pack.facts[n].name for n in reply.verdict.open_facts]
    if open_facts:
        return [_say("unknown_left", facts=_say("and").join(open_facts))]
    if reply.settled_early:
        return [_say("settled_early")]
    return [_say("more")] if reply.more else []


def clause_blocks(desk: Desk, clauses: tuple[str, ...], *, part: Part = "") -> tuple[Block, ...]:
    """Clauses verbatim, each once; one that lies within another shown is left out."""
    statute = desk.pack.statute
    top = [c for c in clauses if not any(c != other and c.startswith(other + ".") for other in clauses)]
    lines = [_say("clause.line", label=statute.label(c), text=statute.full_text(c)) for c in top]
    return rows(lines, "clause", part=part)


def assumed_texts(verdict: Verdict, names: tuple[str, ...]) -> list[str]:
    """What is presumed of these facts, in words."""
    return [verdict.ruleset.presumptions[name].told for name in names]


def summary_of(desk: Desk, verdict: Verdict) -> tuple[SummaryLine, ...]:
    """The findings as lines of a document, what is not met first."""
    order = {"not_met": 0, "unknown": 1, "review": 2, "met": 3}
    marks = read_phrases("verdict")
    lines = []
    for finding in sorted(verdict.findings, key=lambda f: order[f.relaxed.status]):
        if finding.role == "relaxation" and finding.bounds.status == "not_met":
            continue
        lines.append(
            SummaryLine(
                marks[f"mark.{finding.relaxed.status}"],
                desk.pack.statute.label(finding.clause),
                finding.title,
                full_reason(desk.pack, desk.rulebook, verdict, finding),
            )
        )
    return tuple(lines)


def _requirement(item: Item) -> str:
    material = item.material
    parts = [_say(f"materials.need.{item.need}")]
    if material.form:
        parts.append(read_phrases("documents")["form"])
    if material.copy_kind and material.copy_kind not in material.name:
        parts.append(material.copy_kind)
    return _say("and").join(parts)


def materials_text(desk: Desk, verdict: Verdict, case_name: str) -> str:
    """The materials of this applicant for reading on a screen."""
    return joined(materials_blocks(desk, verdict, case_name))


def materials_blocks(desk: Desk, verdict: Verdict, case_name: str) -> tuple[Block, ...]:
    """The list of materials: how the case stands, item by item, where to submit and advice."""
    pack = desk.pack
    designation = designation_of(pack, verdict)
    clause = pack.statute.label(designation.materials)
    items = ["\n".join(_item_lines(desk, n, item)) for n, item in enumerate(items_of(desk, verdict), 1)]
    notes = [_say("materials.note", text=note) for note in notes_of(desk, verdict.designation)]
    return (
        *paragraph(_standing_lines(desk, verdict, case_name)),
        *paragraph([_say("materials.heading", designation=designation.name, clause=clause)]),
        *rows(items, "text"),
        *paragraph([submit_text(desk, designation), *([_say("materials.notes")] if notes else []), *notes]),
    )


def _standing_lines(desk: Desk, verdict: Verdict, case_name: str) -> list[str]:
    lines = [_say("review.case", name=case_name)] if case_name else []
    lines.append(_say("materials.verdict", text=overall_text(desk.pack, verdict)))
    if verdict.overall == "not_eligible":
        lines.append(_say("materials.not_yet"))
    elif verdict.overall == "undetermined":
        lines.append(_say("materials.undecided"))
    return lines


def _item_lines(desk: Desk, number: int, item: Item) -> list[str]:
    material = item.material
    label = desk.pack.statute.label(material.clause)
    lines = [_say("materials.item", number=number, name=material.name)]
    lines.append(_say("materials.requirement", text=f"{_requirement(item)}（{label}）"))
    if material.contents:
        lines.append(_say("materials.contents", text=material.contents))
    if item.need == "depends" and material.when_text:
        lines.append(_say("materials.when", text=material.when_text))
    lines += [_say("materials.tick", text=tick) for tick in material.ticks]
    lines += [_say("materials.hint", text=hint) for hint in material.hints]
    return lines


def submit_text(desk: Desk, designation: Designation) -> str:
    """Where to hand in, with its clause."""
    office = designation.submit_to
    clause = desk.pack.statute.label(office.clause)
    return _say("materials.submit", office=office.name, clause=clause, note=designation.submit_note)


def items_of(desk: Desk, verdict: Verdict) -> tuple[Item, ...]:
    """The materials that this applicant needs, or may need."""
    return materials_for(desk.rulebook, verdict.designation, verdict.facts, verdict.assumed)


def notes_of(desk: Desk, designation: str) -> tuple[str, ...]:
    """The advice under the list."""
    notes = desk.pack.materials.notes
    return (*notes.get(designation, ()), *notes.get("all", ()))


def _sheet_item(desk: Desk, number: int, item: Item, *, ticked: bool) -> SheetItem:
    material: Material = item.material
    need = _say(f"materials.need.{item.need}")
    hints = material.hints
    if item.need == "depends" and material.when_text:
        hints = (_say("materials.when", text=material.when_text).strip(), *hints)
    return SheetItem(
        number=number,
        id=material.id,
        label=desk.pack.statute.label(material.clause),
        clause=material.clause,
        name=material.name,
        contents=material.contents,
        copy_kind="" if material.copy_kind in material.name else material.copy_kind,
        form=material.form,
        need=need,
        ticks=material.ticks,
        hints=hints,
        ticked=ticked,
    )


def sheet_of(desk: Desk, verdict: Verdict, case_name: str, ticked: Collection[str] = ()) -> MaterialSheet:
    """The sheet from which the documents are made. `ticked`: the items that are ready, by id."""
    pack = desk.pack
    designation = designation_of(pack, verdict)
    measure = pack.measure
    items = items_of(desk, verdict)
    return MaterialSheet(
        title=f"{designation.name}{_say('materials.title')}",
        case_name=case_name,
        designation_name=designation.name,
        day=verdict.day,
        overall_line=overall_text(pack, verdict),
        summary=summary_of(desk, verdict),
        items=tuple(
            _sheet_item(desk, n, item, ticked=item.material.id in ticked) for n, item in enumerate(items, 1)
        ),
        notes=notes_of(desk, verdict.designation),
        submit_to=submit_text(desk, designation),
        next_steps=measure.next_steps,
        always_told=measure.always_told,
        measure_line=_say(
            "measure_line", title=measure.title, day=measure.in_force_from.isoformat(),
            clause=pack.statute.label(measure.in_force_clause),
        ),
        receipt_code=code_of(verdict),
    )  # fmt: skip


def cases_text(desk: Desk, reply: Cases) -> str:
    """All cases of a chat."""
    if not reply.cases:
        return _say("cases.none")
    lines = [_say("cases.heading", count=len(reply.cases))]
    for number, (name, designation, overall) in enumerate(reply.cases, 1):
        lines.append(
            _say(
                "cases.line",
                number=number,
                name=name or _say("cases.name", number=number),
                designation=designation,
                overall=_say(f"overall.{overall}"),
                active=_say("cases.active") if reply.active == number - 1 else "",
            ).rstrip()
        )
    return "\n".join(lines)
