"""The gaps of applicants that are alike but for their amounts: worded once, each one's own difference put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from checker import Amount, Change, Gap
from checker.values import EXACT
from conversations.value_wording import amount_text
from conversations.verdict_wording import gap_line
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
        self._pack, self._gaps, self._lacking = pack, gaps, frozenset(lacking)
        self._moving = [c for gap in gaps for c in gap.changes if _is_moving(c)]
        self.amounts = tuple(change.fact for change in self._moving)
        self._pieces = self._cut()

    def told(self, amounts: Sequence[Amount]) -> tuple[str, bool]:
        """The lines with these amounts, and whether only figures within a fifth are missing."""
        if not self._moving:
            return self._pieces[0], _is_near(self._gaps, self._lacking)
        own = [
            Amount(EXACT.subtract(change.to.value, was.value), was.currency)
            for change, was in zip(self._moving, amounts, strict=True)
            if isinstance(change.to, Amount)
        ]
        text = self._pieces[0]
        for piece, by in zip(self._pieces[1:], own, strict=True):
            text += amount_text(by) + piece
        return text, _is_near(_with(self._gaps, own), self._lacking)

    def _cut(self) -> list[str]:
        """The lines, cut where a difference stands."""
        first, second = (
            [Amount(n + k, _currency(c)) for k, c in enumerate(self._moving)] for n in _STAND_INS
        )
        text = _lines(self._pack, _with(self._gaps, first))
        pieces = []
        for by in first:
            before, _, text = text.partition(amount_text(by))
            pieces.append(before)
        whole = [*pieces, text]
        again = _lines(self._pack, _with(self._gaps, second))
        rebuilt = whole[0] + "".join(amount_text(by) + p for by, p in zip(second, whole[1:], strict=True))
        assert again == rebuilt, "a gap is worded with something else that differs between applicants"
        return whole


def _lines(pack: Pack, gaps: Sequence[Gap]) -> str:
    return "\n".join(gap_line(pack, gap) for gap in gaps)


def _is_moving(change: Change) -> bool:
    return isinstance(change.was, Amount) and isinstance(change.to, Amount)


def _currency(change: Change) -> str:
    return change.was.currency if isinstance(change.was, Amount) else ""


def _with(gaps: Sequence[Gap], own: Sequence[Amount]) -> list[Gap]:
    """The gaps with other differences in them."""
    left = iter(own)
    found = []
    for gap in gaps:
        changes = [replace(c, by=next(left)) if _is_moving(c) else c for c in gap.changes]
        found.append(replace(gap, changes=tuple(changes)))
    return found


def _is_near(gaps: Sequence[Gap], lacking: frozenset[str]) -> bool:
    """Whether each clause that is not met lacks only figures, none by more than a fifth of its threshold."""
    near = {gap.clause for gap in gaps if all(_little(change) for change in gap.changes)}
    return bool(lacking) and near >= lacking


def _little(change: Change) -> bool:
    if change.was is None:
        return False
    match change.by, change.to:
        case Amount() as by, Amount() as to:
            return EXACT.multiply(by.value, Decimal(_NEAR)) <= to.value
        case int() as by, int() as to:
            return by * _NEAR <= to
        case _:
            return False
