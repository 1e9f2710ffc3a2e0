"""Search over large collections: BM25 over words and pairs of characters, and a question bank beside it."""

from knowledge.retrieval.bank import Bank, Banked, unknown_ids
from knowledge.retrieval.collection import Analyse, Collection, Entry, Tokens, marks_of
from knowledge.retrieval.ranking import Hit, Ranker, Signals
from knowledge.retrieval.saved import IndexFault, load_collection, save_collection

__all__ = [
    "Analyse",
    "Bank",
    "Banked",
    "Collection",
    "Entry",
    "Hit",
    "IndexFault",
    "Ranker",
    "Signals",
    "Tokens",
    "load_collection",
    "marks_of",
    "save_collection",
    "unknown_ids",
]
