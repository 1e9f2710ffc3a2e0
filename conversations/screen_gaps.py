"""The gaps of applicants that are alike but for their amounts: worded once, each difference put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from checker import Amount, Change, Gap
from checker.values import EXACT
from conversations.gap_wording import gap_line
from conversations.value_wording import amount_text
from knowledge.pack import Pack

_NEAR = 5
"""Near: what is missing is at most a fifth of the threshold."""
_STAND_INS = (Decimal("73646.97"), Decimal("58612.31"))
"""In the place of a difference while wording: figures that stand in no measure."""


class OwnGaps:
    """The gaps of one kind of applicants, in the making: its lines as pieces between the differences.

    `amounts`: the facts whose amounts the lines need, in the order in which `told` takes them.
    """

    def __init__(self, pack: Pack, gaps: Sequence[Gap], lacking: Sequence[str]) -> None:
        """`lacking`: the clauses that are not met."""
        self._moving = [c for gap in gaps for c in gap.changes if _is_moving(c)]
        self._pieces = _pieces(pack, gaps, self._moving)
        self._ways = _ways(gaps, frozenset(lacking))
        self.amounts = tuple(change.fact for change in self._moving)

    def told(self, amounts: Sequence[Amount]) -> tuple[str, bool]:
        """The lines with these amounts, and whether only figures within a fifth are missing."""
        text, little = self._pieces[0], []
        for piece, change, was in zip(self._pieces[1:], self._moving, amounts, strict=True):
            to = change.to
            assert isinstance(to, Amount)
            by = EXACT.subtract(to.value, was.value)
            little.append(by * _NEAR <= to.value)
            text += amount_text(Amount(by, was.currency)) + piece
        return text, all(any(all(little[n] for n in way) for way in ways) for ways in self._ways)


def _pieces(pack: Pack, gaps: Sequence[Gap], moving: Sequence[Change]) -> list[str]:
    """The lines, cut where a difference stands."""
    first, second = (_stand_ins(moving, number) for number in _STAND_INS)
    text, found = _lines(pack, gaps, first), []
    for by in first:
        before, _, text = text.partition(amount_text(by))
        found.append(before)
    found.append(text)
    again = found[0] + "".join(amount_text(by) + p for by, p in zip(second, found[1:], strict=True))
    assert again == _lines(pack, gaps, second), "a gap is worded with something else of the applicant's own"
    return found


def _stand_ins(moving: Sequence[Change], number: Decimal) -> list[Amount]:
    currencies = [change.was.currency for change in moving if isinstance(change.was, Amount)]
    return [Amount(number + place, currency) for place, currency in enumerate(currencies)]


def _lines(pack: Pack, gaps: Sequence[Gap], differences: Sequence[Amount]) -> str:
    left, lines = iter(differences), []
    for gap in gaps:
        changes = tuple(replace(c, by=next(left)) if _is_moving(c) else c for c in gap.changes)
        lines.append(gap_line(pack, replace(gap, changes=changes)))
    return "\n".join(lines)


def _ways(gaps: Sequence[Gap], lacking: frozenset[str]) -> list[list[list[int]]]:
    """For each clause that is not met its ways by figures alone: which of the amounts have to be near."""
    found: dict[str, list[list[int]]] = {clause: [] for clause in lacking}
    place = 0
    for gap in gaps:
        moving = [n for n, _ in enumerate(filter(_is_moving, gap.changes), place)]
        place += len(moving)
        if gap.clause in lacking and all(_is_moving(c) or _is_little(c) for c in gap.changes):
            found[gap.clause].append(moving)
    return list(found.values())


def _is_moving(change: Change) -> bool:
    """Whether it is about an amount, which differs between applicants that are alike."""
    return isinstance(change.was, Amount) and isinstance(change.to, Amount)


def _is_little(change: Change) -> bool:
    """Whether a count lacks no more than a fifth of its threshold."""
    by, to = change.by, change.to
    return change.was is not None and type(by) is int and type(to) is int and by * _NEAR <= to
