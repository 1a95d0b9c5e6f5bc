"""The photographs of a signed agreement: files of the child that belong to it."""

from collections.abc import Sequence
from uuid import UUID

from casework.attachments import queries
from casework.attachments.models import Attachment, SubjectKind
from casework.attachments.subjects import knows
from casework.care_agreements import queries as agreements
from casework.care_agreements.models import CareAgreement
from casework.children.models import Child

KIND = SubjectKind.CARE_AGREEMENT


def of(child: Child, agreement: CareAgreement) -> Sequence[Attachment]:
    """Return the files of an agreement, with the lines of those that were removed."""
    return queries.of_subject(child, KIND, agreement.id)


def is_there(child: Child, agreement: CareAgreement) -> bool:
    """Say whether the signed paper was photographed."""
    return any(each.is_ready for each in of(child, agreement))


@knows(KIND)
def _is_an_agreement(child: Child, subject_id: UUID) -> bool:
    return any(each.id == subject_id for each in agreements.of_child(child))
