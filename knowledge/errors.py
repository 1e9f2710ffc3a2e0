"""What goes wrong while documents are loaded: maintainers' errors, each with a remedy.

    KnowledgeError
    ├── PackFault        a fault in a file of a pack
    └── UnknownClause    a citation of a clause that the measure does not have

They are raised while loading or linting, so that a broken file stops a release and not a conversation.
"""

from __future__ import annotations

from collections.abc import Sequence


class KnowledgeError(Exception):
    """Any trouble with what the documents say."""


class PackFault(KnowledgeError):
    """A fault in `file` (path within the pack) at `line` (from 1; 0 = the file as a whole)."""

    def __init__(self, file: str, line: int, what: str, remedy: str) -> None:
        self.file = file
        self.line = line
        self.what = what
        self.remedy = remedy
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}：{what}。{remedy}")


class UnknownClause(KnowledgeError):
    """A rule, a question-bank entry or a material cites a clause that the measure does not have."""

    def __init__(self, clause_id: str, *, cited_by: str = "", similar: Sequence[str] = ()) -> None:
        self.clause_id = clause_id
        self.similar = tuple(similar)
        hint = f"是不是“{similar[0]}”？" if similar else "请先核对原文编号。"
        who = f"{cited_by} 引用了不存在的条款" if cited_by else "没有这一条款："
        super().__init__(f"{who}“{clause_id}”。{hint}")
