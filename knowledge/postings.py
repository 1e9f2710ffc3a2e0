"""Which numbers each token leads to, all in one array, and how such arrays are kept in JSON.

A list or a dict for every token would take ten times the memory, and most of the time of a start.
"""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Numbers = TypeVar("Numbers", "array[int]", "array[float]")
Packed = Mapping[str, object]
"""Plain JSON values: tokens as a list, each array as base64 of its bytes, the least byte first."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The row of a token is numbers[starts[row] : starts[row + 1]], by the order of `rows`."""

    rows: Mapping[str, int]
    starts: array[int]
    numbers: array[int]

    @classmethod
    def of(cls, lists: Mapping[str, Iterable[int]]) -> Postings:
        """The numbers of each token, in their order."""
        starts, numbers = array("I", [0]), array("I")
        for own in lists.values():
            numbers.extend(own)
            starts.append(len(numbers))
        return cls(_rows(lists), starts, numbers)

    def place(self, token: str) -> slice:
        """Where the numbers of a token stand; an empty slice for a token that is not held."""
        row = self.rows.get(token)
        return slice(0, 0) if row is None else slice(self.starts[row], self.starts[row + 1])

    def row(self, token: str) -> Sequence[int]:
        """The numbers of a token."""
        return self.numbers[self.place(token)]

    def frequency(self, token: str) -> int:
        """How many numbers a token has."""
        row = self.rows.get(token)
        return 0 if row is None else self.starts[row + 1] - self.starts[row]

    def packed(self) -> dict[str, object]:
        """The form that `unpacked` reads."""
        return {
            "tokens": list(self.rows),
            "starts": pack_array(self.starts),
            "numbers": pack_array(self.numbers),
        }

    @classmethod
    def unpacked(cls, packed: Packed) -> Postings:
        """The postings again. Raises KeyError, TypeError or ValueError where it is another form."""
        tokens = packed["tokens"]
        if not isinstance(tokens, list):
            raise TypeError("tokens")
        starts, numbers = unpack_counts(packed["starts"]), unpack_counts(packed["numbers"])
        return cls(_rows(tokens), starts, numbers)


def _rows(tokens: Iterable[str]) -> dict[str, int]:
    """Row by token; the same token of several collections is one string in memory."""
    return {sys.intern(token): row for row, token in enumerate(tokens)}


def pack_array(numbers: Numbers) -> str:
    """An array as text, the same on every machine."""
    return b64encode(_in_own_order(numbers).tobytes()).decode("ascii")


def unpack_counts(packed: object) -> array[int]:
    """An array of whole numbers again."""
    return _in_own_order(array("I", b64decode(str(packed))))


def unpack_weights(packed: object) -> array[float]:
    """An array of weights again."""
    return _in_own_order(array("d", b64decode(str(packed))))


def _in_own_order(numbers: Numbers) -> Numbers:
    """With the bytes of each number in this machine's order, or from it: the least first."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers
