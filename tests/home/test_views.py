"""The phone home."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import Seen
from casework.db.base import db
from casework.needs.actions import open_need
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, a_viewer
from tests.factories.children import a_child

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements of a block."""
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            told.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield told
    event.remove(db.engine, "before_cursor_execute", note)


def test_shows_the_children_and_notes_who_was_shown(client_for: ClientFor, session: Db) -> None:
    child = a_child()
    page = client_for(Role.CHILD_DIRECTOR).get("/today").get_data(as_text=True)
    assert "陈雨桐" in page
    assert "19900000001" not in page
    assert session.scalars(select(Seen.child_id)).all() == [child.id]


def test_shows_open_needs_by_their_name(client_for: ClientFor, session: Db) -> None:
    director = a_viewer(Role.CHILD_DIRECTOR)
    child = a_child()
    open_need(
        actor=a_viewer(Role.COUNTY_CIVIL),
        child=child,
        kind="goods",
        detail="棉衣",
        account_id=director.account_id,
    )
    page = client_for(Role.CHILD_DIRECTOR).get("/today").get_data(as_text=True)
    assert "我的待办" in page
    assert "棉衣" not in page


@pytest.mark.parametrize(
    "role", [Role.COUNTY_CIVIL, Role.WOMENS_FED, Role.AUDITOR, Role.SYS_ADMIN, Role.VOLUNTEER]
)
def test_is_the_page_of_the_child_director_alone(
    client_for: ClientFor, session: Db, role: Role
) -> None:
    assert client_for(role).get("/today").status_code == 403


def test_another_villages_children_are_not_there(client_for: ClientFor, session: Db) -> None:
    a_child(region_code=NEXT_VILLAGE)
    page = client_for(Role.CHILD_DIRECTOR).get("/today").get_data(as_text=True)
    assert "陈雨桐" not in page


def test_statements_stay_the_same_from_one_child_to_forty(
    client_for: ClientFor, session: Db
) -> None:
    client = client_for(Role.CHILD_DIRECTOR)
    a_child()
    session.commit()
    client.get("/today")  # what is read once a process is read now
    with statements() as one:
        client.get("/today")
    for _ in range(39):
        a_child()
    session.commit()
    with statements() as forty:
        client.get("/today")
    assert len(one) == len(forty) <= 8
