"""The table of sounds says of every character of GB 2312 what pypinyin says."""

from __future__ import annotations

from pypinyin import Style, pinyin

from conversations.sounds import sound_table


def test_every_character_sounds_as_pypinyin_says() -> None:
    codes = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    characters = [code.decode("gb2312", "ignore") for code in codes]
    sounds = {c: pinyin(c, style=Style.NORMAL)[0][0] for c in characters if c}
    assert sound_table() == sounds
