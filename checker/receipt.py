"""The receipt of a verdict: enough to replay it, and a hash that shows when a word of it was changed."""

from __future__ import annotations

import hashlib
import json

from checker.verdict import Verdict


def receipt(verdict: Verdict) -> dict[str, object]:
    """Version, designation, stated facts, day, overall, status by clause, and sha256 over all of these."""
    content: dict[str, object] = {
        "version": verdict.version,
        "designation": verdict.designation,
        "facts": dict(sorted(verdict.facts.as_json().items())),
        "day": verdict.day.isoformat(),
        "overall": verdict.overall,
        "statuses": {each.clause: each.bounds.status for each in verdict.findings},
    }
    return {**content, "sha256": seal(content)}


def seal(content: dict[str, object]) -> str:
    """sha256 in hex over the content as canonical JSON (sorted keys, UTF-8, no spaces)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
