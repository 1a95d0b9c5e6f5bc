"""Rows made directly, without the acts: files, people, and what belongs to a file."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from casework.children.models import Child, IdState, Status, StatusSpell
from casework.db.base import new_id
from casework.people.models import Person
from tests.factories.accounts import COUNTY, VILLAGE

#: The session of a test, scoped or plain.
AnySession = Session | scoped_session[Any]


def a_file(region_code: str = VILLAGE, name: str = "陈雨桐", **more: Any) -> Child:
    """Return a child's file, not stored."""
    facts: dict[str, Any] = {
        "case_number": new_id().hex[-12:].upper(),
        "region_code": region_code,
        "township_code": f"{region_code[:9]}000",
        "status": Status.ACTIVE,
        "sex": "2",
        "id_state": IdState.NONE,
        "name": name,
        "search_text": name,
    }
    return Child(**{**facts, **more})


def a_spell(child: Child, **more: Any) -> StatusSpell:
    """Return an owned row of a file, not stored."""
    facts: dict[str, Any] = {
        "region_code": child.region_code,
        "counted_region_code": child.region_code,
        "status": Status.ACTIVE,
        "from_on": date(2026, 1, 5),
    }
    return StatusSpell(owner=child, **{**facts, **more})


def a_person(name: str = "王秀英", **more: Any) -> Person:
    """Return a person, not stored."""
    return Person(county_code=COUNTY[:6], name=name, **more)


def stored(session: AnySession, *rows: Any) -> Any:
    """Store rows, forget them, and return the first."""
    session.add_all(rows)
    session.commit()
    return rows[0]
