"""Between a session and a screen: choices taken out of the text, trouble told, the conversation going on."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from bot.exports import Exports
from bot.session import Session, Spoken
from bot.store import Store
from bot.terminal import Dialogue
from bot.terminal_choices import with_choices
from bot.terminal_screen import PlainScreen
from conversations import Desk, choices_of, open_desk, word_replies
from conversations.phrase_file import read_phrases
from conversations.reply import Asked, ChooseTitle
from conversations.state import CHOOSING
from tests.checker.applicants import TINY, TODAY, pack

SAY = read_phrases("replies")


@cache
def desk() -> Desk:
    return open_desk(pack(TINY))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Store(tmp_path / "fumao.db", patience=0.05) as store:
        yield Session(store, desk(), "test", "test:me", Exports(None))


def _talk(session: Session, said: str) -> str:
    out = io.BytesIO()
    Dialogue(session, desk(), TODAY, PlainScreen(io.BytesIO(said.encode()), out)).run(())
    return out.getvalue().decode()


def _asked(fact: str, *replies: Asked | ChooseTitle) -> Spoken:
    record = {"asking": fact, "choices": choices_of(desk(), fact, replies)}
    return Spoken(word_replies(desk(), replies), record)


@pytest.mark.parametrize("fact", [n for n, f in pack(TINY).facts.items() if len(f.values) > 1])
def test_the_choices_of_a_question_become_a_list_and_stand_in_the_text_no_more(
    session: Session, fact: str
) -> None:
    spoken = _asked(fact, Asked(fact, 3))
    text, choices = with_choices(desk(), session, spoken)
    assert [choice.label for choice in choices] == list(spoken.choices)
    assert [choice.row.split(". ")[0] for choice in choices] == [str(n) for n in range(1, len(choices) + 1)]
    assert [choice.value for choice in choices] == [c.value for c in desk().pack.facts[fact].values] + [None]
    assert not any(choice.row in text for choice in choices)
    assert desk().pack.facts[fact].question in text


def test_agreeing_to_everything_comes_first_in_the_list(session: Session) -> None:
    fact = next(n for n, f in desk().pack.facts.items() if f.values)
    choices = with_choices(desk(), session, _asked(fact, Asked(fact, 3, usual=("A", "B"))))[1]
    assert (choices[0].label, choices[0].value) == (SAY["asked.agree"], None)


def test_only_the_titles_that_are_offered_are_listed(session: Session) -> None:
    titles = tuple(desk().rulebook.designations)
    text, choices = with_choices(desk(), session, _asked(CHOOSING, ChooseTitle(titles[1:], "X")))
    assert [choice.value for choice in choices] == list(titles[1:])
    assert all(choice.row not in text for choice in choices)


def test_a_missing_currency_can_be_picked(session: Session) -> None:
    amounts = (n for n, f in pack().facts.items() if f.type == "amount")
    fact = next(amounts)
    record = {"asking": fact, "choices": [SAY["choice.usd"], SAY["choice.cny"]]}
    rich = open_desk(pack())
    choices = with_choices(rich, session, Spoken("62万", record))[1]
    assert [choice.row for choice in choices] == [SAY["choice.usd"], SAY["choice.cny"]]


def test_while_a_deletion_is_to_be_confirmed_no_other_choices_are_listed(session: Session) -> None:
    session.say("帮我测一下", TODAY)
    spoken = session.say("删除我的数据", TODAY)
    assert with_choices(desk(), session, spoken) == (spoken.text, ())


def test_a_busy_store_is_told_in_one_line_and_what_was_said_can_be_said_again(
    session: Session, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "fumao.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        shown = _talk(session, "帮我测一下\n帮我测一下\n")
        assert shown.count(read_phrases("store")["busy"][:20]) == 2
    assert SAY["choose"] in _talk(session, "帮我测一下\n")


def test_everything_that_is_shown_is_marked_as_shown(session: Session) -> None:
    _talk(session, "帮我测一下\n1\n")
    assert session.unfinished() == ()
