"""Villages of an exact size: as many children, workers and supervisors as a measurement needs.

Only what lists and searches read of a file is written; whole lives are invented by ``demo load``.
"""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from bench.tables import table_of
from casework import clock
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import Role
from casework.children import rules
from casework.children.models import Child, DueKind, IdState, Status
from casework.cli.init import CONFIG
from casework.db.base import db, new_id
from casework.db.sealed import DataKeyRow, new_key_row, seal_values
from casework.practice import actions as practice
from casework.regions import actions as regions
from casework.regions.codes import level_of
from casework.regions.lists import Listed

COUNTY = "990101000000"

_ABOVE = {"990000000000": "演示省", "990100000000": "演示市", COUNTY: "青禾县"}
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴", "明芳伟静丽强磊洋艳勇军杰娟涛超"


def township_code(number: int) -> str:
    """Return the code of a township."""
    return f"990101{number:03}000"


def village_code(number: int) -> str:
    """Return the code of the one village of a township."""
    return f"990101{number:03}001"


def lay_regions(townships: int) -> None:
    """Make the county with so many townships of one village each."""
    names = dict(_ABOVE)
    for number in range(1, townships + 1):
        names |= {township_code(number): f"第{number}镇", village_code(number): f"第{number}村"}
    listed = [Listed(code, name, level_of(code)) for code, name in names.items()]
    regions.load(listed, valid_from=regions.BEGINNING)
    practice.load(CONFIG, on=clock.today())
    db.session.commit()


def employ(role: Role, region_code: str) -> Account:
    """Add somebody who works in a region."""
    account = Account(
        login=f"{role.value}-{region_code}",
        name=f"{role.label}{region_code}",
        role=role,
        password_hash="",  # no password fits it
        password_set_at=clock.now(),
        must_change=False,
    )
    db.session.add(account)
    db.session.flush()
    grant = RoleGrant(account_id=account.id, region_code=region_code, from_on=date(2020, 1, 1))
    db.session.add(grant)
    db.session.commit()
    return account


def enrol(region_code: str, count: int, *, worker_id: UUID | None = None, last: str = "") -> None:
    """Put so many children on the list of a village; the last one may be given a name."""
    choose = random.Random(region_code)
    names = [
        "".join((choose.choice(_SURNAMES), *choose.choices(_GIVEN, k=2))) for _ in range(count)
    ]
    files = [_file(region_code, name, choose, worker_id) for name in [*names[1:], last or names[0]]]
    db.session.execute(insert(table_of(DataKeyRow)), [key for key, _row in files])
    db.session.execute(insert(table_of(Child)), [row for _key, row in files])
    db.session.commit()


def _file(
    region_code: str, name: str, choose: random.Random, worker_id: UUID | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    child_id = new_id()
    key_row, key = new_key_row(Child.__owner_kind__, child_id)
    told = {
        "name": name,
        "search_text": rules.search_text(name),
        "birth_on": date(choose.randint(2010, 2022), choose.randint(1, 12), choose.randint(1, 28)),
    }
    plain = {
        "id": child_id,
        "created_at": key_row["created_at"],
        "region_code": region_code,
        "township_code": f"{region_code[:9]}000",
        "case_number": child_id.hex[-12:].upper(),
        "status": Status.ACTIVE,
        "sex": choose.choice("12"),
        "worker_id": worker_id,
        "id_state": IdState.NONE,
        **_state(choose),
    }
    return key_row, {**plain, **seal_values(Child, key, owner=child_id, row=child_id, values=told)}


def _state(choose: random.Random) -> dict[str, Any]:
    """Return a last visit within three months, and when the next one is due."""
    last = clock.today() - timedelta(days=choose.randint(1, 90))
    due = last + timedelta(days=choose.choice((30, 90)))
    return {
        "risk": choose.randint(1, 4),
        "first_visit_on": last,
        "last_visit_on": last,
        "next_due_on": due,
        "next_due_kind": DueKind.IN_PERSON,
    }
