"""Whatever Telegram and the network do, nothing is lost, nobody else waits, and no chat is stuck for ever."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.rehearsal import REHEARSAL_TOKEN, BotApi
from bot.rehearsal.bot_api import Call
from bot.telegram.arrival import Arrival
from bot.telegram.chat import Chat
from bot.telegram.engine import MOST_WAITING
from bot.telegram.outcome import Outcome, Room, send
from tests.bot.echoing import echo, echoes
from tests.bot.stage import Stage, played, stage

ANN, BEN = 11, 12


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits between failures that a test can sit out."""
    monkeypatch.setattr("bot.telegram.backoff._FIRST", 0.01)


def _texts(there: Stage, chat: int) -> list[str]:
    return [seen.text for seen in there.api.replies(chat)]


def _sends(there: Stage, chat: int) -> list[Call]:
    return [call for call in there.api.log if call.method == "sendMessage" and call.chat == chat]


async def _hears(there: Stage, chat: int, *texts: str) -> None:
    """Say these, and wait until the last one was answered and all is quiet."""
    for text in texts:
        there.api.user_says(chat, text)
    await there.until(lambda: any(each.endswith(f":{texts[-1]}") for each in _texts(there, chat)))
    await there.quiet()


async def _hears_beside(there: Stage, chat: int, *texts: str) -> None:
    """Say these, one after the answer to the other, while another chat may be kept waiting."""
    for text in texts:
        there.api.user_says(chat, text)
        await there.until(lambda text=text: _texts(there, chat)[-1:] == [f"{texts.index(text) + 1}:{text}"])  # type: ignore[misc]  # bound now


