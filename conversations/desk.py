"""The desk: all that a turn may read, built once from a pack. No clock, no disk, no network behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from checker import Rulebook, compile_rulebook
from conversations.analyser import Analyser
from conversations.library import Library, LibraryPacked
from conversations.normalise import normalise
from conversations.repair import Repairer
from knowledge.pack import Pack
from knowledge.strict_yaml import read


class Talk(BaseModel):
    """Small talk: how it is said (`asks`), whole messages that are it (`words`), the reply (`says`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    asks: tuple[str, ...]
    words: tuple[str, ...] = ()
    says: str


class Commands(BaseModel):
    """commands.yaml: for each command the whole messages that mean it; and words that answer yes or no."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    commands: Mapping[str, tuple[str, ...]]
    yes: tuple[str, ...]
    yes_begins: tuple[str, ...]
    no: tuple[str, ...]
    no_within: tuple[str, ...]
    no_except: tuple[str, ...]
    not_yet: tuple[str, ...]
    """Words of a plan, a wish or an if: neither yes nor no."""
    little_words: tuple[str, ...]
    """Words of a yes or no that say nothing of what it is about."""
    but: tuple[str, ...]
    """Words that take back a yes or no said before them."""
    subjects: tuple[str, ...]
    """Words for the applicant that a yes or no may begin with, the longest first."""
    unsure: tuple[str, ...]
    another_case: tuple[str, ...]
    change: tuple[str, ...]
    sorts: Mapping[str, tuple[str, ...]]
    """Type of fact → words by which people call any fact of it (金额, 家数)."""
    question_marks: tuple[str, ...]
    not_questions: tuple[str, ...]
    which_title: tuple[str, ...]
    listing: tuple[str, ...]
    about_a_rule: tuple[str, ...]
    """Words of a question about a figure or a title itself, whatever facts it seems to state."""


@dataclass(frozen=True)
class Desk:
    """A pack with everything derived from it."""

    pack: Pack
    rulebook: Rulebook
    library: Library
    repairer: Repairer
    talks: tuple[Talk, ...]
    commands: Commands
    talk_of: Mapping[str, str]
    """Whole message in normal form → small talk."""
    talk_ways: Mapping[str, str]
    """A way of making small talk → which."""
    command_of: Mapping[str, str]
    """Whole message in normal form → command."""
    uses: Mapping[str, frozenset[str]]
    """Designation → the facts that its rules and materials look at."""

    def facts_used(self, designation: str) -> frozenset[str]:
        """Every fact that can matter for a designation, materials included."""
        return self.uses[designation]


def read_phrase_file(name: str) -> str:
    """The text of a file under conversations/phrases."""
    return (Path(__file__).parent / "phrases" / name).read_text(encoding="utf-8")


def open_desk(pack: Pack, *, packed: LibraryPacked | None = None) -> Desk:
    """Build the desk of a pack. `packed`: `library.packed()` of an earlier start; saves most of the time."""
    rulebook = compile_rulebook(pack)
    talks = read(
        read_phrase_file("smalltalk.yaml"), "smalltalk.yaml", TypeAdapter(dict[str, tuple[Talk, ...]])
    )
    commands = read(read_phrase_file("commands.yaml"), "commands.yaml", TypeAdapter(Commands))
    uses = {}
    for designation, ruleset in rulebook.rulesets.items():
        papers = {w.fact for m in rulebook.materials if m.designation == designation for w in m.when}
        known = {m.fact for m in pack.statements.measured if m.fact and designation in m.for_designations}
        uses[designation] = ruleset.facts | papers | known
    library = Library(pack, Analyser(pack), packed=packed)
    return Desk(
        pack=pack,
        rulebook=rulebook,
        library=library,
        repairer=Repairer(
            library.analyser.vocabulary, _seen_by(library, talks["smalltalk"]), _whole_text(pack)
        ),
        talks=talks["smalltalk"],
        commands=commands,
        talk_of={normalise(word): talk.id for talk in talks["smalltalk"] for word in talk.words},
        talk_ways={way: talk.id for talk in talks["smalltalk"] for way in talk.asks},
        command_of={normalise(word): name for name, words in commands.commands.items() for word in words},
        uses=uses,
    )


def _seen_by(library: Library, talks: tuple[Talk, ...]) -> Callable[[str], int]:
    """How often a pair of characters stands in the library, the statements or the small talk."""
    other: set[str] = set()
    statements = library.pack.statements
    said = [phrase for each in statements.said for phrase in each.phrases]
    wanted = [*statements.wants_verdict, *statements.wants_assessment, *statements.unsure]
    for text in (*said, *wanted, *(way for talk in talks for way in (*talk.asks, *talk.words))):
        other |= {text[i : i + 2] for i in range(len(text) - 1)}
    stop = {word for word in library.pack.words.stop if len(word) == 2}

    @lru_cache(maxsize=4096)
    def seen(pair: str) -> int:
        return library.seen(pair) + (pair in other) + 9 * (pair in stop)

    return seen


def _whole_text(pack: Pack) -> str:
    return "\n".join(clause.text for clause in pack.statute.clauses.values())
