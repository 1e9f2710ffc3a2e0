"""What goes out, as data: meaning before words, words before markup.

A turn returns replies; wording.py makes Chinese of them and record.py the machine-readable form. A reply
names clauses, facts and entries by id and holds no sentence of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from checker import FactError, Prospect, Verdict
from conversations.slip import Slip


@dataclass(frozen=True)
class Greeting:
    """The first words: what it can do, four examples."""


@dataclass(frozen=True)
class Answered:
    """A question answered. `entries`: numbers of bank entries, best first; `clauses`: what it rests on.

    `cited`: clauses asked for by number, shown even where no entry fits. `offers`: ids of next steps.
    """

    entries: tuple[int, ...]
    clauses: tuple[str, ...]
    related: tuple[str, ...] = ()
    designation: str | None = None
    about: tuple[str, ...] = ()
    """Titles for which the answer differs and that may be picked to narrow it."""
    offers: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotSaid:
    """The measure does not say (gap), or the matter lies outside the field."""

    gap: str
    nearby: tuple[str, ...]


@dataclass(frozen=True)
class NotUnderstood:
    """Nothing fits well enough: abstain, with what is nearest in case it was meant."""

    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoSuchClause:
    """A clause number that the measure does not have, as it was written."""

    words: str


@dataclass(frozen=True)
class SmallTalk:
    """A greeting, thanks and the like, by id."""

    id: str


@dataclass(frozen=True)
class Understood:
    """What was taken from a message: facts by name, those taken by default, and slips."""

    facts: Mapping[str, object]
    taken_so: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Facts that contradict what was said, or that cannot be; nothing of them was taken."""

    error: FactError


@dataclass(frozen=True)
class Asked:
    """The next question. `left`: how many can still come at the most, this one included; `beside`: how many
    more of someone for whom the usual does not hold; `usual`: what is presumed, in the pack's words, and open
    to one 都对.
    """

    fact: str
    left: int
    beside: int = 0
    usual: tuple[str, ...] = ()
    listed: bool = False
    """Whether `usual` was spelled out before, so that a reminder is enough."""
    again: bool = False
    partial: str = ""
    """An amount whose currency alone is missing."""


@dataclass(frozen=True)
class WhyAsked:
    """Why a fact is asked, where to find it, an example."""

    fact: str


@dataclass(frozen=True)
class ChooseTitle:
    """Which title? All of them, or those that an applicant of this kind may try for."""

    designations: tuple[str, ...]
    kind: str = ""
    """The label of the kind of applicant that narrowed the list."""


@dataclass(frozen=True)
class Concluded:
    """The verdict now, with the answers it rests on. `final`: nothing more is asked unless wanted."""

    verdict: Verdict
    case_name: str
    final: bool
    settled_early: bool = False
    more: bool = False
    """Whether further questions would complete the picture."""


@dataclass(frozen=True)
class Overview:
    """Every designation for what is known of the case in hand (我能报哪些)."""

    prospects: tuple[Prospect, ...]
    case_name: str


@dataclass(frozen=True)
class Basis:
    """Every finding with its reason and its clause word for word (逐条依据)."""

    verdict: Verdict
    case_name: str


@dataclass(frozen=True)
class Shortfall:
    """The gaps alone, with every way to close them; or that nothing is short, and the margin (差多少)."""

    verdict: Verdict
    case_name: str


@dataclass(frozen=True)
class Timeline:
    """The steps after handing in, with the periods stated and those left open (时间线)."""

    designation: str | None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class MyData:
    """All that is kept of this chat is to be handed over now (我的数据); the channel does it."""


@dataclass(frozen=True)
class Answers:
    """All answers of the case in hand (查看答案)."""

    verdict: Verdict
    case_name: str


@dataclass(frozen=True)
class Materials:
    """The materials for exactly this applicant; the channel saves the documents."""

    verdict: Verdict
    case_name: str
    ticked: tuple[str, ...] = ()
    """Ids of the items that are ready."""
    again: bool = False
    """Whether it is shown already and only a tick has changed: a channel that can, edits it in place."""
    export: bool = False
    """Whether the documents were asked for (导出): a channel with messages sends those alone."""


@dataclass(frozen=True)
class Cases:
    """All cases of this chat: name, title, overall; the one in hand by number."""

    cases: tuple[tuple[str, str, str], ...]
    active: int | None


@dataclass(frozen=True)
class Kept:
    """The last question is kept for the officers (答得不对). `question`: what it was."""

    question: str


@dataclass(frozen=True)
class Forget:
    """All data of this chat is to be deleted now; the channel does it."""


@dataclass(frozen=True)
class Notice:
    """A short notice by id, with what it names."""

    id: str
    names: tuple[tuple[str, str], ...] = ()


Reply = (
    Greeting | Answered | NotSaid | NotUnderstood | NoSuchClause | SmallTalk | Understood | Refused | Asked
    | WhyAsked | ChooseTitle | Concluded | Overview | Basis | Shortfall | Timeline | Answers | Materials
    | Cases | Kept | MyData | Forget | Notice
)  # fmt: skip
