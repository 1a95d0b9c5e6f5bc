"""The papers of the terms of guardianship, photographed."""

from collections.abc import Collection
from uuid import UUID

from casework.attachments import queries
from casework.attachments.models import Attachment, SubjectKind
from casework.attachments.subjects import knows
from casework.children.models import Child
from casework.guardianship.queries import care_of, guardianships_of

KIND = SubjectKind.GUARDIANSHIP


def of_terms(child: Child, term_ids: Collection[UUID]) -> dict[UUID, list[Attachment]]:
    """Return the files of each term; one statement for all."""
    found: dict[UUID, list[Attachment]] = {term_id: [] for term_id in term_ids}
    for file in queries.of_child(child):
        if file.kind is KIND and file.subject_id in found:
            found[file.subject_id].append(file)
    return found


@knows(KIND)
def _is_a_term(child: Child, subject_id: UUID) -> bool:
    terms = (*guardianships_of(child), *care_of(child))
    return any(each.id == subject_id for each in terms)
