"""The officers' desk: the questions that were not answered well, and the answers that officers write.

Pure, like every turn: the questions come with the room. An answer must cite a clause that the measure has;
it is shown before it is sent, and goes to everybody who asked alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import yaml
from rapidfuzz import fuzz

from bot.records import Question
from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat, Draft
from bot.telegram.commands import parted
from bot.telegram.markup import Piece, Rows, messages, read_press
from bot.telegram.outcome import (
    Effect,
    Outcome,
    Propose,
    Relay,
    Resolve,
    Room,
    Send,
    new_rows,
    send,
    sends,
    toast,
)
from bot.telegram.showing import look_of, say
from conversations import Desk
from conversations.case_wording import clause_blocks
from conversations.find import ranked_entries
from conversations.normalise import normalise
from conversations.question import read_question
from knowledge.citation import find_citations

ALIKE = 72
"""rapidfuzz's weighted ratio (0 to 100) from which two questions count as the same."""
MOST_GROUPS = 8
MOST_FOUND = 3
_OURS = "telegram:"


@dataclass(frozen=True)
class Group:
    """Questions that are alike; the first that was asked stands for them."""

    questions: tuple[Question, ...]

    @property
    def first(self) -> Question:
        """The question that stands for the group."""
        return self.questions[0]

    @property
    def askers(self) -> tuple[str, ...]:
        """The chats that asked, each once."""
        return tuple(dict.fromkeys(question.chat for question in self.questions))


def grouped(inbox: tuple[Question, ...]) -> tuple[Group, ...]:
    """The questions grouped by likeness, the group that most people asked first, then the oldest."""
    groups: list[tuple[str, list[Question]]] = []
    for question in inbox:
        text = normalise(question.text)
        near = next((group for head, group in groups if fuzz.WRatio(head, text) >= ALIKE), None)
        if near is None:
            groups.append((text, [question]))
        else:
            near.append(question)
    found = [Group(tuple(group)) for _, group in groups]
    return tuple(sorted(found, key=lambda group: (-len(group.askers), group.first.id)))


