"""The card on the child's page: how far things are, in one line."""

from dataclasses import dataclass

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.cards import FileCard, register
from casework.children.models import Child
from casework.psychology import queries
from casework.psychology.models import OPEN_MARKS, MarkState, PsychologyCase, PsychologyMark
from casework.psychology.rules import OPEN_CASES

_ORDER = 17


@dataclass(frozen=True)
class Glance:
    """What the child's page shows of it."""

    #: The case that goes on, else the last one.
    case: PsychologyCase | None
    #: The newest mark of which somebody still has to think.
    mark: PsychologyMark | None

    @property
    def is_open(self) -> bool:
        """Whether the case still goes on."""
        return self.case is not None and self.case.state in OPEN_CASES

    @property
    def is_proposed(self) -> bool:
        """Whether a visit asked for somebody qualified."""
        return self.mark is not None and self.mark.state is MarkState.PROPOSED


def glance(_viewer: Viewer, child: Child) -> Glance:
    """Return what there is of a child in reach, by two statements."""
    marks = [mark for mark in queries.marks_of(child) if mark.state in OPEN_MARKS]
    cases = queries.cases_of(child)
    going_on = [case for case in cases if case.state in OPEN_CASES]
    # A proposal comes before what is only to be watched.
    marks.sort(key=lambda mark: mark.state is not MarkState.PROPOSED)
    return Glance(next(iter([*going_on, *cases]), None), next(iter(marks), None))


register(FileCard("psychology", _ORDER, "psychology/_card.html", Permission.PSYCHOLOGY_SEE, glance))
