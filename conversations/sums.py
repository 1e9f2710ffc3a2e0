"""Add up an amount that was given in parts: 出口30万、进口25万美元 is a trade of 55.

Only where each part is one exact figure of the same currency, and none of them is of goods; a part without
a currency takes that of its neighbour in the same sentence. What was added is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from conversations.figures import FiguresRead, Named, amount, holds, named, ruling_name, touching
from conversations.numerals import Figure
from conversations.phrasing import phrases
from conversations.slip import Slip
from knowledge.pack import Pack
from knowledge.schema import Sum

_ENDS = re.compile(r"[。;；!！?？\n]")
_GAP = re.compile(r"[^,，。;；!！?？\n\d]{0,6}")


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    figure: Figure


def add_sums(
    pack: Pack, text: str, read: FiguresRead, *, designation: str | None, known: Mapping[str, object]
) -> None:
    """Put what the parts of an amount come to in the place of the parts."""
    for total in pack.statements.sums:
        fit = not total.for_designations or designation in total.for_designations
        length, _ = read.taken_from.get(total.fact, (0, 0))
        if not fit or length or not holds(total.when, known):
            continue
        parts = _parts(pack, text, total, read.money, designation, known)
        if parts:
            _add(text, read, total, parts)


def _parts(
    pack: Pack,
    text: str,
    total: Sum,
    money: list[Figure],
    designation: str | None,
    known: Mapping[str, object],
) -> list[_Part]:
    """The one figure of each part, in the order of the text; none where any is missing or doubtful."""
    names = named(pack, text, "amount", designation, known)
    found = []
    for words in total.parts:
        own = [p for figure in money if (p := _of_part(text, figure, words, names)) is not None]
        if len(own) != 1:
            return []
        found.append(own[0])
    found.sort(key=lambda part: part.start)
    spread = text[found[0].start : found[-1].figure.end]
    currencies = {part.figure.currency for part in found} - {""}
    exact = all(part.figure.value is not None for part in found) and len(currencies) == 1
    return found if exact and currencies <= {"USD", "CNY"} and not _ENDS.search(spread) else []


def _of_part(text: str, figure: Figure, words: tuple[str, ...], names: list[Named]) -> _Part | None:
    """The figure as that part, where one of its names stands right before it and it is not of goods."""
    if ruling_name(text, figure, names):
        return None
    for match in sorted(phrases(words).find(text), key=lambda m: m.start()):
        of_more = match.start() > 0 and any(
            n.start < match.start() and match.end() <= n.end and n.text(text) not in words for n in names
        )
        if touching(match.start(), names):
            continue
        if not of_more and match.end() <= figure.start and _GAP.fullmatch(text, match.end(), figure.start):
            return _Part(match.start(), figure)
    return None


def _add(text: str, read: FiguresRead, total: Sum, parts: list[_Part]) -> None:
    currency = next(part.figure.currency for part in parts if part.figure.currency)
    value = sum((part.figure.value or Decimal(0) for part in parts), Decimal(0))
    read.facts[total.fact] = amount(value, currency)
    read.amount_places.append(parts[0].figure.start)
    own = {text[part.figure.start : part.figure.end].strip() for part in parts}
    read.slips = [s for s in read.slips if s.words not in own and s.fact != total.fact]
    words = text[parts[0].start : parts[-1].figure.end]
    read.slips.append(Slip("", "added", words, total.told))
