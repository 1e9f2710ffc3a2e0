"""Word a verdict: the record of `fumao check --jsonl`, and the text that people read.

Both are pure functions of a verdict; every word comes from phrases/verdict.yaml or from the pack. What is
not met comes first, because that is what one acts on.
"""

from __future__ import annotations

from checker import Finding, Gap, Rulebook, Verdict, Warning, as_json, gaps, materials_for
from checker.finding import MET, NOT_MET
from conversations.block import Block, joined, paragraph, tight
from conversations.finding_wording import reason_text, tipping_text
from conversations.gap_wording import gap_blocks, settling_lines
from conversations.phrase_file import read_phrases
from conversations.value_wording import threshold_text
from knowledge.pack import Pack
from knowledge.schema import Designation

ORDER = {"not_met": 0, "unknown": 1, "review": 2, "met": 3}
_STEPS_AFTER = ("eligible", "needs_review")


def verdict_record(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> dict[str, object]:
    """The verdict as JSON: the form of `fumao check --jsonl` without `id`."""
    designation = designation_of(pack, verdict)
    items = materials_for(rulebook, verdict.designation, verdict.facts, verdict.assumed)
    return {
        "overall": verdict.overall,
        "conditions": {each.clause: _condition(pack, rulebook, verdict, each) for each in verdict.findings},
        "open_facts": list(verdict.open_facts),
        "assumed": list(verdict.assumed),
        "gaps": [_gap(each) for each in gaps(rulebook, verdict)],
        "warnings": [*warning_texts(pack, rulebook, verdict), *told_texts(pack, verdict)],
        "materials": [item.material.id for item in items],
        "submit_to": designation.submit_to.name,
        "recognised_by": designation.recognised_by.name,
        "measure": f"{pack.measure.id}@{verdict.version[:16]}",
        "error": None,
    }


def verdict_text(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> str:
    """The verdict for people: overall, clause by clause, what is missing, what was presumed, what is next."""
    return joined(verdict_parts(pack, rulebook, verdict))


def verdict_parts(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> tuple[Block, ...]:
    """The same in blocks, each with the part of the verdict that it is."""
    phrases = read_phrases("verdict")
    lacking = paragraph(lacking_lines(pack, rulebook, verdict), part="lacking")
    met = paragraph(met_lines(pack, rulebook, verdict), part="met")
    questions = [pack.facts[name].question for name in verdict.open_facts]
    always = [phrases["always.line"].format(text=text) for text in pack.measure.always_told]
    return (
        *paragraph([overall_text(pack, verdict)], part="overall"),
        *lacking,
        *(tight(met) if lacking else met),
        *paragraph(_section("open", questions, "question"), part="open"),
        *paragraph(settling_lines(pack, rulebook, verdict), part="open"),
        *gap_blocks(pack, rulebook, verdict),
        *paragraph(_section("warnings", warning_texts(pack, rulebook, verdict), "text"), part="warnings"),
        *paragraph(_section("told", told_texts(pack, verdict), "told"), part="told"),
        *paragraph(_assumed_lines(verdict), part="assumed"),
        *paragraph(_next_lines(pack, verdict), part="next"),
        *paragraph([phrases["always.heading"], *always], part="always"),
    )


def designation_of(pack: Pack, verdict: Verdict) -> Designation:
    """The designation that the verdict is about."""
    return next(each for each in pack.measure.designations if each.id == verdict.designation)


def overall_text(pack: Pack, verdict: Verdict) -> str:
    """The overall in one sentence."""
    phrases = read_phrases("verdict")
    designation = designation_of(pack, verdict)
    automatic = next(
        (each for each in verdict.findings if each.role == "automatic" and each.bounds == MET), None
    )
    if automatic and verdict.overall == "needs_review":
        return phrases["overall.needs_review_automatic"].format(designation=designation.name)
    decisive = {"not_eligible": "not_met", "needs_review": "review"}.get(verdict.overall, "unknown")
    counted = [each for each in verdict.findings if each.role in ("condition", "bar")]
    count = sum(each.relaxed.status == decisive for each in counted)
    return phrases[f"overall.{verdict.overall}"].format(
        designation=designation.name,
        count=len(verdict.open_facts) if verdict.overall == "undetermined" else count,
        clause=pack.statute.label(automatic.clause) if automatic else "",
    )


def lacking_lines(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> list[str]:
    """What is not met, not known or for others to judge, clause by clause, what is not met first."""
    lacking = [each for each in shown_findings(verdict) if each.relaxed.status != "met"]
    return [line for each in lacking for line in finding_lines(pack, rulebook, verdict, each)]


def met_lines(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> list[str]:
    """What is met, clause by clause; what is settled without being looked at shares a line."""
    phrases = read_phrases("verdict")
    met = [each for each in shown_findings(verdict) if each.relaxed.status == "met"]
    lines = [line for each in met for line in finding_lines(pack, rulebook, verdict, each)]
    waiting = [each for each in verdict.findings if not _clear(each) and _only_waits(verdict, each)]
    for key, findings in (("waiting", waiting), ("bars_clear", list(filter(_clear, verdict.findings)))):
        if findings:
            labels = phrases["list"].join(pack.statute.label(each.clause) for each in findings)
            lines.append(phrases[key].format(clauses=labels))
    return [*lines, phrases["automatic_only"]] if verdict.overall == "auto_recognised" else lines


def finding_lines(
    pack: Pack, rulebook: Rulebook, verdict: Verdict, finding: Finding, *, reasoned: bool = False
) -> list[str]:
    """One finding: its clause, and the reason where there is more to say than that it is met, or always."""
    phrases = read_phrases("verdict")
    mark, label = phrases[f"mark.{finding.relaxed.status}"], pack.statute.label(finding.clause)
    lines = [phrases["line"].format(mark=mark, label=label, title=finding.title)]
    if reasoned or finding.relaxed != MET or any(look.threshold is not None for look in finding.looks):
        reason = full_reason(pack, rulebook, verdict, finding)
        lines.append(phrases["reason_line"].format(reason=reason))
    return lines


def shown_findings(verdict: Verdict) -> list[Finding]:
    """The findings with a line of their own, what is not met first."""
    own = [
        each
        for each in verdict.findings
        if not _clear(each)
        and not _only_waits(verdict, each)
        and not (each.role == "relaxation" and each.bounds == NOT_MET)
    ]
    return sorted(own, key=lambda finding: ORDER[finding.relaxed.status])


def _clear(finding: Finding) -> bool:
    """Whether it is a bar that nothing stands behind."""
    return finding.role == "bar" and finding.bounds == MET


def _only_waits(verdict: Verdict, finding: Finding) -> bool:
    """Whether a finding is open though the verdict is settled without it, and nothing was said of it."""
    stated = any(name in verdict.facts.stated for name in finding.facts)
    return verdict.overall == "not_eligible" and finding.relaxed.status == "unknown" and not stated


def full_reason(pack: Pack, rulebook: Rulebook, verdict: Verdict, finding: Finding) -> str:
    """The reason of a finding, and the clause that may relax it where one is called upon."""
    phrases = read_phrases("verdict")
    reason = reason_text(pack, rulebook, verdict, finding)
    if not finding.relaxed_by:
        return reason
    key = "relaxed" if finding.relaxed.low > finding.bounds.low else "maybe_relaxed"
    return phrases["joint"].join([reason, phrases[key].format(clause=pack.statute.label(finding.relaxed_by))])


def assumed_texts(verdict: Verdict) -> list[str]:
    """What was presumed, in words."""
    return [verdict.ruleset.presumptions[name].told for name in verdict.assumed]


def _assumed_lines(verdict: Verdict) -> list[str]:
    phrases = read_phrases("verdict")
    told = phrases["joint"].join(assumed_texts(verdict))
    return [phrases["assumed"].format(told=told)] if told else []


def told_texts(pack: Pack, verdict: Verdict) -> list[str]:
    """The readings that this applicant hears of, each once."""
    return list(dict.fromkeys(pack.readings[each.reading].told for each in verdict.told))


def warning_texts(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> list[str]:
    """Figures to look at again, each with its clause."""
    phrases = read_phrases("verdict")
    texts = []
    for each in verdict.warnings:
        detail = dict(each.detail)
        fact, threshold = str(detail["fact"]), detail.get("threshold")
        if not isinstance(threshold, str) and threshold is not None:
            detail["threshold"] = threshold_text(pack, fact, threshold, rulebook.currency)
        detail |= {"fact": pack.facts[fact].name, "label": pack.statute.label(each.clause)}
        detail["tips"] = _tips(pack, rulebook, verdict, each)
        texts.append(phrases[f"warning.{each.kind}"].format(**detail))
    return texts


def _tips(pack: Pack, rulebook: Rulebook, verdict: Verdict, warning: Warning) -> str:
    """At which rate a figure close to its threshold would tip."""
    finding = verdict.finding(warning.clause)
    looks = finding.looks if finding and warning.kind == "near" else ()
    look = next((each for each in looks if each.fact == warning.detail["fact"]), None)
    return tipping_text(pack, rulebook, verdict, look) if look else ""


def _condition(pack: Pack, rulebook: Rulebook, verdict: Verdict, finding: Finding) -> dict[str, object]:
    return {
        "status": finding.bounds.status,
        "bounds": list(finding.bounds.names),
        "facts": {name: as_json(verdict.known.values.get(name)) for name in finding.facts},
        "reason": full_reason(pack, rulebook, verdict, finding),
        "reading": finding.readings[0] if finding.readings else None,
    }


def _gap(gap: Gap) -> dict[str, object]:
    changes = [
        {"fact": each.fact, "from": as_json(each.was), "to": as_json(each.to), "by": as_json(each.by)}
        for each in gap.changes
    ]
    return {"clause": gap.clause, "changes": changes, "when": gap.when}


def _next_lines(pack: Pack, verdict: Verdict) -> list[str]:
    phrases = read_phrases("verdict")
    each = designation_of(pack, verdict)
    label = pack.statute.label
    submit, by = each.submit_to, each.recognised_by
    recognised = phrases["next.recognised"].format(office=by.name, clause=label(by.clause))
    if verdict.overall == "auto_recognised":
        return [phrases["next.heading"], recognised]
    submitted = phrases["next.submit"].format(
        office=submit.name, clause=label(submit.clause), note=each.submit_note
    )
    lines = [phrases["next.heading"], submitted, recognised]
    if verdict.overall in _STEPS_AFTER:
        lines += [phrases["next.step"].format(step=step) for step in pack.measure.next_steps]
    return lines


def _section(name: str, texts: list[str], slot: str) -> list[str]:
    phrases = read_phrases("verdict")
    return (
        [phrases[f"{name}.heading"], *(phrases[f"{name}.line"].format(**{slot: t}) for t in texts)]
        if texts
        else []
    )
