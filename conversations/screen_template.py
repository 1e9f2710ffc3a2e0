"""The columns of an empty table to fill in: headings that screening reads, options, explanations."""

from __future__ import annotations

from dataclasses import dataclass

from checker import Rulebook
from conversations.phrase_file import read_phrases
from conversations.screen_wording import say
from knowledge.pack import Pack
from knowledge.schema import Fact


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column to fill in. `options`: what may be chosen, where it is a choice; `unit`: in what it counts."""

    name: str
    heading: str
    kind: str
    question: str
    unit: str
    clause: str
    example: str
    where: str
    options: tuple[str, ...] = ()


def template_columns(pack: Pack, rulebook: Rulebook, designation: str) -> tuple[TemplateColumn, ...]:
    """The columns for one designation, or with "" for all of them."""
    used = [each for name, each in rulebook.rulesets.items() if designation in ("", name)]
    wanted = {fact for ruleset in used for fact in ruleset.facts}
    titles = tuple(each.name for each in pack.measure.designations)
    say_name, say_title = say("result.name"), say("result.designation")
    name = TemplateColumn(
        say_name, say_name, "text", say("template.name"), "", "", say("template.name_example"), ""
    )
    title = TemplateColumn(
        say_title, say_title, "choice", say("template.title"), "", "", titles[-1], "", options=titles
    )
    facts = [_column(pack, rulebook, fact) for key, fact in pack.facts.items() if key in wanted]
    return (name, *([] if designation else [title]), *facts)


def _column(pack: Pack, rulebook: Rulebook, fact: Fact) -> TemplateColumn:
    unit = fact.unit
    if fact.type == "amount":
        unit = say("scale.10000") + say(f"unit.{rulebook.currency}")
    labels = tuple(choice.label for choice in fact.values)
    return TemplateColumn(
        name=fact.name,
        heading=say("template.heading", name=fact.name, unit=unit) if unit else fact.name,
        kind=fact.type,
        question=fact.question,
        unit=say("template.one_of", options=say("list").join(labels)) if labels else unit,
        clause=pack.statute.label(fact.why.clause),
        example=fact.example,
        where=fact.where,
        options=(*labels, read_phrases("verdict")["unknown"]) if labels else (),
    )


def template_notes(pack: Pack, designation: str) -> tuple[str, ...]:
    """What stands above the explanations."""
    return (
        say("notes.measure", title=pack.measure.title),
        say("template.how_one", designation=designation) if designation else say("template.how"),
        say("template.blank"),
        say("template.yuan"),
        say("notes.unequal"),
    )
