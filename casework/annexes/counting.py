"""What 附件1 counts: activities of a campaign with their places and helpers, pairings, reports.

From plain columns alone and with a fixed number of statements, whatever the size of the region.
Forms of lower units are never asked: somebody who helped in two counties counts once in the city.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from casework.activities.models import (
    Activity,
    ActivityHelpers,
    ActivityPlace,
    ActivityVolunteer,
    Doubt,
)
from casework.annexes import layout
from casework.annexes.queries import Asked
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Entry
from casework.media import counted as media
from casework.pairings import counted as pairings
from casework.practice import queries as practice
from casework.regions.codes import Level, county_of, level_of, pad
from casework.volunteers.models import Volunteer

_HELD = (
    "id",
    "region_code",
    "kind",
    "held_on",
    "until_on",
    "sessions",
    "children_reached",
    "parents_reached",
    "children_counted",
    "villages_counted",
    "counties_counted",
    "doubt",
)


@dataclass(frozen=True)
class Held:
    """One activity in plain columns."""

    id: UUID
    region_code: str
    kind: str
    held_on: date
    until_on: date | None
    sessions: int
    children_reached: int
    parents_reached: int
    #: Children who benefit and are not named.
    children_counted: int
    villages_counted: int
    counties_counted: int
    doubt: Doubt | None
    #: Whether it does not say who held it (承办单位).
    is_unhosted: bool

    @property
    def reached(self) -> int:
        """受益家长儿童（人次）."""
        return self.children_reached + self.parents_reached

    def entry(self, key: str, about: str, amount: int = 1, *, is_bare: bool = False) -> Entry:
        """Return something that this activity adds to a number."""
        return Entry(
            key=key,
            region_code=self.region_code,
            on=self.held_on,
            about=about,
            amount=Decimal(amount),
            endpoint="activities.show",
            values={"activity_id": self.id},
            is_bare=is_bare,
        )


Entries = dict[str, list[Entry]]


def held_in(asked: Asked) -> list[Held]:
    """Return the activities that count, the earliest first: those not withdrawn."""
    columns = [getattr(Activity, name) for name in _HELD]
    unhosted = Activity.organiser.column.is_(None)
    statement = _of_campaign(asked, select(*columns, unhosted)).order_by(
        Activity.held_on, Activity.id
    )
    return [Held(*row) for row in db.session.execute(statement)]


def _of_campaign(asked: Asked, statement: Select[Any]) -> Select[Any]:
    """Narrow a statement over activities to those of the form that is asked for."""
    return statement.where(
        within(Activity.region_code, (asked.under,)),
        Activity.campaign_code == asked.campaign.code,
        Activity.withdrawn_on.is_(None),
    )


def _beside(asked: Asked, model: Any, *columns: InstrumentedAttribute[Any]) -> Select[Any]:
    """Return a statement over what belongs to the activities, with the id of each first."""
    joined = select(model.activity_id, *columns).join(Activity, Activity.id == model.activity_id)
    return _of_campaign(asked, joined).where(within(model.region_code, (asked.under,)))


def cells(asked: Asked, activities: Sequence[Held]) -> Entries:
    """Return what each column of 附件1 counts, by its code; totals are added by whoever asks."""
    found: Entries = {column.code: [] for column in layout.ANNEX_1_COLUMNS}
    found[layout.OTHERS] = []
    by_id = {each.id: each for each in activities}
    _add(found, helpers(asked, by_id))
    _add(found, places(asked, activities))
    _add(found, [(layout.PAIRED, each) for each in pairings.paired_children(asked.period)])
    kinds = practice.codes("activity_kind")
    for each in activities:
        about = kinds.get(each.kind, each.kind)
        found[layout.SESSIONS].append(each.entry(each.id.hex, about, each.sessions))
        if each.reached:
            found[layout.REACHED].append(each.entry(each.id.hex, about, each.reached))
    for kind in layout.MEDIA_KINDS:
        found[kind] += media_cells(asked, kind)
    return found


def _add(found: Entries, more: Iterable[tuple[str, Entry]]) -> None:
    for code, entry in more:
        found[code].append(entry)


# --- helpers ---------------------------------------------------------------------------------


def helpers(asked: Asked, by_id: Mapping[UUID, Held]) -> Iterator[tuple[str, Entry]]:
    """Yield who helped by column: of a volunteer every activity, all in the kind of the latest.

    Somebody on the register twice by one ID number is one person, as in the register's figures.
    """
    kinds = practice.codes("volunteer_kind")
    helped = sorted(_helped(asked, by_id), key=lambda each: (each[0].held_on, each[0].id))
    latest = {key: kind for _activity, key, kind in helped}
    for activity, key, _kind in helped:
        kind = latest[key]
        yield _column(kind), activity.entry(key, kinds.get(kind, kind))
    statement = _beside(asked, ActivityHelpers, ActivityHelpers.kind, ActivityHelpers.people)
    for activity_id, kind, people in db.session.execute(statement):
        if activity_id in by_id:
            about = kinds.get(kind, kind)
            yield (
                _column(kind),
                by_id[activity_id].entry(activity_id.hex, about, people, is_bare=True),
            )


def _helped(asked: Asked, by_id: Mapping[UUID, Held]) -> Iterator[tuple[Held, str, str]]:
    """Yield activity, person and kind of the day."""
    known = and_(
        Volunteer.id == ActivityVolunteer.volunteer_id,
        within(Volunteer.region_code, asked.viewer.scope.ranges),
    )
    columns = (ActivityVolunteer.volunteer_id, ActivityVolunteer.kind, Volunteer.number_digest)
    statement = (
        _beside(asked, ActivityVolunteer, *columns)
        .outerjoin(Volunteer, known)
        .order_by(ActivityVolunteer.volunteer_id)
    )
    persons: dict[bytes, UUID] = {}
    for activity_id, volunteer_id, kind, digest in db.session.execute(statement):
        person = persons.setdefault(digest, volunteer_id) if digest else volunteer_id
        if activity_id in by_id:
            yield by_id[activity_id], person.hex, kind


def _column(kind: str) -> str:
    return kind if kind in layout.HELPER_KINDS else layout.OTHERS


# --- places ----------------------------------------------------------------------------------


def places(asked: Asked, activities: Sequence[Held]) -> Iterator[tuple[str, Entry]]:
    """Yield villages and counties that had an activity, and bare counts of more of them."""
    named: dict[UUID, list[str]] = {}
    statement = _beside(asked, ActivityPlace, ActivityPlace.place_code)
    for activity_id, code in db.session.execute(statement):
        named.setdefault(activity_id, []).append(code)
    kinds = practice.codes("activity_kind")
    for each in activities:
        about = kinds.get(each.kind, each.kind)
        codes = sorted(named.get(each.id, [each.region_code]))
        for code in codes:
            if level_of(code) is Level.VILLAGE:
                yield layout.VILLAGES, replace(each.entry(code, about), region_code=code)
        for code in sorted({pad(county_of(code)) for code in codes if _has_county(code)}):
            yield layout.COUNTIES, replace(each.entry(code, about), region_code=code)
        bare = (
            (layout.VILLAGES, each.villages_counted),
            (layout.COUNTIES, each.counties_counted),
        )
        for cell, number in bare:
            if number:
                yield cell, each.entry(each.id.hex, about, number, is_bare=True)


def _has_county(code: str) -> bool:
    return level_of(code) not in {Level.PROVINCE, Level.CITY}


# --- reports ---------------------------------------------------------------------------------


def media_cells(asked: Asked, kind: str) -> list[Entry]:
    """Return the reports of a kind about the campaign: as activities, by what they say of it."""
    code = asked.campaign.code
    return list(media.entries_of_campaign(asked.viewer, asked.region.code, code, kind))
