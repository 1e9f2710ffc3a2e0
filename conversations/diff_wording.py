"""Word what changed between two versions of a pack, whose verdict changes, and which answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker import Rulebook
from checker.comparing import CaseChange
from conversations.phrase_file import read_phrases
from conversations.receipt_wording import label_of, overall_word, status_word
from conversations.replaying import AnswerChange
from conversations.value_wording import threshold_text
from knowledge.changes import Changed, changes, thresholds
from knowledge.pack import Pack

MOST = 40
"""So many lines of one kind are listed."""
_LONGEST_TEXT = 40


def say(key: str, /, **words: object) -> str:
    """A phrase of diff.yaml with its words filled in."""
    return read_phrases("diff")[key].format(**words)


def changes_lines(old: Pack, new: Pack, rulebook: Rulebook) -> list[str]:
    """What is otherwise in the new version, kind by kind. `rulebook`: of the new version."""
    if old.version == new.version:
        return [say("same", version=new.short_version)]
    lines = [say("heading", old=old.short_version, new=new.short_version)]
    found = changes(old, new)
    if not found:
        return [*lines, say("changes.none")]
    for kind in dict.fromkeys(each.kind for each in found):
        own = [line for each in found if each.kind == kind for line in _lines(old, new, rulebook, each)]
        lines += [say(f"changes.{kind}"), *_most(own)]
    return lines


def cases_lines(pack: Pack, found: Sequence[CaseChange | None]) -> list[str]:
    """Whose verdict changes. `pack`: the new version."""
    if not found:
        return [say("cases.none")]
    changed = [each for each in found if each is not None]
    if not changed:
        return [say("cases.same", count=len(found))]
    lines = [line for each in changed for line in _case_lines(pack, each)]
    return [say("cases.changed", count=len(found), changed=len(changed)), *lines]


def questions_lines(pack: Pack, found: Sequence[AnswerChange | None]) -> list[str]:
    """Which questions are answered otherwise. `pack`: the new version."""
    if not found:
        return [say("questions.none")]
    changed = [each for each in found if each is not None]
    if not changed:
        return [say("questions.same", count=len(found))]
    lines = [_question_line(pack, each) for each in changed]
    return [say("questions.changed", count=len(found), changed=len(changed)), *_most(lines)]


def _most(lines: list[str]) -> list[str]:
    rest = len(lines) - MOST
    return [*lines[:MOST], say("rest", count=rest)] if rest > 0 else lines


def _lines(old: Pack, new: Pack, rulebook: Rulebook, each: Changed) -> Iterator[str]:
    name = _name(old, new, each)
    if each.was is None or each.now is None:
        yield say("line.added" if each.was is None else "line.removed", name=name)
        return
    figures = list(_figure_lines(new, rulebook, each, name)) if each.kind == "rule" else []
    if figures:
        yield from figures
    elif isinstance(each.was, str) and isinstance(each.now, str):
        was, now = _around(each.was, each.now)
        yield say("line.text", name=name, was=was, now=now)
    else:
        yield say("line.changed", name=name)


def _figure_lines(pack: Pack, rulebook: Rulebook, each: Changed, name: str) -> Iterator[str]:
    """The thresholds that changed, where nothing but figures did: as many as before, of the same facts."""
    before, after = thresholds(each.was), thresholds(each.now)
    if [fact for fact, _ in before] != [fact for fact, _ in after]:
        return
    for (fact, was), (_, now) in zip(before, after, strict=True):
        if was != now and fact in pack.facts:
            words = [threshold_text(pack, fact, int(n), rulebook.currency) for n in (was, now)]
            yield say("line.threshold", name=name, fact=pack.facts[fact].name, was=words[0], now=words[1])


def _around(was: str, now: str) -> tuple[str, str]:
    """Two texts from a little before where they part, shortened."""
    same = next((n for n, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, same - 12)
    head = "…" if start else ""
    cut = [text[start : start + _LONGEST_TEXT] for text in (was, now)]
    tails = ["…" if start + _LONGEST_TEXT < len(text) else "" for text in (was, now)]
    return f"{head}{cut[0]}{tails[0]}", f"{head}{cut[1]}{tails[1]}"


def _name(old: Pack, new: Pack, each: Changed) -> str:
    pack = old if each.now is None else new
    match each.kind:
        case "text":
            return label_of(pack, each.id)
        case "rule":
            label = label_of(pack, each.id)
            titles = {d.id: d.name for d in pack.measure.designations}
            key = "name.rule" if each.owner in titles else "name.common"
            return say(key, label=label, title=titles.get(each.owner, ""))
        case "fact" | "presumption":
            return pack.facts[each.id].name if each.id in pack.facts else each.id
        case "material":
            return next((item.name for item in pack.materials.items if item.id == each.id), each.id)
    return each.id


def _case_lines(pack: Pack, each: CaseChange) -> list[str]:
    titles = {d.id: d.name for d in pack.measure.designations}
    words = {
        "name": each.case.name,
        "title": titles.get(each.case.designation, each.case.designation),
        "was": overall_word(each.was),
        "now": overall_word(each.now),
    }
    head = say("case.same" if each.was == each.now else "case", **words)
    clauses = [
        say("case.clause", label=label_of(pack, d.clause), was=status_word(d.was), now=status_word(d.now))
        for d in each.differences
    ]
    return [head, *clauses]


def _question_line(pack: Pack, each: AnswerChange) -> str:
    was, now = (_basis(pack, kind, clauses) for kind, clauses in (each.was, each.now))
    return say("question.words" if was == now else "question", question=each.question, was=was, now=now)


def _basis(pack: Pack, kind: str, clauses: tuple[str, ...]) -> str:
    labels = say("list").join(label_of(pack, clause) for clause in clauses[:3])
    return labels or say(f"kind.{kind}")
