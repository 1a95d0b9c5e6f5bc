"""The papers of a term of guardianship, photographed: kept where files are kept at all."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from casework.children.models import Child

_QUERIES, _MODELS = "casework.attachments.queries", "casework.attachments.models"


def of_terms(child: Child, term_ids: Sequence[UUID]) -> dict[UUID, Any] | None:
    """Return the files of each term; None where files cannot be kept."""
    if find_spec(_QUERIES) is None:
        return None
    kind = import_module(_MODELS).AttachmentKind.GUARDIANSHIP
    of_subject = import_module(_QUERIES).of_subject
    return {term_id: of_subject(child, kind, term_id) for term_id in term_ids}
