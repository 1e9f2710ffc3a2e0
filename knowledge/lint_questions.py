"""Lint: every clause can be found by how people ask, and one phrasing leads to one answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.errors import PackFault
from knowledge.lint_draft import Draft, Spot
from knowledge.statute import TEXT_FILE, Statute

FEWEST_ASKS = 3
"""Phrasings that a clause needs, over all the entries that list it."""

_NO_WORD = re.compile(r"[\W_]+")


def unphrased_clauses(draft: Draft) -> Iterator[PackFault]:
    """Clauses, containers too, that too few phrasings lead to and that are not marked never_asked."""
    entries = [entry for _, entry in draft.questions]
    if draft.statute is None or not entries:
        return
    excused = {clause for entry in entries if entry.never_asked for clause in entry.clauses}
    asks = dict.fromkeys(draft.statute.clauses, 0)
    for entry in entries:
        for clause in set(entry.clauses) & asks.keys():
            asks[clause] += len(entry.asks)
    for clause, number in asks.items():
        if number < FEWEST_ASKS and clause not in excused:
            what = f"条款“{clause}”只有 {number} 种问法，至少要 {FEWEST_ASKS} 种"
            remedy = "请在 questions.yaml 里加上人们的问法，或用 never_asked 写明为什么没有人问。"
            yield PackFault(TEXT_FILE, _line_of(clause, draft.statute, draft.text_lines), what, remedy)


def repeated_phrasings(draft: Draft) -> Iterator[PackFault]:
    """The same phrasing twice: in one entry, or in two entries that lead to different clauses first."""
    seen: dict[str, tuple[Spot, str]] = {}
    for spot, entry in draft.questions:
        for number, ask in enumerate(entry.asks):
            plain = _plain(ask)
            before = seen.setdefault(plain, (spot, entry.clauses[0]))
            same_entry = before[0] == spot and plain in map(_plain, entry.asks[:number])
            if same_entry or before[1] != entry.clauses[0]:
                what = f"问法“{ask}”写了两次，另一处先指向条款“{before[1]}”"
                yield draft.fault(spot / "asks" / number, what, "请只留在答得更准的那一条里。")


def _plain(ask: str) -> str:
    """A phrasing without spaces and punctuation."""
    return _NO_WORD.sub("", ask).lower()


def _line_of(clause_id: str, statute: Statute, lines: tuple[str, ...]) -> int:
    """The line of text.md where the clause begins."""
    begun = next((clause.own_text for clause in statute.subtree(clause_id) if clause.own_text), "")
    first = begun.partition("\n")[0]
    return next((number for number, line in enumerate(lines, 1) if first and line.endswith(first)), 0)
