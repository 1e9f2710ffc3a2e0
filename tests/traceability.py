"""From clause to applicant: what each condition looks at, which scenarios try it, what the applicant reads.

`python -m tests.traceability` writes docs/traceability.md anew; a test holds the page against the rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from checker import FactError, Finding, Verdict
from checker.rule import Named, Reaches, leaves
from checker.rulebook import Provision, Ruleset
from conversations.value_wording import threshold_text
from conversations.verdict_wording import finding_lines
from tests.checker.applicants import ABSENT, WHOLE, facts, pack, rulebook, verdict_on

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "traceability.md"
SCENARIOS = ROOT / "tests" / "scenarios"
SIDES = {"holds": "达到或须认定", "open": "未定", "not_met": "未达到"}
SHOWN = 4
"""Scenarios named on each side; the rest are counted."""

_HEAD = """# 条款、条件、情景、答复

每一条从办法到答复的一行线索：它看什么、门槛多少、哪些情景（`tests/scenarios/`）试过它的两边、申请人会读到什么。
这一页由 `make traceability` 写出，规则、情景或措辞变了就要重写；测试看着它没有过时，
也看着每一条两边都有情景。数字 `5.4.4` 是条款编号，即第五条（四）4。
门槛两边各一步的情形另由 `tests/checker/test_thresholds.py` 从规则文件逐个生成。
"""


@dataclass(frozen=True)
class Tried:
    """A scenario that says how a clause ends: its name, and the verdict and finding it comes to."""

    name: str
    verdict: Verdict
    finding: Finding

    @property
    def side(self) -> str:
        """Which side of the condition it is on."""
        status = self.finding.bounds.status
        return {"met": "holds", "review": "holds", "unknown": "open"}.get(status, status)


@dataclass(frozen=True)
class Scenario:
    """A scenario as its file has it: the facts, the right overalls, the clauses it speaks of."""

    name: str
    designation: str
    given: Mapping[str, object]
    overalls: tuple[str, ...]
    conditions: Mapping[str, str]


def cases() -> Iterator[Scenario]:
    """Every scenario of both files."""
    for case in yaml.safe_load((SCENARIOS / "own.yaml").read_text("utf-8")):
        whole = {**WHOLE[case["of"]], **{name: _value(value) for name, value in case["with"].items()}}
        given = {name: value for name, value in whole.items() if value != ABSENT}
        yield Scenario(case["name"], case["of"], given, (case["overall"],), case["conditions"])
    for line in (SCENARIOS / "sample.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        wanted, name = case["expected"], f"{case['id']} {case['reason']}"
        overalls = (wanted["overall"], *wanted.get("overall_any", []))
        yield Scenario(name, case["designation"], case["facts"], overalls, wanted.get("conditions", {}))


def _value(value: object) -> object:
    if isinstance(value, list):
        return {"value": str(value[0]), "currency": value[1]}
    return ABSENT if value == "absent" else value


@cache
def scenarios() -> Mapping[tuple[str, str], tuple[Tried, ...]]:
    """By designation and clause the scenarios that speak of it."""
    found: dict[tuple[str, str], list[Tried]] = {}
    for case in cases():
        try:
            judged = verdict_on(case.designation, facts(dict(case.given)))
        except FactError:
            continue
        for clause in case.conditions:
            if finding := judged.finding(clause):
                tried = Tried(case.name, judged, finding)
                found.setdefault((case.designation, clause), []).append(tried)
    return {key: tuple(tried) for key, tried in found.items()}


def provisions() -> Iterator[tuple[str, Provision]]:
    """Every clause with a condition; those that all designations share once, under no designation."""
    rulesets = [*rulebook().rulesets.values()]
    shared = set.intersection(*({each.clause for each in one.provisions} for one in rulesets))
    for ruleset in rulesets:
        yield from ((ruleset.designation, each) for each in _own(ruleset) if each.clause not in shared)
    yield from (("", each) for each in rulesets[0].provisions if each.clause in shared)


def _own(ruleset: Ruleset) -> list[Provision]:
    automatic = [ruleset.automatic] if ruleset.automatic else []
    every = [*ruleset.provisions, *ruleset.relaxations.values(), *automatic]
    return sorted(every, key=lambda each: ruleset.position[each.clause])


def tried(designation: str, clause: str) -> tuple[Tried, ...]:
    """The scenarios of a clause; of a shared one those of every designation."""
    names = [designation] if designation else [*rulebook().rulesets]
    return tuple(each for name in names for each in scenarios().get((name, clause), ()))


def page() -> str:
    """The whole page."""
    parts, under = [_HEAD], None
    for designation, provision in provisions():
        if designation != under:
            parts.append(f"## {rulebook().designations.get(designation, '四类共有')}\n")
            under = designation
        parts.append(_clause(designation, provision))
    return "\n".join(parts)


def _clause(designation: str, provision: Provision) -> str:
    lines = [f"### {pack().statute.label(provision.clause)} {provision.title}（`{provision.clause}`）\n"]
    lines.append(f"- 看：{'、'.join(dict.fromkeys(pack().facts[name].name for name in provision.facts))}")
    if figures := list(dict.fromkeys(_thresholds(provision))):
        lines.append(f"- 门槛：{'；'.join(figures)}")
    if provision.relaxed_by:
        lines.append(f"- 可由{pack().statute.label(provision.relaxed_by)}放宽")
    found = tried(designation, provision.clause)
    for side, called in SIDES.items():
        these = [each for each in found if each.side == side]
        if these:
            more = f"（共{len(these)}个）" if len(these) > SHOWN else ""
            lines.append(f"- {called}的情景：{'；'.join(each.name for each in these[:SHOWN])}{more}")
            lines.append(f"  - 读到：{_read(these[0])}")
    return "\n".join(lines) + "\n"


def _thresholds(provision: Provision) -> Iterator[str]:
    for leaf in leaves(provision.rule):
        if isinstance(leaf, Reaches):
            sign = ">" if leaf.strict else "≥"
            figure = threshold_text(pack(), leaf.fact, leaf.threshold, rulebook().currency)
            yield f"{pack().facts[leaf.fact].name} {sign} {figure}"
        elif isinstance(leaf, Named) and "years" in leaf.args:
            yield f"{leaf.args['years']}年"


def _read(one: Tried) -> str:
    lines = finding_lines(pack(), rulebook(), one.verdict, one.finding, reasoned=True)
    return "　".join(line.strip() for line in lines if line.strip())


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT))


if __name__ == "__main__":
    main()
