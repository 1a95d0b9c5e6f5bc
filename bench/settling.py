"""A province as an installation: regions, staff, children, one county that opens, its counters."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from bench import peopling
from bench.geography import Province
from bench.tables import table_of
from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.children import rules
from casework.children.models import CategoryMembership, Child
from casework.cli.init import CONFIG
from casework.clock import Month
from casework.counting import counters
from casework.db import migrate
from casework.db.base import db
from casework.db.bulk import insert_all
from casework.db.scope import SystemScope, bind_scope, within
from casework.db.sealed import DataKeyRow, new_key_row, seal_values
from casework.practice import actions as practice
from casework.regions import actions as regions
from casework.regions.codes import county_of, pad

if TYPE_CHECKING:
    from bench.installations import Installation

_NAMES = ["".join(parts) for parts in product("王李张刘陈杨赵黄", "小晓子", "明芳伟静丽强军娟")]
_STAFF = {
    9: Role.CHILD_SUPERVISOR,
    6: Role.COUNTY_CIVIL,
    4: Role.CITY_CIVIL,
    2: Role.PROVINCE_CIVIL,
}


def settle(made: "Installation", *, children: int, province: Province) -> None:
    """Fill an empty installation."""
    begin(made)
    villages = province.inhabited(children)
    with made.app.app_context():
        regions.load(province.listed, valid_from=regions.BEGINNING)
        workers = {code: employee(Role.CHILD_DIRECTOR, code) for code in villages}
        staff = [*workers.values(), *_offices(villages)]
        insert_all(db.session(), [*staff, *map(_grant, staff)])
        db.session.commit()
        ids = {code: account.id for code, account in workers.items()}
        peopling.people(made.settings.database_url, children, ids)
        open_county(county_of(villages[0]))


def begin(made: "Installation") -> None:
    """Bring schema and practice to where the program is."""
    with made.app.app_context():
        migrate.upgrade(db.engine)
        practice.load(CONFIG, on=clock.today())
        db.session.commit()
        db.session.remove()


def count(made: "Installation") -> None:
    """Keep the figures of the whole year."""
    with made.app.app_context():
        bind_scope(db.session, SystemScope("bench"))
        for back in range(peopling.MONTHS):
            counters.rebuild(Month.of(clock.today()).plus(-back))
            db.session.commit()
        db.session.remove()


def login_of(role: Role, code: str) -> str:
    """Return how somebody of a role in a region signs in."""
    return f"{role.value}-{code}"


def employee(role: Role, code: str) -> Account:
    """Make somebody who works in a region, whom no password opens."""
    return Account(
        login=login_of(role, code),
        name=_NAMES[int(code) % len(_NAMES)],
        role=role,
        password_hash="",
        password_set_at=clock.now(),
        must_change=False,
        created_at=clock.now(),
    )


def _offices(villages: Sequence[str]) -> Iterator[Account]:
    for depth, role in _STAFF.items():
        for prefix in sorted({code[:depth] for code in villages}):
            yield employee(role, pad(prefix))


def _grant(account: Account) -> RoleGrant:
    code = account.login.rpartition("-")[2]
    return RoleGrant(account_id=account.id, region_code=code, from_on=date(2020, 1, 1))


# The county whose names open


def open_county(county: str) -> None:
    """Give the children of one county keys and names that open; other sealed columns go empty."""
    bind_scope(db.session, SystemScope("bench"))
    ids = db.session.scalars(select(Child.id).where(within(Child.region_code, (county,)))).all()
    files = [_opened(number, child_id) for number, child_id in enumerate(ids)]
    keys = {child_id: key for child_id, (_row, key, _file) in zip(ids, files, strict=True)}
    rows = db.session.execute(
        select(CategoryMembership.id, CategoryMembership.child_id, CategoryMembership.code).where(
            within(CategoryMembership.region_code, (county,))
        )
    ).all()
    leaves = [
        seal_values(CategoryMembership, keys[owner], owner=owner, row=row, values={"leaf": code})
        | {"row": row}
        for row, owner, code in rows
    ]
    table = table_of(DataKeyRow)
    connection = db.session.connection()
    connection.execute(
        delete(table).where(table.c.owner_id == bindparam("of")), [{"of": i} for i in ids]
    )
    connection.execute(insert(table), [row for row, _key, _file in files])
    _rewrite(table_of(Child), [file for _row, _key, file in files])
    _rewrite(table_of(CategoryMembership), leaves)
    db.session.commit()
    db.session.remove()


def _opened(number: int, child_id: Any) -> tuple[dict[str, Any], Any, dict[str, Any]]:
    row, key = new_key_row(Child.__owner_kind__, child_id)
    name = _NAMES[number % len(_NAMES)]
    told = dict.fromkeys(peopling.SAID) | {
        "name": name,
        "search_text": rules.search_text(name),
        "birth_on": date(2012 + number % 12, 1 + number % 12, 1 + number % 28),
    }
    sealed = seal_values(Child, key, owner=child_id, row=child_id, values=told)
    return row, key, sealed | {"row": child_id}


def _rewrite(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    names = [name for name in rows[0] if name != "row"]
    statement = update(table).where(table.c.id == bindparam("row"))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    told = [{"row": row["row"]} | {f"new_{name}": row[name] for name in names} for row in rows]
    db.session.connection().execute(statement.values(values), told)
