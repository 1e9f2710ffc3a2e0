"""Read Telegram's HTML as Telegram reads it: plain text and entities, or a refusal in its words.

Offsets of entities count UTF-16 units, offsets in refusals count bytes, as in the real one. What is
odd here is odd there: `&lt` needs no semicolon, `</>` closes anything, an unknown `&name;` is plain text.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

from bot.rehearsal.refusal import bad_request

Entity = dict[str, Any]

_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]+)|([0-9]+))|([a-zA-Z]+));?")
_SPACE = " \t\r\n\0\v"
_TO_SPACE = re.compile(rf"[^{_SPACE}>]*")
_SPACES = re.compile(rf"[{_SPACE}]*")
_NAME = re.compile(rf"[^{_SPACE}=>/\"']*")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.-]*")
_LINK = re.compile(r"(?:(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://)?[^\s/?#]+\.[^\s]+|tg://\S+")


def utf16_length(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without its tags and the entities in order. Raises Refused (can't parse entities: …)."""
    if not _SPECIAL.search(source):
        return source, []
    return _Reader(source).read()


class _Reader:
    """One pass over a source; `length` is that of the text so far."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, str, int, int]] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        source, end = self.source, len(self.source)
        while self.at < end:
            special = _SPECIAL.search(source, self.at)
            if special is None:
                self._write(source[self.at :])
                break
            self._write(source[self.at : special.start()])
            self.at = special.start()
            if source[self.at] == "&":
                self._write(self._character())
            elif source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            self._refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        text = "".join(self.text)
        if re.search(r"[\ud800-\udfff]", text):
            self._refuse(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return text, sorted(self.entities, key=lambda each: (each["offset"], -each["length"]))

    def _write(self, text: str) -> None:
        if text:
            self.text.append(text)
            self.length += utf16_length(text)

    def _refuse(self, reason: str, at: int | None = None, more: str = "") -> NoReturn:
        if at is not None:
            before = self.source[:at].encode("utf-8", "surrogatepass")
            reason += f" at byte offset {len(before)}{more}"
        raise bad_request(f"can't parse entities: {reason}")

    def _character(self) -> str:
        """What a reference stands for; an ampersand that is none stands for itself."""
        found = _REFERENCE.match(self.source, self.at)
        if found is not None:
            code = int(found[1], 16) if found[1] else int(found[2] or 0)
            character = _NAMED.get(found[3]) if found[3] else None
            if 0 < code < 0x10FFFF and len(found[0]) < 12:
                character = chr(code)
            if character is not None:
                self.at = found.end()
                return character
        self.at += 1
        return "&"

    def _start_tag(self) -> None:
        begin = self.at
        name = self._past(_TO_SPACE, begin + 1)
        if self.at == len(self.source):
            self._refuse("Unclosed start tag", begin)
        name = name.lower()
        if name not in _KINDS:
            self._refuse(f'Unsupported start tag "{name}"', begin)
        argument = ""
        while True:
            self._past(_SPACES, self.at)
            if self.at == len(self.source):
                self._refuse("Unclosed start tag", begin)
            if self.source[self.at] == ">":
                break
            argument = _argument(name, *self._attribute(name, begin)) or argument
        self.at += 1
        if name == "span" and argument != "spoiler":
            self._refuse('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append((name, argument, self.length, len(self.text)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._past(_NAME, self.at)
        if not name:
            self._refuse(f'Empty attribute name in the tag "{tag}"', begin)
        self._past(_SPACES, self.at)
        if self.source[self.at : self.at + 1] != "=":
            return name, ""
        self._past(_SPACES, self.at + 1)
        if self.at == len(self.source):
            self._refuse(f'Unclosed start tag "{tag}"', begin)
        quote = self.source[self.at]
        if quote in "'\"":
            end = self.source.find(quote, self.at + 1)
            if end < 0:
                self._refuse("Unclosed start tag", begin)
            value = self.source[self.at + 1 : end]
            self.at = end + 1
            return name, parse_references(value)
        start = self.at
        value = self._past(_BARE_VALUE, start).lower()
        if self.at == len(self.source) or self.source[self.at] not in f"{_SPACE}>":
            self._refuse("Unexpected end of name token", start)
        return name, value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self._refuse("Unexpected end tag", begin)
        name = self._past(_TO_SPACE, begin + 2).lower()
        self._past(_SPACES, self.at)
        if self.source[self.at : self.at + 1] != ">":
            self._refuse("Unclosed end tag", begin)
        self.at += 1
        opened, argument, offset, piece = self.open.pop()
        if name and name != opened:
            self._refuse("Unmatched end tag", begin, f', expected "</{opened}>", found "</{name}>"')
        if self.length > offset:
            self._close(opened, argument or "".join(self.text[piece:]) * (opened == "a"), offset)

    def _close(self, tag: str, argument: str, offset: int) -> None:
        entity: Entity = {"offset": offset, "length": self.length - offset, "type": _KINDS[tag]}
        if tag == "a":
            link = _LINK.fullmatch(argument)
            if link is None:
                return
            entity["url"] = argument if "://" in argument else f"http://{argument}"
        elif tag == "blockquote" and argument:
            entity["type"] = "expandable_blockquote"
        elif tag == "tg-emoji":
            if not argument.isdigit():
                self._refuse("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = argument
        elif tag == "pre" and self._holds_language(entity):
            entity["language"] = self.entities.pop().pop("language")
        elif tag == "code" and argument:
            entity["language"] = argument
        self.entities.append(entity)

    def _holds_language(self, pre: Entity) -> bool:
        """Whether what was closed last is <code class="language-…"> that fills this <pre>."""
        inner = self.entities[-1] if self.entities else {}
        return "language" in inner and all(inner[key] == pre[key] for key in ("offset", "length"))

    def _past(self, pattern: re.Pattern[str], start: int) -> str:
        """Go past what the pattern matches at `start`, which may be nothing, and return it."""
        found = pattern.match(self.source, start)
        self.at = found.end() if found else start
        return found[0] if found else ""


def parse_references(text: str) -> str:
    """The value of an attribute with its references resolved."""
    if "&" not in text:
        return text
    reader = _Reader(text)
    while reader.at < len(text):
        if text[reader.at] == "&":
            reader.text.append(reader._character())
        else:
            reader.text.append(text[reader.at])
            reader.at += 1
    return "".join(reader.text)


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "1"
    return ""
