"""Whether what a file is to belong to is there: packages above say so for their own kinds.

A kind that nobody has spoken for takes any id: what is attached to nothing is shown on the child's
page all the same, and nothing is lost.
"""

from collections.abc import Callable
from uuid import UUID

from casework.attachments.models import SubjectKind
from casework.children.models import Child

#: Says whether a child in reach has such a subject.
Known = Callable[[Child, UUID], bool]

_known: dict[SubjectKind, Known] = {}


def knows(kind: SubjectKind) -> Callable[[Known], Known]:
    """Register who knows the subjects of a kind: ``@knows(SubjectKind.CONDITION)``."""

    def register(known: Known) -> Known:
        _known[kind] = known
        return known

    return register


def is_known(child: Child, kind: SubjectKind, subject_id: UUID) -> bool:
    """Say whether a child in reach has the subject."""
    known = _known.get(kind)
    return known is None or known(child, subject_id)


@knows(SubjectKind.CHILD)
def _is_the_child(child: Child, subject_id: UUID) -> bool:
    return child.id == subject_id
