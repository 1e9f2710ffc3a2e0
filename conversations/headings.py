"""Read the headings of a table: which fact a column holds, in what unit; or its name, or nothing of ours.

Leniently, by every name that the pack has for a fact; what each column was taken for is told back, because
a heading that was taken wrongly would be wrong for every row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from conversations.normalise import normalise
from conversations.numerals import find_figures
from conversations.phrase_file import read_phrases
from conversations.phrasing import phrases
from knowledge.pack import Pack
from knowledge.schema import Scalar, When

Role = Literal["fact", "name", "designation", "currency", "unused"]
Why = Literal["", "unknown", "empty", "dropped", "repeated", "other_year", "needless"]

_BRACKETS = re.compile(r"[(\[【〔]([^)\]】〕]*)[)\]】〕]")
_LAST_BRACKET = re.compile(r"[(\[【〔][^(\[【〔]*[)\]】〕]$")
_YEAR = re.compile(r"(20\d\d)年?度?")
_QUALIFIER = re.compile(
    r"上一?年度?的?|前一年度?|去年度?的?|本?单位(?!名|性|类)|贵单位|申报单位(?=是|有|是否)"
)
_ASKING = re.compile(r"是否|有无|有没有|是不是|能否|可否|已否|目前|现")
_LOOSE = re.compile(r"[\s*＊:：、,，。.·/\\\-_—?？!！“”\"'《》]|^\d+[.、)]")
_DENIED = re.compile(r"[未没无不非]")
_COUNTED = re.compile(r"(?:家数|数量|个数|户数|总数|数)$")
_BARE_UNIT = re.compile(r"[/:\s]*((?:[十百千]?[万亿]|千)?(?:美元|美金|usd|元人民币|人民币元?|元|rmb|cny))$")
_TELLING = frozenset("未没无不非在离货中外")
_LEAST = 5
"""Characters of a name in which one may be wrong."""
_LIKE = 45
"""Of 100: like enough to be asked about."""


@dataclass(frozen=True, slots=True)
class Door:
    """One way to take a column: as `fact`, for these designations (empty: any), when these facts hold."""

    fact: str
    designations: tuple[str, ...] = ()
    when: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What a name means: the facts it may be, or why it is none; `yes`: what a plain 是 says."""

    role: Role
    doors: tuple[Door, ...] = ()
    told: str = ""
    yes: Scalar = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its place from 0, its heading as written, and what it was taken for.

    `scale`, `currency`: the unit of bare numbers in it. `year`: a year that the heading names.
    `told`: why a column is not used, in the pack's words. `nearest`: the fact that was perhaps meant.
    """

    place: int
    text: str
    role: Role
    doors: tuple[Door, ...] = ()
    scale: Decimal = Decimal(1)
    currency: str = ""
    year: int | None = None
    yes: Scalar = True
    why: Why = ""
    told: str = ""
    nearest: str = ""

    @property
    def fact(self) -> str:
        """The fact that it is in the first place, or ""."""
        return self.doors[0].fact if self.doors else ""


def read_headings(pack: Pack, texts: Sequence[str], expected_year: int) -> tuple[Heading, ...]:
    """The columns of a table. Of two for the same fact the first counts, or the one of `expected_year`."""
    read = [read_heading(pack, place, text) for place, text in enumerate(texts)]
    found = _of_the_year(pack, read, expected_year)
    best: dict[tuple[str, frozenset[str]], Heading] = {}
    for each in found:
        other = best.get(_meant(each))
        if other is None:
            best[_meant(each)] = each
    return tuple(_kept(each, best[_meant(each)]) for each in found)


def _of_the_year(pack: Pack, headings: Sequence[Heading], expected_year: int) -> list[Heading]:
    """The columns, amounts unused where they name another year than the one that others name."""
    dated = [each for each in headings if each.year and each.fact and pack.facts[each.fact].type == "amount"]
    years = {each.year for each in dated if each.year}
    counts = expected_year if expected_year in years else max(years, default=0)
    other = {each.place for each in dated if each.year != counts}
    return [replace(h, role="unused", why="other_year") if h.place in other else h for h in headings]


def _meant(heading: Heading) -> tuple[str, frozenset[str]]:
    return heading.role, frozenset(door.fact for door in heading.doors)


def _kept(heading: Heading, best: Heading) -> Heading:
    if heading.role == "unused" or best.place == heading.place:
        return heading
    return replace(heading, role="unused", why="repeated")


def read_heading(pack: Pack, place: int, text: str) -> Heading:
    """What one heading was taken for."""
    plain = normalise(text)
    if not plain:
        return Heading(place, text, "unused", why="empty")
    scale, currency, core = _unit(plain)
    years = _YEAR.findall(plain)
    target = _target(pack, core)
    if target is None:
        return Heading(place, text, "unused", why="unknown", nearest=_nearest(pack, core))
    if target.told:
        return Heading(place, text, "unused", why="dropped", told=target.told)
    year = int(years[0]) if years else None
    return Heading(place, text, target.role, target.doors, scale, currency, year, target.yes)


def _unit(plain: str) -> tuple[Decimal, str, str]:
    """The unit that a heading names, and the heading without it."""
    for bracket in _BRACKETS.finditer(plain):
        for piece in re.split(r"[,;、\s]|单位:?", bracket[1]):
            if unit := _read_unit(piece):
                return *unit, plain[: bracket.start()] + plain[bracket.end() :]
    bare = _BARE_UNIT.search(plain)
    if bare and bare.start() > 0 and (unit := _read_unit(bare[1])):
        return *unit, plain[: bare.start()]
    return Decimal(1), "", plain


def _read_unit(piece: str) -> tuple[Decimal, str] | None:
    """万美元: 10,000 and USD; 万: 10,000 and no currency; nothing where it is no unit of money."""
    figures = find_figures("1" + piece) if piece else ()
    if len(figures) != 1 or figures[0].end != len(piece) + 1 or figures[0].value is None:
        return None
    figure = figures[0]
    if figure.kind != "money" or figure.value is None:
        return None
    return figure.value, figure.currency


def _cores(core: str) -> tuple[str, ...]:
    """The ways to look a heading up: whole, without notes in brackets, without 上年度, 是否 and the like."""
    noteless = _LAST_BRACKET.sub("", core)
    short = _BRACKETS.sub("", core)
    bare = [_YEAR.sub("", _QUALIFIER.sub("", each)) for each in (core, noteless, short)]
    asked = [_ASKING.sub("", each).replace("金额", "额") for each in bare]
    return tuple(dict.fromkeys(_LOOSE.sub("", each) for each in (core, noteless, short, *bare, *asked)))


def _target(pack: Pack, core: str) -> Target | None:
    names = _names(pack)
    cores = [each for each in _cores(core) if each]
    for each in cores:
        if each in names:
            return names[each]
    for each in cores:
        if (counted := _counts(pack).get(_COUNTED.sub("", each))) and _COUNTED.search(each):
            return counted
    for each in cores:
        if slipped := _slipped(pack, each):
            return slipped
    found = next((t for c in reversed(cores) if (t := _within(pack, c) or _stated(pack, c))), None)
    other = any(word in core for word in read_phrases("screen")["heading.other"].split("、"))
    return None if found and other and not found.told else found


@lru_cache(maxsize=8)
def _names(pack: Pack) -> Mapping[str, Target]:
    """Every whole name of a column: roles, the pack's names of its facts, how people call figures."""
    say = read_phrases("screen")
    found: dict[str, Target] = {}
    roles: tuple[Role, ...] = ("name", "designation", "currency")
    for role in roles:
        for word in say[f"heading.{role}"].split("、"):
            found[normalise(word)] = Target(role)
    for name, fact in pack.facts.items():
        own = Target("fact", (Door(name),))
        found.setdefault(_LOOSE.sub("", name), own)
        found.setdefault(_LOOSE.sub("", normalise(fact.name)), own)
    for word, target in _called(pack).items():
        found.setdefault(word, target)
    return found


