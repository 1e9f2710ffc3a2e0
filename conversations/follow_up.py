"""A follow-up that only names another title or case (那企业的呢): the question before, asked of it.

The last question is said again with the new name in the place of the old one, so that it is understood
like any other question.
"""

from __future__ import annotations

import re
from functools import lru_cache

from conversations.normalise import normalise
from conversations.phrasing import Phrases, phrases
from conversations.question import Question
from conversations.state import Topic
from conversations.titles import find_titles
from knowledge.pack import Pack

_LONGEST, _LONGEST_BEFORE = 16, 40
_normal = lru_cache(maxsize=1024)(normalise)
"""For words of the pack, which are the same at every message."""
_FILLING = re.compile(
    r"要是|如果|假如|换成|换了|也是|也是这样|一样|同样|那么|那|呢|的|吗|报|申报|另外|还有|[^\u4e00-\u9fffa-z]"
)


def asked_again(pack: Pack, question: Question, topic: Topic) -> str | None:
    """The last question asked of what this message names, or None where it asks something itself."""
    text, before = question.text, topic.question
    if not before or len(text) > _LONGEST or len(before) > _LONGEST_BEFORE or question.citations:
        return None
    titles = _titles(pack, text)
    rest = _without_titles(pack, text) if titles else text
    names = [*titles, *(found[0] for words in _case_words(pack) if (found := _all(words, rest)))]
    for words in _case_words(pack):
        rest = _without(words, rest)
    if not names and (case := _case_in_short(pack, rest, before)):
        return case + _left(pack, before, topic, titles=[], named=case)
    short = [word for designation in pack.measure.designations for word in designation.in_short]
    if not names:
        names = _all(phrases(tuple(dict.fromkeys(short))), rest)[:1]
        titles = [d.name for d in pack.measure.designations if d.in_short and {*d.in_short} & {*names}]
        names = titles or names
        rest = _without(phrases(tuple(short)), rest)
    if not names or _FILLING.sub("", _without(phrases(tuple(pack.words.stop)), rest)):
        return None
    return "".join(names) + _left(pack, before, topic, titles=titles, named=text)


def _case_in_short(pack: Pack, rest: str, before: str) -> str:
    """The full name of a case that 企业 stands for behind a question about another case of its aspect."""
    for aspect, words in zip(pack.words.aspects, _case_words(pack), strict=True):
        for case, short in aspect.in_short.items():
            left = _without(phrases((*short, *pack.words.stop)), rest)
            if words.within(before) and _all(phrases(short), rest) and not _FILLING.sub("", left):
                return normalise(aspect.cases[case][0])
    return ""


def _left(pack: Pack, before: str, topic: Topic, *, titles: list[str], named: str) -> str:
    """The last question without what the new name stands for; its title again where only a case is new."""
    if titles:
        return _without_titles(pack, before)
    for words in _case_words(pack):
        if words.within(named):
            before = _without(words, before)
    known = {d.id: d.name for d in pack.measure.designations}
    own = "" if find_titles(pack, before) else known.get(topic.designation or "", "")
    return own + before


def _titles(pack: Pack, text: str) -> list[str]:
    return list(dict.fromkeys(text[m.start : m.end] for m in find_titles(pack, text)))


def _without_titles(pack: Pack, text: str) -> str:
    for start, end in sorted({(m.start, m.end) for m in find_titles(pack, text)}, reverse=True):
        text = text[:start] + text[end:]
    return text


def _case_words(pack: Pack) -> list[Phrases]:
    """The words of each aspect, those of all its cases."""
    aspects = pack.words.aspects
    return [phrases(tuple(_normal(w) for words in a.cases.values() for w in words)) for a in aspects]


def _all(words: Phrases, text: str) -> list[str]:
    """What stands in the text, the longest first."""
    return sorted((match[0] for match in words.find(text)), key=len, reverse=True)


def _without(words: Phrases, text: str) -> str:
    for word in sorted(words.words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
