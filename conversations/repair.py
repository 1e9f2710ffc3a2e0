"""Repair slips of the keyboard into words of the field: homophones, shape-alikes, pinyin typed as letters.

Only where a pair of characters is unknown to the whole collection, only into a word of the field that
sounds the same, and only where no known pair is torn apart: a good question is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from conversations.phrase_file import read_phrases
from conversations.sounds import sound_table

_FIRMLY = 4
"""A pair that stands in so many phrasings is a word in its own right and is not torn apart."""
_LATIN = re.compile(r"[a-z]+(?:[ ']?[a-z]+)*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST, _SHORTEST_LATIN, _SPELLED = 6, 5, 0.6


@dataclass(frozen=True, slots=True)
class Repaired:
    """The text as it is read, and what was changed: (as written, as read)."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


class Repairer:
    """Repairs by the words of one pack. The sounds are loaded at the first suspicious message."""

    def __init__(
        self,
        words: Iterable[str],
        seen: Callable[[str], int],
        text: str,
    ) -> None:
        """`words`: words of the field; `seen`: in how many texts a pair of characters occurs.

        `text`: the measure's own; a word of two characters is repaired into only where it stands there.
        """
        fitting = (w for w in dict.fromkeys(words) if _CHINESE.fullmatch(w) and 2 <= len(w) <= _LONGEST)
        self._words = [w for w in fitting if len(w) > 2 or w in text]
        self._seen = seen
        self._known = frozenset(self._words)

    def repair(self, text: str) -> Repaired:
        """The text (normal form) with slips repaired."""
        shapes = read_phrases("shapes")
        plain = "".join(shapes.get(character, character) for character in text)
        changes = [(text, plain)] if plain != text else []
        if not self._suspicious(plain):
            return Repaired(plain, tuple(changes))
        plain, spelled = self._from_letters(plain)
        plain, sounded = self._from_sounds(plain)
        return Repaired(plain, (*changes, *spelled, *sounded))

    def _suspicious(self, text: str) -> bool:
        """Whether there is an unknown pair of characters, or a run of letters."""
        pairs = (run[i : i + 2] for run in _CHINESE.findall(text) for i in range(len(run) - 1))
        return bool(re.search(r"[a-z]{5}", text)) or any(not self._seen(pair) for pair in pairs)

    @cached_property
    def table(self) -> Mapping[str, str]:
        """Character → syllable."""
        return sound_table()

    def _sound(self, text: str) -> list[str]:
        """The syllables; sounds that keyboards and dialects mix up made one."""
        return [_mixed(syllable) for syllable in self._exact_sound(text)]

    def _exact_sound(self, text: str) -> list[str]:
        return [self.table.get(character, character) for character in text]

    @cached_property
    def _sounds(self) -> Mapping[str, str]:
        """The sound of each word (no tones, near sounds made one) → the word; the first of the pack wins."""
        found: dict[str, str] = {}
        for word in self._words:
            found.setdefault(" ".join(self._sound(word)), word)
        return found

    @cached_property
    def _spellings(self) -> Mapping[str, str]:
        """fuwuwaibao → 服务外包, for words of two characters and more."""
        found: dict[str, str] = {}
        for word in self._words:
            found.setdefault("".join(self._exact_sound(word)), word)
        return found

    def _from_letters(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        changes = []
        for match in reversed(list(_LATIN.finditer(text))):
            letters = re.sub(r"[ ']", "", match.group())
            words = self._spelled(letters) if len(letters) >= _SHORTEST_LATIN else None
            if words:
                changes.append((match.group(), words))
                text = text[: match.start()] + words + text[match.end() :]
        return text, changes

    def _spelled(self, letters: str) -> str | None:
        """The words of the field that letters spell, the longest first; None where they spell too little.

        Little words (谁, 几年) count only beside one of the field; other letters between are passed over.
        """
        little = read_phrases("spelled")
        words, spelled, place, ours = [], 0, 0, 0
        while place < len(letters):
            ends = range(len(letters), place + 3, -1)
            end = next((n for n in ends if letters[place:n] in self._spellings), None)
            ours += end is not None
            end = end or next(
                (n for n in range(len(letters), place + 2, -1) if letters[place:n] in little), None
            )
            if end is None:
                place += 1
            else:
                words.append(self._spellings.get(letters[place:end]) or little[letters[place:end]])
                spelled += end - place
                place = end
        return "".join(words) if ours and spelled >= _SPELLED * len(letters) else None

    def _from_sounds(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        changes = []
        unseen = self._unseen(text)
        for length in range(_LONGEST, 1, -1):
            for start in range(len(text) - length + 1):
                if True not in unseen[start : start + length - 1]:
                    continue
                window = text[start : start + length]
                if not _CHINESE.fullmatch(window) or window in self._known:
                    continue
                word = self._sounds.get(" ".join(self._sound(window)))
                if word and length == 2 and self._exact_sound(word) != self._exact_sound(window):
                    continue
                if word and self._may_replace(text, start, window, word):
                    changes.append((window, word))
                    text = text[:start] + word + text[start + length :]
                    unseen = self._unseen(text)
        return text, changes

    def _unseen(self, text: str) -> list[bool]:
        """For each pair of characters in the text whether it stands nowhere in the collection."""
        return [not self._seen(text[i : i + 2]) for i in range(len(text) - 1)]

    def _may_replace(self, text: str, start: int, window: str, word: str) -> bool:
        """Not where most of it changes, nor where a firm pair at either end would be torn apart."""
        changed = [i for i, (a, b) in enumerate(zip(window, word, strict=True)) if a != b]
        if len(changed) > max(1, len(word) // 2):
            return False
        before, after = text[start - 1 : start + 1] if start else "", text[start + len(window) - 1 :][:2]
        torn_left = 0 in changed and len(before) == 2 and self._seen(before) >= _FIRMLY
        torn_right = len(window) - 1 in changed and len(after) == 2 and self._seen(after) >= _FIRMLY
        return not (torn_left or torn_right)


@cache
def _mixed(syllable: str) -> str:
    syllable = re.sub(r"^([zcs])h", r"\1", syllable)
    return re.sub(r"([aei]n)g$", r"\1", syllable)
