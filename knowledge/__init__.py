"""What the documents say: a measure as a tree, its pack of reviewed data, how clauses are cited.

The linter stands apart in knowledge.lint: whoever answers people never needs it.
"""

from knowledge.citation import Citation, find_citations
from knowledge.errors import KnowledgeError, PackFault, UnknownClause
from knowledge.pack import DEFAULT_PACK, Pack, load_pack
from knowledge.statute import Clause, Statute, parse_statute

__all__ = [
    "DEFAULT_PACK",
    "Citation",
    "Clause",
    "KnowledgeError",
    "Pack",
    "PackFault",
    "Statute",
    "UnknownClause",
    "find_citations",
    "load_pack",
    "parse_statute",
]
