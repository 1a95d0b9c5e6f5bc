"""Invented children: ``a_child()`` enrols one through the act itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import actions
from casework.children.facts import CategoryFacts, ChildFacts, PersonFacts
from casework.children.models import Child, Status
from casework.db.base import db
from casework.identifiers import expected_check_digit
from casework.people.models import Part
from casework.practice import actions as practice
from casework.practice.models import PracticeRow
from casework.practice.queries import forget_editions
from tests.factories.accounts import VILLAGE, a_viewer

CONFIG = Path(__file__).parents[2] / "config"

FACTS = ChildFacts(name="陈雨桐", sex="2", birth_on=date(2016, 3, 15))
GRANDMOTHER = PersonFacts(
    part=Part.CARER, name="王秀英", relation="62", phone="19900000001", situation="at_home"
)
FATHER = PersonFacts(
    part=Part.FATHER, name="陈建国", relation="51", phone="19900000002", situation="working_away"
)


#: The rows that the first load of this process has made: reading the files takes a tenth of a
#: second, and rows with the ids that they had are read into values once a process.
_practice: list[dict[str, Any]] = []


def load_practice() -> None:
    """Load the practice that the product ships, once a database."""
    if db.session.scalar(select(PracticeRow.id).limit(1)) is not None:
        return
    if _practice:
        db.session.execute(insert(PracticeRow), _practice)
        forget_editions()
        return
    practice.load(CONFIG, on=date(2020, 1, 1))
    rows = db.session.execute(select(PracticeRow.__table__)).mappings()
    _practice.extend(dict(row) for row in rows)


def an_id_number(birth_on: date = date(2016, 3, 15), sequence: int = 2) -> str:
    """Return a number nobody has: prefix 990101, the birth date, even sequence for a girl."""
    seventeen = f"990101{birth_on:%Y%m%d}{sequence:03d}"
    return seventeen + expected_check_digit(seventeen)


def a_child(
    *,
    name: str = FACTS.name,
    region_code: str = VILLAGE,
    categories: Sequence[str] = ("left_behind_rural",),
    people: Sequence[PersonFacts] = (GRANDMOTHER,),
    actor: Viewer | None = None,
    status: Status = Status.ACTIVE,
    entered_on: date | None = None,
    facts: ChildFacts = FACTS,
    **options: Any,
) -> Child:
    """Enrol a child; on the list in her first village unless said otherwise."""
    load_practice()
    entered = entered_on or clock.today()
    return actions.enrol(
        actor=actor or a_viewer(Role.COUNTY_CIVIL),
        region_code=region_code,
        facts=replace(facts, name=name),
        categories=[CategoryFacts(code=code, from_on=entered) for code in categories],
        people=people,
        address=options.pop("address", "柳树村三组12号"),
        entered_on=entered,
        status=status,
        **options,
    )
