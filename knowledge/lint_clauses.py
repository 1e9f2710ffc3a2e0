"""Lint: whatever cites a clause, as an id or within a text, cites one that the measure has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel

from knowledge.citation import find_citations
from knowledge.errors import PackFault
from knowledge.lint_draft import Draft, Spot, walk
from knowledge.schema import ClauseId, Condition, Material, Rules

_OTHER_PEOPLES_WORDS = frozenset(
    {"asks", "phrases", "names", "cues", "words", "synonyms", "dictionary", "stop", "unless"}
    | {"was", "becomes", "also_called", "unsure", "wants_verdict", "wants_assessment", "applies", "own"}
)
"""Keys whose texts are what people say, which may well name a clause that does not exist."""

_CLAUSE_ID_MARK = get_args(ClauseId)[1]


def unknown_ids(draft: Draft) -> Iterator[PackFault]:
    """Clause ids that the measure does not have, in any file."""
    if draft.statute is None:
        return
    for spot, model in draft.each(BaseModel):
        for place, clause_id in _cited(model, spot):
            if clause_id not in draft.statute.clauses:
                similar = draft.statute.similar(clause_id)
                hint = f"是不是“{similar[0]}”？" if similar else ""
                yield draft.fault(place, f"引用了不存在的条款“{clause_id}”", f"{hint}请先核对原文编号。")


def unknown_labels(draft: Draft) -> Iterator[PackFault]:
    """Clause labels such as 第五条（四）9 within our own texts that name no clause."""
    if draft.statute is None:
        return
    for file, value in draft.values.items():
        for spot, text in walk(value, Spot(file)):
            if not isinstance(text, str) or not _OTHER_PEOPLES_WORDS.isdisjoint(spot.path):
                continue
            for citation in find_citations(text, draft.statute):
                if citation.id is None:
                    what = f"文字里的“{citation.written}”没有这一条款"
                    yield draft.fault(spot, what, "请核对原文编号，写成第五条（四）4 这样的形式。")


def relaxed_by_nothing(draft: Draft) -> Iterator[PackFault]:
    """relaxed_by must name a relaxation of the same file."""
    for file, rules in draft.rules:
        relaxations = {relaxation.clause for relaxation in rules.relaxations}
        for spot, condition in walk(rules, Spot(file)):
            if isinstance(condition, Condition) and condition.relaxed_by not in {None, *relaxations}:
                what = f"relaxed_by 写的“{condition.relaxed_by}”不在本文件的 relaxations 里"
                yield draft.fault(spot / "relaxed_by", what, "请在 relaxations 里写上这一条，或改正编号。")


def repeated_clauses(draft: Draft) -> Iterator[PackFault]:
    """A clause is judged once in a rule file."""
    for file, rules in draft.rules:
        seen: set[str] = set()
        for place, clause_id in _judged(rules, Spot(file)):
            if clause_id in seen:
                yield draft.fault(place, f"条款“{clause_id}”在本文件里写了两次", "请合并成一条。")
            seen.add(clause_id)


def _judged(rules: Rules, spot: Spot) -> Iterator[tuple[Spot, str]]:
    for key in ("conditions", "relaxations", "bars"):
        for number, entry in enumerate(getattr(rules, key)):
            yield spot / key / number / "clause", entry.clause


def _cited(model: BaseModel, spot: Spot) -> Iterator[tuple[Spot, str]]:
    """The clause ids among a model's own fields; ids of materials are names of ours."""
    for name, info in type(model).model_fields.items():
        if isinstance(model, Material) and name == "id":
            continue
        if _CLAUSE_ID_MARK in info.metadata or _holds_clause_ids(info.annotation):
            for place, text in walk(getattr(model, name), spot / (info.alias or name)):
                if isinstance(text, str):
                    yield place, text


def _holds_clause_ids(annotation: object) -> bool:
    return annotation == ClauseId or any(_holds_clause_ids(part) for part in get_args(annotation))
