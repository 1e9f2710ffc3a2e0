"""Which clauses decide a verdict, for showing them verbatim: the deciding one first."""

from __future__ import annotations

from checker import Finding, Status, Verdict

MOST = 3
"""So many are shown under a verdict; all of them stand in the list above it."""

_DECIDING = {
    "not_eligible": ("not_met",),
    "undetermined": ("unknown", "not_met"),
    "needs_review": ("review", "not_met"),
}


def deciding_clauses(verdict: Verdict) -> tuple[str, ...]:
    """The clauses that made the verdict what it is; where several did, those the person spoke of first."""
    wanted = _DECIDING.get(verdict.overall, ("met",))
    stated = verdict.facts.stated

    def rank(finding: Finding) -> tuple[int, int, int]:
        status = finding.relaxed.status
        spoken = [name for name in finding.facts if name in stated]
        unknown = any(stated[name] is None for name in spoken)
        figures = any(look.threshold is not None for look in finding.looks)
        relaxing = finding.role == "relaxation" and bool(spoken) and finding.bounds.high > Status.NOT_MET
        if finding.role == "automatic" and finding.bounds.status == "met":
            return (0, 0, 0)
        if verdict.overall == "undetermined":
            spoken_of = (
                3 * unknown
                + 4 * relaxing
                + 2 * (bool(spoken) and figures)
                + (figures and status == "unknown")
            )
            return (1, -spoken_of, status not in wanted)
        return (1 + (status not in wanted and not relaxing), -relaxing, -(bool(spoken) + figures))

    counted = [f for f in verdict.findings if f.role != "bar" or f.relaxed.status in wanted]
    ranked = sorted(counted, key=rank)
    if verdict.overall in ("not_eligible", "auto_recognised"):
        ranked = [f for f in ranked if rank(f)[0] < 2 and f.relaxed.status != "unknown"]
    elif verdict.overall == "needs_review":
        ranked = [f for f in ranked if rank(f)[0] < 2 or any(look.threshold is not None for look in f.looks)]
    return tuple(finding.clause for finding in ranked)[:MOST]
