"""Logs of a running bot: one line a record on stderr, no token in any of them.

The address of every call to the Bot API holds the token, and python-telegram-bot puts a refused one into its
error. So other libraries are heard from WARNING on, whatever level somebody gave them, and whatever looks
like a token is taken out of the finished line: message, arguments and traceback alike.
"""

from __future__ import annotations

import logging
import re
import sys
from types import TracebackType

NAME = "fumao"
_TOKEN = re.compile(r"[0-9]{3,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"


def set_up_logging() -> None:
    """Send all records of this process to stderr, ours from INFO on. Calling it twice changes nothing."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(_FORM))
    handler.addFilter(_is_ours_or_serious)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(NAME).setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _log_what_ended_us


def without_tokens(text: str) -> str:
    """A text with … for everything that looks like the token of a bot."""
    return _TOKEN.sub("…", text)


class OneLine(logging.Formatter):
    """A record as one line: a traceback too, and whatever would move the cursor of a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = without_tokens(super().format(record))
        return _UNSEEN.sub(lambda found: repr(found[0])[1:-1], line)


def _is_ours_or_serious(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] == NAME


def _log_what_ended_us(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger(NAME).critical("the program ends", exc_info=(kind, error, trace))
