"""What we conclude: facts and a day in, a verdict (结论) out, clause by clause, never a guess."""

from checker.fact_error import FactError
from checker.facts import Facts, nearest_fact, read_facts
from checker.finding import Bounds, Finding, Look, Status
from checker.gaps import Change, Gap, gaps
from checker.judge import UnknownDesignation, judge
from checker.left import most_left
from checker.materials import Item, materials_for
from checker.overview import Prospect, overview
from checker.plans import Plan, plans
from checker.receipt import code_of, receipt
from checker.rulebook import Rulebook, compile_rulebook
from checker.settling import Answer, Settling, settling
from checker.telling import Told, Warning
from checker.values import Amount, Span, Value, as_json
from checker.verdict import Overall, Verdict
from checker.verifying import Difference, Replay, Verification, verify
from checker.waiting import waits

__all__ = [
    "Amount",
    "Answer",
    "Bounds",
    "Change",
    "Difference",
    "FactError",
    "Facts",
    "Finding",
    "Gap",
    "Item",
    "Look",
    "Overall",
    "Plan",
    "Prospect",
    "Replay",
    "Rulebook",
    "Settling",
    "Span",
    "Status",
    "Told",
    "UnknownDesignation",
    "Value",
    "Verdict",
    "Verification",
    "Warning",
    "as_json",
    "code_of",
    "compile_rulebook",
    "gaps",
    "judge",
    "materials_for",
    "most_left",
    "nearest_fact",
    "overview",
    "plans",
    "read_facts",
    "receipt",
    "settling",
    "verify",
    "waits",
]
