"""How characters sound, one syllable each, without tones: enough to tell homophones.

Made with pypinyin once; the table is small and can be kept between starts, which saves loading pypinyin.
"""

from __future__ import annotations

from collections.abc import Mapping


def sound_table() -> Mapping[str, str]:
    """Each character of GB 2312 (nearly all that simplified text uses) → its most common syllable."""
    from pypinyin import Style, pinyin

    table = {}
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            table[character] = pinyin(character, style=Style.NORMAL)[0][0]
    return table
