"""What pairing asks of the register of volunteers, also from a township that does not keep it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.db.base import db
from casework.db.scope import within
from casework.errors import NotFound
from casework.pairings.models import Pairing
from casework.volunteers.models import Vetting, Volunteer, VolunteerState

#: A volunteer may be kept by the county or by the city above it.
PROVINCE = 2


@dataclass(frozen=True)
class Standing:
    """Where a volunteer stands today, as far as the child's side has to know."""

    state: VolunteerState
    is_barred: bool
    cleared_until_on: date | None
    capacity: int
    places_taken: int
    reach_code: str
    account_id: UUID | None

    def vetting(self, on: date) -> Vetting:
        """Return what the last query of records means on a day."""
        if self.is_barred:
            return Vetting.BARRED
        if self.cleared_until_on is None:
            return Vetting.NOT_CHECKED
        return Vetting.CLEAR if on < self.cleared_until_on else Vetting.EXPIRED


def standing_of(pairing: Pairing) -> Standing:
    """Return where the volunteer of a pairing stands; no row of the register is loaded."""
    columns: list[Any] = [getattr(Volunteer, name) for name in Standing.__dataclass_fields__]
    statement = select(*columns).where(
        Volunteer.id == pairing.volunteer_id,
        within(Volunteer.region_code, (pairing.region_code[:PROVINCE],)),
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return Standing(*found)
