"""Logs are one line a record, ours from INFO on, and hold no token: not in a message, not in a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.logs import without_tokens

CANARY = "1234567890:AAE-canary_canary_canary_canary_cana"
BEFORE = f"""
import asyncio, logging, warnings
from bot.logs import set_up_logging
set_up_logging()
TOKEN = {CANARY!r}
ours = logging.getLogger("fumao.telegram")
"""


def _logged(code: str) -> list[str]:
    """What a program that set up its logs says on stderr."""
    run = subprocess.run([sys.executable, "-c", BEFORE + code], capture_output=True, text=True, timeout=60)
    assert not run.stdout
    return run.stderr.splitlines()


def test_ours_are_heard_from_info_on_and_others_from_warning_on() -> None:
    lines = _logged("""
logging.getLogger("httpx").setLevel(logging.DEBUG)
for name in ("fumao", "fumao.telegram", "fumaolike", "httpx", "telegram.Bot", "uvicorn.access"):
    for level in (10, 20, 30):
        logging.getLogger(name).log(level, "%s says %d", name, level)
""")
    said = [line.partition(" ")[2].split(" ", 1)[1] for line in lines]
    assert said == [
        "INFO fumao fumao says 20",
        "WARNING fumao fumao says 30",
        "INFO fumao.telegram fumao.telegram says 20",
        "WARNING fumao.telegram fumao.telegram says 30",
        "WARNING fumaolike fumaolike says 30",
        "WARNING httpx httpx says 30",
        "WARNING telegram.Bot telegram.Bot says 30",
        "WARNING uvicorn.access uvicorn.access says 30",
    ]


@pytest.mark.parametrize(
    "code",
    [
        'ours.info("token " + TOKEN)',
        'ours.info("token %s", TOKEN)',
        'ours.info("a record of %r", {"token": [TOKEN]})',
        'ours.warning("GET %s", f"https://api.telegram.org/bot{TOKEN}/getMe")',
        'ours.warning("GET %s", f"https://x/bot{TOKEN}/a".replace(":", "%3A"))',
        'logging.getLogger("httpx").warning("GET %s", f"https://api.telegram.org/bot{TOKEN}/getMe")',
        'logging.getLogger("httpx").info("GET %s", TOKEN); ours.info("…")',
        "warnings.warn(TOKEN)",
        'ours.error("seen", stack_info=True, extra={"token": TOKEN}); ours.info("…%s", TOKEN)',
        """
try:
    raise ValueError(TOKEN)
except ValueError as error:
    ours.exception("failed: %s", error)
""",
        """
try:
    try:
        raise OSError(TOKEN)
    except OSError as error:
        raise ValueError("outer") from error
except ValueError:
    ours.exception("failed …")
""",
        "raise SystemError(TOKEN)",
        """
async def forgotten():
    raise ValueError(TOKEN)
async def main():
    task = asyncio.ensure_future(forgotten())
    await asyncio.sleep(0)
asyncio.run(main())
""",
        'from telegram.error import InvalidToken\nraise InvalidToken(f"The token `{TOKEN}` was rejected")',
    ],
)
def test_a_token_is_in_no_line(code: str) -> None:
    text = "\n".join(_logged(code))
    assert "canary" not in text
    assert "…" in text


def test_a_record_is_one_line_whatever_it_holds() -> None:
    lines = _logged("""
ours.info("a\\r\\nfake line \\x1b[31m\\u2028 中文")
try:
    1 / 0
except ZeroDivisionError:
    ours.exception("failed")
""")
    assert len(lines) == 2
    assert r"a\r\nfake line \x1b[31m\u2028 中文" in lines[0]
    assert "ZeroDivisionError" in lines[1]


def test_setting_up_twice_does_not_say_everything_twice() -> None:
    assert len(_logged('set_up_logging(); ours.info("once")')) == 1


def test_what_is_no_token_stays() -> None:
    text = "12:30 at 2026-11-26T04:40:00, chat telegram:0123456789abcdef0123456789abcdef0123"
    assert without_tokens(text) == text
