"""The receipt (凭单) of a verdict: enough to replay it, and seals that show which word of it was changed.

A seal shows a slip of the pen or a change by hand, not who issued the receipt: whoever can compute the
seals can make another receipt, but not one whose verdict does not follow from its facts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from checker.values import as_json
from checker.verdict import Verdict

FORM = "fumao-receipt/1"
_SEALS, _WHOLE = "seals", "sha256"
CODE_LENGTH = 16
"""Digits of the whole seal that are printed on a list as its short code."""


def receipt(verdict: Verdict) -> dict[str, object]:
    """Version, designation, day, facts, overall, findings, a seal for each and for all."""
    content: dict[str, object] = {
        "form": FORM,
        "version": verdict.version,
        "designation": verdict.designation,
        "day": verdict.day.isoformat(),
        "facts": dict(sorted(verdict.facts.as_json().items())),
        "assumed": {name: as_json(value) for name, value in sorted(verdict.assumed.items())},
        "overall": verdict.overall,
        "findings": findings_of(verdict),
    }
    sealed = {**content, _SEALS: {field: seal(part)[:CODE_LENGTH] for field, part in _parts(content)}}
    return {**sealed, _WHOLE: seal(sealed)}


def findings_of(verdict: Verdict) -> dict[str, dict[str, object]]:
    """Each finding by its clause: its own status, its bounds, and the status that counts after relaxation."""
    return {
        each.clause: {
            "status": each.bounds.status,
            "bounds": list(each.bounds.names),
            "counts_as": each.relaxed.status,
        }
        for each in verdict.findings
    }


def code_of(verdict: Verdict) -> str:
    """The short code of the verdict's receipt, as it is printed."""
    return str(receipt(verdict)[_WHOLE])[:CODE_LENGTH]


def looks_like_one(raw: Mapping[str, object]) -> bool:
    """Whether an object claims to be a receipt, whatever was done to it."""
    return raw.get("form") == FORM or (_SEALS in raw and _WHOLE in raw)


def altered_fields(raw: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that no longer are what was sealed, added and missing ones too; () when all are whole."""
    content = {name: value for name, value in raw.items() if name not in (_SEALS, _WHOLE)}
    stated = raw.get(_SEALS)
    seals = stated if isinstance(stated, dict) else {}
    now = {field: seal(part)[:CODE_LENGTH] for field, part in _parts(content)}
    fields = dict.fromkeys([*now, *(str(field) for field in seals)])
    altered = tuple(field for field in fields if now.get(field) != seals.get(field))
    if altered:
        return altered
    return () if raw.get(_WHOLE) == seal({**content, _SEALS: seals}) else (_WHOLE,)


def seal(content: object) -> str:
    """sha256 in hex over the content as canonical JSON (sorted keys, UTF-8, no spaces)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _parts(content: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """What is sealed by itself: every fact, every finding, and every other field as a whole."""
    for name, value in content.items():
        if isinstance(value, dict) and value:
            yield from ((f"{name}.{key}", part) for key, part in value.items())
        else:
            yield name, value
