"""The card on a child's page: the newest result in words, and when the next one is due."""

from dataclasses import dataclass

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.assessments import queries
from casework.assessments.models import Assessment, AssessmentState
from casework.assessments.rules.due import Due
from casework.children.cards import FileCard, register
from casework.children.models import Child, Status
from casework.practice.rules.assessment import Level

_ORDER = 40


@dataclass(frozen=True)
class Glance:
    """What the card says of one child."""

    newest: Assessment | None
    level: Level | None
    #: Begun and not done; whoever comes next goes on with it.
    draft: Assessment | None
    due: Due | None
    #: Whether that is soon, or past.
    is_near: bool
    may_begin: bool

    @property
    def is_decided(self) -> bool:
        return self.newest is not None and self.newest.state is AssessmentState.DECIDED


def gather(_viewer: Viewer, child: Child) -> Glance:
    """Return what the card shows, with two statements for every child."""
    found = queries.of_child(child)
    newest = queries.newest_full(found)
    due = queries.due_of(child, found)
    return Glance(
        newest=newest,
        level=queries.level_of(newest) if newest else None,
        draft=next((a for a in found if a.state is AssessmentState.DRAFT), None),
        due=due,
        is_near=due is not None and queries.is_near(child, due),
        may_begin=child.status is not Status.CLOSED,
    )


register(
    FileCard("assessments", _ORDER, "assessments/_card.html", Permission.ASSESSMENT_READ, gather)
)
