"""Finding one child among a county's: by the child, by the carer, by the end of a number.

Nothing that is looked for has an index; 5,000 files are opened value by value. CPU is that of the
program, as in the targets; the database server's own work is not in it.
"""

import random
from collections.abc import Iterator
from functools import partial
from uuid import UUID

from sqlalchemy import insert, select

from bench.figures import Figure
from bench.installations import Workshop
from bench.population import COUNTY, employ, enrol, lay_regions, village_code
from bench.tables import table_of
from bench.timing import Act, least_cpu
from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.children import queries
from casework.children.models import Child, ChildPerson
from casework.db.base import db, new_id
from casework.db.scope import bind_scope
from casework.db.sealed import DataKeyRow, keyring, new_key_row, seal_values
from casework.people.models import Person

TITLE = "Finding among 5,000 children with two people each (CPU of the program)"

_CHILDREN, _VILLAGES = 5_000, 10
_NAMES = 25.0
#: What the one box may cost more where a child has the name.
_MORE = 1.25
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴", "秀桂兰英玉珍凤建国华志"

#: What is typed, and the most milliseconds it may take where that was laid down.
_TYPED = {
    "a child's name alone": ("queries.search", "司徒静", _NAMES),
    "a child's name, in the one box": ("queries.find", "司徒静", None),
    "a carer's name": ("queries.find", "司马凤兰", None),
    "a carer's initials": ("queries.find", "smfl", None),
    "the last four digits of a phone": ("queries.find", "7391", None),
}


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:
    """Yield what each way of finding costs on both databases."""
    count, rounds = (100, 1) if quick else (_CHILDREN, 9)
    for installation in workshop.fresh():
        with installation.app.app_context():
            viewer = _people(count)
        with installation.app.app_context():
            bind_scope(db.session, viewer.scope)
            yield from _times(installation.on, viewer, rounds)


def _times(on: str, viewer: Viewer, rounds: int) -> Iterator[Figure]:
    acts = {what: _finding(way, viewer, typed) for what, (way, typed, _) in _TYPED.items()}
    taken = least_cpu(acts, rounds)
    for what, (_, _, most) in _TYPED.items():
        yield Figure(what, taken[what] * 1e3, most, on=on, unit=" ms")
    alone, box = (taken[what] for what in list(_TYPED)[:2])
    yield Figure("one box ÷ child's name alone", box / alone, _MORE, on=on, unit="×")


def _finding(way: str, viewer: Viewer, typed: str) -> Act:
    find = queries.search if way == "queries.search" else queries.find
    return partial(find, viewer, typed)


def _people(count: int) -> Viewer:
    """Put so many children with their people into a county; return its officer."""
    lay_regions(_VILLAGES)
    for number in range(1, _VILLAGES + 1):
        last = "司徒静" if number == _VILLAGES else ""
        enrol(village_code(number), count // _VILLAGES, last=last)
    _families()
    return accounts.viewer_of(employ(Role.COUNTY_CIVIL, COUNTY))


def _families() -> None:
    """Give every child a carer and a father; the very last carer has a name of her own."""
    choose = random.Random(5)
    keys, people, links = [], [], []
    statement = (
        select(Child.id, Child.region_code, DataKeyRow.wrapped)
        .join(DataKeyRow, DataKeyRow.owner_id == Child.id)
        .order_by(Child.id)
        .execution_options(system=True)
    )
    children = db.session.execute(statement).tuples().all()
    for child_id, region_code, wrapped in children:
        for part in ("carer", "father"):
            is_last = child_id == children[-1][0] and part == "carer"
            name = "司马凤兰" if is_last else _name(choose)
            phone = "19900007391" if is_last else f"1990000{choose.randint(1000, 6999)}"
            key, person = _person(region_code, name)
            keys.append(key)
            people.append(person)
            links.append(
                _link(child_id, region_code, wrapped, person["id"], part=part, phone=phone)
            )
    for model, rows in ((DataKeyRow, keys), (Person, people), (ChildPerson, links)):
        db.session.execute(insert(table_of(model)), rows)
    db.session.commit()


def _name(choose: random.Random) -> str:
    return "".join((choose.choice(_SURNAMES), *choose.choices(_GIVEN, k=2)))


def _person(region_code: str, name: str) -> tuple[dict[str, object], dict[str, object]]:
    person_id = new_id()
    key_row, key = new_key_row(Person.__owner_kind__, person_id)
    sealed = seal_values(Person, key, owner=person_id, row=person_id, values={"name": name})
    plain = {"id": person_id, "created_at": key_row["created_at"], "county_code": region_code[:6]}
    return key_row, {**plain, **sealed}


def _link(
    child_id: UUID, region_code: str, wrapped: bytes, person_id: object, *, part: str, phone: str
) -> dict[str, object]:
    link_id = new_id()
    key = keyring().unwrap(wrapped, Child.__owner_kind__, child_id)
    sealed = seal_values(ChildPerson, key, owner=child_id, row=link_id, values={"phone": phone})
    plain = {
        "id": link_id,
        "region_code": region_code,
        "child_id": child_id,
        "person_id": person_id,
        "part": part,
    }
    return {**plain, "created_at": clock.now(), **sealed}
