"""Everything that is kept of a chat, for the person whose it is: readable first, then as it is stored.

Numbers of rows are left out: an officer's answer carries that of the officer's own message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.telegram.chat import chat_from_json
from bot.telegram.markup import plain
from bot.telegram.showing import say
from conversations import Desk
from conversations.fact_wording import raw_text
from conversations.state import Case

_NUMBERS = frozenset({"id", "seq", "event_seq", "chat"})


def own_data(desk: Desk, kept: Mapping[str, Any]) -> dict[str, object]:
    """`kept`: what the store exports of the chat."""
    chat = chat_from_json(kept["state"])
    return {
        say("data.about"): say("data.about_text"),
        say("data.chat"): kept["chat"],
        say("data.cases"): [_case(desk, case) for case in chat.talk.cases],
        say("data.said"): list(_said(kept["events"])),
        say("data.replies"): [plain(str(each["payload"].get("text", ""))) for each in kept["replies"]],
        say("data.questions"): [each["text"] for each in kept["questions"]],
        say("data.stored"): {
            "state": kept["state"],
            **{name: [_unnumbered(row) for row in kept[name]] for name in ("events", "replies", "questions")},
        },
    }


def _case(desk: Desk, case: Case) -> dict[str, object]:
    names = {name: desk.pack.facts[name].name for name in case.facts if name in desk.pack.facts}
    unknown = say("data.unknown")
    return {
        say("data.name"): case.name,
        say("data.title"): desk.rulebook.designations.get(case.designation or "", ""),
        say("data.answers"): {
            label: unknown if case.facts[name] is None else raw_text(desk, name, case.facts[name])
            for name, label in names.items()
        },
        say("data.ticked"): list(case.ticked),
    }


def _said(events: list[Mapping[str, Any]]) -> Iterator[dict[str, object]]:
    for event in events:
        payload = event["payload"]
        if payload.get("text"):
            yield {say("data.day"): payload["day"], say("data.text"): payload["text"]}


def _unnumbered(row: Mapping[str, Any]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in _NUMBERS}
