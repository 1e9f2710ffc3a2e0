"""The nearest text is the one that a comparison with all of them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from conversations.nearness import NearTexts

LEAST = 92
LETTERS = "甲乙丙丁戊己"


@st.composite
def slips(draw: st.DrawFn, text: str) -> str:
    """The text with a few characters lost, changed or added."""
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.text(LETTERS, max_size=1)) + text[place + draw(st.integers(0, 1)) :]
    return text


@given(st.data())
def test_the_nearest_is_found_as_if_all_were_compared(data: st.DataObject) -> None:
    text = data.draw(st.text(LETTERS, min_size=5, max_size=60))
    others = data.draw(st.lists(st.one_of(slips(text), st.text(LETTERS, max_size=60)), max_size=12))
    others = list(dict.fromkeys(others))
    best = process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=LEAST)
    assert NearTexts(others, least=LEAST).nearest(text) == (best[0] if best else None)


def test_nothing_is_near_in_an_empty_collection() -> None:
    assert NearTexts([], least=LEAST).nearest("甲乙丙丁戊") is None
