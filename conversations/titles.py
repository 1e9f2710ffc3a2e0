"""Which title (认定类别) a message speaks of, by all the names people use for it.

A name beside a figure is a count (重点培育企业33家), a name behind 国家级 another title, a name beside
撤销 a lost one; none of them is the one applied for while a better mention exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from conversations.normalise import normalise
from conversations.phrasing import phrases
from knowledge.pack import Pack

_COUNTED_AFTER = re.compile(
    r"^(?:一共|共|总共|有|也有|数|已有|达到|大概)*\s?(?:[\d零一二两三四五六七八九十百]+|好?几)(?:多|来)?(?:家|个)"
)
_COUNTED_BEFORE = re.compile(
    r"(?:[\d零一二三四五六七八九十百]|两|好几)(?:多)?(?:家|个)(?:自治区级?|自治区级的)?$"
)
_NATIONAL = re.compile(r"(?:国家级?|中国)的?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A title named in the text. `counted`: with a figure; `national`: of the state, not the region;
    `shared`: the name fits several titles (示范城市), one mention each.
    """

    start: int
    end: int
    designation: str
    counted: bool = False
    national: bool = False
    shared: bool = False


@lru_cache(maxsize=8)
def _names(pack: Pack) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every name with the titles it fits, the longest first."""
    titles: dict[str, list[str]] = {}
    for designation in pack.measure.designations:
        for name in {designation.name, designation.full_name, designation.plaque, *designation.also_called}:
            titles.setdefault(normalise(name), []).append(designation.id)
    return tuple((name, tuple(titles[name])) for name in sorted(titles, key=lambda name: (-len(name), name)))


@lru_cache(maxsize=64)
def find_titles(pack: Pack, text: str) -> tuple[Mention, ...]:
    """All mentions in order, the longest name where several begin."""
    found: list[Mention] = []
    for name, designations in _names(pack):
        place = text.find(name)
        while place >= 0:
            start, end = place, place + len(name)
            if not any(start < m.end and end > m.start for m in found):
                counted = bool(_COUNTED_AFTER.match(text[end:]) or _COUNTED_BEFORE.search(text[:start]))
                national = bool(_NATIONAL.search(text[:start])) or name.startswith(("国家", "中国"))
                shared = len(designations) > 1
                found += [Mention(start, end, d, counted, national, shared) for d in designations]
            place = text.find(name, end)
    return tuple(sorted(found, key=lambda m: m.start))


def title_applied_for(pack: Pack, text: str) -> str | None:
    """The title that the message is about, or None where none is named (or several alike).

    Prefers a mention behind a word of applying (报, 申报), then any that is not counted, national or
    lost; among equals the last, because people give their history first and their wish last.
    """
    statements = pack.statements
    applies = phrases(statements.applies)
    lost = phrases(statements.past_title.phrases) if statements.past_title else phrases(())
    ranked: list[tuple[int, int, str]] = []
    for mention in find_titles(pack, text):
        if mention.shared:
            continue
        before, after = text[max(0, mention.start - 10) : mention.start], text[mention.end : mention.end + 16]
        before = re.split(r"[,，。;；\n]", before)[-1]
        near = re.split(r"[,，。;；\n]", after)[0] + "|" + before
        score = 4 * (applies.within(before) and not mention.counted) + 2 * (not mention.counted)
        score += (not mention.national) + (not lost.within(near))
        ranked.append((score, mention.start, mention.designation))
    best = max(ranked, default=None)
    return best[2] if best and best[0] > 2 else None
