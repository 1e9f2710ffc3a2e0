"""`fumao search`: files in, a run out. A bad line is told with its number and its reason, and stops nothing.

Only here are numpy and jieba's whole dictionary loaded; no conversation waits for them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from conversations.phrase_file import read_phrases
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.collection_files import Query
    from knowledge.retrieval import Collection, Ranker

_SAY = read_phrases("search")
Tell = Callable[[str], None]
STDOUT = Path("-")


def search(
    queries: Annotated[Path | None, typer.Option("--queries", help=_SAY["queries"])] = None,
    corpus: Annotated[Path | None, typer.Option("--corpus", help=_SAY["corpus"])] = None,
    bank: Annotated[Path | None, typer.Option("--bank", help=_SAY["bank"])] = None,
    index: Annotated[Path | None, typer.Option("--index", help=_SAY["index"])] = None,
    add: Annotated[Path | None, typer.Option("--add", help=_SAY["add"])] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=10_000, help=_SAY["top"])] = 100,
    out: Annotated[Path, typer.Option("--out", "-o", help=_SAY["out"])] = STDOUT,
) -> None:
    """Search a collection for many questions; or only make or extend its index."""
    wanted = Wanted(queries, corpus, bank, index, add, top, out)
    try:
        run_search(wanted, lambda line: typer.echo(line, err=True))
    except KnowledgeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        typer.echo(
            _SAY["cannot_write"].format(problem=error.strerror or error, path=error.filename), err=True
        )
        raise typer.Exit(2) from error


@dataclass(frozen=True)
class Wanted:
    """What the command was told."""

    queries: Path | None = None
    corpus: Path | None = None
    bank: Path | None = None
    index: Path | None = None
    add: Path | None = None
    top: int = 100
    out: Path = STDOUT


def run_search(wanted: Wanted, tell: Tell) -> None:
    """Do what is wanted. Raises KnowledgeError (with a remedy) and OSError."""
    from bot.collection_files import SearchFault, read_bank, read_queries
    from conversations.plain_tokens import plain_tokens
    from knowledge.retrieval import Bank, Ranker

    if wanted.queries is None and wanted.index is None:
        raise SearchFault(_SAY["nothing_to_do"])
    queries = read_queries(wanted.queries, tell) if wanted.queries else None
    collection = _collection(wanted, tell)
    if queries is None:
        return
    bank = None
    if wanted.bank is not None:
        banked = read_bank(wanted.bank, tell, collection.numbers.__contains__)
        bank = Bank(banked, collection, plain_tokens)
    _write(Ranker(collection, plain_tokens, bank), queries, wanted)


def _collection(wanted: Wanted, tell: Tell) -> Collection:
    """The collection that is searched, its index brought up to date where one is kept."""
    from bot.collection_files import SearchFault, read_entries
    from conversations.plain_tokens import plain_tokens
    from knowledge.retrieval import load_collection, save_collection

    if wanted.corpus is not None:
        found, changed = _of_corpus(wanted.corpus, wanted.index, tell)
    elif wanted.index is not None:
        found, changed = load_collection(wanted.index, program_stamp()), False
    else:
        raise SearchFault(_SAY["no_corpus"])
    if wanted.add is not None:
        more = read_entries(wanted.add, tell, frozenset(found.ids))
        found, changed = found.extended(more, plain_tokens), changed or bool(more)
        tell(_SAY["added"].format(count=len(more), size=len(found.ids)))
    if wanted.index is not None and changed:
        save_collection(found, wanted.index, program_stamp())
        tell(_SAY["saved"].format(folder=wanted.index, size=len(found.ids)))
    return found


def _of_corpus(corpus: Path, folder: Path | None, tell: Tell) -> tuple[Collection, bool]:
    """The collection of a file, and whether it differs from what the folder holds.

    A kept index that fits is opened; one of the first documents of the file gets only the rest.
    """
    from bot.collection_files import read_entries
    from conversations.plain_tokens import plain_tokens
    from knowledge.retrieval import Collection, marks_of

    entries = read_entries(corpus, tell)
    kept = _kept(folder, tell) if folder is not None else None
    if kept is None:
        return Collection.of(entries, plain_tokens), True
    size = len(kept.ids)
    if ["", *marks_of(entries[:size])][-1] != kept.mark or size > len(entries):
        tell(_SAY["other_corpus"].format(folder=folder))
        return Collection.of(entries, plain_tokens), True
    more = entries[size:]
    return (kept.extended(more, plain_tokens), True) if more else (kept, False)


def _kept(folder: Path, tell: Tell) -> Collection | None:
    from knowledge.retrieval import IndexFault, load_collection

    if not folder.exists():
        return None
    try:
        return load_collection(folder, program_stamp())
    except IndexFault as fault:
        tell(_SAY["rebuilding"].format(fault=fault))
        return None


def program_stamp() -> str:
    """A stamp of the code and the dictionary that an index depends on."""
    import jieba
    import numpy

    from conversations import analyser, normalise, plain_tokens
    from knowledge.retrieval import collection, field_index, saved

    sources = (analyser, normalise, plain_tokens, collection, field_index, saved)
    told = [Path(str(module.__file__)).read_bytes() for module in sources]
    versions = f"{jieba.__version__} {numpy.__version__} {sys.byteorder}"
    return sha256(b"\0".join([*told, versions.encode()])).hexdigest()[:16]


def _write(ranker: Ranker, queries: Iterable[Query], wanted: Wanted) -> None:
    """The run: qid, docid, rank from 1 and score, with a tab between them."""
    to_stdout = wanted.out == STDOUT
    opened = nullcontext(sys.stdout) if to_stdout else wanted.out.open("w", encoding="utf-8", newline="\n")
    with opened as file:
        for query in queries:
            for rank, hit in enumerate(ranker.rank(query.text, wanted.top), 1):
                file.write(f"{query.id}\t{hit.id}\t{rank}\t{hit.score:.6f}\n")
