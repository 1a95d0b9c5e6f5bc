"""The papers of the terms of guardianship, photographed: kept where files are kept at all."""

from collections.abc import Collection
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from casework.children.models import Child

_QUERIES = "casework.attachments.queries"
#: The kind of subject that a term of guardianship is to a file.
KIND = "guardianship"


def of_terms(child: Child, term_ids: Collection[UUID]) -> dict[UUID, list[Any]] | None:
    """Return the files of each term, one statement for all; None where files cannot be kept."""
    if find_spec(_QUERIES) is None:
        return None
    found: dict[UUID, list[Any]] = {term_id: [] for term_id in term_ids}
    for file in import_module(_QUERIES).of_child(child):
        if file.kind.value == KIND and file.subject_id in found:
            found[file.subject_id].append(file)
    return found