@lru_cache(maxsize=8)
def _called(pack: Pack) -> Mapping[str, Target]:
    """The other names of facts, and what people call figures, each with the circumstances it depends on."""
    doors: dict[str, list[Door]] = {}
    told: dict[str, str] = {}
    for measured in pack.statements.measured:
        for word in (each for each in measured.names if "…" not in each and measured.of == "amount"):
            plain = _LOOSE.sub("", normalise(word))
            if measured.drop:
                if not measured.for_designations:
                    told.setdefault(plain, measured.told)
            else:
                doors.setdefault(plain, []).append(
                    Door(measured.fact, measured.for_designations, measured.when)
                )
    for name, fact in pack.facts.items():
        short = _QUALIFIER.sub("", normalise(fact.name))
        for word in (short, *fact.also_called):
            doors.setdefault(_LOOSE.sub("", normalise(word)), []).append(Door(name))
    dropped = {word: Target("unused", told=why) for word, why in told.items()}
    return {**dropped, **{word: Target("fact", tuple(each)) for word, each in doors.items()}}


@lru_cache(maxsize=8)
def _counts(pack: Pack) -> Mapping[str, Target]:
    """What people call counts, without 家数, 数量 and the like."""
    doors: dict[str, list[Door]] = {}
    for measured in pack.statements.measured:
        if measured.of == "count" and measured.fact:
            for word in (each for each in measured.names if "…" not in each):
                door = Door(measured.fact, measured.for_designations, measured.when)
                doors.setdefault(normalise(word), []).append(door)
    return {word: Target("fact", tuple(each)) for word, each in doors.items()}


