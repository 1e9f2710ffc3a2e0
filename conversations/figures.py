"""Which fact a figure is: the nearest name decides (进出口额, 离岸执行额), then the kind of case.

Figures of a sentence and what is known in; amounts, counts and a rate out, with slips for what cannot
be taken: no currency, a range, an approximate figure, money of another sort. The names are the pack's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from conversations.dates import DateMention
from conversations.numerals import Figure, find_figures
from conversations.phrasing import phrases
from conversations.slip import Slip, Trouble
from knowledge.pack import Pack
from knowledge.schema import Measured, When

_CROSS_COMMA, _CROSS_SENTENCE, _BEHIND = 12, 30, 3
_CLAUSE_ENDS, _SENTENCE_ENDS = re.compile(r"[,，、。;；!！?？\n]"), re.compile(r"[。;；!！?？\n]")
_REACH = 34
"""Characters (with penalties) within which a name belongs to a figure."""


def holds(when: tuple[When, ...], facts: Mapping[str, object]) -> bool:
    """Whether all of `when` are known to hold."""
    return all(any(same(facts.get(w.fact), v) for v in w.values) for w in when)


def same(known: object, wanted: object) -> bool:
    """Equality that keeps true and 1 apart."""
    return known == wanted and isinstance(known, bool) == isinstance(wanted, bool)


def amount(value: Decimal, currency: str) -> dict[str, str]:
    """The raw form of an amount."""
    return {"value": format(value.normalize(), "f"), "currency": currency}


@dataclass
class FiguresRead:
    """What the figures of a message say; in the making while they are read."""

    facts: dict[str, object] = field(default_factory=dict)
    sets: dict[str, object] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)
    amount_places: list[int] = field(default_factory=list)
    """Where the amounts that were taken begin."""
    taken_from: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Of each fact taken: how long the name was, and where its figure ended."""
    money: list[Figure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Named:
    """A name of an amount or a count in the text."""

    start: int
    end: int
    measured: Measured

    def text(self, text: str) -> str:
        """The name as it was written."""
        return text[self.start : self.end]


def read_figures(
    pack: Pack,
    text: str,
    *,
    designation: str | None,
    known: Mapping[str, object],
    dates: tuple[DateMention, ...],
    today: dt.date,
) -> FiguresRead:
    """Read all figures of `text` (normal form) as facts of `designation`; dates are masked first."""
    masked = text
    for date in dates:
        if not date.relative:
            masked = masked[: date.start] + "\x00" * (date.end - date.start) + masked[date.end :]
    read = FiguresRead()
    names = {of: named(pack, text, of, designation, known) for of in ("amount", "count")}
    of_other_years = partial(_of_another_year, text, dates, today)
    for figure in sorted(find_figures(masked), key=of_other_years):
        if figure.kind == "rate" and pack.common.conversion:
            read.facts[pack.common.conversion.rate] = format(figure.value or Decimal(0), "f")
        elif figure.kind == "money":
            read.money.append(figure)
            _take_amount(pack, read, masked, figure, names["amount"], designation, known)
        elif figure.kind == "count":
            _take_count(pack, read, masked, figure, names["count"], designation, known)
    return read


def _of_another_year(text: str, dates: tuple[DateMention, ...], today: dt.date, figure: Figure) -> bool:
    """Whether an amount is said to be of a year other than the last: it is read after those that are not."""
    before = [d for d in dates if len(d.value) == 4 and d.end <= figure.start]
    if figure.kind != "money" or not before:
        return False
    said = before[-1]
    return int(said.value) != today.year - 1 and not _SENTENCE_ENDS.search(text[said.end : figure.start])


def fits(measured: Measured, designation: str | None, known: Mapping[str, object]) -> bool:
    """Whether a name is used so in what is talked of."""
    right = not measured.for_designations or designation in measured.for_designations
    return right and holds(measured.when, known)


def named(
    pack: Pack, text: str, of: str, designation: str | None, known: Mapping[str, object]
) -> list[Named]:
    """The names of amounts (or counts) in the text, the longest where they overlap."""
    found = []
    for measured in pack.statements.measured:
        if measured.of == of and fits(measured, designation, known):
            found += [Named(m.start(), m.end(), measured) for m in phrases(measured.names).find(text)]
    kept: list[Named] = []
    for name in sorted(found, key=lambda n: n.start - n.end):
        if all(name.end <= other.start or name.start >= other.end for other in kept):
            kept.append(name)
    return kept


def _distance(text: str, figure: Figure, name: Named, *, behind: int) -> int:
    """How far a name is from a figure: characters between, more across a comma or a sentence."""
    if name.end <= figure.start:
        between, penalty = text[name.end : figure.start], 0
    elif name.start >= figure.end:
        between, penalty = text[figure.end : name.start], behind
    else:
        return 0
    if re.search(r"[。;；!?\n]", between):
        penalty += _CROSS_SENTENCE if name.start >= figure.end else _CROSS_COMMA + 6
    elif re.search(r"[,，、]", between):
        penalty += _CROSS_COMMA if name.end <= figure.start else _CROSS_SENTENCE
    return len(between) + penalty


def _nearest(text: str, figure: Figure, names: list[Named], *, behind: int) -> Named | None:
    if ruling := ruling_name(text, figure, names):
        return ruling
    near = [(_distance(text, figure, n, behind=behind), n.start - n.end, n) for n in names]
    best = min(near, key=lambda item: item[:2], default=None)
    if best is None or best[0] > _REACH:
        return None
    return touching(best[2].start, names) or best[2]


def touching(place: int, names: list[Named]) -> Named | None:
    """A name that is dropped and ends right there, so that 煤炭出口 is of coal and 国内收入 no export."""
    return next((n for n in names if n.end == place and n.measured.drop), None)


def ruling_name(text: str, figure: Figure, names: list[Named]) -> Named | None:
    """A name that rules the figure though another is nearer: 明年…, 药材…; also 80万美元的药材."""
    for name in names:
        rules, unless = name.measured.over, phrases(name.measured.unless)
        if rules and name.start >= figure.end and text[figure.end : name.start] in ("", "的"):
            return name
        between = text[name.end : figure.start]
        if rules == "clause" and name.end <= figure.start and not _CLAUSE_ENDS.search(between):
            if not unless.within(between):
                return name
        elif rules == "sentence" and name.end <= figure.start and not _SENTENCE_ENDS.search(between):
            begin = max((m.end() for m in _SENTENCE_ENDS.finditer(text, 0, name.start)), default=0)
            if not unless.within(text[begin : figure.start]):
                return name
    return None


def _is_the_part_meant(pack: Pack, text: str, figure: Figure, name: Named | None, read: FiguresRead) -> bool:
    """Whether a figure singles out what is counted from a total given before: 其中…4家, 真正做…的."""
    if name is None or name.measured.fact not in read.taken_from:
        return False
    length, end = read.taken_from[name.measured.fact]
    between = text[end : figure.start] + text[figure.end : name.end]
    if phrases(pack.statements.subsets).within(between):
        return True
    if name.measured.of == "amount":
        return length == 0  # one that is named goes before one that was only taken so
    return name.end - name.start > length > 0


def _forget(read: FiguresRead, name: Named | None) -> None:
    if name:
        read.facts.pop(name.measured.fact, None)
        _, end = read.taken_from.pop(name.measured.fact, (0, -1))
        ended = {figure.start for figure in read.money if figure.end == end}
        read.amount_places = [place for place in read.amount_places if place not in ended]


def _nameless(pack: Pack, of: str, designation: str | None, known: Mapping[str, object]) -> Measured | None:
    for measured in pack.statements.measured:
        if measured.of == of and measured.nameless and fits(measured, designation, known):
            return measured
    return None


def _trouble(figure: Figure) -> Trouble | None:
    """Why a figure cannot be taken, or None."""
    if figure.vague == "-":
        return "negative"
    if figure.value is None:
        return "vague"
    if figure.kind == "money" and figure.currency == "other":
        return "other_currency"
    if figure.kind == "money" and not figure.currency:
        return "no_currency"
    if figure.kind == "count" and figure.value != figure.value.to_integral_value():
        return "not_whole"
    return None


def _take_amount(
    pack: Pack,
    read: FiguresRead,
    text: str,
    figure: Figure,
    names: list[Named],
    designation: str | None,
    known: Mapping[str, object],
) -> None:
    name = _nearest(text, figure, names, behind=_BEHIND)
    measured = name.measured if name else _nameless(pack, "amount", designation, known)
    if _is_the_part_meant(pack, text, figure, name, read):
        _forget(read, name)
    words = text[figure.start : figure.end].replace("\x00", "").strip()
    if measured is None:
        read.slips.append(Slip("", "nameless", words))
        return
    read.sets.update(measured.sets)
    if measured.drop:
        _spoil(pack, text, read, figure, measured)
        read.slips.append(Slip("", "dropped", words, measured.told))
    elif trouble := _trouble(figure):
        if measured.fact not in read.facts:
            read.slips.append(Slip(measured.fact, trouble, words))
    elif measured.fact not in read.facts:
        read.amount_places.append(figure.start)
        read.taken_from[measured.fact] = (name.end - name.start if name else 0, figure.end)
        read.facts[measured.fact] = amount(figure.value or Decimal(0), figure.currency)
        read.slips = [s for s in read.slips if s.fact != measured.fact]
        if measured.told:
            read.slips.append(Slip("", "dropped", words, measured.told))


def _spoil(pack: Pack, text: str, read: FiguresRead, figure: Figure, measured: Measured) -> None:
    """Take back the total that is said to hold what does not count: 进出口100万, 其中货物40万."""
    if not measured.spoils or len(read.money) < 2 or not read.facts:
        return
    before = read.money[-2]
    total = next((f for f, (_, end) in read.taken_from.items() if end == before.end), None)
    if total and phrases(pack.statements.subsets).within(text[before.end : figure.start]):
        read.facts.pop(total)
        read.taken_from.pop(total)
        read.slips.append(Slip(total, "vague", text[before.start : before.end].strip()))


def _take_count(
    pack: Pack,
    read: FiguresRead,
    text: str,
    figure: Figure,
    names: list[Named],
    designation: str | None,
    known: Mapping[str, object],
) -> None:
    name = _nearest(text, figure, names, behind=0)
    measured = name.measured if name else None
    if measured is None and names:
        return
    if measured is None and (figure.value or 0) > 1:
        measured = _nameless(pack, "count", designation, known)
        if measured and known.get(measured.fact) is not None and text[figure.end - 1] == "个":
            return  # 三个 of anything: it overwrites no 家数 that was said
    if _is_the_part_meant(pack, text, figure, name, read):
        _forget(read, name)
    if measured is None or measured.fact in read.facts:
        return
    words = text[figure.start : figure.end].strip()
    if measured.drop:
        read.slips.append(Slip("", "dropped", words, measured.told))
    elif trouble := _trouble(figure):
        read.slips.append(Slip(measured.fact, trouble, words))
    else:
        read.taken_from[measured.fact] = (name.end - name.start if name else 0, figure.end)
        read.facts[measured.fact] = int(figure.value or 0)
