"""What is counted of entrusted care: children who should have an agreement, and those who do.

**应签** are the children in care (``active``) of a category that the region asks agreements for
(``owed_to``, the left-behind by default; its age limit keeps it under 16). They fall apart into
**已签** (an agreement was signed and not ended) and **应签未签** (none ever was, or the last one
was ended early). Of 已签, **有效** are those in whose term the day lies, **到期未续** those whose
terms are all over; what was signed for later is in neither. **30天内到期** counts every child in
care, also of other categories. Each figure is one statement over plain columns, and its list is the
same statement.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, exists, func, literal, null, select

from casework.accounts.viewer import Viewer
from casework.care_agreements.models import CareAgreement
from casework.care_agreements.queries import mask_of
from casework.care_agreements.rules import STANDING_STATES
from casework.children import queries as children
from casework.children.attention import Rows, Subject, Tile
from casework.children.models import Child, Status
from casework.practice import queries as practice

_COUNTY = 6


def _place_of(viewer: Viewer) -> str:
    """Return the place whose settings a figure is made by: the viewer's county."""
    return viewer.regions[0][:_COUNTY] if viewer.regions else ""


def _signed(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a child has a signed agreement of which more holds."""
    return exists().where(
        CareAgreement.child_id == Child.id,
        CareAgreement.region_code == Child.region_code,
        CareAgreement.state.in_(STANDING_STATES),
        *more,
    )


def _holds(on: date) -> ColumnElement[bool]:
    return _signed(CareAgreement.from_on <= on, CareAgreement.until_on > on)


def _beyond(day: date) -> ColumnElement[bool]:
    return _signed(CareAgreement.until_on > day)


def _last() -> ColumnElement[date | None]:
    """Return from which day on the child has no agreement any more."""
    return (
        select(func.max(CareAgreement.until_on))
        .where(
            CareAgreement.child_id == Child.id,
            CareAgreement.region_code == Child.region_code,
            CareAgreement.state.in_(STANDING_STATES),
        )
        .correlate(Child)
        .scalar_subquery()
    )


def _children(viewer: Viewer, due_on: ColumnElement[Any]) -> Rows:
    return select(
        Child.region_code, due_on.label("due_on"), Child.id, Child.id.label("child_id")
    ).where(children.in_reach(viewer), Child.status == Status.ACTIVE)


def _owed(viewer: Viewer, due_on: ColumnElement[Any] | None = None) -> Rows:
    mask = literal(mask_of(_place_of(viewer)))
    due = _last() if due_on is None else due_on
    return _children(viewer, due).where(Child.category_mask.bitwise_and(mask) != 0)


def _should(viewer: Viewer, _on: date) -> Rows:
    return _owed(viewer)


def _have(viewer: Viewer, _on: date) -> Rows:
    return _owed(viewer).where(_signed())


def _in_force(viewer: Viewer, on: date) -> Rows:
    return _owed(viewer).where(_holds(on))


def _lapsed(viewer: Viewer, on: date) -> Rows:
    return _owed(viewer).where(_signed(), ~_beyond(on))


def _unsigned(viewer: Viewer, _on: date) -> Rows:
    return _owed(viewer, cast(null(), Date)).where(~_signed())


def _expiring(viewer: Viewer, on: date) -> Rows:
    days = practice.care_rules(_place_of(viewer)).renewal_days
    soon = on + timedelta(days=days)
    return _children(viewer, _last()).where(_holds(on), ~_beyond(soon))


def _tile(
    name: str, label: str, about: str, tone: str, statement: Callable[[Viewer, date], Rows]
) -> Tile:
    icon = {"late": "calendar-x", "soon": "hourglass-split"}.get(tone, "file-earmark-text")
    return Tile(
        f"agreements-{name}", label, about, icon, tone, Subject.CHILD, statement, "协议失效日"
    )


SHOULD = _tile("should", "应签", "在册的留守儿童等，应当签订委托照护协议的孩子。", "info", _should)
HAVE = _tile("signed", "已签", "应签的孩子中，签过协议、没有终止的。", "info", _have)
IN_FORCE = _tile("valid", "有效", "应签的孩子中，协议今天有效的。", "info", _in_force)
EXPIRING = _tile(
    "expiring",
    "委托照护30天内到期",
    "在册的孩子，协议30天内到期，还没有签下一份的。",
    "soon",
    _expiring,
)
LAPSED = _tile(
    "lapsed", "委托照护到期未续", "应签的孩子中，签过的协议都已到期，没有续签的。", "late", _lapsed
)
UNSIGNED = _tile(
    "unsigned",
    "委托照护应签未签",
    "应签的孩子中，还没有签过协议，或者协议已提前终止的。",
    "soon",
    _unsigned,
)

#: What a figure is called where the page says what it is about.
SHORT = {
    EXPIRING.code: "30天内到期",
    LAPSED.code: "到期未续",
    UNSIGNED.code: "应签未签",
}
#: In the order of the page; the last three stand on the desk as well (``desk``).
FIGURES = (SHOULD, HAVE, IN_FORCE, EXPIRING, LAPSED, UNSIGNED)
