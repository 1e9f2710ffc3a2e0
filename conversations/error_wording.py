"""Word what is wrong with a profile: the field by both its names, what we expect, and one good example."""

from __future__ import annotations

import json
from collections.abc import Mapping

from checker import FactError, Rulebook
from checker.values import Value
from conversations.phrase_file import read_phrases
from conversations.value_wording import value_text
from knowledge.pack import Pack
from knowledge.schema import Fact

_LONGEST = 40
"""Characters of a wrong value that are quoted."""


def error_text(pack: Pack, rulebook: Rulebook, error: FactError) -> str:
    """One sentence on what is wrong, one on what would be right."""
    phrases = read_phrases("verdict")
    fact = pack.facts.get(error.field)
    words: dict[str, object] = {
        "field": quoted(error.field),
        "hint": hint(error.nearest),
        "currency": rulebook.currency,
        "accepted": phrases["list"].join(rulebook.currencies),
    }
    if fact is None:
        return phrases["error.unknown_fact"].format(**words)
    words |= {"fact": fact.name, "value": quoted(error.detail.get("value")), "example": fact.example}
    if fact.type == "choice":
        words |= {"choices": _choices(fact), "example": error.nearest or as_word(fact.values[0].value)}
    if "other" in error.detail:
        words |= _against(pack, error)
    if error.problem == "amount_extra" and isinstance(error.detail["value"], Mapping):
        extra = set(error.detail["value"]) - {"value", "currency"}
        words["extra"] = phrases["list"].join(sorted(map(quoted, extra)))
    coarse = error.problem == "date" and fact.precision == "year"
    return phrases["error.date_coarse" if coarse else f"error.{error.problem}"].format(**words)


def error_record(text: str, *, field: str | None, nearest: str | None = None) -> dict[str, object]:
    """The record of a profile that cannot be judged, in the form of `fumao check --jsonl` without `id`."""
    return {"overall": "error", "conditions": {}, "error": text, "field": field, "nearest": nearest}


def hint(nearest: str | None) -> str:
    """What was probably meant."""
    phrases = read_phrases("verdict")
    return phrases["error.hint"].format(nearest=nearest) if nearest else phrases["error.no_hint"]


def quoted(value: object) -> str:
    """A stated value as it was written, shortened."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def as_word(value: bool | str) -> str:
    """A choice's value as it is written in JSON."""
    return str(value).lower() if isinstance(value, bool) else value


def _choices(fact: Fact) -> str:
    listed = [f"{as_word(each.value)}（{each.label}）" for each in fact.values]
    return read_phrases("verdict")["list"].join(listed)


def _against(pack: Pack, error: FactError) -> dict[str, object]:
    """The words of two facts that contradict each other."""
    other = str(error.detail["other"])
    return {
        "value": _shown(pack, error.field, error.detail["value"]),
        "other": pack.facts[other].name,
        "other_field": other,
        "other_value": _shown(pack, other, error.detail["other_value"]),
        "example": pack.facts[error.field].example,
    }


def _shown(pack: Pack, fact: str, value: object) -> str:
    return value_text(pack, fact, value) if isinstance(value, Value) else quoted(value)
