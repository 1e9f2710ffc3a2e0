"""The menu of commands, per scope, and the bot's description: what people see before they write."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram.commands import GROUP_MENU, MENU, OFFICER_MENU
from bot.telegram.showing import say

_LOG = logging.getLogger("fumao")


async def show_officer_menu(bot: Bot, officer: int) -> None:
    """The officer's own commands. Telegram refuses them before the officer has written to the bot."""
    names = (*OFFICER_MENU, *MENU)
    try:
        await bot.set_my_commands(_commands(names), BotCommandScopeChat(officer))
    except TelegramError as error:
        _LOG.info("no menu for an officer yet: %s", type(error).__name__)


async def show_menu(bot: Bot, officers: frozenset[int]) -> None:
    """Set commands and descriptions. What fails is logged and left: the bot works without a menu."""
    scopes: list[tuple[tuple[str, ...], BotCommandScope]] = [
        (MENU, BotCommandScopeAllPrivateChats()),
        (GROUP_MENU, BotCommandScopeAllGroupChats()),
    ]
    for names, scope in scopes:
        try:
            await bot.set_my_commands(_commands(names), scope)
        except TelegramError as error:
            _LOG.warning("no menu for %s: %s", scope.type, type(error).__name__)
    for officer in sorted(officers):
        await show_officer_menu(bot, officer)
    try:
        await bot.set_my_short_description(say("about.short"))
        await bot.set_my_description(say("about.long"))
    except TelegramError as error:
        _LOG.warning("no description: %s", type(error).__name__)


def _commands(names: Iterable[str]) -> list[BotCommand]:
    return [BotCommand(name, say(f"menu.{name}")) for name in names]
