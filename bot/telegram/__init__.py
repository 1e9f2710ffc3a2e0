"""The Telegram channel: python-telegram-bot's client, with our own inbox, turns and outbox over the store."""

import os

__all__: list[str] = []

os.environ.setdefault("PTB_TIMEDELTA", "1")
"""Periods of the client's errors as timedelta, as all its later versions will have them."""
