"""`fumao pack graph`: which pictures are wanted, and where each goes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.check_command import known_designation, read_profile
from checker import compile_rulebook
from conversations.rule_picture import rules_picture
from knowledge.pack import Pack


def graph_files(
    pack: Pack, designation: str, facts: Path | None, out: Path | None, day: date
) -> list[tuple[Path, bytes]]:
    """Each picture with its file: of one designation, or of each. Raises ProfileFault.

    `out`: a file for one, a folder for all; without it they go where the command was given.
    """
    rulebook = compile_rulebook(pack)
    verdict = None
    if facts is not None:
        verdict = read_profile(facts, pack, rulebook, day, designation=designation or None)
    if designation:
        titles = [known_designation(pack, rulebook, designation)]
    else:
        titles = [verdict.designation] if verdict else list(rulebook.designations)
    whole = out if out is not None and out.is_dir() else None
    found = []
    for title in titles:
        single = out if out is not None and whole is None and len(titles) == 1 else None
        file = single or (whole or out or Path()) / f"{title}.svg"
        picture = rules_picture(pack, rulebook, title, verdict)
        found.append((file, picture.encode("utf-8")))
    return found
