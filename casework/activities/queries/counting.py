"""What activities come to, by plain columns: nothing sealed is opened, nobody's file is read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from casework.accounts.viewer import Viewer
from casework.activities.models import Activity, ActivityHelpers, ActivityVolunteer
from casework.activities.queries.single import counting
from casework.db.base import db
from casework.db.scope import within
from casework.volunteers.models import Volunteer


@dataclass(frozen=True)
class Helped:
    """How many helped, by kind; the two are different people and add."""

    #: Of the register, each once, in the kind that she had at the latest.
    registered: Mapping[str, int]
    #: Bare counts of those whom nobody registered.
    bare: Mapping[str, int]

    def of(self, kind: str) -> int:
        """Return how many helped of a kind."""
        return self.registered.get(kind, 0) + self.bare.get(kind, 0)


def volunteers_counted(
    viewer: Viewer,
    place: str | None = None,
    campaign: str | None = None,
    first: date | None = None,
    until: date | None = None,
) -> Helped:
    """Return who helped at the activities that count, of units of a place, ``[first, until)``.

    Somebody at three activities is one, also where the register had her anew with the same ID
    number meanwhile; her kind is that of her last activity. One statement for them, one for the
    bare counts.
    """
    conditions = counting(viewer, place, campaign, first, until)
    latest = _latest(viewer, conditions)
    bare = (
        select(ActivityHelpers.kind, func.sum(ActivityHelpers.people))
        .join(Activity, Activity.id == ActivityHelpers.activity_id)
        .where(within(ActivityHelpers.region_code, viewer.scope.ranges), *conditions)
        .group_by(ActivityHelpers.kind)
    )
    counts = {kind: int(people) for kind, people in db.session.execute(bare)}
    return Helped(Counter(latest.values()), counts)


def _latest(viewer: Viewer, conditions: list[ColumnElement[bool]]) -> dict[str, str]:
    """Return the kind that each person had at her last activity."""
    statement = (
        select(ActivityVolunteer.volunteer_id, ActivityVolunteer.kind, Volunteer.number_digest)
        .join(Activity, Activity.id == ActivityVolunteer.activity_id)
        # Whoever lives beyond the viewer's reach by now has no digest here and is known by her id.
        .outerjoin(
            Volunteer,
            (Volunteer.id == ActivityVolunteer.volunteer_id)
            & within(Volunteer.region_code, viewer.scope.ranges),
        )
        .where(within(ActivityVolunteer.region_code, viewer.scope.ranges), *conditions)
        .order_by(Activity.held_on, Activity.id)
    )
    return {
        digest.hex() if digest else str(volunteer_id): kind
        for volunteer_id, kind, digest in db.session.execute(statement)
    }


@dataclass(frozen=True)
class Sums:
    """What some activities come to."""

    activities: int
    sessions: int
    #: 人次: children and parents.
    reached: int
    #: How many are put up for checking.
    doubted: int
