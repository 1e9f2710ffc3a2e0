"""Find the clauses that people cite: 五（四）4, 5条4款第3条, 第五条第四项第四目, 5.4.4, art. 5.4.

Amounts, dates and counts are never taken for a clause. A clause that the measure does not have is found
too, with id None, so that one can say so; articles of other texts (《民法典》第二百零一条) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.numerals import NUMERAL, read_numeral
from knowledge.statute import Statute

_ASCII = str.maketrans("０１２３４５６７８９（）．【】", "0123456789().()")
_N = rf"\d{{1,3}}|{NUMERAL}"
_UNIT = r"\s*(?:[万亿千百元块刀美年月日号家个次倍人名项所间天位%％/～~]|[wk](?![a-z])|usd|rmb|cny|[-—至到]\d)"

_ARTICLE = re.compile(rf"第\s*({_N})\s*条(?:款(?![\d一二三四五六七八九十])|(?![件例路线]))")
_LISTED = re.compile(rf"第\s*({_N})(?=(?:\s*[、和及,，]\s*(?:{_N}))+\s*条)")
_LISTED_ON = re.compile(rf"(?<=[、和及,，])({_N})(?=(?:\s*[、和及,，]\s*(?:{_N}))*\s*条(?!件|例))")
_BARE_ARTICLE = re.compile(
    rf"(?<![\d.第零一二两三四五六七八九十百这那哪前后共有几上下每各])({_N})条(?![件例款线路建意要理消信]|数)"
)
_BRACKETED = re.compile(
    rf"(?<![\d.零一二两三四五六七八九十百])(?:第\s*)?(\d{{1,2}}|{NUMERAL})\s*[、.]?\s*(?=\((?:{_N})\))"
)
_DOTTED = re.compile(rf"(?<![\d.a-z])(\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?!\.?\d)(?!{_UNIT})", re.I)
_WORDED = re.compile(r"(?<![a-z])(?:articles?|art|clause|section)\b\.?\s*(\d{1,2}(?:\.\d{1,2})*)", re.I)

_PART = re.compile(
    rf"[\s的之]*(?:第\s*)?(?:\(\s*(?P<round>{_N})\s*\)\s*(?P<roundunit>[款项目点])?"
    rf"|(?P<plain>{_N})\s*(?P<unit>款|项|目|点|小项|自然段|段))"
)
_MIXED_UP = re.compile(rf"第\s*({_N})\s*条")
_TAIL = re.compile(rf"\s*(\d{{1,2}}|[一二三四五六七八九十])(?![\d.]\d|\d)(?!{_UNIT})", re.I)
_OTHER_LAW = re.compile(r"(?:[典法]|条例|规则|细则)\s*$")
_POINTS = re.compile(r"(?:第|见|按|按照|根据|依据|依照|看|查|条款|clause)\s*$", re.I)
_ASKS_ON = re.compile(r"\s*(?:$|[?？。！，,是说讲里中的条款项规怎什要]|什么)")

_AND = re.compile(r"[\s、和及,，]+")

SMALLEST_BARE = 4
"""两条, 三条 without 第 count things; from here on a bare N条 is taken for an article."""


@dataclass(frozen=True)
class Citation:
    """A cited clause: where it stands in the text (start, end), its id or None, the words as written."""

    span: tuple[int, int]
    id: str | None
    written: str


@dataclass(frozen=True)
class _Head:
    """Where a citation begins: its numbers so far, and whether it is dropped when no such clause exists."""

    start: int
    end: int
    numbers: tuple[int, ...]
    only_if_there: bool = False


def find_citations(text: str, statute: Statute) -> tuple[Citation, ...]:
    """All clauses that the text cites, in order, without overlaps."""
    plain = text.translate(_ASCII)
    found: list[Citation] = []
    reached = 0
    elsewhere = -1
    for head in sorted(_heads(plain, statute), key=lambda one: (one.start, -one.end)):
        if head.start < reached:
            continue
        clause_id, end = _follow(plain, head, statute)
        goes_on = elsewhere >= 0 and _AND.fullmatch(plain, elsewhere, head.start) is not None
        if goes_on or _is_of_another_text(plain[: head.start], statute):
            elsewhere = reached = end
        elif clause_id is not None or not head.only_if_there:
            found.append(Citation((head.start, end), clause_id, text[head.start : end]))
            reached = end
    return tuple(found)


def _heads(plain: str, statute: Statute) -> Iterator[_Head]:
    for pattern in (_ARTICLE, _LISTED):
        for match in pattern.finditer(plain):
            yield from _head(match)
    for match in _LISTED_ON.finditer(plain):
        yield from _head(match, only_if_there=True)
    for match in _BARE_ARTICLE.finditer(plain):
        followed = _PART.match(plain, match.end()) is not None
        for head in _head(match, only_if_there=not followed):
            if followed or head.numbers[0] >= SMALLEST_BARE:
                yield head
    for match in _BRACKETED.finditer(plain):
        article = read_numeral(match[1])
        yield from _head(match, only_if_there=str(article) not in statute.clauses)
    for match in _WORDED.finditer(plain):
        yield _Head(match.start(), match.end(), _dotted(match[1]))
    for match in _DOTTED.finditer(plain):
        yield from _dotted_head(plain, match, statute)


def _dotted_head(plain: str, match: re.Match[str], statute: Statute) -> Iterator[_Head]:
    """5.4.4 anywhere; 5.4 only where words point to a clause, or at the beginning of a question about it."""
    numbers = _dotted(match[1])
    pointed = _POINTS.search(plain[: match.start()]) is not None
    alone = match.start() == 0 and _ASKS_ON.match(plain, match.end()) is not None
    if len(numbers) > 2 or pointed or alone:
        start = match.start() - 1 if plain[: match.start()].endswith("第") else match.start()
        end = match.end() + (plain[match.end() : match.end() + 1] == "条")
        above = statute.clauses.get(match[1].rpartition(".")[0])
        sure = pointed or (len(numbers) > 2 and above is not None and bool(above.children))
        yield _Head(start, end, numbers, only_if_there=not sure)


def _head(match: re.Match[str], *, only_if_there: bool = False) -> Iterator[_Head]:
    number = read_numeral(match[1])
    if number:
        yield _Head(match.start(), match.end(), (number,), only_if_there)


def _dotted(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split("."))


def _follow(plain: str, head: _Head, statute: Statute) -> tuple[str | None, int]:
    """Read on from a head: the id (None where no such clause is) and where the citation ends."""
    steps: list[tuple[int, str]] = [(number, "") for number in head.numbers]
    end = head.end
    while part := _PART.match(plain, end):
        number = read_numeral(part["round"] or part["plain"])
        if number is None:
            break
        steps.append((number, part["unit"] or part["roundunit"] or ""))
        end = part.end()
    if len(steps) > 1:
        steps, end = _follow_tail(plain, steps, end, statute)
    clause_id = _resolve(steps, statute)
    if clause_id is not None:
        clause_id, end = _named_child(plain, clause_id, end, statute)
    return clause_id, end


def _follow_tail(
    plain: str, steps: list[tuple[int, str]], end: int, statute: Statute
) -> tuple[list[tuple[int, str]], int]:
    """The last number without a unit (（四）4), or with 条 by mistake (5条4款第3条)."""
    mixed = _MIXED_UP.match(plain, end)
    if mixed and (number := read_numeral(mixed[1])):
        longer = [*steps, (number, "项")]
        if _resolve(longer, statute) is not None:
            return longer, mixed.end()
    tail = _TAIL.match(plain, end)
    if tail and (number := read_numeral(tail[1])):
        longer = [*steps, (number, "")]
        if tail[1].isdecimal() or _resolve(longer, statute) is not None:
            return longer, tail.end()
    return steps, end


def _resolve(steps: list[tuple[int, str]], statute: Statute) -> str | None:
    """The id that the steps lead to. 第一款 of an article with one paragraph is that paragraph."""
    clause_id = ".".join(str(number) for number, _ in steps)
    if clause_id in statute.clauses:
        return clause_id
    if len(steps) > 1 and steps[1][0] == 1 and steps[1][1] in ("款", "段", "自然段"):
        return _resolve([steps[0], *steps[2:]], statute)
    return None


def _named_child(plain: str, clause_id: str, end: int, statute: Statute) -> tuple[str, int]:
    """第五条（三）3行政区: a paragraph that is called by its name."""
    clause = statute.clauses[clause_id]
    for child in clause.children:
        name = statute.clauses[child].label.removeprefix(clause.label).translate(_ASCII)
        if not name[0].isdigit() and plain.startswith(name, end):
            return child, end + len(name)
    return clause_id, end


def _is_of_another_text(before: str, statute: Statute) -> bool:
    before = before.rstrip()
    if before.endswith("》"):
        title = before[before.rfind("《") + 1 : -1].translate(_ASCII)
        return not any(title in line.translate(_ASCII) for line in statute.preamble)
    return _OTHER_LAW.search(before) is not None and not before.endswith("办法")
