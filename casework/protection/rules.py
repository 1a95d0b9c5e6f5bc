"""When a protection is due, what is told ahead, who may know why and who may act: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.children.rules import age_on
from casework.practice.rules.calendar import WorkCalendar
from casework.practice.rules.protection import ProtectionRules
from casework.protection.models import Circle, State
from casework.texts import Text

#: Nobody can say yet: no ground of the law, and no reason to wait.
UNCLEAR = "unclear"
OPEN = frozenset({State.BEGUN, State.TEMPORARY})
#: At 16 an earner may live alone (未成年人保护法 art 21); at 18 nobody is a minor any more.
AGES = (16, 18)

_KNOWS = {
    Circle.VILLAGE: Permission.PROTECTION_READ,
    Circle.OFFICES: Permission.PROTECTION_BEGIN,
    Circle.COUNTY: Permission.PROTECTION_DECIDE,
}


# --- days ------------------------------------------------------------------------------------


def limit_on(from_on: date, rules: ProtectionRules) -> date:
    """Return the day by which temporary guardianship usually ends; it warns, never ends it.

    The national law has no term (未成年人保护法 art 92, 93); the figure is a setting.
    """
    return from_on + timedelta(days=rules.limit_days)


def next_review_on(last_on: date, rules: ProtectionRules) -> date:
    """Return by when the child's situation is looked at again."""
    return last_on + timedelta(days=rules.review_days)


def decide_by_on(begun_on: date, rules: ProtectionRules, calendar: WorkCalendar) -> date:
    """Return by when the county decides on what was begun; without it, what was begun stands."""
    return calendar.add_working_days(begun_on, rules.decide_days)


def due_on(state: State, *, decide_by: date, review: date, limit: date) -> date:
    """Return the next day on which somebody has to look."""
    return min(decide_by, review, limit) if state is State.BEGUN else min(review, limit)


def owed(begun_on: date, rules: ProtectionRules, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the papers that are usually asked for afterwards, none of which is there yet."""
    return {
        paper.code: {"by": calendar.add_working_days(begun_on, paper.days).isoformat(), "on": None}
        for paper in rules.papers
    }


def reaches_on(birth_on: date, age: int) -> date:
    """Return the day on which an age is reached; one born on 29 February reaches it on 1 March."""
    year = birth_on.year + age
    try:
        return birth_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


@dataclass(frozen=True)
class Notice:
    """Something that comes up or is past: a date, and what to do; nothing happens by itself."""

    code: str
    on: date
    message: Text


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The dates of an open protection."""

    state: State
    decide_by: date
    review: date
    limit: date


def notices(
    dates: Dates, birth_on: date | None, today: date, rules: ProtectionRules
) -> list[Notice]:
    """Return what an office is told of an open protection on a day, the earliest first."""
    until = today + timedelta(days=rules.warn_days)
    found = [each for each in _dated(dates) if each.on <= until]
    if birth_on is not None:
        found += [each for each in _birthdays(birth_on, today) if each.on <= until]
    return sorted(found, key=lambda each: (each.on, each.code))


def _dated(dates: Dates) -> Iterable[Notice]:
    if dates.state is State.BEGUN:
        told = Text(
            "县级民政部门应在%(day)s前作出决定。没有决定的，先行照料继续有效。", day=dates.decide_by
        )
        yield Notice("decide", dates.decide_by, told)
    yield Notice(
        "review", dates.review, Text("应在%(day)s前评估一次孩子的情况。", day=dates.review)
    )
    told = Text(
        "临时监护一般到%(day)s为止。到期不会自动结束，请商量回家、转为长期监护，或者写明继续的理由。",
        day=dates.limit,
    )
    yield Notice("limit", dates.limit, told)


def _birthdays(birth_on: date, today: date) -> Iterable[Notice]:
    at16, at18 = (reaches_on(birth_on, age) for age in AGES)
    if age_on(birth_on, today) < AGES[1]:
        if at16 >= today:
            told = Text("%(day)s满16周岁。安排住处以前，请先听孩子本人的意见。", day=at16)
            yield Notice("16", at16, told)
        told = Text("%(day)s满18周岁。请提前和孩子商量去处，不能到了当天就让孩子离开。", day=at18)
    else:
        told = Text(
            "孩子已在%(day)s满18周岁，请和本人商量去处以后办理结束。没有办理以前照料继续。",
            day=at18,
        )
    yield Notice("18", at18, told)


# --- who -------------------------------------------------------------------------------------


def knows_why(viewer: Viewer, circle: Circle) -> bool:
    """Say whether a viewer in whose reach the child is may be told why it is protected."""
    return viewer.may(_KNOWS[circle])


def may_close(viewer: Viewer, state: State) -> bool:
    """Say whether a viewer may let a protection end: what the county decided, the county ends."""
    if state is State.BEGUN:
        return viewer.may(Permission.PROTECTION_BEGIN)
    return state in OPEN and viewer.may(Permission.PROTECTION_DECIDE)


def circles_of(viewer: Viewer) -> Sequence[Circle]:
    """Return the circles that a viewer may choose: none that shuts the chooser out."""
    return [circle for circle in Circle if knows_why(viewer, circle)]


# --- words -----------------------------------------------------------------------------------


def known_grounds(told: Iterable[str], rules: ProtectionRules) -> list[str]:
    """Return the grounds of the law among what was told, in its order; ``unclear`` for none."""
    said = set(told)
    return [item.code for item in rules.grounds if item.code in said] or [UNCLEAR]


def said(**facts: Any) -> dict[str, Any]:
    """Return what was said of some facts, without those that nobody has told."""
    return {name: value for name, value in facts.items() if value}


def as_id(told: str | None) -> str | None:
    """Return the id of an assessment as it is stored; None for what is none."""
    try:
        return str(UUID(told or ""))
    except ValueError:
        return None


def missing(papers: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the codes of the papers that have not come."""
    return [code for code, paper in papers.items() if not paper["on"]]
