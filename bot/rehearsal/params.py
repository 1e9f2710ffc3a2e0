"""The parameters of a call, which come as text in a form and as values in a JSON body."""

from __future__ import annotations

import json
import re
from binascii import unhexlify
from collections.abc import Mapping
from typing import Any

from bot.rehearsal.chats import Json
from bot.rehearsal.html_text import Entity, parse_html, utf16_length
from bot.rehearsal.refusal import Refused, bad_request

Params = Mapping[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_BUTTONS = 100
LONGEST_BUTTON_DATA = 64
LONGEST_KEYBOARD = 10_000
"""Bytes in all buttons; Telegram does not document it, people have met it at about ten thousand."""

_ESCAPES = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANKED = re.compile("[\0-\x09\x0b-\x1f\x7f]")
_LONE = re.compile("[\ud800-\udfff]")
_ACTIONS = {"callback_data", "url", "switch_inline_query", "switch_inline_query_current_chat", "web_app"}
_ACTIONS |= {"login_url", "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"}
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?!\d)")
_SCHEMES = {"http", "https", "tg"}


def read_form(body: bytes) -> dict[str, str]:
    """A form in an address or a body. What is not UTF-8 is kept as lone surrogates, for a text to be refused.

    Chinese comes as long runs of %XX: taking a run at once is four times as fast as urllib's way.
    """
    pairs = (pair.partition(b"=") for pair in body.replace(b"+", b" ").split(b"&") if pair)
    return {_unescaped(name): _unescaped(value) for name, _, value in pairs}


def _unescaped(raw: bytes) -> str:
    if b"%" in raw:
        raw = _ESCAPES.sub(lambda run: unhexlify(run[0].replace(b"%", b"")), raw)
    return raw.decode("utf-8", "surrogateescape")


def text_of(params: Params, name: str) -> str:
    """A text, or an empty one."""
    value = params.get(name)
    return "" if value is None else str(value)


def number_of(params: Params, name: str, default: int = 0) -> int:
    """A whole number; what is none counts as not given, as Telegram does it."""
    try:
        return int(params.get(name, default))
    except (TypeError, ValueError):
        return default


def flag_of(params: Params, name: str) -> bool:
    """A yes or no."""
    return str(params.get(name, "")).lower() in ("true", "1", "yes")


def structure_of(params: Params, name: str, what: str) -> Any:
    """An object or a list; `what` names it in the refusal."""
    value = params.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {what} JSON object") from None


def words_of(params: Params, name: str, longest: int, too_long: str) -> Json:
    """The text `name` with its entities, in the form in which a message carries them."""
    source = text_of(params, name)
    if _LONE.search(source):
        raise bad_request("strings must be encoded in UTF-8")
    source = _BLANKED.sub(" ", _DROPPED.sub("", source))
    mode = text_of(params, "parse_mode").lower()
    key = "entities" if name == "text" else "caption_entities"
    if mode == "html":
        text, entities = parse_html(source)
    elif mode in ("", "none"):
        text, entities = source, structure_of(params, key, "MessageEntity") or []
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = _trimmed(text, entities)
    if utf16_length(text) > longest:
        raise bad_request(too_long)
    return {name: text, **({key: entities} if entities else {})}


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without blanks around it; entities that marked only those are gone."""
    bare = text.strip()
    if len(bare) == len(text):
        return text, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(bare)
    kept = []
    for entity in entities:
        first = max(0, entity["offset"] - cut)
        last = min(end, entity["offset"] + entity["length"] - cut)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return bare, kept


def keyboard_of(params: Params) -> Json:
    """The inline keyboard as a message carries it; nothing where there is none. Raises Refused."""
    markup = structure_of(params, "reply_markup", "reply keyboard markup")
    if not markup or "inline_keyboard" not in markup:
        return {}
    rows = [row for row in markup["inline_keyboard"] if row]
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check_button(button)
    size = sum(len(text.encode("utf-8", "replace")) for each in buttons for text in map(str, each.values()))
    if len(buttons) > MOST_BUTTONS or size > LONGEST_KEYBOARD:
        raise bad_request("reply markup is too long")
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _check_button(button: Json) -> None:
    trouble = "can't parse inline keyboard button: "
    if "text" not in button:
        raise bad_request(f'{trouble}Can\'t find field "text"')
    if not _ACTIONS & button.keys():
        raise bad_request(f"{trouble}Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button:
        data = button["callback_data"]
        if not 1 <= len(data.encode("utf-8", "surrogatepass")) <= LONGEST_BUTTON_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        _check_address(button["url"])


def _check_address(url: str) -> None:
    """The form of an address first, as the API sees it; then its host, as the servers behind it do."""
    scheme = _SCHEME.match(url)
    if scheme is not None and scheme[1].lower() not in _SCHEMES:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    host = re.split(r"[/?#]", url.partition("://")[2] or url)[0]
    if (scheme is None or scheme[1].lower() != "tg") and "." not in host:
        raise bad_request("BUTTON_URL_INVALID")


def required(params: Params, name: str, refused: Refused) -> str:
    """A text that must be there."""
    if not (text := text_of(params, name)):
        raise refused
    return text
