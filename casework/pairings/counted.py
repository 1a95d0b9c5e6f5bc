"""Figures of pairing: 结对数 and 结对儿童数, by where the child lived at the first meeting.

Read from plain columns alone, so that the volunteers' side counts without opening anything.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.pairings.models import Pairing
from casework.regions.codes import prefix
from casework.texts import Text

_GROUP, _SINCE = "结对", "2026-11"


def _active(asked: Asked) -> Iterator[tuple[UUID, UUID, str, str, date]]:
    """Yield id, child, place of then and now, first and last day of what was lived in the period.

    A pairing is lived from the first meeting on until it ends, a pause is no end.
    """
    statement = (
        select(
            Pairing.id,
            Pairing.child_id,
            Pairing.counted_region_code,
            Pairing.region_code,
            Pairing.began_on,
        )
        .where(
            within(Pairing.counted_region_code, (prefix(asked.region_code),)),
            within(Pairing.counted_region_code, asked.viewer.scope.ranges),
            Pairing.began_on < asked.until_on,
            or_(Pairing.ended_on.is_(None), Pairing.ended_on > asked.first_on),
        )
        .order_by(Pairing.began_on, Pairing.id)
    )
    rows: Any = db.session.execute(statement)
    yield from rows


def _entries(asked: Asked, *, by_child: bool) -> Iterator[Entry]:
    may_open = asked.viewer.may(Permission.PAIRING_READ)
    for pairing_id, child_id, counted_code, region_code, began_on in _active(asked):
        is_here = may_open and asked.viewer.scope.reaches(region_code, child_id)
        yield Entry(
            key=str(child_id if by_child else pairing_id),
            region_code=counted_code,
            on=began_on,
            about=Text("一对一结对，%(day)s起", day=began_on),
            child_id=child_id if is_here else None,
            endpoint="pairings.show" if is_here else None,
            values={"pairing_id": pairing_id} if is_here else {},
        )


def pairs(asked: Asked) -> Iterator[Entry]:
    """Yield each pairing that was lived in the period."""
    yield from _entries(asked, by_child=False)


def paired_children(asked: Asked) -> Iterator[Entry]:
    """Yield the same, where each child counts once."""
    yield from _entries(asked, by_child=True)


register(
    Figure(
        "ind_pairs",
        "结对数",
        "对",
        "期间内有过一天以上结对关系的，每一对算一个：从第一次见面算起，到结束那天为止，暂停的也算。",
        Measure.ROWS,
        _SINCE,
        Permission.FIGURE_READ,
        _GROUP,
        pairs,
    ),
    Figure(
        "ind_pairs_children",
        "结对儿童数",
        "人",
        "期间内有过结对关系的孩子，每个孩子只算一次，换过志愿者也只算一次。",
        Measure.DISTINCT,
        _SINCE,
        Permission.FIGURE_READ,
        _GROUP,
        paired_children,
    ),
)
