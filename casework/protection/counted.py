"""The figure of emergency protection: children without anybody who were given a place."""

from collections.abc import Iterator

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.protection.models import ProtectionCase
from casework.regions.codes import prefix


def entries(asked: Asked) -> Iterator[Entry]:
    """Yield the protections whose child was first placed in the time; nothing sealed is read."""
    columns = (
        ProtectionCase.child_id,
        ProtectionCase.counted_region_code,
        ProtectionCase.placed_on,
    )
    statement = select(*columns).where(
        within(ProtectionCase.counted_region_code, asked.viewer.scope.ranges),
        within(ProtectionCase.counted_region_code, [prefix(asked.region_code)]),
        ProtectionCase.placed_on >= asked.first_on,
        ProtectionCase.placed_on < asked.until_on,
    )
    for child_id, code, on in db.session.execute(statement):
        if on is None:
            continue
        yield Entry(
            key=str(child_id),
            region_code=code,
            on=on,
            about="落实了住处",
            child_id=child_id,
            endpoint="protection.current",
            values={"child_id": child_id},
        )


register(
    Figure(
        code="ind_unattended_placed",
        title="妥善安置无人照料儿童",
        unit="人",
        meaning="这段时间里因紧急保护落实了住处的儿童，一个孩子只算一次；按保护开始那天孩子住的地方算。",
        measure=Measure.DISTINCT,
        since="2026.1",
        permission=Permission.PROTECTION_READ,
        group="监护和保护",
        entries=entries,
    )
)