def _within(pack: Pack, core: str) -> Target | None:
    """The longest name that stands within a heading; what the pack says is no figure of ours outweighs it."""
    names = {**_called(pack), **_names(pack)}
    inside = sorted((word for word in names if len(word) >= 2 and word in core), key=len, reverse=True)
    taken = next((word for word in inside if not names[word].told), "")
    for word in inside:
        if names[word].told and word not in taken:
            return names[word]
    denied = _DENIED.search(core.replace(taken, "")) and _is_choice(pack, names.get(taken))
    enough = len(taken) >= 3 and 2 * len(taken) >= len(core)
    return names[taken] if enough and not denied else None


def _is_choice(pack: Pack, target: Target | None) -> bool:
    return bool(target and any(pack.facts[door.fact].type == "choice" for door in target.doors))


def _stated(pack: Pack, core: str) -> Target | None:
    """A yes or no whose phrase stands in the heading (未列入黑名单): 是 then says what the phrase says."""
    best = (0, Target("unused"))
    for said in pack.statements.said:
        if said.weak or not isinstance(said.value, bool):
            continue
        if phrases(said.unless).within(core):
            continue
        for match in phrases(said.phrases).find(core):
            length = match.end() - match.start()
            if length > best[0] and 2 * length >= len(core):
                doors = (Door(said.fact, said.for_designations),)
                best = (length, Target("fact", doors, yes=said.value))
    return best[1] if best[0] >= 3 else None


def _slipped(pack: Pack, core: str) -> Target | None:
    """The name that a heading has but for one wrong character, which is not what tells two names apart."""
    for word, target in _names(pack).items():
        if len(word) == len(core) >= _LEAST and not target.told:
            wrong = {pair for pair in zip(core, word, strict=True) if pair[0] != pair[1]}
            if len(wrong) == 1 and not _TELLING.intersection(*wrong) and set(*wrong) != {"进", "出"}:
                return target
    return None


def _nearest(pack: Pack, core: str) -> str:
    names = {normalise(fact.name): fact.name for fact in pack.facts.values()}
    found = process.extractOne(core, list(names), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return names[found[0]] if found else ""
