"""Lint a pack: everything that is wrong with it at once, each fault with file, line and remedy.

What one file alone can get wrong, its form says (schema.py); here the files are held against each other
and against the text of the measure. A pack that passes may be released.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from knowledge import lint_clauses, lint_figures, lint_names, lint_questions, lint_values
from knowledge.errors import PackFault
from knowledge.lint_draft import Draft, read_draft

Check = Callable[[Draft], Iterator[PackFault]]

CHECKS: tuple[Check, ...] = (
    lint_clauses.unknown_ids,
    lint_clauses.unknown_labels,
    lint_clauses.relaxed_by_nothing,
    lint_clauses.repeated_clauses,
    lint_figures.thresholds,
    lint_figures.figures_in_answers,
    lint_figures.figures_in_gaps,
    lint_names.unknown_facts,
    lint_names.unserving_facts,
    lint_names.unknown_readings,
    lint_names.unknown_designations,
    lint_names.unknown_cases,
    lint_names.repeated_ids,
    lint_values.incomplete_tables,
    lint_values.wrong_kinds,
    lint_values.unknown_values,
    lint_values.far_denials,
    lint_questions.unphrased_clauses,
    lint_questions.repeated_phrasings,
)


def lint_pack(folder: Path) -> tuple[PackFault, ...]:
    """All faults of a pack by file and line; empty when it is fit for release."""
    try:
        draft = read_draft(folder)
    except PackFault as fault:
        return (fault,)
    found = {str(fault): fault for fault in draft.faults}
    for check in CHECKS:
        found.update({str(fault): fault for fault in check(draft)})
    return tuple(sorted(found.values(), key=lambda fault: (fault.file, fault.line, fault.what)))
