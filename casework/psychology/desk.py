"""What waits, on the desk of an office and on a village worker's day."""

from collections.abc import Iterator
from datetime import date

from casework.accounts.viewer import Viewer
from casework.children import attention
from casework.children.coming import Coming, source
from casework.practice import queries as practice
from casework.psychology import queries
from casework.psychology.lists import CONSENT, PROPOSED
from casework.psychology.models import MarkState
from casework.psychology.rules import look_again_on

attention.register(PROPOSED, CONSENT)

#: Where all of it is done.
_PAGE = "psychology.of_child"


@source
def gather(viewer: Viewer, today: date, until: date) -> Iterator[Coming]:
    """Yield what visits of late asked for, by one statement."""
    if not viewer.regions:
        return
    settings = practice.psychology(viewer.regions[0])
    for mark in queries.open_marks(viewer, today):
        if mark.state is MarkState.PROPOSED:
            yield Coming(mark.noted_on, mark.child_id, "走访发现孩子要找专业人员，请转介", _PAGE)
        elif (on := look_again_on(settings, mark.noted_on)) <= until:
            yield Coming(on, mark.child_id, "孩子前些天情绪低落，请再去看看", _PAGE)
