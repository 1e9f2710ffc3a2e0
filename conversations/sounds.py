"""How characters sound, one syllable each, without tones: enough to tell homophones.

The table is data (phrases/sounds.yaml): a library of pinyin takes half a second and 55 MB to say the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from conversations.phrase_file import read_phrases


def sound_table() -> Mapping[str, str]:
    """Each character of GB 2312 (nearly all that simplified text uses) → its most common syllable."""
    return {c: syllable for syllable, characters in read_phrases("sounds").items() for c in characters}