def test_an_update_that_comes_twice_is_answered_once(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        update = there.api.user_says(ANN, "一")
        there.api.push_raw(update)
        await _hears(there, ANN, "二")
        there.api.push_raw(update)
        await _hears(there, ANN, "三")
        assert _texts(there, ANN) == echoes("一", "二", "三")

    played(play, tmp_path, answers=echo)


def test_updates_known_already_do_not_count_as_a_flood(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        update = there.api.user_says(ANN, "一")
        await _hears(there, ANN, "二")
        for _ in range(3):
            for _ in range(MOST_WAITING - 1):
                there.api.push_raw(update)
            await there.until(lambda: not there.api.updates.waiting)
        await _hears(there, ANN, "三")
        assert _texts(there, ANN) == echoes("一", "二", "三")

    played(play, tmp_path, answers=echo)


def test_numbers_that_begin_anew_lower_are_taken_and_confirmed(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await _hears(there, ANN, "一")
        await there.until(lambda: not there.api.updates.waiting)
        there.api.updates.next_id = 4_000
        await _hears(there, ANN, "二", "三")
        await there.until(lambda: not there.api.updates.waiting)
        assert _texts(there, ANN) == echoes("一", "二", "三")

    played(play, tmp_path, answers=echo)


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("fault", ["500", "502", "drop_before"])
def test_a_server_in_trouble_five_times_gets_the_message_once(tmp_path: Path, fault: str) -> None:
    async def play(there: Stage) -> None:
        there.api.script([{"fault": fault, "method": "sendMessage", "times": 5}])
        await _hears(there, ANN, "一")
        assert len(_sends(there, ANN)) == 6
        assert _texts(there, ANN) == echoes("一")

    played(play, tmp_path, answers=echo)


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("fault", ["drop_after", "garbage"])
def test_a_message_taken_without_an_answer_comes_twice_at_most(tmp_path: Path, fault: str) -> None:
    async def play(there: Stage) -> None:
        there.api.script([{"fault": fault, "method": "sendMessage"}])
        await _hears(there, ANN, "一", "二")
        assert _texts(there, ANN) == ["1:一", *echoes("一", "二")]

    played(play, tmp_path, answers=echo)


@pytest.mark.usefixtures("short_waits")
def test_a_chat_for_which_the_server_hangs_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.request.READ_TIMEOUT", 0.3)

    async def play(there: Stage) -> None:
        there.api.script([{"fault": "hang:60", "method": "sendMessage", "chat": ANN}])
        there.api.user_says(ANN, "一")
        await _hears_beside(there, BEN, "甲", "乙")
        assert _texts(there, ANN) == []
        await there.until(lambda: _texts(there, ANN) == echoes("一"))

    played(play, tmp_path, answers=echo)


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("fault", ["garbage", "500", "502", "drop_before", "drop_after"])
def test_polling_goes_on_after_whatever_the_server_answers(tmp_path: Path, fault: str) -> None:
    async def play(there: Stage) -> None:
        await _hears(there, ANN, "一")
        there.api.script([{"fault": fault, "method": "getUpdates", "times": 3}])
        await _hears(there, ANN, "二", "三")
        assert _texts(there, ANN) == echoes("一", "二", "三")

    played(play, tmp_path, answers=echo)


@pytest.mark.usefixtures("short_waits")
@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setMyCommands", "setMyDescription"])
@pytest.mark.parametrize("fault", ["500", "drop_after", "garbage", "429:0"])
def test_trouble_at_the_start_is_waited_out(tmp_path: Path, method: str, fault: str) -> None:
    async def run() -> None:
        api = BotApi(REHEARSAL_TOKEN)
        api.script([{"fault": fault, "method": method, "times": 2}])
        async with stage(tmp_path, api=api, answers=echo) as there:
            await _hears(there, ANN, "一")
            assert _texts(there, ANN) == echoes("一")

    asyncio.run(run())


def test_what_is_owed_to_somebody_who_blocked_the_bot_is_closed(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        await _hears(there, ANN, "一")
        there.api.user_blocks(ANN)
        there.api.user_says(ANN, "二")
        await _hears(there, BEN, "甲")
        await there.until(lambda: there.store.depth()["given_up"] == 1)
        tried = len(_sends(there, ANN))
        assert tried == 2
        there.api.user_blocks(ANN, blocked=False)
        await _hears(there, ANN, "三")
        assert _texts(there, ANN) == ["1:一", "3:三"]
        assert len(_sends(there, ANN)) == tried + 1

    played(play, tmp_path, answers=echo)


def test_markup_that_telegram_cannot_read_goes_once_more_as_plain_text(tmp_path: Path) -> None:
    def marked(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
        return Outcome(chat, (send("<b>甲 &amp; 乙</b>"),))

    async def play(there: Stage) -> None:
        there.api.script([{"fault": "400:can't parse entities: unmatched end tag", "method": "sendMessage"}])
        [reply] = await there.says("一")
        assert reply.text == "甲 & 乙"
        assert not reply.entities
        assert len(_sends(there, 42)) == 2
        there.api.script([{"fault": "400:can't parse entities: again", "method": "sendMessage", "times": 2}])
        there.api.user_says(42, "二")
        await there.until(lambda: there.store.depth()["given_up"] == 1)
        assert len(_sends(there, 42)) == 4

    played(play, tmp_path, answers=marked)


def test_a_refused_reply_is_closed_and_the_next_one_goes_out(tmp_path: Path) -> None:
    async def play(there: Stage) -> None:
        there.api.script([{"fault": "400:message is too long", "method": "sendMessage"}])
        await _hears(there, ANN, "一", "二")
        assert _texts(there, ANN) == ["2:二"]
        assert there.store.depth()["given_up"] == 1

    played(play, tmp_path, answers=echo)


@pytest.mark.parametrize(
    ("fault", "do"),
    [
        ("400:message is not modified", {"do": "edit", "message": 1, "text": "新"}),
        ("400:message is not modified", {"do": "rows", "message": 1, "rows": []}),
        ("400:query is too old and response timeout expired", {"do": "toast", "query": "1", "text": "好"}),
        ("400:message to delete not found", {"do": "trim", "slot": "m1", "kept": 0}),
    ],
)
def test_what_telegram_calls_an_error_and_is_none_is_passed_over(
    tmp_path: Path, fault: str, do: dict[str, object]
) -> None:
    def answers(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
        return Outcome(chat, (do, send(f"1:{arrival.text}")))

    async def play(there: Stage) -> None:
        there.api.script(
            [
                {"fault": fault, "method": method, "times": None}
                for method in ("editMessageText", "editMessageReplyMarkup", "answerCallbackQuery")
            ]
        )
        await _hears(there, ANN, "一", "二")
        assert _texts(there, ANN) == ["1:一", "1:二"]
        assert there.store.depth() == {"events": 0, "parked": 0, "outbox": 0, "given_up": 0}

    played(play, tmp_path, answers=answers)


@pytest.mark.parametrize(
    "broken",
    [
        {"do": "file", "form": "docx"},
        {"do": "send"},
        {"do": "send", "text": "一", "rows": [[{"text": "没有数据"}]]},
        {"do": "edit", "message": "x", "text": "一"},
        {"do": "toast"},
        {"do": "cards", "query": "1", "cards": [{}]},
    ],
)
def test_a_send_that_the_program_gets_wrong_does_not_stop_the_chat(
    tmp_path: Path, broken: dict[str, object]
) -> None:
    def answers(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
        return Outcome(chat, (broken, send(f"1:{arrival.text}")))

    async def play(there: Stage) -> None:
        await _hears(there, ANN, "一", "二")
        assert _texts(there, ANN) == ["1:一", "1:二"]
        assert there.store.depth()["outbox"] == 0

    played(play, tmp_path, answers=answers)


def test_a_turn_that_fails_costs_one_apology_and_no_state(tmp_path: Path) -> None:
    def sometimes(chat: Chat, arrival: Arrival, nonce: str, room: Room) -> Outcome:
        if arrival.text == "坏":
            raise LookupError("what the person wrote")
        return echo(chat, arrival, nonce, room)

    async def play(there: Stage) -> None:
        await _hears(there, ANN, "一")
        [sorry] = await there.says("坏", chat=ANN)
        assert "故障" in sorry.text
        await _hears(there, ANN, "二")
        assert _texts(there, ANN) == ["1:一", sorry.text, "2:二"]

    played(play, tmp_path, answers=sometimes)
