"""Text for Telegram: HTML that is always valid, in messages that are never too long; keyboards; button data.

Telegram counts a message in UTF-16 units after its tags are taken away, and 4,096 of them are allowed. A text
is cut between paragraphs, then between lines, then between characters (never inside one), and every part
closes the tags that it opened, because tags are put around the parts and never into the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from conversations.normalise import printable

MOST_UNITS = 4_096
MOST_DATA = 64
"""Bytes of a button's data."""
LONGEST_LABEL = 40
"""Characters on a button; phones show about so many."""
MOST_FOLDED = 1_500
"""Units of one folded quote: more would not fold well, and parts must fit into messages."""

Rows = list[list[dict[str, str]]]
_LINE_END = re.compile(r"(?<=[\n。；！？])")
_MOST_MARKS = 16
"""Marks on one character that are kept together with it at a cut."""


@dataclass(frozen=True)
class Piece:
    """A paragraph. `tag`: "" for plain, "b", or "quote" for clauses that are shown folded.

    `above`: what separates it from the piece before, "\\n" or "\\n\\n".
    """

    text: str
    tag: str = ""
    above: str = "\n\n"


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 units. A lone surrogate counts one."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def messages(pieces: Iterable[Piece], *, most: int = MOST_UNITS) -> tuple[str, ...]:
    """The pieces as HTML messages of at most `most` units each; () where there is nothing to show."""
    done: list[str] = []
    markup, length = "", 0
    for piece in _fitting(pieces, most):
        size = units(piece.text)
        if markup and length + units(piece.above) + size > most:
            done.append(markup)
            markup, length = "", 0
        if markup:
            markup, length = markup + piece.above, length + units(piece.above)
        markup, length = markup + _tagged(piece), length + size
    return (*done, markup) if markup else tuple(done)


def _fitting(pieces: Iterable[Piece], most: int) -> Iterator[Piece]:
    """The pieces, those that are too long in parts; what Telegram would not show taken out."""
    for piece in pieces:
        text = printable(piece.text).strip("\n")
        if not text.strip():
            continue
        limit = min(most, MOST_FOLDED) if piece.tag == "quote" else most
        for number, part in enumerate(_parts(text, limit)):
            yield Piece(part, piece.tag, "\n" if number else piece.above)


def _parts(text: str, most: int) -> Iterator[str]:
    """The text in parts of at most `most` units, cut after a line or a sentence where there is one."""
    part = ""
    for line in _LINE_END.split(text):
        if part and units(part) + units(line) > most:
            yield part.strip("\n")
            part = ""
        while units(line) > most:
            cut = _cut(line, most)
            yield line[:cut]
            line = line[cut:]
        part += line
    if part.strip():
        yield part.strip("\n")


def _cut(text: str, most: int) -> int:
    """How many characters of `text` fit, so that no sign made of several is torn; at least one."""
    length = 0
    for place, character in enumerate(text):
        length += units(character)
        if length > most:
            whole = place
            while whole > max(place - _MOST_MARKS, 1) and unicodedata.category(text[whole]) in ("Mn", "Me"):
                whole -= 1
            return max(whole, 1)
    return len(text)


def _tagged(piece: Piece) -> str:
    text = html.escape(piece.text, quote=False)
    if piece.tag == "quote":
        return f"<blockquote expandable>{text}</blockquote>"
    return f"<{piece.tag}>{text}</{piece.tag}>" if piece.tag else text


def plain(markup: str) -> str:
    """The text of an HTML message of ours, for the case that Telegram cannot read the markup."""
    return html.unescape(re.sub(r"</?(?:b|blockquote)(?: expandable)?>", "", markup))


def button(label: str, *, data: str = "", url: str = "") -> dict[str, str]:
    """One button. Raises ValueError for data that Telegram would refuse."""
    if len(data.encode("utf-8", "surrogatepass")) > MOST_DATA:
        raise ValueError("the button's data is longer than 64 bytes")
    label = printable(label).replace("\n", " ")
    short = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
    return {"text": short, "url": url} if url else {"text": short, "data": data}


def in_rows(buttons: Sequence[dict[str, str]], width: int) -> Rows:
    """The buttons in rows of `width`; a long label has a row of its own."""
    rows: Rows = []
    for each in buttons:
        long = len(each["text"]) > 24 // width
        if rows and not long and len(rows[-1]) < width and len(rows[-1][-1]["text"]) <= 24 // width:
            rows[-1].append(each)
        else:
            rows.append([each])
    return rows


@dataclass(frozen=True)
class Press:
    """What a button of ours says. `kind`: "step" (with `step` and `option`), or one of those with `words`."""

    kind: str
    step: int = 0
    option: int = 0
    words: str = ""


_DATA = re.compile(
    r"v1:(?P<nonce>[\w-]{6}):(?P<kind>\d{1,9}|say|tick|file|full|desk):(?P<rest>.*)", re.ASCII | re.DOTALL
)


def press_data(nonce: str, kind: str | int, rest: str | int) -> str:
    """The data of a button: `v1:<nonce>:<step or kind>:<option or words>`."""
    return f"v1:{nonce}:{kind}:{rest}"


def read_press(data: str, nonce: str) -> Press | None:
    """What the button says; None for data that is not of this chat's making."""
    found = _DATA.fullmatch(data)
    if found is None or found["nonce"] != nonce or len(data.encode("utf-8", "replace")) > MOST_DATA:
        return None
    kind, rest = found["kind"], found["rest"]
    if not kind.isdigit():
        return Press(kind, words=rest)
    if not re.fullmatch(r"\d{1,3}", rest, re.ASCII):
        return None
    return Press("step", step=int(kind), option=int(rest))
