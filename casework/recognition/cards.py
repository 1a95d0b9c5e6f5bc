"""What the child's page and the worker's day show of recognition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.cards import FileCard, register
from casework.children.coming import Coming, source
from casework.children.models import Child, Status
from casework.db.base import db
from casework.practice import queries as practice
from casework.recognition import queries
from casework.recognition.models import Recognition, RecognitionState

_ORDER = 30


@dataclass(frozen=True)
class Card:
    """The applications for one child, the newest first, and whether one may be made."""

    found: Sequence[tuple[Recognition, str]]
    may_apply: bool


def _gather(viewer: Viewer, child: Child) -> Card | None:
    book = practice.categories()
    found = [(each, book.label(each.category)) for each in queries.of_child(child)]
    may_apply = viewer.may(Permission.RECOGNITION_APPLY) and child.status is not Status.CLOSED
    return Card(found, may_apply) if found or may_apply else None


register(
    FileCard("recognition", _ORDER, "recognition/_card.html", Permission.RECOGNITION_READ, _gather)
)


@source
def supplements(viewer: Viewer, _today: date, until: date) -> Iterator[Coming]:
    """Yield what was asked for and has not been handed in, until a day."""
    if not viewer.may(Permission.RECOGNITION_APPLY):
        return
    statement = select(Recognition.due_on, Recognition.child_id).where(
        queries.in_reach(viewer),
        Recognition.state == RecognitionState.SUPPLEMENT,
        Recognition.due_on <= until,
    )
    for due_on, child_id in db.session.execute(statement):
        if due_on is not None:
            yield Coming(due_on, child_id, "认定申请要补正", "dossier.show")
