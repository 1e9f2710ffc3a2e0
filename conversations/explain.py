"""Say how an answer was found (`fumao ask --why`): tokens, titles, kinds, the best candidates."""

from __future__ import annotations

from conversations.desk import Desk
from conversations.find import find, routes
from conversations.normalise import normalise
from conversations.phrase_file import read_phrases
from conversations.question import read_question


def explain(desk: Desk, text: str) -> str:
    """The steps of the search for a message, for officers who look after the pack."""
    say = read_phrases("explain")
    question = read_question(desk.pack, normalise(text))
    found = find(desk, question)
    lines = [
        say["normal"].format(text=question.text),
        say["tokens"].format(tokens=" ".join(desk.library.tokens(question.text))),
        say["titles"].format(titles=" ".join(question.designations) or "-"),
        say["kinds"].format(kinds=" ".join(question.kinds) or "-"),
        say["routes"].format(routes=" ".join(routes(desk, question)) or "-"),
        say["gap"].format(gap=found.gap or "-"),
        say["candidates"],
    ]
    for phrasing, score, likeness, coverage in found.why:
        lines.append(
            say["candidate"].format(score=score, likeness=likeness, coverage=coverage, phrasing=phrasing)
        )
    return "\n".join(lines)