def at_the_desk(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome | None:
    """The outcome of what only officers do; None where an officer talks like anybody else."""
    if arrival.kind == "pressed":
        press = read_press(arrival.text, nonce)
        return _pressed(chat, press.words, arrival, nonce, room) if press and press.kind == "desk" else None
    command, rest = parted(arrival.text) if arrival.text.startswith("/") else ("", arrival.text)
    match command:
        case "inbox":
            return _inbox(chat, nonce, room)
        case "find":
            return _find(chat, rest, room)
        case "candidates":
            return _candidates(chat, room)
        case "" if chat.draft is not None and arrival.kind == "said" and arrival.answers:
            return _drafted(chat, chat.draft, arrival.text, nonce, room)
    return None


def _inbox(chat: Chat, nonce: str, room: Room) -> Outcome:
    groups = grouped(room.inbox)
    if not groups:
        return _told(chat, say("inbox.none"))
    lines = [say("inbox.heading", count=len(room.inbox))]
    for number, group in enumerate(groups[:MOST_GROUPS], 1):
        why = say(f"inbox.why.{group.first.context.get('why', 'not_understood')}")
        lines.append(
            say("inbox.line", number=number, people=len(group.askers), text=group.first.text[:120], why=why)
        )
    if len(groups) > MOST_GROUPS:
        lines.append(say("inbox.more", count=len(groups) - MOST_GROUPS))
    look = look_of(chat, nonce)
    buttons = [
        look.button(say("inbox.button", number=number), "desk", f"answer.{group.first.id}")
        for number, group in enumerate(groups[:MOST_GROUPS], 1)
    ]
    rows = [buttons[start : start + 4] for start in range(0, len(buttons), 4)]
    return Outcome(chat, sends(messages([Piece(line, above="\n") for line in lines]), rows), told="desk")


def _pressed(chat: Chat, words: str, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    action, _, number = words.partition(".")
    group = _group(room, int(number)) if number.isdecimal() else None
    shut = (toast(arrival.query), new_rows(arrival.message, []))
    if group is None:
        outcome = _told(replace(chat, draft=None), say("answer.gone"))
        return replace(outcome, sends=(toast(arrival.query), *outcome.sends))
    if action == "answer":
        outcome = _prompted(chat, group)
        return replace(outcome, sends=(toast(arrival.query), *outcome.sends))
    if action == "drop" or chat.draft is None or chat.draft.question != group.first.id:
        outcome = _told(replace(chat, draft=None), say("answer.dropped"))
    elif action == "again":
        outcome = _prompted(chat, group)
    else:
        outcome = _sent(chat, chat.draft, group, room, keep=action == "keep")
    return replace(outcome, sends=(*shut, *outcome.sends))


def _group(room: Room, number: int) -> Group | None:
    """The group of a question, as the inbox is now."""
    groups = grouped(room.inbox)
    return next((group for group in groups if any(q.id == number for q in group.questions)), None)


def _prompted(chat: Chat, group: Group) -> Outcome:
    text = say("answer.prompt", people=len(group.askers), text=group.first.text[:500])
    prompt = tuple(send(each, prompt=True) for each in messages([Piece(text)]))
    return Outcome(replace(chat, draft=Draft(group.first.id)), prompt, told="desk")


def _drafted(chat: Chat, draft: Draft, text: str, nonce: str, room: Room) -> Outcome:
    """An officer's answer as written: refused without a clause, otherwise shown before it is sent."""
    group = _group(room, draft.question)
    if group is None:
        return _told(replace(chat, draft=None), say("answer.gone"))
    cited = find_citations(text, room.desk.pack.statute)
    wrong = next((each.written for each in cited if each.id is None), "")
    clauses = tuple(dict.fromkeys(each.id for each in cited if each.id is not None))
    if wrong or not clauses:
        again = say("answer.no_such_clause", words=wrong) if wrong else say("answer.no_clause")
        return Outcome(chat, (send(messages([Piece(again)])[0], prompt=True),), told="desk")
    draft = Draft(group.first.id, text.strip(), clauses)
    look = look_of(chat, nonce)
    row = [
        look.button(say(f"answer.{name}"), "desk", f"{name}.{group.first.id}")
        for name in ("send", "keep", "again", "drop")
    ]
    rows: Rows = [row[:2], row[2:]]
    head = Piece(say("answer.preview", people=len(_reached(group))))
    texts = messages([head, *_letter(room.desk, group.first.text, draft)])
    return Outcome(replace(chat, draft=draft), sends(texts, rows), told="desk")


def _letter(desk: Desk, question: str, draft: Draft) -> tuple[Piece, ...]:
    """What the person who asked will read: the question, the answer, the clauses word for word."""
    told = say("answer.relay", text=question[:200], answer=draft.answer)
    return (Piece(told), *(Piece(block.text, "quote") for block in clause_blocks(desk, draft.clauses)))


def _reached(group: Group) -> tuple[str, ...]:
    return tuple(chat for chat in group.askers if chat.startswith(_OURS))


def _sent(chat: Chat, draft: Draft, group: Group, room: Room, *, keep: bool) -> Outcome:
    """Everybody who asked gets the answer under their own words."""
    relays: list[Effect] = []
    for asker in _reached(group):
        own = next(question.text for question in group.questions if question.chat == asker)
        relays += [Relay(asker, each) for each in sends(messages(_letter(room.desk, own, draft)))]
    effects = [*relays, Resolve(tuple(question.id for question in group.questions))]
    if keep:
        effects.append(Propose(group.first.text, draft.clauses, draft.answer))
    words = say("answer.sent_kept" if keep else "answer.sent", people=len(_reached(group)))
    missed = len(group.askers) - len(_reached(group))
    texts = [words, *([say("answer.unreachable", count=missed)] if missed else [])]
    done = sends(messages([Piece(text) for text in texts]))
    return Outcome(replace(chat, draft=None), done, tuple(effects), told="desk")


def _find(chat: Chat, words: str, room: Room) -> Outcome:
    """/find: the bank's entries and the clauses nearest to the words, each clause word for word."""
    if not words:
        return _told(chat, say("find.usage"))
    desk = room.desk
    question = read_question(desk.pack, normalise(words))
    ranked = ranked_entries(desk, question, desk.library.tokens(question.text))[:MOST_FOUND]
    entries = [desk.library.entries[number] for score, number, _ in ranked if score > 0]
    if not entries:
        return _told(chat, say("find.none", words=words[:60]))
    lines = [say("find.entry", asks=entry.asks[0], answer=entry.answer) for entry in entries]
    clauses = tuple(dict.fromkeys(clause for entry in entries for clause in entry.clauses))[:6]
    quotes = [Piece(block.text, "quote") for block in clause_blocks(desk, clauses)]
    return Outcome(chat, sends(messages([*(Piece(line) for line in lines), *quotes])), told="desk")


def _candidates(chat: Chat, room: Room) -> Outcome:
    """/candidates: the answers kept, as YAML that a reviewer can put into the question bank."""
    if not room.candidates:
        return _told(chat, say("candidates.none"))
    rows = [
        {"clauses": list(each.clauses), "asks": [each.question], "answer": each.answer}
        for each in room.candidates
    ]
    paper: Send = {
        "do": "file", "form": "candidates", "text": yaml.safe_dump(rows, allow_unicode=True, sort_keys=False),
    }  # fmt: skip
    lines = [say("candidates.line", text=each.question[:80]) for each in room.candidates]
    texts = messages([Piece(say("candidates.heading")), *(Piece(line, above="\n") for line in lines)])
    return Outcome(chat, (*sends(texts), paper), told="desk")


def _told(chat: Chat, text: str) -> Outcome:
    return Outcome(chat, sends(messages([Piece(text)])), told="desk")
