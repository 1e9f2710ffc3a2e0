"""A designation's rules as a tree of labelled boxes, for a picture; coloured by status where facts are given.

Only words and structure here: where a box stands is the business of rule_picture.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from checker import Rulebook, Verdict
from checker.finding import Bounds, Status, bounds
from checker.known import Known
from checker.rule import ByValue, Every, Judged, Leaf, Named, Reaches, Rule, Seen, Some, Table
from checker.rulebook import Provision, Ruleset
from checker.weigh import weigh
from conversations.phrase_file import read_phrases
from conversations.value_wording import threshold_text, value_text
from knowledge.pack import Pack

Kind = Literal["root", "group", "gate", "clause", "leaf", "case", "link"]
Tone = Literal["", "met", "review", "not_met", "unknown", "idle"]
"""How a box stands; idle: it plays no part for this applicant. Empty without facts."""


_TONES: tuple[Tone, ...] = ("not_met", "review", "met")


@dataclass(frozen=True)
class Box:
    """A box with its text and what hangs on it. `notes`: smaller lines below the text."""

    kind: Kind
    text: str
    tone: Tone = ""
    dashed: bool = False
    notes: tuple[str, ...] = ()
    children: tuple[Box, ...] = ()


@dataclass(frozen=True)
class _Drawing:
    """What every box needs: the words, and what is known (None without facts)."""

    pack: Pack
    rulebook: Rulebook
    verdict: Verdict | None

    @property
    def known(self) -> Known | None:
        """The values of the applicant."""
        return self.verdict.known if self.verdict else None


def say(key: str, /, **words: object) -> str:
    """A phrase of pictures.yaml with its words filled in."""
    return read_phrases("pictures")[key].format(**words)


def rule_tree(pack: Pack, rulebook: Rulebook, designation: str, verdict: Verdict | None = None) -> Box:
    """The tree of a designation: automatic recognition, conditions, relaxations, bars."""
    drawing, ruleset = _Drawing(pack, rulebook, verdict), rulebook.rulesets[designation]
    conditions = [p for p in ruleset.provisions if p.role == "condition"]
    bars = [p for p in ruleset.provisions if p.role == "bar"]
    automatic = [ruleset.automatic] if ruleset.automatic else []
    groups = (
        _group(drawing, ruleset, "automatic", automatic, dashed=True),
        _group(drawing, ruleset, "conditions", conditions),
        _group(drawing, ruleset, "relaxations", list(ruleset.relaxations.values()), dashed=True),
        _group(drawing, ruleset, "bars", bars),
    )
    name = rulebook.designations[designation]
    return Box("root", say("root", name=name), children=tuple(each for each in groups if each.children))


def _group(
    drawing: _Drawing, ruleset: Ruleset, key: str, provisions: list[Provision], *, dashed: bool = False
) -> Box:
    children = tuple(_clause(drawing, ruleset, each, dashed=dashed) for each in provisions)
    return Box("group", say(key), dashed=dashed, children=children)


def _clause(drawing: _Drawing, ruleset: Ruleset, provision: Provision, *, dashed: bool) -> Box:
    label = drawing.pack.statute.label(provision.clause)
    seen = weigh(provision.rule, drawing.known) if drawing.known else None
    unused = dashed and seen is not None and seen.high == Status.NOT_MET
    stands: Mapping[int, Bounds] | None = {} if unused else _where(seen)
    children = (_node(drawing, provision.rule, stands, provision), *_link(drawing, provision))
    notes = (say("recognised"),) if provision.role == "automatic" else ()
    tone = _tone(stands, provision.rule)
    return Box("clause", say("clause", label=label, title=provision.title), tone, dashed, notes, children)


def _link(drawing: _Drawing, provision: Provision) -> tuple[Box, ...]:
    """A dashed box that points to the clause by which this one may be relaxed."""
    if not provision.relaxed_by:
        return ()
    label = drawing.pack.statute.label(provision.relaxed_by)
    return (Box("link", say("link", label=label), dashed=True),)


def _where(seen: Seen | None) -> Mapping[int, Bounds] | None:
    """How each rule of a seen tree stands, by its identity: equal rules may stand in several cases."""
    if seen is None:
        return None
    found: dict[int, Bounds] = {}
    waiting = [seen]
    while waiting:
        each = waiting.pop()
        found[id(each.rule)] = bounds(each.low, each.high)
        waiting.extend(each.parts)
    return found


def _tone(stands: Mapping[int, Bounds] | None, rule: Rule) -> Tone:
    if stands is None:
        return ""
    found = stands.get(id(rule))
    if found is None:
        return "idle"
    if not found.settled:
        return "unknown"
    return _TONES[found.low]


def _node(drawing: _Drawing, rule: Rule, stands: Mapping[int, Bounds] | None, provision: Provision) -> Box:
    tone = _tone(stands, rule)
    match rule:
        case Every() | Some():
            children = tuple(_node(drawing, child, stands, provision) for child in rule.children)
            return Box("gate", say("all" if isinstance(rule, Every) else "any"), tone, children=children)
        case ByValue():
            fact = drawing.pack.facts[rule.fact]
            labels = {choice.value: choice.label for choice in fact.values}
            cases = []
            for value, case in rule.cases.items():
                inner = _node(drawing, case, stands, provision)
                cases.append(Box("case", labels[value], _tone(stands, case), children=(inner,)))
            return Box("gate", say("by", fact=fact.name), tone, children=tuple(cases))
        case _:
            notes = (*_notes(drawing, rule), *_stated(drawing, rule, tone))
            return Box("leaf", _leaf(drawing, rule), tone, notes=notes)


def _leaf(drawing: _Drawing, rule: Leaf) -> str:
    facts = drawing.pack.facts
    match rule:
        case Reaches():
            number = threshold_text(drawing.pack, rule.fact, rule.threshold, drawing.rulebook.currency)
            key = "leaf.more_than" if rule.strict else "leaf.at_least"
            return say(key, fact=facts[rule.fact].name, threshold=number)
        case Table():
            return say("leaf.is", fact=facts[rule.fact].name, values=_labels(drawing, rule, 2))
        case Judged():
            return say("leaf.judged", fact=facts[rule.fact].name)
        case Named():
            names = dict.fromkeys(facts[name].name for name in rule.facts.values())
            return say("leaf.check", facts=say("list").join(names))


def _labels(drawing: _Drawing, rule: Table, status: int) -> str:
    """The labels of the values with this status."""
    choices = drawing.pack.facts[rule.fact].values
    *most, last = [each.label for each in choices if rule.outcomes[each.value].low == status] or [""]
    return say("or").join([say("list").join(most), last]) if most else last


def _notes(drawing: _Drawing, rule: Leaf) -> tuple[str, ...]:
    """What else there is to a leaf: what goes to review, what stands in for it."""
    facts, found = drawing.pack.facts, []
    if isinstance(rule, Table) and (review := _labels(drawing, rule, 1)):
        found.append(say("note.review", values=review))
    if isinstance(rule, (Table, Reaches)) and rule.only_when_stated:
        found.append(say("note.only_when_stated"))
    if isinstance(rule, Reaches):
        if rule.ceiling < Status.MET:
            found.append(say("note.counts_as"))
        if rule.proven_by:
            found.append(say("note.proven_by", fact=facts[rule.proven_by].name))
        if rule.capped_by:
            found.append(say("note.capped_by", fact=facts[rule.capped_by].name))
    return tuple(found)


def _stated(drawing: _Drawing, rule: Leaf, tone: Tone) -> tuple[str, ...]:
    """What is known of the leaf's own fact, where the leaf plays a part."""
    known = drawing.known
    name = rule.reads[0]
    if known is None or tone == "idle" or name not in known.values:
        return ()
    presumed = drawing.verdict is not None and name in drawing.verdict.assumed
    key = "value_presumed" if presumed else "value"
    return (say(key, value=value_text(drawing.pack, name, known.values[name])),)
