"""Messages as people write them, for properties that must hold whatever is said in whatever order."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import strategies as st

_FILE = Path(__file__).parents[1] / "data" / "messages.yaml"
_SORTS: dict[str, list[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))

EVERY = [message for sort in _SORTS.values() for message in sort]

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=30)
MESSAGES = st.one_of(*(st.sampled_from(sort) for sort in _SORTS.values()), ANY_TEXT)
DIALOGUES = st.lists(MESSAGES, min_size=1, max_size=10)
