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

from conversations.dates import DateMention
from conversations.numerals import Figure, find_figures
from conversations.phrasing import phrases
from conversations.slip import Slip, Trouble
from knowledge.pack import Pack
from knowledge.schema import Measured, When

_CROSS_COMMA, _CROSS_SENTENCE, _BEHIND = 12, 30, 3
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


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    measured: Measured


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
    names = {of: _names(pack, text, of, designation, known) for of in ("amount", "count")}
    for figure in find_figures(masked):
        if figure.kind == "rate" and pack.common.conversion:
            read.facts[pack.common.conversion.rate] = format(figure.value or Decimal(0), "f")
        elif figure.kind == "money":
            _take_amount(pack, read, masked, figure, names["amount"], designation, known)
        elif figure.kind == "count":
            _take_count(pack, read, masked, figure, names["count"], designation, known)
    return read


def _fits(measured: Measured, designation: str | None, known: Mapping[str, object]) -> bool:
    right = not measured.for_designations or designation in measured.for_designations
    return right and holds(measured.when, known)


def _names(
    pack: Pack, text: str, of: str, designation: str | None, known: Mapping[str, object]
) -> list[_Name]:
    """The names of amounts (or counts) in the text, the longest where they overlap."""
    found = []
    for measured in pack.statements.measured:
        if measured.of == of and _fits(measured, designation, known):
            found += [_Name(m.start(), m.end(), measured) for m in phrases(measured.names).find(text)]
    kept: list[_Name] = []
    for name in sorted(found, key=lambda n: n.start - n.end):
        if all(name.end <= other.start or name.start >= other.end for other in kept):
            kept.append(name)
    return kept


def _distance(text: str, figure: Figure, name: _Name, *, behind: int) -> int:
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


def _nearest(text: str, figure: Figure, names: list[_Name], *, behind: int) -> Measured | None:
    near = [(_distance(text, figure, n, behind=behind), n.start - n.end, n) for n in names]
    best = min(near, key=lambda item: item[:2], default=None)
    return best[2].measured if best and best[0] <= _REACH else None


def _nameless(pack: Pack, of: str, designation: str | None, known: Mapping[str, object]) -> Measured | None:
    for measured in pack.statements.measured:
        if measured.of == of and measured.nameless and _fits(measured, designation, known):
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
    names: list[_Name],
    designation: str | None,
    known: Mapping[str, object],
) -> None:
    measured = _nearest(text, figure, names, behind=_BEHIND)
    measured = measured or _nameless(pack, "amount", designation, known)
    words = text[figure.start : figure.end].replace("\x00", "").strip()
    if measured is None:
        read.slips.append(Slip("", "nameless", words))
        return
    read.sets.update(measured.sets)
    if measured.drop:
        read.slips.append(Slip("", "dropped", words, measured.told))
    elif trouble := _trouble(figure):
        if measured.fact not in read.facts:
            read.slips.append(Slip(measured.fact, trouble, words))
    elif measured.fact not in read.facts:
        read.amount_places.append(figure.start)
        read.facts[measured.fact] = amount(figure.value or Decimal(0), figure.currency)
        read.slips = [s for s in read.slips if s.fact != measured.fact]
        if measured.told:
            read.slips.append(Slip("", "dropped", words, measured.told))


def _take_count(
    pack: Pack,
    read: FiguresRead,
    text: str,
    figure: Figure,
    names: list[_Name],
    designation: str | None,
    known: Mapping[str, object],
) -> None:
    measured = _nearest(text, figure, names, behind=0)
    if measured is None and names:
        return
    if measured is None and (figure.value or 0) > 1:
        measured = _nameless(pack, "count", designation, known)
    if measured is None or measured.fact in read.facts:
        return
    if trouble := _trouble(figure):
        read.slips.append(Slip(measured.fact, trouble, text[figure.start : figure.end].strip()))
    else:
        read.facts[measured.fact] = int(figure.value or 0)
