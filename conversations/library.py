"""What can be found: the bank of questions, the clauses, the gaps, small talk, indexed once per pack.

Built from a pack and the common phrases; afterwards only read. Scores are for ranking, not for people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from conversations.analyser import Analyser
from conversations.normalise import normalise
from conversations.titles import find_titles
from knowledge.pack import Pack
from knowledge.schema import Banked, Gap
from knowledge.search import Bank, Document, Index

FIELDS = {"text": 0.8, "heading": 0.5, "asks": 0.3, "answer": 0.8}
"""Weights set by cross-validation over the bank: each fifth of the phrasings asked of the rest."""
SECOND, WORDS, COVERAGE = 0.3, 0.7, 0.45
"""What counts beside the likeness of the best phrasing: the second best, BM25 of the words, coverage."""
FULL = 0.6
"""BM25 per idf asked that counts as full; where most words are unknown, the best of a bad lot stays low."""
NEARLY_THE_SAME = 92
"""rapidfuzz ratio (0 to 100) from which a phrasing counts as the question itself."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A bank entry or gap with its score and what made it up (shown by --why)."""

    number: int
    score: float
    likeness: float
    coverage: float
    words: float
    """BM25 against what the question's words could give at best, 0 to 1."""
    phrasing: str


class Library:
    """The searchable side of a pack."""

    def __init__(
        self, pack: Pack, analyser: Analyser, *, analysed: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        """`analysed`: tokens of texts worked out earlier for the same pack and program; saves the time."""
        self.pack = pack
        self.analysed: dict[str, Sequence[str]] = dict(analysed or {})
        self.analyser = analyser
        self.entries: tuple[Banked, ...] = tuple(e for e in pack.questions if e.asks)
        self.gaps: tuple[Gap, ...] = pack.gaps
        tokens = self._remembered
        self._bank = Bank([(n, ask) for n, e in enumerate(self.entries) for ask in e.asks], tokens)
        self._gap_bank = Bank([(n, ask) for n, g in enumerate(self.gaps) for ask in g.asks], tokens)
        self._index = Index(
            (Document(str(n), self._fields(e)) for n, e in enumerate(self.entries)), tokens, FIELDS
        )
        self._exact: dict[str, tuple[str, int]] = {}
        asked = [("entry", [e.asks for e in self.entries]), ("gap", [g.asks for g in self.gaps])]
        for kind, all_asks in asked:
            for number, asks in enumerate(all_asks):
                for ask in asks:
                    self._exact.setdefault(normalise(ask).rstrip("?。!"), (kind, number))

    def _remembered(self, text: str) -> Sequence[str]:
        if text not in self.analysed:
            self.analysed[text] = self.tokens(normalise(text))
        return self.analysed[text]

    def tokens(self, text: str) -> list[str]:
        """Tokens of a text in normal form; a title's name is one token and does not outweigh the rest."""
        named = []
        spans = set()
        for mention in find_titles(self.pack, text):
            named.append("@" + mention.designation)
            spans.add((mention.start, mention.end))
        for start, end in sorted(spans, reverse=True):
            text = text[:start] + "|" + text[end:]
        return [*self.analyser.tokens_of_normal(text), *named]

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

    def entry_hits(self, tokens: Sequence[str]) -> dict[int, Hit]:
        """Bank entries that share a token with the query, by number."""
        likenesses = self._bank.search(tokens)
        scores = self._index.scores(tokens)
        coverages = self._index.coverages(tokens)
        asked = sum(self._index.idf(token) for token in set(tokens))
        top = max(scores.values(), default=1.0) or 1.0
        hits = {}
        for name, score in scores.items():
            number = int(name)
            found = likenesses.get(number, [])
            best = found[0].score if found else 0.0
            second = found[1].score if len(found) > 1 else 0.0
            covered = coverages[name]
            total = best + SECOND * second + WORDS * score / top + COVERAGE * covered
            words = min(1.0, score / (FULL * asked)) if asked else 0.0
            phrasing = found[0].phrasing if found else ""
            hits[number] = Hit(number, total, best, covered, words, phrasing)
        return hits

    def gap_hits(self, tokens: Sequence[str]) -> dict[int, Hit]:
        """Gaps whose phrasings share a token with the query, by number."""
        hits = {}
        for number, found in self._gap_bank.search(tokens).items():
            second = found[1].score if len(found) > 1 else 0.0
            total = found[0].score + SECOND * second
            hits[number] = Hit(number, total, found[0].score, 0.0, 0.0, found[0].phrasing)
        return hits

    def nearly_the_same(self, text: str) -> tuple[str, int] | None:
        """("entry" or "gap", number) of a phrasing that is the question itself but for a slip."""
        text = text.rstrip("?。!")
        if text in self._exact:
            return self._exact[text]
        if len(text) < 5:
            return None
        best = process.extractOne(text, self._exact.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
        return self._exact[best[0]] if best else None

    def holds(self, number: int, tokens: Sequence[str]) -> bool:
        """Whether an entry holds all these tokens."""
        return self._index.coverage(tokens, str(number)) == 1.0

    def seen(self, pair: str) -> int:
        """In how many phrasings or entries a pair of characters stands."""
        token = "~" + pair
        return self._bank.frequency(token) + self._gap_bank.frequency(token) + self._index.frequency(token)

    def known_share(self, tokens: Sequence[str]) -> float:
        """The idf-weighted share of the query's tokens that occur anywhere in the collection."""
        wanted = set(tokens)
        total = sum(self._index.idf(t) for t in wanted)
        return sum(self._index.idf(t) for t in wanted if self._index.known(t)) / total if total else 0.0
