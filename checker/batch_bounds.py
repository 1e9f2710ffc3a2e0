"""Bounds as one byte, for columns of them.

Two bits for the worst and two for the best, each filled from below (not_met 00, review 01, met 11): so `&`
is the minimum of both bounds at once, and `|` is the maximum.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from checker.columns import Codes, Mask
from checker.finding import MET, NOT_MET, REVIEW, UNKNOWN, Bounds, bounds

_FILLED = (0b00, 0b01, 0b11)


def bits(found: Bounds) -> int:
    """Bounds as a byte."""
    return _FILLED[found.low] | _FILLED[found.high] << 2


BOUNDS: Mapping[int, Bounds] = {
    bits(each): each for each in (bounds(low, high) for low in range(3) for high in range(low, 3))
}
"""The bounds that a byte stands for."""
MET_BITS, NOT_MET_BITS, REVIEW_BITS, UNKNOWN_BITS, REVIEW_OR_MET_BITS = (
    np.uint8(bits(each)) for each in (MET, NOT_MET, REVIEW, UNKNOWN, bounds(1, 2))
)
LOW, HIGH = np.uint8(0b0011), np.uint8(0b1100)
"""The bits of the worst and of the best."""
UNLISTED = 0xFF
"""In the place of bounds: the clause is not among the findings of this applicant."""


def all_bits(mask: Mask) -> Codes:
    """0xFF where the mask holds, else 0."""
    return -mask.view(np.uint8)
