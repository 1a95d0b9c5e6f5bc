"""What was given at activities, from the ledger's plain columns: values and how many children.

Nothing is opened and nobody is named, so that it is the same for 妇联.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from casework.activities.models import Activity, ActivityChild
from casework.annexes.queries import Asked
from casework.assistance.amounts import plain
from casework.assistance.models import AidGroup, AidShare, Desk, Mode
from casework.db.base import db
from casework.db.scope import within
from casework.figures.registry import Entry

_MOST_LOOSE = 20


@dataclass(frozen=True)
class Gift:
    """One line of the ledger that belongs to an activity."""

    activity_id: UUID
    mode: Mode
    line_id: UUID
    act_id: UUID
    given_on: date
    #: Where it was given.
    place_code: str
    value: Decimal | None
    #: None: a number of people without names.
    child_id: UUID | None
    children: int

    def entry(self, key: str, amount: Decimal, *, is_bare: bool = False) -> Entry:
        """Return what it adds to a number."""
        return Entry(
            key=key,
            region_code=self.place_code,
            on=self.given_on,
            about=self.mode.label,
            amount=amount,
            endpoint="assistance.show",
            values={"act_id": self.act_id},
            is_bare=is_bare,
        )

    @property
    def worth(self) -> Entry | None:
        """Its value; None where nobody knows it."""
        return None if self.value is None else self.entry(self.line_id.hex, self.value)

    @property
    def reached(self) -> Entry | None:
        """Whom it reached: a child, or a number of children; None where neither is said."""
        if self.child_id is not None:
            return self.entry(self.child_id.hex, Decimal(1))
        if self.children:
            return self.entry(self.line_id.hex, Decimal(self.children), is_bare=True)
        return None


def gifts(asked: Asked) -> list[Gift]:
    """Return the lines of the campaign's activities: one statement a table."""
    return [*_shares(asked), *_groups(asked)]


def _shares(asked: Asked) -> Iterator[Gift]:
    columns = (
        AidShare.activity_id,
        AidShare.mode,
        AidShare.id,
        AidShare.act_id,
        AidShare.given_on,
        AidShare.counted_region_code,
        AidShare.value,
        AidShare.child_id,
    )
    # Where a child lived then may be beyond the region, not beyond the asker's reach.
    statement = _joined(asked, select(*columns), AidShare).where(
        within(AidShare.counted_region_code, asked.viewer.scope.ranges)
    )
    rows: Any = db.session.execute(statement)
    for row in rows:
        yield Gift(*(*row, 0))


def _groups(asked: Asked) -> Iterator[Gift]:
    columns = (
        AidGroup.activity_id,
        AidGroup.mode,
        AidGroup.id,
        AidGroup.act_id,
        AidGroup.given_on,
        AidGroup.region_code,
        AidGroup.value,
        AidGroup.children,
    )
    statement = _joined(asked, select(*columns), AidGroup).where(
        within(AidGroup.region_code, asked.viewer.scope.ranges)
    )
    rows: Any = db.session.execute(statement)
    for *row, children in rows:
        yield Gift(*(*row, None, children))


def _joined(asked: Asked, statement: Any, model: type[AidShare | AidGroup]) -> Select[Any]:
    joined: Select[Any] = (
        statement.join(Activity, Activity.id == model.activity_id)
        .where(
            within(Activity.region_code, (asked.under,)),
            Activity.campaign_code == asked.campaign.code,
            Activity.withdrawn_on.is_(None),
            model.withdrawn_on.is_(None),
        )
        .order_by(model.given_on, model.id)
    )
    return joined


def children_of(asked: Asked) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return the children that the campaign's activities name, and where each lived then."""
    statement = (
        select(ActivityChild.activity_id, ActivityChild.child_id, ActivityChild.counted_region_code)
        .join(Activity, Activity.id == ActivityChild.activity_id)
        .where(
            within(Activity.region_code, (asked.under,)),
            within(ActivityChild.counted_region_code, asked.viewer.scope.ranges),
            Activity.campaign_code == asked.campaign.code,
            Activity.withdrawn_on.is_(None),
            ActivityChild.withdrawn_on.is_(None),
        )
        .order_by(ActivityChild.activity_id, ActivityChild.child_id)
    )
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for activity_id, child_id, code in db.session.execute(statement):
        found.setdefault(activity_id, []).append((child_id, code))
    return found


@dataclass(frozen=True)
class Loose:
    """Something that was given in the campaign's days and belongs to no activity."""

    given_on: date
    mode: Mode
    value: str | None
    endpoint: str
    values: dict[str, object]


@dataclass(frozen=True)
class LooseOnes:
    """Some of them, and how many there are."""

    number: int
    first: Sequence[Loose]


def loose(asked: Asked) -> LooseOnes:
    """Return what was given in the window and hangs on no activity, the earliest first.

    妇联 is told of what her own office wrote down; support by a standard is no gift.
    """
    found = [*db.session.execute(_loose_groups(asked))]
    if asked.viewer.sees_names:
        found += db.session.execute(_loose_shares(asked))
    by_act: dict[UUID, list[Any]] = {}
    for row in found:
        by_act.setdefault(row.act_id, []).append(row)
    several = sorted(by_act.values(), key=lambda rows: (rows[0].given_on, rows[0].act_id))
    return LooseOnes(len(several), [_told(asked, rows) for rows in several[:_MOST_LOOSE]])


def _loose_groups(asked: Asked) -> Select[Any]:
    columns = (AidGroup.act_id, AidGroup.mode, AidGroup.given_on, AidGroup.value, AidGroup.id)
    statement = _loose(asked, select(*columns), AidGroup, AidGroup.region_code)
    if asked.viewer.sees_names:
        return statement
    return statement.where(AidGroup.desk == Desk.WOMENS_FED)


def _loose_shares(asked: Asked) -> Select[Any]:
    """One row an act and mode: a kit for every child of a county is one thing to look at."""
    day, value = func.min(AidShare.given_on), func.sum(AidShare.value)
    columns = (AidShare.act_id, AidShare.mode, day.label("given_on"), value.label("value"))
    statement = _loose(asked, select(*columns), AidShare, AidShare.counted_region_code)
    return statement.group_by(AidShare.act_id, AidShare.mode)


def _loose(
    asked: Asked,
    statement: Any,
    model: type[AidShare | AidGroup],
    where: InstrumentedAttribute[str],
) -> Select[Any]:
    narrowed: Select[Any] = statement.where(
        within(where, (asked.under,)),
        model.activity_id.is_(None),
        model.withdrawn_on.is_(None),
        model.is_regular.is_(False),
        model.given_on >= asked.period.first_on,
        model.given_on < asked.period.until_on,
    )
    return narrowed


def _told(asked: Asked, rows: Sequence[Any]) -> Loose:
    first = rows[0]
    values = [row.value for row in rows if row.value is not None]
    value = plain(sum(values, Decimal(0))) if values else None
    if asked.viewer.sees_names:
        return Loose(first.given_on, first.mode, value, "assistance.show", {"act_id": first.act_id})
    return Loose(first.given_on, first.mode, value, "assistance.own_group", {"group_id": first.id})
