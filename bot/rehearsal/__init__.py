"""A local Telegram to rehearse with: the Bot API as far as this bot uses it, and people to talk to it.

    async with serve(BotApi()) as url:
        bot = telegram.Bot(REHEARSAL_TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")

As a process of its own: python -m bot.rehearsal. The first line it prints is its URL, where a browser
shows the chats.
"""

from bot.rehearsal.bot_api import REHEARSAL_TOKEN, BotApi
from bot.rehearsal.faults import Rule
from bot.rehearsal.server import serve

__all__ = ["REHEARSAL_TOKEN", "BotApi", "Rule", "serve"]
