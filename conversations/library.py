"""What can be found: the bank of questions, the clauses, the gaps, small talk, indexed once per pack.

Built from a pack and the common phrases; afterwards only read. Scores are for ranking, not for people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from conversations.analyser import Analyser
from conversations.nearness import NearTexts
from conversations.normalise import normalise
from conversations.phrasing import Phrases, phrases
from conversations.titles import find_titles
from knowledge.pack import Pack
from knowledge.postings import Packed
from knowledge.schema import Banked, Gap
from knowledge.search import Bank, Document, Index, Likenesses

FIELDS = {"text": 0.8, "heading": 0.5, "asks": 0.3, "answer": 0.8}
"""Weights set by cross-validation over the bank: each fifth of the phrasings asked of the rest."""
SECOND, WORDS, COVERAGE = 0.3, 0.7, 0.45
"""What counts beside the likeness of the best phrasing: the second best, BM25 of the words, coverage."""
FULL = 0.6
"""BM25 per idf asked that counts as full; where most words are unknown, the best of a bad lot stays low."""
NEARLY_THE_SAME = 92
"""rapidfuzz ratio (0 to 100) from which a phrasing counts as the question itself."""


class Hit(NamedTuple):
    """A bank entry or gap with its score and what made it up (shown by --why)."""

    number: int
    score: float
    likeness: float
    coverage: float
    words: float
    """BM25 against what the question's words could give at best, 0 to 1."""
    phrasing: str


class Fits(NamedTuple):
    """How every entry fits one query, by its number; the total is 0.0 where they share no token."""

    totals: list[float]
    likenesses: Likenesses
    words: list[float]
    """BM25 of the words."""
    coverages: list[float]
    full: float
    """The BM25 that counts as full for this query."""


LibraryPacked = Mapping[str, Packed]
"""Postings and norms of bank, gaps and index by those names."""


def _plain(text: str) -> str:
    """Without what ends a sentence."""
    return text.rstrip("?。!")


def _longest(named: Sequence[tuple[int, Phrases]], text: str) -> list[tuple[int, int]]:
    """Of each that has a word in the text: its number, and how long the longest is."""
    lengths = ((number, [m.end() - m.start() for m in words.find(text)]) for number, words in named)
    return [(number, max(each)) for number, each in lengths if each]


