"""The tiles of the desk: what each counts, as a statement.

None of them looks at anybody's zeal: they count children, visits, needs and villages.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, case, cast, exists, literal, null, select, type_coerce

from casework.accounts.viewer import Viewer
from casework.children import queries as children
from casework.children.attention import Rows, Subject, Tile, register
from casework.children.models import Child, ChildChange, DueKind, Status, StatusSpell
from casework.children.rules import VISITED_STATUSES
from casework.clock import SHANGHAI
from casework.db.base import db
from casework.db.scope import within
from casework.db.sealed import keyring
from casework.db.types import Identifier, IdentifierBytes
from casework.needs.models import Need, NeedStatus
from casework.oversight import rules
from casework.practice import queries as practice
from casework.regions.codes import Level
from casework.regions.models import Region
from casework.upkeep.models import FileCheck
from casework.visits import queries as visits
from casework.visits.models import ReviewState, Visit

#: A village that sends nothing for so long is asked after.
SILENCE = timedelta(days=30)
_HIGH_RISK = 3
#: Written by an office that takes a ledger in, not sent by a village.
_IMPORTED = "import"


def _of_children(viewer: Viewer, due_on: Any = Child.next_due_on) -> Rows:
    """Return the children who are visited: on the list, or waiting for the township."""
    return select(
        Child.region_code, due_on.label("due_on"), Child.id, Child.id.label("child_id")
    ).where(children.in_reach(viewer), Child.status.in_(VISITED_STATUSES))


def _high_risk(viewer: Viewer, on: date) -> Rows:
    # The next due date is the earlier of two: what is late in person is late in the index too.
    return _of_children(viewer, Child.in_person_due_on).where(
        Child.next_due_on < on, Child.in_person_due_on < on, Child.risk >= _HIGH_RISK
    )


def _overdue(viewer: Viewer, on: date) -> Rows:
    return _of_children(viewer).where(Child.next_due_on < on)


def _new(viewer: Viewer, on: date) -> Rows:
    return _overdue(viewer, on).where(Child.next_due_kind == DueKind.FIRST)


def _unassigned(viewer: Viewer, _on: date) -> Rows:
    return _of_children(viewer).where(Child.worker_id.is_(None))


def _proposed(viewer: Viewer, _on: date) -> Rows:
    # Written out, so that the index of what waits answers it.
    waiting = literal(Status.SUBMITTED, Child.status.type, literal_execute=True)
    return select(
        Child.region_code,
        Child.next_due_on.label("due_on"),
        Child.id,
        Child.id.label("child_id"),
    ).where(children.in_reach(viewer), Child.status == waiting)


def _to_review(viewer: Viewer, _on: date) -> Rows:
    states = [
        literal(state, Visit.review_state.type, literal_execute=True)
        for state in (ReviewState.RECEIVED, ReviewState.TO_CHECK)
    ]
    return select(
        Visit.region_code, Visit.visited_on.label("due_on"), Visit.id, Visit.child_id
    ).where(visits.in_reach(viewer), Visit.review_state.in_(states))


def _late_needs(viewer: Viewer, on: date) -> Rows:
    is_open = literal(NeedStatus.OPEN, Need.status.type, literal_execute=True)
    return select(Need.region_code, Need.due_on, Need.id, Need.child_id).where(
        within(Need.region_code, viewer.scope.ranges), Need.status == is_open, Need.due_on < on
    )


# --- who comes of age ------------------------------------------------------------------------


def _ending(viewer: Viewer, on: date) -> Rows:
    found = turning(viewer, on)
    when = case(*((Child.id == child, literal(day, Date)) for child, day in found.items()))
    due_on = when if found else cast(null(), Date)
    return _of_children(viewer, due_on).where(Child.id.in_(found))


def turning(viewer: Viewer, on: date) -> Mapping[UUID, date]:
    """Return who reaches an age at which a category ends, and from which day it holds no more.

    Birth dates are opened one by one, those of the years in question only; none is kept.
    """
    book = practice.categories()
    limits = {bit: limit for bit, limit in ((c.bit, c.age_limit) for c in book.counted) if limit}
    statement = select(
        type_coerce(Child.id, IdentifierBytes()),
        Child.birth_on.column,
        Child.wrapped_key,
        Child.category_mask,
    ).where(
        children.in_reach(viewer),
        Child.birth_year.in_(rules.birth_years(on, set(limits.values()))),
        Child.status.in_(VISITED_STATUSES),
        Child.birth_on.column.is_not(None),
    )
    opened = keyring().scanner(Child.__owner_kind__, Child.birth_on.label)
    found: dict[UUID, date] = {}
    db.session.flush()
    for child, box, wrapped, mask in db.session.connection().execute(statement):
        birth_on = date.fromisoformat(opened(wrapped, child, box).decode())
        held = {limit for bit, limit in limits.items() if mask >> (bit or 0) & 1}
        day = rules.turns_out_on(birth_on, held, on)
        if day is not None:
            found[UUID(bytes=child)] = day
    return found


# --- villages that nothing comes from --------------------------------------------------------


def _silent(viewer: Viewer, on: date) -> Rows:
    since = on - SILENCE
    instant = datetime.combine(since, time(), SHANGHAI)
    here = Child.region_code == Region.code
    known = exists().where(
        children.in_reach(viewer),
        here,
        Child.status.in_(VISITED_STATUSES),
        Child.created_at < instant,
    )
    counted = (Visit.counted_region_code == Region.code) & within(
        Visit.counted_region_code, viewer.scope.ranges
    )
    # From the newest to what came late; the first that answers is enough.
    received = (
        select(Visit.id).where(counted, Visit.visited_on >= since),
        select(Visit.id).where(counted, Visit.recorded_at >= instant),
        select(StatusSpell.id).where(
            StatusSpell.counted_region_code == Region.code,
            within(StatusSpell.counted_region_code, viewer.scope.ranges),
            StatusSpell.status == Status.SUBMITTED,
            StatusSpell.from_on >= since,
        ),
        select(FileCheck.id)
        .join(Child, Child.id == FileCheck.child_id)
        .where(children.in_reach(viewer), here, FileCheck.checked_on >= since),
        select(ChildChange.id)
        .join(Child, Child.id == ChildChange.child_id)
        .where(children.in_reach(viewer), here, ChildChange.created_at >= instant)
        .where(ChildChange.source != _IMPORTED),
    )
    return select(
        Region.code.label("region_code"),
        cast(null(), Date).label("due_on"),
        Region.code.label("id"),
        cast(null(), Identifier()).label("child_id"),
    ).where(
        within(Region.code, viewer.scope.ranges),
        Region.level == Level.VILLAGE,
        known,
        *(one.limit(1).correlate(Region).scalar_subquery().is_(None) for one in received),
    )


register(
    Tile(
        "high-risk",
        "高风险逾期未访",
        "风险为“高”或“中高”的儿童，已经超过规定的当面走访期限。",
        "exclamation-triangle",
        "late",
        Subject.CHILD,
        _high_risk,
        "当面走访到期",
    ),
    Tile(
        "new",
        "新登记未首访",
        "新登记的儿童，首次入户的期限已经过了。",
        "person-plus",
        "late",
        Subject.CHILD,
        _new,
        "首次入户到期",
    ),
    Tile(
        "overdue",
        "走访已逾期",
        "在册或待审核的儿童，下一次走访或联系的日期已经过了。",
        "calendar-x",
        "late",
        Subject.CHILD,
        _overdue,
    ),
    Tile(
        "needs",
        "需求逾期未办",
        "登记的需求还没有办结，办理期限已经过了。",
        "clipboard-x",
        "late",
        Subject.NEED,
        _late_needs,
        "办理期限",
    ),
    Tile(
        "to-review",
        "走访待审核",
        "已收到、还没有审核的走访记录，以及待核对的。",
        "journal-check",
        "soon",
        Subject.VISIT,
        _to_review,
        "走访日期",
    ),
    Tile(
        "proposed",
        "新档案待审核",
        "村里报上来、等乡镇审核的儿童档案。",
        "file-earmark-person",
        "soon",
        Subject.CHILD,
        _proposed,
        "首次入户到期",
    ),
    Tile(
        "unassigned",
        "未明确专人",
        "还没有明确由哪位儿童主任负责的儿童。",
        "person-dash",
        "soon",
        Subject.CHILD,
        _unassigned,
    ),
    Tile(
        "silent",
        "30天无消息的村",
        "建档满30天的村（社区），最近30天没有收到走访、核对、变更或新报的档案。",
        "broadcast",
        "soon",
        Subject.VILLAGE,
        _silent,
        "最近一次走访",
    ),
    Tile(
        "ending",
        "将满16、18周岁",
        "3个月内年满16或18周岁，类别随之终止的儿童。",
        "hourglass-split",
        "info",
        Subject.CHILD,
        _ending,
        "类别到期",
    ),
    first=True,
)
