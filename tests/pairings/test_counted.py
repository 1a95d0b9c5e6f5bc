"""结对数 and 结对儿童数: the number is the list, where the child lived; no file for 妇联."""

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.children import actions as children_actions
from casework.children import queries as children
from casework.figures import registry
from casework.figures.registry import Asked
from casework.pairings.models import PairingState
from tests.factories.accounts import COUNTY, FAR_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP, a_viewer
from tests.factories.children import a_child
from tests.factories.pairings import a_pairing
from tests.factories.register import acting
from tests.pairings.arranging import county, federation

S = PairingState


def asked(viewer: object, code: str, first: date, until: date) -> Asked:
    return Asked(viewer, code, first, until)  # type: ignore[arg-type]


def test_pairs_are_counted_where_they_began_as_long_as_they_lasted(
    app: Flask, session: scoped_session[Session]
) -> None:
    office = county()
    child, other = a_child(), a_child(name="吴小雨")
    began, ended = date(2026, 3, 10), date(2026, 6, 1)
    first = a_pairing(child, office, S.ENDED, began_on=began, ended_on=ended)
    second = a_pairing(child, office, S.ACTIVE)
    second.began_on = date(2026, 6, 20)
    third = a_pairing(other, office, S.PAUSED, began_on=date(2026, 7, 1))
    for row in (first, second, third):
        row.counted_region_code = row.region_code
    a_pairing(other, office, S.PROPOSED)
    child_id, other_id = child.id, other.id
    with acting(app, office):
        held = children.get(office, other_id)
        children_actions.move(actor=office, child=held, region_code=FAR_VILLAGE)
    periods = {
        (date(2026, 1, 1), date(2027, 1, 1)): (3, 2),
        (date(2026, 3, 1), date(2026, 3, 10)): (0, 0),
        (date(2026, 3, 1), date(2026, 3, 11)): (1, 1),
        (date(2026, 6, 1), date(2026, 6, 20)): (0, 0),
        (date(2026, 5, 31), date(2026, 6, 21)): (2, 1),
        (date(2026, 8, 1), date(2026, 9, 1)): (2, 2),
    }
    for viewer in (office, a_viewer(Role.CHILD_SUPERVISOR), federation()):
        with acting(app, viewer):
            for (first_on, until_on), numbers in periods.items():
                told = asked(viewer, TOWNSHIP, first_on, until_on)
                counted = []
                for code in ("ind_pairs", "ind_pairs_children"):
                    figure = registry.get(viewer, code)
                    counted.append(int(registry.number(figure, figure.entries(told))))
                assert tuple(counted) == numbers, (viewer.role, first_on)
    year = date(2026, 1, 1), date(2027, 1, 1)
    for viewer, opened in ((office, {child_id, other_id}), (federation(), {None})):
        with acting(app, viewer):
            figure = registry.get(viewer, "ind_pairs")
            entries = list(figure.entries(asked(viewer, COUNTY, *year)))
            assert {entry.child_id for entry in entries} == opened
            assert {entry.endpoint is None for entry in entries} == {None in opened}
            assert "陈雨桐" not in str(entries)
            there = list(figure.entries(asked(viewer, OTHER_TOWNSHIP, *year)))
            assert there == []  # a move never changes what was counted
