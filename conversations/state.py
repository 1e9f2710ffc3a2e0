"""Where a dialogue stands. Answers are kept by fact name; nothing says which question comes next.

Frozen, and made of plain values only, so that it can be stored as JSON and rebuilt from its events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter

CHOOSING = "designation"
"""What is asked when the title itself is open; not a fact of the pack."""

Raw = Mapping[str, object]


@dataclass(frozen=True)
class Partial:
    """Part of an answer: an amount whose currency is still to be said."""

    fact: str
    value: str


@dataclass(frozen=True)
class Case:
    """One applicant (申报单位) within a chat.

    `facts`: raw facts as stated, null for 不清楚. `taken_so`: those assumed from a statement, shown as such.
    `asked`: facts asked so far, the latest last, for 上一步. `guided`: questions are put until the end;
    otherwise only what is open. `agreed`: the usual circumstances were confirmed at once (都对).
    `complete`: goes on to the complete picture though the verdict is settled.
    """

    name: str = ""
    designation: str | None = None
    facts: Raw = field(default_factory=dict)
    taken_so: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    asking: str | None = None
    guided: bool = False
    agreed: bool = False
    complete: bool = False
    spelled_out: tuple[str, ...] = ()
    """The usual circumstances that were listed once, so that a reminder is enough."""
    helped: bool = False
    """Being helped to choose a title: the kind of applicant is asked first."""
    surveyed: bool = False
    """All titles are to be looked at once it is known who applies."""
    partial: Partial | None = None
    ticked: tuple[str, ...] = ()
    """Materials that are ready, by the ids of their items."""
    loose: str = ""
    """A figure, as written, of which it was not said what it is; the next message may say so."""

    def with_facts(self, new: Raw) -> Case:
        """The case with these facts added or changed."""
        kept = tuple(name for name in self.taken_so if name not in new)
        return replace(self, facts={**self.facts, **new}, taken_so=kept)

    def without(self, *names: str) -> Case:
        """The case without these facts, as if they had never been said."""
        return replace(self, facts={k: v for k, v in self.facts.items() if k not in names})


@dataclass(frozen=True)
class Topic:
    """What was last talked about, for 那材料呢 and 第二种呢."""

    designation: str | None = None
    kind: str | None = None
    listed: bool = False
    """Whether the titles were just listed, so that 第二种 means something."""
    question: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """The whole dialogue. `version`: the pack version it rests on; `active`: the case in hand or None."""

    version: str = ""
    cases: tuple[Case, ...] = ()
    active: int | None = None
    topic: Topic = Topic()
    confirming: str = ""
    """What waits for one confirmation: "forget", or nothing."""
    turns: int = 0

    @property
    def case(self) -> Case | None:
        """The case in hand."""
        return None if self.active is None else self.cases[self.active]

    def with_case(self, case: Case) -> State:
        """The state with the case in hand replaced, or with a first one."""
        if self.active is None:
            return replace(self, cases=(*self.cases, case), active=len(self.cases))
        cases = (*self.cases[: self.active], case, *self.cases[self.active + 1 :])
        return replace(self, cases=cases)

    def with_new_case(self, case: Case) -> State:
        """The state with another applicant, now in hand."""
        return replace(self, cases=(*self.cases, case), active=len(self.cases))


_ADAPTER = TypeAdapter(State)


def state_to_json(state: State) -> dict[str, object]:
    """The state as plain JSON values."""
    dumped: dict[str, object] = _ADAPTER.dump_python(state, mode="json")
    return dumped


def state_from_json(data: Mapping[str, object]) -> State:
    """The state again; {} gives the beginning. Raises pydantic.ValidationError for anything else."""
    return _ADAPTER.validate_python(dict(data))
