"""Words and pairs of characters of any Chinese text, by jieba's own dictionary: for `fumao search`.

The words of a pack are few and name one measure; a collection of statutes needs the whole dictionary,
which costs a second to load and is therefore never loaded for a conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from conversations.analyser import import_jieba
from conversations.normalise import normalise
from knowledge.retrieval import Tokens

_RUN = re.compile(r"\w+")
_PART = 1_900
"""Characters that are normalised at once; `normalise` reads no more than a message may have."""


class _Segmenter(Protocol):
    def cut(self, sentence: str, cut_all: bool = False, HMM: bool = True) -> Iterator[str]: ...


@cache
def _segmenter() -> _Segmenter:
    """jieba with its dictionary read anew: a cache in a folder that all may write to is not trusted."""
    tokenizer = import_jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return cast(_Segmenter, tokenizer)


def plain_tokens(text: str) -> Tokens:
    """The tokens of a text. Guessed words (jieba's HMM) are left out: they make words such as 能领."""
    text = "".join(normalise(text[at : at + _PART]) for at in range(0, len(text), _PART))
    runs = _RUN.findall(text)
    words = [word for run in runs for word in _segmenter().cut(run, HMM=False)]
    pairs = [pair for run in runs for pair in _pairs(run)]
    return Tokens(words, pairs)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
