"""A press on a button: of the step in hand, of an old one, of a list to tick, or of no making of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.edge import safe_turn
from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat
from bot.telegram.commands import as_command, as_event
from bot.telegram.markup import Piece, Press, read_press
from bot.telegram.outcome import Outcome, Room, Send, edit, new_rows, paper, sends, toast
from bot.telegram.showing import checklist, keyboard, look_of, pieces_of, say
from conversations import Event, Picked, Said, Ticked
from conversations.assess import verdict_of
from conversations.case_wording import materials_text
from conversations.open_question import open_question
from conversations.options import Option, options
from conversations.reply import Materials

Take = Callable[[Chat, Event, str, Room], Outcome]


def pressed(chat: Chat, arrival: Arrival, nonce: str, room: Room, take: Take) -> Outcome:
    """The outcome of a press. `take`: how an event of the dialogue is taken (dialogue.take)."""
    press = read_press(arrival.text, nonce)
    if press is None:
        return Outcome(chat, (toast(arrival.query, say("toast.foreign")),), told="forged")
    this = f"{arrival.message}:{arrival.text}"
    if chat.pressed == this and press.kind != "tick":
        return Outcome(chat, (toast(arrival.query, say("toast.again")),), told="repeated")
    outcome = _taken(chat, press, arrival, nonce, room, take)
    return replace(outcome, chat=replace(outcome.chat, pressed=this))


def _taken(chat: Chat, press: Press, arrival: Arrival, nonce: str, room: Room, take: Take) -> Outcome:
    match press.kind:
        case "step" if press.step == chat.step and press.option < len(chat.options):
            return _chosen(chat, chat.options[press.option], arrival, nonce, room, take)
        case "say":
            said = replace(arrival, text=press.words)
            command = as_command(chat, said, nonce, room) if press.words.startswith("/") else None
            outcome = command or take(chat, as_event(said, room), nonce, room)
            return replace(outcome, sends=(toast(arrival.query), *outcome.sends))
        case "tick":
            return _ticked(chat, press.words, arrival, nonce, room)
        case "file" | "full":
            return _papers(chat, press, arrival, nonce, room)
    return _expired(chat, arrival, nonce, room)


def _chosen(chat: Chat, option: Option, arrival: Arrival, nonce: str, room: Room, take: Take) -> Outcome:
    """An option of the step in hand: taken once, its button then shows that it was chosen."""
    event: Event = Said(option.says, arrival.day)
    if option.value is not None:
        event = Picked(option.fact, option.value, arrival.day)
    look = look_of(chat, nonce)
    label = say("chosen", label=option.label)
    kept = [[look.button(label, chat.step, chat.options.index(option))]] if option.kind == "choice" else []
    outcome = take(chat, event, nonce, room)
    words = look.words(say("toast.taken", label=option.label)) if option.kind == "choice" else ""
    told: tuple[Send, ...] = (toast(arrival.query, words), new_rows(arrival.message, kept))
    return replace(outcome, sends=(*told, *outcome.sends))


def _expired(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    """An old button says so, and the question that is open now is shown."""
    look = look_of(chat, nonce)
    told = toast(arrival.query, look.words(say("toast.expired")))
    replies = open_question(chat.talk, room.desk, arrival.day)
    if not replies:
        return Outcome(chat, (told,), told="expired")
    chat = replace(chat, step=chat.step + 1, options=options(room.desk, chat.talk, replies, arrival.day))
    rows = keyboard(look, chat, chat.talk)
    pieces = (Piece(say("expired")), *pieces_of(room.desk, replies, tapped=bool(rows)))
    return Outcome(chat, (told, *sends(look.messages(pieces), rows)), told="expired")


def _ticked(chat: Chat, words: str, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    """A tick on the list of materials: the list is edited where it stands."""
    number, _, item = words.partition(".")
    if number != str(chat.talk.active):
        return _expired(chat, arrival, nonce, room)
    state, replies = safe_turn(chat.talk, Ticked(item, arrival.day), room.desk)
    reply = next((each for each in replies if isinstance(each, Materials)), None)
    if reply is None:
        return _expired(chat, arrival, nonce, room)
    chat = replace(chat, talk=state, spoken=None)
    [text, *_], rows = checklist(room.desk, chat, reply, look_of(chat, nonce))
    return Outcome(chat, (toast(arrival.query), edit(arrival.message, text, rows)), told="ticked")


def _papers(chat: Chat, press: Press, arrival: Arrival, nonce: str, room: Room) -> Outcome:
    """The list as a document, or in full with every requirement."""
    number, _, form = press.words.partition(".")
    cases = chat.talk.cases
    case = cases[int(number)] if number.isdecimal() and int(number) < len(cases) else None
    verdict = verdict_of(room.desk, case, arrival.day) if case else None
    if case is None or verdict is None or form not in ("", "docx", "html"):
        return _expired(chat, arrival, nonce, room)
    if press.kind == "full":
        text = materials_text(room.desk, verdict, case.name)
        texts = look_of(chat, nonce).messages([Piece(text)])
        return Outcome(chat, (toast(arrival.query), *sends(texts)), told="materials")
    return Outcome(chat, (toast(arrival.query), paper(case, form, arrival.day)), told="file")
