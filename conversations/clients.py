"""Several applicants in one chat: switch to one by its number or its name, give one a name."""

from __future__ import annotations

import re
from dataclasses import replace

from conversations.phrase_file import read_phrases
from conversations.reply import Notice
from conversations.state import State

_NUMBERED = re.compile(r"第(?P<n>[一二三四五六七八九]|[1-9])(?:家|个客户|位客户)(?:客户|公司|企业|单位)?")
_AROUND = re.compile(r"^(?:回到|切换到|切到|换到|换回|看看|看下|再看|说说|还是|那)?|(?:的|呢|吧|那家|,|:)*$")
_NAMED = re.compile(
    r"(?:(?:第.家|头一家|另一家|这家|这个客户|客户|公司|单位|我们|它)(?:的名字)?(?:就)?(?:叫|名叫|名字是|名称是|全称是)|^叫)(?P<name>[^,。;!?\n]{2,24})"
)
_LONGEST_NAME = 24


def switched(state: State, text: str) -> tuple[State, str, tuple[Notice, ...]] | None:
    """The state with another client in hand, what is left of the message, a notice; None for no switch."""
    place, words = _client_named(state, text)
    if place is None:
        return None
    rest = text.replace(words, "", 1).strip(" ,。!")
    rest = _AROUND.sub("", _AROUND.sub("", rest), count=2)
    notice = Notice("switched", (("client", client_name(state, place)),))
    return replace(state, active=place), rest, ((notice,) if place != state.active else ())


def _client_named(state: State, text: str) -> tuple[int | None, str]:
    for place, case in enumerate(state.cases):
        if case.name and case.name.lower() in text and len(state.cases) > 1:
            return place, case.name.lower()
    match = _NUMBERED.search(text)
    if match and len(state.cases) > 1:
        number = match["n"]
        place = int(number) - 1 if number.isdigit() else "一二三四五六七八九".index(number)
        if place < len(state.cases):
            return place, match.group()
    return None, ""


def client_name(state: State, place: int) -> str:
    """What a client is called: its name, or 第二家."""
    return state.cases[place].name or read_phrases("replies")["cases.name"].format(number=place + 1)


def only_names(text: str) -> bool:
    """Whether a message does nothing but give a name."""
    return bool(_NAMED.fullmatch(text.strip(" ,。!")))


def with_name(state: State, text: str) -> State:
    """The state with the client in hand named as the message names it (这家叫蓝天翻译社)."""
    match = _NAMED.search(text)
    case = state.case
    if match is None or case is None or any(word in match["name"] for word in ("什么", "啥", "吗", "哪")):
        return state
    return state.with_case(replace(case, name=match["name"].strip()[:_LONGEST_NAME]))
