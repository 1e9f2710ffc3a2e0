"""The doctor asks the Bot API through the real client and tells apart what can be wrong with it."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Iterator, Mapping
from email.utils import format_datetime
from pathlib import Path

import pytest

import bot.doctor_network
from bot.doctor import BROKEN, DOUBTFUL, FINE, Line, line
from bot.doctor_network import clock_line, network_lines
from bot.settings import Settings
from tests.bot.fake_api import error, fake_api, webhook

TOKEN = "123456:AAE-canary_canary_canary_canary_can"
HOST = "127.0.0.1"
NOW = dt.datetime(2026, 11, 26, 4, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine goes through must not stand between the tests and the fake."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def _ask(address: str, **stated: object) -> list[Line]:
    values = {"data": Path("none"), "telegram_api": address, "telegram_token": TOKEN, **stated}
    lines = network_lines(Settings.model_validate(values))
    assert not [each for each in lines if "canary" in each.text or "\n" in each.text]
    return lines


def _last(answers: Mapping[str, tuple[int, bytes]], **stated: object) -> Line:
    with fake_api(answers) as fake:
        return _ask(fake.address, **stated)[-1]


def test_when_all_is_well_everything_is_ticked() -> None:
    with fake_api({}) as fake:
        lines = _ask(fake.address)
    assert [each.mark for each in lines] == [FINE] * 4
    assert lines[2:] == [line(FINE, "token_taken", name="fumao_bot"), line(FINE, "polling", count=3)]
    assert fake.asked == ["/", f"/bot{TOKEN}/getMe", f"/bot{TOKEN}/getWebhookInfo"]


def test_without_a_token_only_network_and_clock_are_looked_at() -> None:
    with fake_api({}) as fake:
        lines = _ask(fake.address, telegram_token=None)
    assert ([each.mark for each in lines], fake.asked) == ([FINE, FINE], ["/"])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(401, "Unauthorized"), line(BROKEN, "token_wrong")),
        (error(404, "Not Found"), line(BROKEN, "token_wrong")),
        (error(403, "Forbidden"), line(BROKEN, "token_wrong")),
        (
            error(500, "Internal Server Error"),
            line(BROKEN, "api_trouble", host=HOST, reason="Internal Server Error"),
        ),
        ((502, b"<html>"), line(BROKEN, "api_trouble", host=HOST, reason="Bad Gateway (502)")),
        (
            error(429, "Too Many Requests: retry after 3", retry_after=3),
            line(DOUBTFUL, "api_busy", host=HOST),
        ),
        ((404, b"<html>nothing here"), line(BROKEN, "api_garbage", host=HOST)),
        ((200, b"<html>please log in"), line(BROKEN, "api_garbage", host=HOST)),
        ((200, b'{"ok": true'), line(BROKEN, "api_garbage", host=HOST)),
        ((200, b"[]"), line(BROKEN, "api_garbage", host=HOST)),
        ((200, b"{}"), line(BROKEN, "api_garbage", host=HOST)),
        ((200, b'{"ok": true, "result": {"id": 1}}'), line(BROKEN, "api_garbage", host=HOST)),
        ((200, b'{"ok": true, "result": 7}'), line(BROKEN, "api_garbage", host=HOST)),
        ((200, b"\xff\xfe\x00"), line(BROKEN, "api_garbage", host=HOST)),
        ((500, b"[]"), line(BROKEN, "api_garbage", host=HOST)),
    ],
)
def test_what_the_api_answers_is_told_apart(answer: tuple[int, bytes], expected: Line) -> None:
    assert _last({"getMe": answer}) == expected


def test_a_server_in_trouble_is_told_before_the_token_is_tried() -> None:
    with fake_api({"": (503, b"")}) as fake:
        assert _ask(fake.address) == [line(BROKEN, "api_trouble", host=HOST, reason=503)]
    assert fake.asked == ["/"]


# No answer at all ----------------------------------------------------------------------------------


@pytest.fixture
def deaf() -> Iterator[socket.socket]:
    """A server that takes connections and says nothing."""
    with socket.create_server((HOST, 0)) as server:
        yield server


def _address(server: socket.socket) -> str:
    return f"http://{HOST}:{server.getsockname()[1]}"


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.create_server((HOST, 0)) as server:
        address = _address(server)
    [told] = _ask(address)
    assert told.mark == BROKEN
    assert told.text.startswith(f"连不上 Bot API（{HOST}：")


def test_a_name_that_nobody_knows_is_told() -> None:
    [told] = _ask("http://nobody.invalid")
    assert told.text.startswith("连不上 Bot API（nobody.invalid：")


def test_a_server_that_says_nothing_is_given_up(deaf: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.doctor_network, "PATIENCE", 0.2)
    before = time.monotonic()
    assert _ask(_address(deaf)) == [line(BROKEN, "api_silent", host=HOST, seconds=0)]
    assert time.monotonic() - before < 5


def test_a_server_without_encryption_behind_an_encrypted_address_is_told() -> None:
    with fake_api({}) as fake:
        [told] = _ask(fake.address.replace("http:", "https:"))
    assert told == line(BROKEN, "api_certificate", host=HOST)


# The webhook ---------------------------------------------------------------------------------------

OURS = "https://fumao.example.org/telegram"


@pytest.mark.parametrize(
    ("there", "stated", "expected"),
    [
        (OURS, OURS, line(FINE, "webhook", host="fumao.example.org", count=3)),
        (OURS + "/", OURS, line(FINE, "webhook", host="fumao.example.org", count=3)),
        (OURS, None, line(DOUBTFUL, "webhook_unwanted", host="fumao.example.org")),
        ("", OURS, line(DOUBTFUL, "webhook_missing")),
        ("https://other.example.org/a", OURS, line(DOUBTFUL, "webhook_elsewhere", host="other.example.org")),
    ],
)
def test_the_webhook_is_held_against_the_settings(there: str, stated: str | None, expected: Line) -> None:
    assert _last({"getWebhookInfo": webhook(there)}, telegram_webhook=stated) == expected


def test_the_last_failure_of_the_webhook_is_told_with_its_time_in_china() -> None:
    reason = f"Wrong response:\n502 for bot{TOKEN}"
    answer = webhook(OURS, last_error_date=int(NOW.timestamp()), last_error_message=reason)
    told = _last({"getWebhookInfo": answer}, telegram_webhook=OURS)
    assert told == line(
        DOUBTFUL, "webhook_error", when="2026-11-26 12:00", reason="Wrong response: 502 for bot…"
    )


# The clock -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "mark"),
    [(0, FINE), (60, FINE), (-60, FINE), (61, DOUBTFUL), (-61, DOUBTFUL), (10**8, DOUBTFUL)],
)
def test_a_clock_is_wrong_from_a_minute_on(seconds: int, mark: str) -> None:
    told = clock_line(format_datetime(NOW, usegmt=True), NOW + dt.timedelta(seconds=seconds))
    assert told.mark == mark
    assert str(abs(seconds)) in told.text
    assert ("快" in told.text, "慢" in told.text) == (seconds > 60, seconds < -60)


@pytest.mark.parametrize("date", [None, "", "yesterday", "Thu, 26 Nov 2026 04:00:00", "9" * 50])
def test_a_date_that_is_none_is_told(date: str | None) -> None:
    assert clock_line(date, NOW) == line(DOUBTFUL, "clock_unknown")


def test_the_clock_is_read_from_the_answer() -> None:
    with fake_api({}, date="Thu, 26 Nov 2015 04:00:00 GMT") as fake:
        told = _ask(fake.address)[1]
    assert (told.mark, "快" in told.text) == (DOUBTFUL, True)
