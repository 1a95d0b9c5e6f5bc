"""What stands on a child's page of its guardianship, and what comes up for a village worker."""

from collections.abc import Iterator
from datetime import date

from casework import clock
from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children import cards
from casework.children import queries as children
from casework.children.coming import Coming, source
from casework.children.models import Child
from casework.children.rules import VISITED_STATUSES
from casework.db.base import db
from casework.guardianship.picture import Picture, picture_of, pictures_of

#: More than any worker answers for.
_MOST = 300
_PAGE = "guardianship.show"
_PRESSING = "late"


def _gather(viewer: Viewer, child: Child) -> Picture:
    return picture_of(viewer, child, clock.today())


cards.register(
    cards.FileCard(
        "guardianship", 10, "guardianship/_card.html", Permission.GUARDIANSHIP_READ, _gather
    )
)


@source
def flagged(viewer: Viewer, today: date, until: date) -> Iterator[Coming]:  # noqa: ARG001
    """Yield the pressing things that the law points out for a worker's children: due today.

    What is less pressing stands on the child's page: agreements that are missing have a list.
    """
    statement = (
        children.visible_to(viewer)
        .where(Child.status.in_(VISITED_STATUSES), children.on_list_of(viewer))
        .limit(_MOST)
    )
    found = db.session.scalars(statement).all()
    for child_id, picture in pictures_of(viewer, found, today, agreements=False).items():
        for flag in picture.flags:
            if flag.tone == _PRESSING:
                yield Coming(today, child_id, flag.label, _PAGE)
