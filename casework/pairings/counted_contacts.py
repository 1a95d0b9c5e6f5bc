"""Figures of contacts: how often (人次), with how many children, for which service.

Counted where the child lived at that time. What was done is opened; not one word is.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.pairings.models import Pairing, PairingContact
from casework.pairings.queries.contacts import counting
from casework.practice import queries as practice
from casework.regions.codes import pad, prefix
from casework.texts import Text

_GROUP, _SINCE = "结对", "2026-11"
#: 妇联 learns the township of a child, never the village.
_TOWNSHIP, _COUNTY = 9, 6
#: The services of the form of the superior, in its order.
SERVICES = {
    "psych": "心理疏导",
    "affection": "亲情关爱",
    "rights": "权益维护",
    "tutoring": "课业辅导",
}


@dataclass(frozen=True)
class _Row:
    contact: PairingContact
    pairing_id: UUID
    child_id: UUID
    region_code: str


def _counted(asked: Asked) -> Iterator[_Row]:
    """Yield the contacts that count in the period, by one statement."""
    statement = (
        select(PairingContact, Pairing.id, Pairing.child_id, Pairing.region_code)
        .join(Pairing, Pairing.id == PairingContact.pairing_id)
        .where(
            within(PairingContact.place_code, (prefix(asked.region_code),)),
            within(PairingContact.place_code, asked.viewer.scope.ranges),
            # A child that has moved on since lives in the county still: beyond it pairings end.
            within(Pairing.region_code, (prefix(asked.region_code)[:_COUNTY],)),
            PairingContact.contacted_on >= asked.first_on,
            PairingContact.contacted_on < asked.until_on,
            counting(),
        )
        .order_by(PairingContact.contacted_on, PairingContact.id)
    )
    for row in db.session.execute(statement):
        yield _Row(*row)


def _entries(service: str | None, *, by_child: bool) -> Callable[[Asked], Iterable[Entry]]:
    def entries(asked: Asked) -> Iterator[Entry]:
        labels = practice.codes("pairing_service")
        may_open = asked.viewer.may(Permission.PAIRING_READ)
        for row in _counted(asked):
            services = row.contact.facts.get("services", [])
            if service is None or service in services:
                told = [labels.get(each, each) for each in services]
                is_here = may_open and asked.viewer.scope.reaches(row.region_code, row.child_id)
                yield _entry(row, told, by_child=by_child, may_open=may_open, is_here=is_here)

    return entries


def _entry(
    row: _Row, services: list[str], *, by_child: bool, may_open: bool, is_here: bool
) -> Entry:
    place = row.contact.place_code
    return Entry(
        key=str(row.child_id if by_child else row.contact.id),
        region_code=place if may_open else pad(place[:_TOWNSHIP]),
        on=row.contact.contacted_on,
        about=Text("结对联系：%(what)s", what="、".join(services) or "—"),
        child_id=row.child_id if is_here else None,
        endpoint="pairings.contacts" if is_here else None,
        values={"pairing_id": row.pairing_id} if is_here else {},
    )


def _figure(code: str, title: str, unit: str, meaning: str, service: str | None) -> Figure:
    by_child = unit == "人"
    return Figure(
        code=code,
        title=title,
        unit=unit,
        meaning=meaning,
        measure=Measure.DISTINCT if by_child else Measure.ROWS,
        since=_SINCE,
        permission=Permission.FIGURE_READ,
        group=_GROUP,
        entries=_entries(service, by_child=by_child),
    )


_MEANING = "联系上的才算，没联系上的、还在核对的、核对后不算的都不算。一次联系算一人次。"

register(
    _figure("ind_contacts", "结对联系", "人次", _MEANING, None),
    _figure(
        "ind_contacts_children",
        "结对联系到的儿童",
        "人",
        "这段时间里联系上的孩子，一个孩子算一次。",
        None,
    ),
    *(
        _figure(
            f"ind_contacts_{code}",
            title,
            "人次",
            "联系上、并且做了这一项的。一次联系做了几项，每一项各算一人次。",
            code,
        )
        for code, title in SERVICES.items()
    ),
)
