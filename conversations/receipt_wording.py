"""Word what came of verifying a receipt: genuine, changed since, altered and where, or none at all."""

from __future__ import annotations

from collections.abc import Iterable

from checker import Rulebook, Verification
from checker.receipt import CODE_LENGTH
from checker.verifying import Difference, Receipt, Replay
from conversations.error_wording import error_text
from conversations.phrase_file import read_phrases
from knowledge.pack import Pack


def say(key: str, /, **words: object) -> str:
    """A phrase of receipts.yaml with its words filled in."""
    return read_phrases("receipts")[key].format(**words)


def verification_text(pack: Pack, rulebook: Rulebook, found: Verification) -> str:
    """What a person is told of a receipt. `pack`, `rulebook`: those of today."""
    if found.outcome == "no_receipt":
        return say("no_receipt")
    if found.outcome == "altered" or found.receipt is None:
        return say("altered", fields=say("list").join(_field(pack, field) for field in found.fields))
    head = say("genuine" if found.then else "whole")
    return "\n".join([head, *_version_lines(rulebook, found), *_today_lines(pack, rulebook, found)])


def difference_lines(pack: Pack, found: Iterable[Difference]) -> list[str]:
    """Clause by clause what stands otherwise."""
    return [
        say("line", label=label_of(pack, each.clause), was=status_word(each.was), now=status_word(each.now))
        for each in found
    ]


def status_word(status: str) -> str:
    """A status in a word; one that is not listed, and one of another program, too."""
    return read_phrases("receipts").get(f"status.{status}", status)


def overall_word(overall: str) -> str:
    """An overall in a few words."""
    return read_phrases("receipts").get(f"overall.{overall}", overall)


def label_of(pack: Pack, clause: str) -> str:
    """The clause as people write it; its number where this measure does not have it."""
    return pack.statute.label(clause) if clause in pack.statute.clauses else clause


def _version_lines(rulebook: Rulebook, found: Verification) -> list[str]:
    read = found.receipt
    if read is None:
        return []
    short = read.version[:CODE_LENGTH]
    if read.version == rulebook.version:
        return [say("same_pack", version=short)]
    if found.then is not None:
        return [say("replayed", version=short)]
    return [say("not_replayed", was=short, now=rulebook.version[:CODE_LENGTH])]


def _today_lines(pack: Pack, rulebook: Rulebook, found: Verification) -> list[str]:
    read, now = found.receipt, found.now
    if read is None or now is None:
        return []
    if now.error is not None:
        return [say("no_longer", problem=error_text(pack, rulebook, now.error))]
    if now.verdict is None:
        return [say("other_measure")]
    words = {"title": rulebook.designations[read.designation], "day": read.day}
    if found.stands:
        return [say("same", overall=overall_word(read.overall), **words)]
    return [say("changed", **words), *_both(read, now), *difference_lines(pack, now.differences)]


def _both(read: Receipt, now: Replay) -> list[str]:
    after = now.verdict.overall if now.verdict else "error"
    return [say("was", overall=overall_word(read.overall)), say("now", overall=overall_word(after))]


def _field(pack: Pack, field: str) -> str:
    """The name of a sealed field for people."""
    kind, _, name = field.partition(".")
    fact = pack.facts.get(name)
    if name and kind in ("facts", "assumed"):
        return say("field.fact" if kind == "facts" else "field.assumed", name=fact.name if fact else name)
    if name and kind == "findings":
        return say("field.finding", label=label_of(pack, name))
    known = f"field.{field}" in read_phrases("receipts")
    return say(f"field.{field}") if known else say("field.other", name=field)
