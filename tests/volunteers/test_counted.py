"""The figures of volunteers: each number is its list, the total its columns."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.errors import NotFound
from casework.figures import registry
from casework.figures.registry import Asked
from casework.practice.models import PracticeRow
from casework.practice.queries import forget_editions
from casework.volunteers import actions, queries
from casework.volunteers.counted import CODE, TITLES
from tests.applications import TODAY
from tests.factories.accounts import COUNTY, FAR_VILLAGE, STRANGE_COUNTY, a_viewer
from tests.factories.volunteers import a_volunteer, office

Db = scoped_session[Session]
_NUMBER = "990101198503150027"


def counted(code: str, viewer: Viewer, first: int = 30, until: int = -1) -> Decimal:
    figure = registry.get(viewer, code)
    asked = Asked(viewer, COUNTY, TODAY - timedelta(days=first), TODAY - timedelta(days=until))
    entries = list(figure.entries(asked))
    for entry in entries:
        volunteer = queries.get(viewer, entry.values["volunteer_id"])  # type: ignore[arg-type]
        assert volunteer.name not in entry.about
    assert registry.number(figure, entries) == len(entries)
    return registry.number(figure, entries)


def test_each_person_counts_once_and_the_columns_are_the_total(session: Db) -> None:
    ago = TODAY - timedelta(days=100)
    left = a_volunteer(id_number=_NUMBER, joined_on=ago, kind="judge")
    actions.leave(actor=office(), volunteer=left, left_on=TODAY - timedelta(days=5))
    a_volunteer(id_number=_NUMBER, joined_on=TODAY - timedelta(days=3), kind="lawyer")
    a_volunteer(phone="19900700002", joined_on=ago, kind="lawyer", base_code=FAR_VILLAGE)
    a_volunteer(phone="19900700003", joined_on=ago, kind="five_elders")
    gone = a_volunteer(phone="19900700004", joined_on=ago, kind="teacher")
    actions.leave(actor=office(), volunteer=gone, left_on=TODAY - timedelta(days=40))
    session.flush()
    viewer = office()
    columns = {kind: counted(f"{CODE}.{kind}", viewer) for kind in TITLES}
    assert {kind: n for kind, n in columns.items() if n} == {"lawyer": 2}
    assert counted(CODE, viewer) == sum(columns.values()) == 2
    assert counted(f"{CODE}.others", viewer) == 1
    assert counted(f"{CODE}.judge", viewer, first=90, until=50) == 1
    assert counted(f"{CODE}.teacher", viewer, first=90, until=40) == 1
    assert counted(CODE, a_viewer(Role.CHILD_SUPERVISOR)) == 1
    assert counted(CODE, office(STRANGE_COUNTY)) == 0


def test_a_region_may_count_the_other_kinds_in_the_total(session: Db) -> None:
    a_volunteer(kind="five_elders", joined_on=TODAY - timedelta(days=9))
    viewer = office()
    assert counted(CODE, viewer) == 0
    own = {"region": COUNTY[:6], "version": "2026.1", "others_in_total": True}
    session.add(
        PracticeRow(
            kind="volunteers",
            region=COUNTY[:6],
            version="2026.1",
            valid_from=TODAY - timedelta(days=99),
            body=own,
            digest="0" * 64,
        )
    )
    session.flush()
    forget_editions()
    assert counted(CODE, viewer) == 1


def test_whoever_may_not_read_volunteers_has_no_such_figure(session: Db) -> None:
    with pytest.raises(NotFound):
        registry.get(a_viewer(Role.CHILD_DIRECTOR), CODE)
