"""The card with a child's files: its own papers, and what belongs to anything else about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.attachments import queries
from casework.attachments.models import Attachment, SubjectKind
from casework.children.cards import FileCard, register
from casework.children.models import Child


@dataclass(frozen=True)
class ChildFiles:
    """Every file of a child, by what it belongs to."""

    own: Sequence[Attachment]
    #: Kinds of subjects with their files, in the order of the kinds.
    others: Sequence[tuple[SubjectKind, Sequence[Attachment]]]
    may_add: bool


def gather(viewer: Viewer, child: Child) -> ChildFiles:
    """Return the files of a child in reach; one statement."""
    found = queries.of_child(child)
    ordered = sorted(found, key=lambda each: [*SubjectKind].index(each.kind))
    by_kind = {kind: list(some) for kind, some in groupby(ordered, key=attrgetter("kind"))}
    return ChildFiles(
        own=by_kind.pop(SubjectKind.CHILD, []),
        others=[*by_kind.items()],
        may_add=viewer.may(Permission.FILE_ADD) and child.merged_into_id is None,
    )


register(FileCard("files", 90, "attachments/_card.html", Permission.FILE_READ, gather))
