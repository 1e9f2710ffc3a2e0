"""The text of a measure as a tree: 章 条 款 项, with ids, labels, headings and cross-references.

The tree is built from the numerals (第X章, 第X条, （一）, 1., （1）). Of the Markdown marks only one thing
counts: a line marked `#`, at any depth, is a heading. Every line of the text is kept verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from knowledge.errors import PackFault, UnknownClause
from knowledge.numerals import NUMERAL, int_to_chinese, read_numeral

TEXT_FILE = "text.md"

_MARK = re.compile(r"^(#+\s+|[-*]\s+)")
_CHAPTER = re.compile(rf"第{NUMERAL}[章节]")
_LEVELS = (
    re.compile(rf"(?P<label>第(?P<number>{NUMERAL})条)\s*"),
    re.compile(rf"(?P<label>（(?P<number>{NUMERAL})）)"),
    re.compile(r"(?P<label>(?P<number>\d+))[.．、](?!\d)"),
    re.compile(r"(?P<label>（(?P<number>\d+)）)"),
)
_NAMED_PARAGRAPH = re.compile(r"[^：。，；]{1,10}为(?P<name>[^：。，；]+?)的(?:（[^）]*）)?：")
_ARTICLE_REFERENCE = re.compile(rf"(?<!》)第({NUMERAL})条(?:（({NUMERAL})）(\d+)?)?")
_ITEM_REFERENCE = re.compile(rf"第（?(?P<number>\d+|{NUMERAL})）?[项款]")


@dataclass(frozen=True)
class Clause:
    """A clause (条款). `text` is its own verbatim text with its numeral, without children; may be empty.

    `heading`: the headings above it, outermost first. `title`: its own heading line, or empty.
    `refers_to`: ids of the clauses that its words name.
    """

    id: str
    label: str
    heading: tuple[str, ...]
    title: str
    text: str
    parent: str | None
    children: tuple[str, ...]
    refers_to: tuple[str, ...]

    @property
    def own_text(self) -> str:
        """Heading line and text, one a line."""
        return "\n".join(part for part in (self.title, self.text) if part)

    @property
    def body(self) -> str:
        """The own text without the numeral it begins with (4., （一）, 第九条)."""
        line = self.text or self.title
        for level in _LEVELS:
            if begun := level.match(line):
                return line[begun.end() :]
        return line


@dataclass(frozen=True)
class Statute:
    """A measure's clauses in document order, and the lines before the first chapter (`preamble`)."""

    clauses: Mapping[str, Clause]
    preamble: tuple[str, ...] = ()

    def clause(self, clause_id: str) -> Clause:
        """The clause with this id. Raises UnknownClause, which names similar ids."""
        found = self.clauses.get(clause_id)
        if found is None:
            raise UnknownClause(clause_id, similar=self.similar(clause_id))
        return found

    def subtree(self, clause_id: str) -> tuple[Clause, ...]:
        """The clause and all below it, in document order, itself first."""
        return tuple(self._walk(self.clause(clause_id)))

    def full_text(self, clause_id: str) -> str:
        """Verbatim text of the clause and all below it, headings too, one paragraph a line."""
        return "\n".join(clause.own_text for clause in self.subtree(clause_id) if clause.own_text)

    def label(self, clause_id: str) -> str:
        """How people write the clause: 第五条（四）4. Raises UnknownClause."""
        return self.clause(clause_id).label

    def similar(self, clause_id: str) -> tuple[str, ...]:
        """Existing ids close to one that does not exist: under its nearest ancestor, last first."""
        above = clause_id
        while "." in above:
            above = above.rpartition(".")[0]
            if above in self.clauses:
                return tuple(reversed(self.clauses[above].children)) or (above,)
        roots = [clause.id for clause in self.clauses.values() if clause.parent is None]
        return tuple(reversed(roots)) if clause_id.isdecimal() else ()

    def _walk(self, clause: Clause) -> Iterator[Clause]:
        yield clause
        for child in clause.children:
            yield from self._walk(self.clauses[child])


class _Draft:
    """A clause while its lines are still being read."""

    def __init__(self, clause_id: str, label: str, level: int, line: str, *, is_heading: bool) -> None:
        self.id = clause_id
        self.label = label
        self.level = level
        self.title = line if is_heading else ""
        self.text = "" if is_heading else line
        self.chapter: tuple[str, ...] = ()
        self.paragraphs: list[str] = []
        self.children: list[_Draft] = []

    @property
    def takes_paragraphs(self) -> bool:
        return self.level == 0 or bool(self.title) or self.text.endswith("：")

    def settle_paragraphs(self) -> None:
        """Make the unnumbered paragraphs the own text where there is one, else numbered children."""
        paragraphs = self.paragraphs
        if self.text and not self.text.endswith("：") and paragraphs:
            paragraphs, self.text = [self.text, *paragraphs], ""
        if len(paragraphs) == 1 and not self.text:
            self.text = paragraphs[0]
            return
        for number, paragraph in enumerate(paragraphs, start=1):
            label = self.label + _paragraph_label(paragraph, number)
            self.children.append(_Draft(f"{self.id}.{number}", label, 9, paragraph, is_heading=False))


