"""What floors above know of a volunteer, and what they do when she may not be near a child.

Pairings stand a floor above: they say here how many of hers are live, and follow what becomes of
her. A follower is told of every check, of an end and of checks that ran out; it looks at the
volunteer's own state (``vetting``, ``state``), so it may be told twice.
"""

from collections.abc import Callable
from datetime import date

from casework.accounts.viewer import Viewer
from casework.volunteers.models import Volunteer

Count = Callable[[Volunteer], int]
#: Who acted (None: the calendar), on whom, on which day.
Follow = Callable[[Viewer | None, Volunteer, date], None]

_counts: list[Count] = []
_followers: list[Follow] = []


def tells_live_pairings(count: Count) -> Count:
    """Register what says how many pairings of a volunteer are live."""
    _counts.append(count)
    return count


def follows_vetting(follow: Follow) -> Follow:
    """Register what happens when a check is recorded, one runs out, or a volunteer leaves."""
    _followers.append(follow)
    return follow


def live_pairings(volunteer: Volunteer) -> int:
    """Return how many pairings of a volunteer are live, as far as anybody says."""
    return sum(count(volunteer) for count in _counts)


def follow_vetting(actor: Viewer | None, volunteer: Volunteer, on: date) -> None:
    """Let everything that hangs on a volunteer follow what became of her."""
    for follow in _followers:
        follow(actor, volunteer, on)
