"""The list of materials in its short form, to tick off on a phone: a line an item."""

from __future__ import annotations

from conversations.case_wording import items_of
from conversations.desk import Desk
from conversations.phrase_file import read_phrases
from conversations.reply import Materials
from conversations.verdict_wording import designation_of


def _say(key: str, /, **words: object) -> str:
    return read_phrases("replies")[key].format(**words)


def checklist_text(desk: Desk, reply: Materials) -> str:
    """Whose list it is, how much is ready, and each item with its box, need and clause."""
    label = desk.pack.statute.label
    designation = designation_of(desk.pack, reply.verdict)
    items = items_of(desk, reply.verdict)
    lines = [_say("review.case", name=reply.case_name)] if reply.case_name else []
    lines.append(_say("materials.heading", designation=designation.name, clause=label(designation.materials)))
    ready = sum(item.material.id in reply.ticked for item in items)
    lines.append(_say("checklist.ready", ready=ready, all=len(items)))
    for number, item in enumerate(items, 1):
        material = item.material
        box = "checklist.ticked" if material.id in reply.ticked else "checklist.open"
        lines.append(
            _say(
                "checklist.line",
                box=_say(box),
                number=number,
                name=material.name,
                need=_say(f"materials.need.{item.need}"),
                clause=label(material.clause),
            )
        )
    return "\n".join(lines)


def checklist_items(desk: Desk, reply: Materials) -> tuple[tuple[str, str, bool], ...]:
    """For each item its id, the label of its button and whether it is ticked, in the order of the list."""
    return tuple(
        (
            item.material.id,
            _say("checklist.label", number=number, name=item.material.name),
            item.material.id in reply.ticked,
        )
        for number, item in enumerate(items_of(desk, reply.verdict), 1)
    )
