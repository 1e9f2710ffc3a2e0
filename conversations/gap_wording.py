"""Word the gaps: clause by clause, over all clauses together, and what would settle an open verdict."""

from __future__ import annotations

from checker import Amount, Answer, Change, Gap, Plan, Rulebook, Settling, Verdict, gaps, plans, settling
from checker.rulebook import Provision
from conversations.block import Block, paragraph, tight
from conversations.phrase_file import read_phrases
from conversations.value_wording import value_text
from knowledge.pack import Pack

MOST_PLANS = 6
"""So many plans are listed; more of them would be a puzzle and no help."""
MOST_SETS = 3
"""So many sets of answers are listed, favourable ones and others."""


def _say(key: str, /, **words: object) -> str:
    return read_phrases("verdict")[key].format(**words)


def gap_blocks(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> tuple[Block, ...]:
    """The gaps clause by clause, and what is enough for the whole; nothing where nothing lacks."""
    own = paragraph(gap_lines(pack, rulebook, verdict), part="gaps")
    whole = paragraph(plan_lines(pack, rulebook, verdict), part="gaps")
    one_clause = len({gap.clause for gap in gaps(rulebook, verdict)}) == 1
    return (*own, *(tight(whole) if one_clause and own else whole))


def gap_lines(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> list[str]:
    """The gaps under their heading, every way to close each of them; nothing where there is none."""
    lines = [_say("gap.line", text=gap_line(pack, gap)) for gap in gaps(rulebook, verdict)]
    return [_say("gap.heading"), *lines] if lines else []


def gap_line(pack: Pack, gap: Gap) -> str:
    """One way to put a clause right: what has to change, and when it can."""
    label, when = pack.statute.label(gap.clause), _say(_when_key(pack, gap))
    return _say("gap.way", label=label, changes=_changes_text(pack, gap.changes), when=when)


def plan_lines(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> list[str]:
    """The plans, where they say more than the gaps: several clauses at once, or something on a condition."""
    found = plans(rulebook, verdict)
    several = len({gap.clause for gap in gaps(rulebook, verdict)}) > 1
    if not several and verdict.overall == "not_eligible":
        conditional = (_plan_text(pack, verdict, plan) for plan in found if plan.on_condition)
        return [_say("plan.or", text=text) for text in dict.fromkeys(conditional)]
    texts = list(dict.fromkeys(_plan_text(pack, verdict, plan) for plan in found))
    lines = [_say("plan.line", number=n, text=text) for n, text in enumerate(texts[:MOST_PLANS], 1)]
    if len(texts) > MOST_PLANS:
        lines.append(_say("plan.more", count=len(texts) - MOST_PLANS))
    figures = any(_is_figure(change) for plan in found for change in plan.changes)
    tail = [_say("plan.honest")] if figures else []
    return [_say(f"plan.heading.{verdict.overall}"), *lines, *tail] if lines else []


def _is_figure(change: Change) -> bool:
    return isinstance(change.to, (Amount, int)) and not isinstance(change.to, bool)


def least_text(pack: Pack, verdict: Verdict, plan: Plan) -> str:
    """A plan in one line, without what it reaches."""
    own = _own_changes(verdict, plan)
    parts = [_changes_text(pack, own)] if own else []
    parts += [_condition_text(pack, verdict, clause) for clause in plan.on_condition]
    return _say("gap.and").join(parts)


def _own_changes(verdict: Verdict, plan: Plan) -> tuple[Change, ...]:
    """The changes of a plan that one can bring about, without what it rests on."""
    facts = {name for clause in plan.on_condition for name in _condition(verdict, clause).facts}
    return tuple(change for change in plan.changes if change.fact not in facts)


def when_text(pack: Pack, plan: Plan) -> str:
    """When a plan can be carried out, in a few words."""
    return _say(_when_key(pack, plan))


def _plan_text(pack: Pack, verdict: Verdict, plan: Plan) -> str:
    words = {"changes": least_text(pack, verdict, plan), "reaches": _say(f"plan.{plan.reaches}")}
    if plan.on_condition and plan.when == "now":
        return _say("plan.told", **words)
    if plan.on_condition and all(change.when == "now" for change in _own_changes(verdict, plan)):
        return _say("plan.later", **words)
    return _say("plan.text", when=when_text(pack, plan), **words)


def _condition(verdict: Verdict, clause: str) -> Provision:
    """The relaxation or the automatic recognition that a plan rests on."""
    automatic = verdict.ruleset.automatic
    if automatic is not None and automatic.clause == clause:
        return automatic
    return verdict.ruleset.relaxations[clause]


def _condition_text(pack: Pack, verdict: Verdict, clause: str) -> str:
    return _say("plan.if", label=pack.statute.label(clause), title=_condition(verdict, clause).title)


def _when_key(pack: Pack, gap: Gap | Plan) -> str:
    dated = all(pack.facts[each.fact].type == "date" for each in gap.changes)
    return "gap.next_year_date" if dated and gap.when == "next_year" else f"gap.{gap.when}"


def _changes_text(pack: Pack, changes: tuple[Change, ...]) -> str:
    return _say("gap.and").join(_change_text(pack, change) for change in changes)


def _change_text(pack: Pack, change: Change) -> str:
    spec = pack.facts[change.fact]
    words = {
        "fact": spec.name,
        "was": value_text(pack, change.fact, change.was),
        "to": value_text(pack, change.fact, change.to),
        "by": value_text(pack, change.fact, change.by),
    }
    if change.when == "never":
        key = "gap.nothing"
    elif spec.type == "date":
        key = "gap.date"
    elif spec.type == "choice":
        key = "gap.choice"
    elif change.was is None and change.when == "now":
        key = "gap.door"
    else:
        key = "gap.figure" if change.by is not None and change.was is not None else "gap.figure_to"
    return _say(key, **words)


def settling_lines(pack: Pack, rulebook: Rulebook, verdict: Verdict) -> list[str]:
    """What would settle an open verdict, favourably and not; nothing where it is settled."""
    good, bad = settling(rulebook, verdict)
    lines = [
        _say("settle.good", answers=_answers_text(pack, each), overall=_after(each)) for each in _few(good)
    ]
    lines += [_say("settle.bad", answers=_answers_text(pack, each)) for each in _few(bad)]
    return [_say("settle.heading"), *lines] if lines else []


def _few(found: tuple[Settling, ...]) -> tuple[Settling, ...]:
    return found[:MOST_SETS]


def _after(found: Settling) -> str:
    return _say(f"settle.{found.overall}")


def _answers_text(pack: Pack, found: Settling) -> str:
    return _say("list").join(_answer_text(pack, answer) for answer in found.answers)


def _answer_text(pack: Pack, answer: Answer) -> str:
    fact = pack.facts[answer.fact]
    values = [value_text(pack, answer.fact, value) for value in answer.values]
    return _say(f"settle.{answer.test}", fact=fact.name, value=_say("settle.or").join(values))