class Library:
    """The searchable side of a pack."""

    def __init__(self, pack: Pack, analyser: Analyser, *, packed: LibraryPacked | None = None) -> None:
        """`packed`: what `packed()` gave for the same pack and program; saves the time of analysing."""
        self.pack = pack
        self.analyser = analyser
        self.entries: tuple[Banked, ...] = tuple(e for e in pack.questions if e.asks)
        self.titles = tuple(frozenset(e.designations) for e in self.entries)
        """The titles that each entry is about."""
        self.gaps: tuple[Gap, ...] = pack.gaps
        self._entry_words = [(n, phrases(e.words)) for n, e in enumerate(self.entries) if e.words]
        self._gap_words = [(n, phrases(g.words)) for n, g in enumerate(self.gaps) if g.words]
        self._tokens = lru_cache(maxsize=64)(self._tokens_of)
        asks = [(n, ask) for n, e in enumerate(self.entries) for ask in e.asks]
        gap_asks = [(n, ask) for n, g in enumerate(self.gaps) for ask in g.asks]
        if packed is None:
            self._bank, self._gap_bank = Bank.of(asks, self._analysed), Bank.of(gap_asks, self._analysed)
            documents = (Document(str(n), self._fields(e)) for n, e in enumerate(self.entries))
            self._index = Index.of(documents, self._analysed, FIELDS)
        else:
            self._bank = Bank.unpacked(asks, packed["bank"])
            self._gap_bank = Bank.unpacked(gap_asks, packed["gaps"])
            self._index = Index.unpacked(packed["index"])
        self._exact: dict[str, tuple[str, int]] = {}
        for kind, all_asks in (("entry", asks), ("gap", gap_asks)):
            for number, ask in all_asks:
                plain = _plain(normalise(ask))
                self._exact.setdefault(ask if plain == ask else plain, (kind, number))
        self._near = NearTexts(self._exact, least=NEARLY_THE_SAME)

    def packed(self) -> LibraryPacked:
        """What was worked out of the texts, in plain values."""
        return {
            "bank": self._bank.packed(),
            "gaps": self._gap_bank.packed(),
            "index": self._index.packed(),
        }

    def _analysed(self, text: str) -> Sequence[str]:
        return self._tokens_of(normalise(text))

    def tokens(self, text: str) -> tuple[str, ...]:
        """Tokens of a text in normal form; a title's name is one token and does not outweigh the rest."""
        return self._tokens(text)

    def _tokens_of(self, text: str) -> tuple[str, ...]:
        named = []
        spans = set()
        for mention in find_titles(self.pack, text):
            named.append("@" + mention.designation)
            spans.add((mention.start, mention.end))
        for start, end in sorted(spans, reverse=True):
            text = text[:start] + "|" + text[end:]
        return (*self.analyser.tokens_of_normal(text), *named)

    def _fields(self, entry: Banked) -> Mapping[str, str]:
        statute = self.pack.statute
        leaves = [
            c for c in entry.clauses if not statute.clause(c).children or len(statute.full_text(c)) < 400
        ]
        heading = [
            part for c in entry.clauses for part in (*statute.clause(c).heading, statute.clause(c).title)
        ]
        return {
            "text": "\n".join(statute.full_text(c) for c in leaves[:2]),
            "heading": "\n".join(dict.fromkeys(heading)),
            "asks": "\n".join(entry.asks),
            "answer": entry.answer,
        }

    def fits(self, tokens: Sequence[str]) -> Fits:
        """How every bank entry fits a query."""
        likenesses = self._bank.search(tokens)
        scores, coverages = self._index.weigh(tokens)
        top = max(scores, default=1.0) or 1.0
        totals = [
            best + SECOND * second + WORDS * score / top + COVERAGE * covered if score else 0.0
            for best, second, score, covered in zip(
                likenesses.best, likenesses.second, scores, coverages, strict=True
            )
        ]
        asked = sum(self._index.idf(token) for token in dict.fromkeys(tokens))
        return Fits(totals, likenesses, scores, coverages, FULL * asked)

    def hit(self, fits: Fits, number: int) -> Hit:
        """What made up the score of an entry."""
        likeness, phrasing = fits.likenesses.best[number], fits.likenesses.phrasing[number]
        words = min(1.0, fits.words[number] / fits.full) if fits.full else 0.0
        text = self._bank.texts[phrasing] if likeness else ""
        return Hit(number, fits.totals[number], likeness, fits.coverages[number], words, text)

    def gap_fits(self, tokens: Sequence[str]) -> tuple[list[float], list[float]]:
        """By the number of each gap: the likeness of its best phrasing, and its score; 0.0 without any."""
        best, second, _ = self._gap_bank.search(tokens)
        return best, [one + SECOND * other for one, other in zip(best, second, strict=True)]

    def gaps_named(self, text: str) -> list[tuple[int, int]]:
        """The gaps of which a word stands in the text that by itself gives them away, and how long it is."""
        return _longest(self._gap_words, text)

    def entries_named(self, text: str) -> list[tuple[int, int]]:
        """The same for the entries of the bank."""
        return _longest(self._entry_words, text)

    def nearly_the_same(self, text: str) -> tuple[str, int] | None:
        """("entry" or "gap", number) of a phrasing that is the question itself but for a slip."""
        text = _plain(text)
        if text in self._exact:
            return self._exact[text]
        if len(text) < 5:
            return None
        near = self._near.nearest(text)
        return self._exact[near] if near is not None else None

    def holding(self, tokens: Sequence[str]) -> frozenset[int]:
        """The entries that hold all these tokens."""
        return self._index.holding(tokens)

    def seen(self, pair: str) -> int:
        """In how many phrasings or entries a pair of characters stands."""
        token = "~" + pair
        return self._bank.frequency(token) + self._gap_bank.frequency(token) + self._index.frequency(token)

    def known_share(self, tokens: Sequence[str]) -> float:
        """The idf-weighted share of the query's tokens that occur anywhere in the collection."""
        wanted = set(tokens)
        total = sum(self._index.idf(t) for t in wanted)
        return sum(self._index.idf(t) for t in wanted if self._index.known(t)) / total if total else 0.0