def parse_statute(text: str) -> Statute:
    """Parse text.md. Raises PackFault with the line where numerals or paragraphs do not fit together."""
    preamble: list[str] = []
    roots: list[_Draft] = []
    stack: list[_Draft] = []
    chapter: tuple[str, ...] = ()
    seen: set[str] = set()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = _MARK.sub("", raw.strip())
        if not line:
            continue
        if _CHAPTER.match(line):
            chapter, stack = (line,), []
            continue
        draft = _numbered(line, stack, is_heading=raw.lstrip().startswith("#"))
        if draft is None:
            _add_paragraph(line, number, stack, preamble, began=bool(roots))
            continue
        if draft.id in seen:
            raise PackFault(TEXT_FILE, number, f"编号重复：{draft.label}", "请核对原文，同级编号不能重复。")
        seen.add(draft.id)
        draft.chapter = chapter
        (stack[-1].children if stack else roots).append(draft)
        stack.append(draft)
    return Statute(MappingProxyType(_finish(roots)), tuple(preamble))


def _numbered(line: str, stack: list[_Draft], *, is_heading: bool) -> _Draft | None:
    """Begin a clause where the line begins with a numeral; leaves only its ancestors on the stack."""
    for level, pattern in enumerate(_LEVELS):
        begun = pattern.match(line)
        number = read_numeral(begun["number"]) if begun else None
        if begun is None or number is None or (level and not stack):
            continue
        while stack and stack[-1].level >= level:
            stack.pop()
        above = stack[-1] if stack else None
        clause_id = f"{above.id}.{number}" if above else str(number)
        label = (above.label if above else "") + begun["label"]
        return _Draft(clause_id, label, level, line, is_heading=is_heading)
    return None


def _add_paragraph(line: str, number: int, stack: list[_Draft], preamble: list[str], *, began: bool) -> None:
    if not stack and not began:
        preamble.append(line)
        return
    if not stack or not stack[-1].takes_paragraphs or stack[-1].children:
        what = f"这一段不知属于哪一条：“{line[:20]}”"
        raise PackFault(TEXT_FILE, number, what, "多半是分页断开的段落：接回上一行，并记入 corrections。")
    stack[-1].paragraphs.append(line)


def _paragraph_label(paragraph: str, number: int) -> str:
    """行政区 of 申报主体为行政区的：…, else 第一段."""
    named = _NAMED_PARAGRAPH.match(paragraph)
    return named["name"] if named else f"第{int_to_chinese(number)}段"


def _finish(roots: list[_Draft]) -> dict[str, Clause]:
    """Settle paragraphs, then freeze all drafts in document order with headings and references."""
    ordered: list[tuple[_Draft, tuple[str, ...], str | None]] = []

    def visit(draft: _Draft, heading: tuple[str, ...], parent: str | None) -> None:
        draft.settle_paragraphs()
        ordered.append((draft, heading, parent))
        lead = draft.title or draft.text
        below = (*heading, lead) if lead else heading
        for child in draft.children:
            visit(child, below, draft.id)

    for root in roots:
        visit(root, root.chapter, None)
    ids = frozenset(draft.id for draft, _, _ in ordered)
    return {
        draft.id: Clause(
            id=draft.id,
            label=draft.label,
            heading=heading,
            title=draft.title,
            text=draft.text,
            parent=parent,
            children=tuple(child.id for child in draft.children),
            refers_to=_references(draft, ids),
        )
        for draft, heading, parent in ordered
    }


def _references(draft: _Draft, ids: frozenset[str]) -> tuple[str, ...]:
    """Ids of the clauses named in the text: 第五条（四）4, and 第3项 among the clause's own siblings."""
    words = f"{draft.title}\n{draft.text}"
    found: list[str] = []
    for match in _ARTICLE_REFERENCE.finditer(words):
        numbers = [read_numeral(part) for part in match.groups() if part]
        found.append(".".join(str(number) for number in numbers))
    siblings = draft.id.rpartition(".")[0]
    for match in _ITEM_REFERENCE.finditer(words):
        found.append(f"{siblings}.{read_numeral(match['number'])}")
    own = f"{draft.id}."
    return tuple(dict.fromkeys(one for one in found if one in ids and not own.startswith(f"{one}.")))
