"""How we talk about it: an event in, replies out, by a pure turn; words and documents from replies."""

from conversations.desk import Desk, open_desk
from conversations.event import Event, Picked, Said, Ticked
from conversations.record import choices_of, turn_record
from conversations.reply import Reply
from conversations.state import State, state_from_json, state_to_json
from conversations.turn import turn
from conversations.wording import word, word_replies

__all__ = [
    "Desk",
    "Event",
    "Picked",
    "Reply",
    "Said",
    "State",
    "Ticked",
    "choices_of",
    "open_desk",
    "state_from_json",
    "state_to_json",
    "turn",
    "turn_record",
    "word",
    "word_replies",
]
