"""A collection of documents to be searched: ids, the work each belongs to, words and pairs of characters.

The title is a field of the text: its words count like words of the text. A document of a statute is an
article; its *work* is the title without the number of the article, and evidence is shared within a work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from knowledge.retrieval.field_index import FieldIndex, Gathering, Places

_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条.*$", re.DOTALL)
_STATE = "中华人民共和国"
"""Half the collections write it before the name of a law and half do not; it tells nothing apart."""


class Tokens(NamedTuple):
    """What an analyser makes of a text: its words, and its pairs of neighbouring characters."""

    words: Sequence[str]
    pairs: Sequence[str]


Analyse = Callable[[str], Tokens]


class Entry(NamedTuple):
    """A document as it is handed in."""

    id: str
    title: str
    text: str

    @property
    def work(self) -> str:
        """The work it belongs to: 民法典 of 中华人民共和国民法典第五十四条."""
        return _ARTICLE.sub("", self.title).replace(_STATE, "").strip()


@dataclass(frozen=True, eq=False)
class Collection:
    """Documents, indexed. `mark`: what the collection is known by (`marks_of`), "" for an empty one."""

    ids: Sequence[str]
    works: Sequence[str]
    mark: str
    words: FieldIndex
    pairs: FieldIndex

    @classmethod
    def of(cls, entries: Iterable[Entry], analyse: Analyse) -> Collection:
        """Index documents. Their order breaks ties."""
        given = list(entries)
        words, pairs = _indexes((f"{entry.work}\n{entry.text}" for entry in given), analyse)
        return cls(
            ids=[entry.id for entry in given],
            works=[entry.work for entry in given],
            mark=["", *marks_of(given)][-1],
            words=words,
            pairs=pairs,
        )

    def extended(self, entries: Sequence[Entry], analyse: Analyse) -> Collection:
        """With more documents after its own; only those are analysed. Equal to indexing all at once."""
        more = Collection.of(entries, analyse)
        return Collection(
            ids=[*self.ids, *more.ids],
            works=[*self.works, *more.works],
            mark=[self.mark, *marks_of(entries, after=self.mark)][-1],
            words=self.words.extended(more.words),
            pairs=self.pairs.extended(more.pairs),
        )

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each document by its id."""
        return {name: number for number, name in enumerate(self.ids)}

    @cached_property
    def work_numbers(self) -> Places:
        """The number of the work of each document; 0 is no work, for documents without a title."""
        known: dict[str, int] = {"": 0}
        return np.array([known.setdefault(work, len(known)) for work in self.works], np.int64)

    @cached_property
    def work_sizes(self) -> Places:
        """How many documents each work has, by its number."""
        return np.bincount(self.work_numbers, minlength=1).astype(np.int64)


def marks_of(entries: Iterable[Entry], after: str = "") -> list[str]:
    """For each document a mark of it and all before it."""
    marks = []
    for entry in entries:
        told = "\0".join((after, *entry)).encode("utf-8", "surrogatepass")
        after = sha256(told).hexdigest()[:16]
        marks.append(after)
    return marks


def _indexes(texts: Iterable[str], analyse: Analyse) -> tuple[FieldIndex, FieldIndex]:
    """Both indexes of texts, each text analysed once."""
    words, pairs = Gathering(), Gathering()
    for text in texts:
        tokens = analyse(text)
        words.add(tokens.words)
        pairs.add(tokens.pairs)
    return words.index(), pairs.index()
