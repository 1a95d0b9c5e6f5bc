"""Figures of psychological care: children seen by a counsellor, and how often."""

from collections.abc import Iterator

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.psychology.models import PsychologyAct
from casework.regions.codes import prefix

_GROUP = "心理关爱"
_SINCE = "2026.1"


def entries(asked: Asked) -> Iterator[Entry]:
    """Yield the screenings and sessions of the time, by one statement; nothing sealed is read."""
    columns = (
        PsychologyAct.child_id,
        PsychologyAct.counted_region_code,
        PsychologyAct.on_day,
        PsychologyAct.kind,
    )
    statement = select(*columns).where(
        within(PsychologyAct.counted_region_code, asked.viewer.scope.ranges),
        within(PsychologyAct.counted_region_code, [prefix(asked.region_code)]),
        PsychologyAct.on_day >= asked.first_on,
        PsychologyAct.on_day < asked.until_on,
    )
    for child_id, code, on, kind in db.session.execute(statement):
        yield Entry(
            key=str(child_id),
            region_code=code,
            on=on,
            about=kind.label,
            child_id=child_id,
            endpoint="psychology.of_child",
            values={"child_id": child_id},
        )


register(
    Figure(
        code="ind_psych",
        title="心理评估、疏导儿童数",
        unit="人",
        meaning="这段时间里由心理服务人员做过筛查或者关爱服务的儿童，一个孩子只算一次；按那天孩子住的地方算。",
        measure=Measure.DISTINCT,
        since=_SINCE,
        permission=Permission.PSYCHOLOGY_SEE,
        group=_GROUP,
        entries=entries,
    ),
    Figure(
        code="ind_psych_times",
        title="心理评估、疏导人次",
        unit="人次",
        meaning="这段时间里心理服务人员做的筛查和关爱服务，做一次算一人次；按那天孩子住的地方算。",
        measure=Measure.ROWS,
        since=_SINCE,
        permission=Permission.PSYCHOLOGY_SEE,
        group=_GROUP,
        entries=entries,
    ),
)
