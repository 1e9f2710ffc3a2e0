"""Tokens for search: words of the field with synonyms made one, figures by value, pairs of characters.

A word token is the first word of its synonym group, so that 摘牌 finds 撤销; a figure token is its value,
so that 50w刀 finds 50万美元; a pair of characters is marked "~" and catches what no word covers.
"""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from types import ModuleType
from typing import Protocol, cast

from conversations.normalise import normalise
from conversations.numerals import Figure, find_figures
from knowledge.pack import Pack

_RUN = re.compile(r"[\u4e00-\u9fff]+|[a-z]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class _Segmenter(Protocol):
    def cut(self, sentence: str, cut_all: bool = False, HMM: bool = True) -> Iterator[str]: ...


def import_jieba() -> ModuleType:
    """jieba, quiet.

    It looks for pkg_resources only to find its default dictionary, which costs a third of a
    second and a warning; hiding it while importing makes jieba open files plainly.
    """
    hidden = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]  # "not importable", by the language's rules
    try:
        import jieba
    finally:
        if hidden is None:
            del sys.modules["pkg_resources"]
        else:
            sys.modules["pkg_resources"] = hidden
    jieba.setLogLevel(logging.ERROR)
    return cast(ModuleType, jieba)


def _segmenter(words: Sequence[str]) -> _Segmenter:
    """A jieba segmenter over our own words only: no default dictionary, no cache file, no noise."""
    tokenizer = import_jieba().Tokenizer()
    lines = "\n".join(f"{word} {10 * len(word) ** 3}" for word in sorted(set(words)) if " " not in word)
    source = io.BytesIO(lines.encode())
    source.name = "words"  # jieba asks for a name in its error text
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(source)
    tokenizer.initialized = True
    return cast(_Segmenter, tokenizer)


class Analyser:
    """Turns text into tokens, by the words of one pack."""

    def __init__(self, pack: Pack) -> None:
        groups = [tuple(normalise(w) for w in group) for group in pack.words.synonyms]
        self._canonical = {word: group[0] for group in groups for word in group}
        self._stop = frozenset(normalise(word) for word in pack.words.stop)
        names = [n for d in pack.measure.designations for n in (d.name, *d.also_called)]
        words = [*self._canonical, *(normalise(w) for w in pack.words.dictionary), *map(normalise, names)]
        self.vocabulary = tuple(dict.fromkeys(w for w in words if w))
        """The words of the field, longest names included; what a slip may be repaired into."""
        self._segmenter = _segmenter([w for w in words if w])

    def tokens(self, text: str) -> list[str]:
        """The tokens of a text that people typed (it is brought into normal form first)."""
        return self.tokens_of_normal(normalise(text))

    def tokens_of_normal(self, text: str) -> list[str]:
        """The tokens of a text already in normal form."""
        figures = (
            find_figures(text)
            if any(c.isdigit() or c in "一二三四五六七八九十百千万亿两" for c in text)
            else ()
        )
        tokens = [token for figure in figures if (token := _figure_token(figure))]
        for run in _RUN.findall(text):
            tokens += self._words_of(run)
            if _CHINESE.match(run):
                pairs = (run[i : i + 2] for i in range(len(run) - 1))
                tokens += ["~" + pair for pair in pairs if pair not in self._stop]
        return tokens

    def _words_of(self, run: str) -> list[str]:
        if not _CHINESE.match(run):
            return [self._canonical.get(run, run)] if run not in self._stop else []
        kept = []
        for word in self._segmenter.cut(run, HMM=False):
            if word not in self._stop and (len(word) > 1 or word in self._canonical):
                kept.append(self._canonical.get(word, word))
        return kept

    def words(self, text: str) -> list[str]:
        """Only the word tokens (canonical), in order."""
        return [t for t in self.tokens(text) if not t.startswith(("~", "#"))]


def _figure_token(figure: Figure) -> str | None:
    value = figure.nominal if figure.nominal is not None else figure.value
    if value is None or figure.kind in ("rate",):
        return None
    plain = format(Decimal(value).normalize(), "f")
    if figure.kind == "count":
        return f"#{plain}家"
    return f"#{plain}" if figure.kind == "money" or value >= 1000 else None


Tokens = Callable[[str], Sequence[str]]
