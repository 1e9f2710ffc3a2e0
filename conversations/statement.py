"""Read what a message states about an applicant: facts, what is left open, what it wants.

A message and what is known already in, a Statement out; the vocabulary is the pack's statements.yaml.
Nothing is concluded here, and nothing that was not said becomes a fact: a figure without a currency,
a range or an approximate figure is reported back as open, never taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from conversations.blanket import blanket_facts
from conversations.dates import DateMention, find_dates
from conversations.figures import holds, read_figures
from conversations.losses import find_loss
from conversations.phrasing import Phrases, clause_around, phrases
from conversations.sayings import Match, implied_title, said_choices
from conversations.slip import Slip
from conversations.sums import add_sums
from conversations.supposing import without_suppositions
from conversations.titles import find_titles, title_applied_for
from knowledge.pack import Pack

RawFacts = Mapping[str, object]
"""Facts in the raw form of `fumao check`: JSON values, null for what is known to be unknown."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a message states. `facts`: raw facts; null where the person said not to know.

    `strong`: names of the facts said outright (not taken by default, not only who applies).
    """

    facts: RawFacts
    designation: str | None = None
    named: bool = False
    """Whether the designation was named rather than implied."""
    among: tuple[str, ...] = ()
    """The titles that a shared name (示范城市) leaves open, where nothing tells which."""
    slips: tuple[Slip, ...] = ()
    taken_so: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    wants_verdict: bool = False
    wants_assessment: bool = False
    own: bool = False
    blanket: bool = False


@dataclass
class _Draft:
    """A statement in the making; lives only inside `read_statement`."""

    facts: dict[str, object] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)
    taken_so: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    read: list[tuple[int, int]] = field(default_factory=list)
    """Where what was taken of choices stands."""

    def take(self, fact: str, value: object, *, strong: bool = True) -> None:
        self.facts[fact] = value
        if strong and fact not in self.strong:
            self.strong.append(fact)


def read_statement(
    pack: Pack,
    text: str,
    *,
    today: dt.date,
    known: Mapping[str, object] | None = None,
    designation: str | None = None,
    uses: Mapping[str, frozenset[str]] | None = None,
) -> Statement:
    """Read a message in normal form. `designation`: the one talked about so far; `known`: facts so far.

    `uses`: the facts that each designation's rules look at, so that nothing foreign is taken over.
    """
    draft = _Draft()
    base = dict(known or {})
    named = title_applied_for(pack, text)
    target = named or designation
    told = without_suppositions(pack, text)
    _take_choices(pack, draft, _choices(pack, text, told, target), target, text)
    among = tuple(m.designation for m in find_titles(pack, text) if m.shared and not m.counted)
    if named or designation in among:
        among = ()
    if target is None:
        target = implied_title(pack, text, {**base, **draft.facts}, by_words=bool(among))
        if target:
            _take_choices(pack, draft, _choices(pack, text, told, target), target, text)
    dates = find_dates(told, today)
    _take_past_title(pack, draft, told, dates, target)
    _take_defaults(pack, draft, base, target, uses)
    figures = read_figures(
        pack, told, designation=target, known={**base, **draft.facts}, dates=dates, today=today
    )
    add_sums(pack, told, figures, designation=target, known={**base, **draft.facts})
    for name, value in {**figures.sets, **figures.facts}.items():
        draft.take(name, value)
    draft.slips += figures.slips
    _take_dates(pack, draft, told, dates, today=today, amounts=figures.amount_places)
    _take_unsure(pack, draft, told, target)
    filled = _take_blanket(pack, draft, base, told, target, uses)
    draft.strong = [name for name in draft.strong if name not in pack.statements.kind_facts]
    return Statement(
        facts=_relevant(draft.facts, target, uses),
        designation=target,
        named=named is not None,
        among=among if target is None else (),
        slips=tuple(draft.slips),
        taken_so=tuple(draft.taken_so),
        strong=tuple(draft.strong),
        wants_verdict=phrases(pack.statements.wants_verdict).within(text),
        wants_assessment=phrases(pack.statements.wants_assessment).within(text),
        own=phrases(pack.statements.own).within(text),
        blanket=filled,
    )


def _choices(pack: Pack, text: str, told: str, target: str | None) -> dict[str, Match]:
    """What is said of each choice; who applies is known from a supposition too."""
    found = said_choices(pack, told, target)
    if told != text:
        supposed = said_choices(pack, text, target)
        found.update({n: match for n, match in supposed.items() if n in pack.statements.kind_facts})
    return found


def _relevant(
    facts: Mapping[str, object], target: str | None, uses: Mapping[str, frozenset[str]] | None
) -> dict[str, object]:
    if target is None or uses is None:
        return dict(facts)
    return {name: value for name, value in facts.items() if name in uses[target]}


def _take_choices(pack: Pack, draft: _Draft, found: dict[str, Match], target: str | None, text: str) -> None:
    titles = find_titles(pack, text)
    for name, match in found.items():
        inside = [t for t in titles if t.start <= match.start and match.end <= t.end]
        part_of_a_name = inside and name not in pack.statements.kind_facts
        if part_of_a_name or any(t.national or t.counted for t in inside):
            continue
        draft.take(name, match.said.value, strong=not match.said.weak)
        if name not in pack.statements.kind_facts:
            draft.read.append((match.start, match.end))
    for match in found.values():
        for name, value in match.said.also.items():
            if name not in found and not (name in draft.facts and match.said.weak):
                draft.take(name, value, strong=not match.said.weak)


def _take_past_title(
    pack: Pack, draft: _Draft, text: str, dates: tuple[DateMention, ...], target: str | None
) -> None:
    """被撤销: which title and when."""
    past = pack.statements.past_title
    if past is None or draft.facts.get(past.fact) is not None:
        return
    loss = find_loss(pack, text, dates, target)
    if loss is None:
        return
    draft.take(past.fact, loss.title)
    if loss.date is not None and loss.date.exists:
        draft.take(past.date, loss.date.value)
    elif loss.date is not None:
        draft.slips.append(Slip(past.date, "no_such_date", text[loss.date.start : loss.date.end]))


def _take_defaults(
    pack: Pack,
    draft: _Draft,
    base: Mapping[str, object],
    target: str | None,
    uses: Mapping[str, frozenset[str]] | None,
) -> None:
    for name, value in pack.statements.defaults.items():
        used = target is not None and (uses is None or name in uses[target])
        if used and name not in draft.facts and base.get(name) is None:
            draft.facts[name] = value
            draft.taken_so.append(name)


def _take_dates(
    pack: Pack,
    draft: _Draft,
    text: str,
    dates: tuple[DateMention, ...],
    *,
    today: dt.date,
    amounts: list[int],
) -> None:
    past = pack.statements.past_title
    for dated in pack.statements.dated:
        for date in dates:
            words = text[date.start : date.end]
            if past and draft.facts.get(past.date) == date.value:
                continue
            if dated.of_amounts:
                said = len(date.value) == 4 and _of_a_figure(text, date, amounts)
                if said and (not date.relative or int(date.value) != today.year - 1):
                    draft.take(dated.fact, int(date.value))
            elif not date.relative and _beside(phrases(dated.phrases), text, date):
                if not date.exists:
                    draft.slips.append(Slip(dated.fact, "no_such_date", words))
                elif len(date.value) == 10:
                    draft.take(dated.fact, date.value)


def _of_a_figure(text: str, date: DateMention, amounts: list[int]) -> bool:
    """Whether a year stands in the clause of an amount that was taken: not 2019年注册, not 今年行情不好."""
    clause = clause_around(text, date.start, date.end)
    left = text.rfind(clause, 0, date.start + 1 + len(clause))
    return any(left <= place < left + len(clause) for place in amounts)


def _beside(words: Phrases, text: str, date: DateMention) -> bool:
    """Whether one of the words follows the date within the clause."""
    clause = clause_around(text, date.start, date.end)
    following = clause.partition(text[date.start : date.end])[2]
    return words.within(following[:8])


def _take_unsure(pack: Pack, draft: _Draft, text: str, target: str | None) -> None:
    """不清楚 in a clause: what that clause speaks of is known to be unknown."""
    unsure = phrases(pack.statements.unsure)
    for match in unsure.find(text):
        clause = clause_around(text, match.start(), match.end())
        for name in _spoken_of(pack, clause, target, draft.facts):
            if draft.facts.get(name) is None or not isinstance(draft.facts.get(name), (dict, int)):
                draft.take(name, None)


def _spoken_of(pack: Pack, clause: str, target: str | None, facts: Mapping[str, object]) -> list[str]:
    """The facts whose names or sayings stand in a clause."""
    names = []
    for measured in pack.statements.measured:
        fits = not measured.for_designations or target in measured.for_designations
        if fits and measured.fact and holds(measured.when, facts) and phrases(measured.names).within(clause):
            names.append(measured.fact)
            break
    for said in pack.statements.said:
        core = tuple(p for p in said.phrases if len(p.replace("…", "")) >= 3)
        fits = not said.for_designations or target in said.for_designations
        if fits and said.fact not in pack.statements.kind_facts and phrases(core).within(clause):
            names.append(said.fact)
    return names


def _take_blanket(
    pack: Pack,
    draft: _Draft,
    base: Mapping[str, object],
    text: str,
    target: str | None,
    uses: Mapping[str, frozenset[str]] | None,
) -> bool:
    """What 其他都符合 settles, where it is said."""
    used = None if target is None or uses is None else uses[target]
    filled = blanket_facts(
        pack, text, facts=draft.facts, known=base, read=draft.read, target=target, used=used
    )
    for name, value in (filled or {}).items():
        draft.take(name, value)
    return filled is not None
