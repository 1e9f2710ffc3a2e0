"""Count what came of a table: by overall, by clause, who is near; bounded, however long the table is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from checker.batch import OVERALLS
from checker.rulebook import Rulebook
from conversations.cells import cell_text
from conversations.screen_plan import Plan
from conversations.screen_wording import overall_word, say
from conversations.screening import Screened
from knowledge.pack import Pack

_MOST_NEAR = 200
ORDER = (*OVERALLS, "error")
"""Overalls in the order in which they are counted up."""


@dataclass
class Tally:
    """The counts of a table, in the making."""

    plan: Plan
    overall: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By designation and overall."""
    lacking: Counter[str] = field(default_factory=Counter)
    """By clause: how many fail there."""
    near: list[Screened] = field(default_factory=list)
    near_count: int = 0
    troubled: int = 0
    totals: int = 0
    """Rows that are sums of others and were not screened."""

    def add(self, screened: Sequence[Screened]) -> None:
        """Count these rows too."""
        self.overall.update((each.designation, each.overall) for each in screened)
        self.lacking.update(clause for each in screened for clause in each.lacking)
        self.troubled += sum(bool(each.trouble) for each in screened)
        near = [each for each in screened if each.near]
        self.near_count += len(near)
        self.near += near[: _MOST_NEAR - len(self.near)]

    @property
    def count(self) -> int:
        """How many rows were screened."""
        return self.overall.total()

    def by_overall(self) -> list[tuple[str, int]]:
        """Overalls with how many have it, in their order, without those that nobody has."""
        counted: Counter[str] = Counter()
        for (_, overall), count in self.overall.items():
            counted[overall] += count
        return [(overall, counted[overall]) for overall in ORDER if counted[overall]]

    def designations(self) -> list[str]:
        """The designations that were applied for, in the order of the plan's first rows."""
        return list(dict.fromkeys(designation for designation, _ in self.overall if designation))


def clause_title(pack: Pack, rulebook: Rulebook, clause: str) -> str:
    """第五条（四）4 with its title, where all who share the clause have the same."""
    titles = {
        each.title
        for ruleset in rulebook.rulesets.values()
        for each in (*ruleset.provisions, *ruleset.relaxations.values())
        if each.clause == clause
    }
    title = titles.pop() if len(titles) == 1 else ""
    return say("result.clause", label=pack.statute.label(clause), title=title).strip()


def summary_lines(pack: Pack, rulebook: Rulebook, tally: Tally) -> list[str]:
    """The counts in words."""
    counts = say("list").join(
        say("summary.count", word=overall_word(overall), count=count) for overall, count in tally.by_overall()
    )
    if not tally.count:
        return [say("summary.nobody")]
    lines = [say("summary.whole", total=tally.count, counts=counts)]
    if tally.lacking:
        lines.append(say("summary.where"))
    for clause, count in tally.lacking.most_common():
        lines.append(say("summary.clause", clause=clause_title(pack, rulebook, clause), count=count))
    if tally.near_count:
        lines.append(say("summary.near", count=tally.near_count))
    if tally.troubled:
        lines.append(say("summary.troubled", count=tally.troubled))
    if tally.totals:
        lines.append(say("summary.totals", count=tally.totals))
    return lines


def row_name(plan: Plan, screened: Screened) -> str:
    """The applicant's name, "" where the table has none."""
    cells, place = screened.row.cells, plan.name_place
    return cell_text(cells[place]) if place is not None and place < len(cells) else ""
