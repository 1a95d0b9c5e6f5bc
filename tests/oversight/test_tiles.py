"""Every tile of the desk counts what it says, and its number is its list."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.assessments import tiles as _due  # noqa: F401 - it is registered by then
from casework.children import attention
from casework.children.attention import Entry, Key, Subject, Tile
from casework.children.models import Child, DueKind, Status
from casework.errors import NotFound
from casework.needs.models import NeedStatus
from casework.oversight import desk as desks
from casework.oversight import lists, rules, tiles
from casework.practice import queries as practice
from casework.recognition import steps
from casework.recognition.models import RecognitionState
from casework.visits.models import ReviewState
from tests.db.rows import a_file, stored
from tests.factories.accounts import (
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import load_practice
from tests.factories.register import acting
from tests.factories.visits import a_visit
from tests.oversight.crowds import Crowd, a_change, a_check

Rows = scoped_session[Session]
TODAY = date(2026, 11, 1)
OFFICES = (Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL)
_VISITED = {Status.ACTIVE, Status.SUBMITTED}


def _walked(tile: Tile, viewer: Viewer, place: str | None = None, size: int = 7) -> list[Entry]:
    """Return all that the pages of a list show, read as an address has them."""
    found: list[Entry] = []
    after: str | None = None
    while True:
        key = Key.parse(after, tile.subject)
        under = desks.prefixes(viewer, place)
        page = attention.page(tile, viewer, TODAY, under=under, after=key, size=size)
        found += page.rows
        after = page.after
        if after is None:
            return found


# --- against the rows, gone through one by one -----------------------------------------------


def _late(day: date | None) -> bool:
    return day is not None and day < TODAY


def _ends(child: Child) -> bool:
    book = practice.categories()
    held = {c.age_limit for c in book.counted if child.category_mask >> (c.bit or 0) & 1}
    assert child.birth_on is not None
    return rules.turns_out_on(child.birth_on, {limit for limit in held if limit}, TODAY) is not None


def _unassessed(child: Child) -> bool:
    book = practice.categories()
    bits = [book.bit(code) for code in ("orphan_scattered", "de_facto_unsupported")]
    return child.status is Status.ACTIVE and any(child.category_mask >> bit & 1 for bit in bits)


_OF_CHILDREN: Mapping[str, Callable[[Child], bool]] = {
    "assessments": _unassessed,
    "high-risk": lambda c: c.risk >= 3 and _late(c.in_person_due_on),
    "overdue": lambda c: _late(c.next_due_on),
    "new": lambda c: _late(c.next_due_on) and c.next_due_kind is DueKind.FIRST,
    "proposed": lambda c: c.status is Status.SUBMITTED,
    "unassigned": lambda c: c.worker_id is None,
    "ending": _ends,
}

_AT_COUNTY = frozenset({RecognitionState.VERIFIED, RecognitionState.ENDING})
#: The states that are counted, and whether only what is past its term.
_OF_RECOGNITION = {
    "recognition-late": (steps.OPEN | _AT_COUNTY, True),
    "recognition-to-verify": (steps.AT_TOWNSHIP, False),
    "recognition-to-confirm": (_AT_COUNTY, False),
}


def _expected(crowd: Crowd, code: str) -> set[tuple[str, UUID]]:
    """Return region and id of what a tile counts in both counties."""
    if code == "to-review":
        waits = {ReviewState.RECEIVED, ReviewState.TO_CHECK}
        return {(v.region_code, v.id) for v in crowd.visits if v.review_state in waits}
    if code == "needs":
        is_open = [n for n in crowd.needs if n.status is NeedStatus.OPEN]
        return {(n.region_code, n.id) for n in is_open if _late(n.due_on)}
    if code in _OF_RECOGNITION:
        states, late = _OF_RECOGNITION[code]
        asked = [r for r in crowd.recognitions if r.state in states]
        return {(r.region_code, r.child_id) for r in asked if not late or _late(r.due_on)}
    if code == "protection":
        until = TODAY + timedelta(days=30)
        now = [p for p in crowd.protections if p.closed_on is None and p.due_on <= until]
        return {(p.region_code, p.child_id) for p in now}
    rule = _OF_CHILDREN[code]
    found = [c for c in crowd.children if c.status in _VISITED and rule(c)]
    return {(c.region_code, c.id) for c in found}


@pytest.fixture(params=[1, 2])
def crowd(request: pytest.FixtureRequest, session: Rows) -> Crowd:
    return Crowd(session, random.Random(request.param), TODAY, 140)


def test_numbers_lists_and_rows_agree_after_random_data(
    app: Flask, session: Rows, crowd: Crowd
) -> None:
    # What other features count is said by their own tests; here their numbers and lists agree.
    own = {*_OF_CHILDREN, "to-review", "needs"}
    counted = [tile.code for tile in attention.tiles() if tile.code in own]
    expected = {code: _expected(crowd, code) for code in counted}
    for role in OFFICES:
        viewer = a_viewer(role)
        with acting(app, viewer):
            shown = desks.desk(viewer, TODAY)
            for tile in attention.tiles():
                _agrees(expected.get(tile.code), shown, tile, viewer)


def _agrees(
    expected: set[tuple[str, UUID]] | None, shown: desks.Desk, tile: Tile, viewer: Viewer
) -> None:
    rows = _walked(tile, viewer)
    assert len(rows) == len({row.id for row in rows}) == shown.totals[tile.code], tile.code
    by_due = [row.due_on or date.max for row in rows]
    assert by_due == sorted(by_due), "the most pressing first"
    for place in shown.places:
        assert len(_walked(tile, viewer, place.code)) == place.numbers.get(tile.code, 0)
    opened = lists.listing(viewer, tile.subject, attention.page(tile, viewer, TODAY))
    if expected is not None:
        assert all(line.child for line in opened.lines), "whatever is listed can be opened"
        mine = {one for one in expected if viewer.scope.covers(one[0])}
        assert {(row.region_code, row.id) for row in rows} == mine, tile.code
        assert mine, f"nothing to see on {tile.code}"
    places = Counter(row.region_code[: desks.digits_of(viewer)].ljust(12, "0") for row in rows)
    assert places == {p.code: p.numbers[tile.code] for p in shown.places if tile.code in p.numbers}


@pytest.mark.parametrize("role", [Role.CITY_CIVIL, Role.AUDITOR])
def test_a_viewer_without_named_files_reaches_through_no_tile(
    app: Flask, session: Rows, crowd: Crowd, role: Role
) -> None:
    """The gate refuses them; without a region there is nothing to be had behind it either."""
    nobody = Viewer(
        a_viewer(role).account_id, "x", role, scope=type(a_viewer().scope)(), regions=()
    )
    with acting(app, nobody):
        assert not any(desks.desk(nobody, TODAY).totals.values())


@pytest.mark.parametrize("place", [STRANGE_COUNTY, OTHER_TOWNSHIP, FAR_VILLAGE, "x", "", "9" * 12])
def test_another_place_is_not_there(session: Rows, place: str) -> None:
    with pytest.raises(NotFound):
        desks.prefixes(a_viewer(Role.CHILD_SUPERVISOR), place)


def test_an_unknown_tile_is_not_there() -> None:
    with pytest.raises(NotFound):
        attention.get("sign-ins")


def test_others_may_add_tiles(app: Flask, session: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention, "_tiles", dict(attention._tiles))
    overdue = attention.get("overdue")
    attention.register(
        Tile("more", "又一类", "说明", "inbox", "info", Subject.CHILD, overdue.statement)
    )
    stored(session, a_file(next_due_on=TODAY - timedelta(days=1)))
    load_practice()
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    with acting(app, viewer):
        shown = desks.desk(viewer, TODAY)
    assert [tile.code for tile in shown.pressing][-1] == "more"
    assert shown.totals["more"] == 1


# --- villages that nothing comes from --------------------------------------------------------

LONG_AGO = TODAY - timedelta(days=60)
SINCE = TODAY - tiles.SILENCE


def _silent(app: Flask, role: Role = Role.CHILD_SUPERVISOR) -> list[Any]:
    viewer = a_viewer(role)
    with acting(app, viewer):
        return [row.id for row in _walked(attention.get("silent"), viewer)]


def _old_file(**more: Any) -> Child:
    load_practice()
    made = a_change(a_file(), LONG_AGO).created_at
    return a_file(created_at=made, **more)


def test_a_village_that_sends_nothing_is_silent(app: Flask, session: Rows) -> None:
    stored(session, _old_file(), _old_file(region_code=FAR_VILLAGE))
    assert _silent(app) == [VILLAGE]
    assert _silent(app, Role.COUNTY_CIVIL) == [VILLAGE, FAR_VILLAGE]


def test_a_village_without_children_or_with_new_files_only_is_not(
    app: Flask, session: Rows
) -> None:
    load_practice()
    stored(session, a_file(), _old_file(region_code=NEXT_VILLAGE, status=Status.CLOSED))
    assert _silent(app) == []


@pytest.mark.parametrize(
    ("visited_on", "recorded_on", "is_silent"),
    [
        (SINCE, SINCE, False),
        (SINCE - timedelta(days=1), SINCE - timedelta(days=1), True),
        (SINCE - timedelta(days=90), TODAY, False),
    ],
    ids=["on the last day", "a day too early", "sent late"],
)
def test_what_was_received_counts_not_what_was_done(
    app: Flask, session: Rows, visited_on: date, recorded_on: date, is_silent: bool
) -> None:
    child = stored(session, _old_file())
    visit = a_visit(child, visited_on=visited_on)
    visit.recorded_at = a_change(child, recorded_on).created_at
    session.flush()
    assert _silent(app) == ([VILLAGE] if is_silent else [])


@pytest.mark.parametrize(
    ("sent", "is_silent"),
    [
        (lambda child: a_check(child, TODAY), False),
        (lambda child: a_check(child, LONG_AGO), True),
        (lambda child: a_change(child, TODAY), False),
        (lambda child: a_change(child, LONG_AGO), True),
        (lambda child: a_change(child, TODAY, source="import"), True),
    ],
    ids=["check", "old check", "change", "old change", "an office's ledger"],
)
def test_small_changes_are_heard_too(
    app: Flask, session: Rows, sent: Callable[[Child], Any], is_silent: bool
) -> None:
    child = stored(session, _old_file())
    stored(session, sent(child))
    assert _silent(app) == ([VILLAGE] if is_silent else [])


def test_a_vacant_village_says_so(app: Flask, session: Rows) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    stored(session, _old_file(), _old_file(region_code=NEXT_VILLAGE))
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    with acting(app, viewer):
        page = attention.page(attention.get("silent"), viewer, TODAY)
        lines = lists.listing(viewer, Subject.VILLAGE, page).lines
    told = {line.entry.id: (list(line.workers), line.number) for line in lines}
    assert told == {VILLAGE: ([director.account_id], 1), NEXT_VILLAGE: ([], 1)}


# --- coming of age ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth_on", "day", "told"),
    [
        (date(2011, 1, 31), date(2026, 10, 31), date(2027, 2, 1)),
        (date(2011, 2, 1), date(2026, 10, 31), None),
        (date(2010, 11, 15), date(2026, 11, 16), date(2026, 12, 1)),
        (date(2010, 11, 15), date(2026, 12, 1), None),
        (date(2010, 12, 31), date(2026, 12, 31), date(2027, 1, 1)),
        (date(2012, 2, 29), date(2027, 11, 30), date(2028, 3, 1)),
        (date(2016, 3, 15), date(2026, 11, 1), None),
    ],
)
def test_coming_of_age_is_told_three_months_ahead_and_until_it_has_come(
    birth_on: date, day: date, told: date | None
) -> None:
    assert rules.turns_out_on(birth_on, {16, 18}, day) == told
    if told is not None:
        assert birth_on.year in rules.birth_years(day, {16, 18})


def test_only_who_is_in_a_category_that_ends_then_is_told_of(app: Flask, session: Rows) -> None:
    load_practice()
    book = practice.categories()
    soon: dict[str, Any] = {"birth_on": date(2010, 12, 20), "birth_year": 2010}
    left = stored(session, a_file(category_mask=book.mask(["left_behind_rural"]), **soon))
    stored(session, a_file(category_mask=book.mask(["orphan"]), **soon))
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    with acting(app, viewer):
        assert tiles.turning(viewer, TODAY) == {left.id: date(2027, 1, 1)}
    assert TOWNSHIP in viewer.regions
