"""A volunteer's places: taken and given back by one statement that says how many there are.

The condition stands in the statement, so that of two who take the last place at once one gets
none. ``places_taken`` is changed nowhere else.
"""

from datetime import date

from sqlalchemy import Update, update

from casework.db.base import db
from casework.db.scope import within
from casework.pairings.models import Pairing
from casework.pairings.queries.volunteers import PROVINCE
from casework.volunteers.models import Volunteer, VolunteerState


def take_place(pairing: Pairing, on: date) -> bool:
    """Take one of the volunteer's places; say no where none is free, or she may not on a day."""
    statement = _of(pairing).where(
        Volunteer.places_taken < Volunteer.capacity,
        Volunteer.state == VolunteerState.ACTIVE,
        Volunteer.is_barred.is_(False),
        Volunteer.cleared_until_on > on,
    )
    return _changes(pairing, statement.values(places_taken=Volunteer.places_taken + 1))


def give_place_back(pairing: Pairing) -> None:
    """Give the place back, whatever has become of the volunteer meanwhile.

    Before the pairing itself is stored: whoever takes or gives a place holds the volunteer first.
    """
    statement = _of(pairing).where(Volunteer.places_taken > 0)
    _changes(pairing, statement.values(places_taken=Volunteer.places_taken - 1))


def _of(pairing: Pairing) -> Update:
    return update(Volunteer).where(
        Volunteer.id == pairing.volunteer_id,
        within(Volunteer.region_code, (pairing.region_code[:PROVINCE],)),
    )


def _changes(pairing: Pairing, statement: Update) -> bool:
    with db.session.no_autoflush:
        done = db.session.execute(statement.execution_options(synchronize_session=False))
    for row in db.session.identity_map.values():
        if isinstance(row, Volunteer) and row.id == pairing.volunteer_id:
            db.session.expire(row, ["places_taken"])
    return bool(getattr(done, "rowcount", 0))
