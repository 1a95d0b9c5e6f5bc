"""The cast: one account a role, with regions of their own, and browsers signed in as them."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from casework import clock
from casework.accounts import actions, queries
from casework.accounts.models import Account
from casework.accounts.permissions import Role
from casework.accounts.profile import DEFAULT
from casework.accounts.viewer import Viewer
from casework.crypto import passwords
from casework.db.base import db
from casework.regions.codes import level_of, parent
from casework.regions.models import Region
from tests.client import CheckedClient

#: An invented county with two townships of two villages each, and a stranger's county.
COUNTY = "990101000000"
TOWNSHIP, OTHER_TOWNSHIP = "990101001000", "990101002000"
VILLAGE, NEXT_VILLAGE = "990101001001", "990101001002"
FAR_VILLAGE = "990101002001"
STRANGE_COUNTY, STRANGE_VILLAGE = "990102000000", "990102001001"

REGIONS = {
    "990000000000": "演示省",
    "990100000000": "演示市",
    COUNTY: "青禾县",
    TOWNSHIP: "石桥镇",
    VILLAGE: "柳树村",
    NEXT_VILLAGE: "河湾村",
    OTHER_TOWNSHIP: "白塔乡",
    FAR_VILLAGE: "东坡村",
    "990101002002": "西坡村",
    STRANGE_COUNTY: "远山县",
    "990102001000": "远山镇",
    STRANGE_VILLAGE: "山后村",
}

HOME_OF = {
    Role.CHILD_DIRECTOR: VILLAGE,
    Role.CHILD_SUPERVISOR: TOWNSHIP,
    Role.COUNTY_CIVIL: COUNTY,
    Role.WOMENS_FED: COUNTY,
    Role.CITY_CIVIL: "990100000000",
    Role.PROVINCE_CIVIL: "990000000000",
    Role.VOLUNTEER: VILLAGE,
    Role.COUNSELLOR: COUNTY,
    Role.AUDITOR: COUNTY,
    Role.SYS_ADMIN: COUNTY,
    Role.SEC_ADMIN: COUNTY,
}

PASSWORD = "a-long-enough-phrase"


def add_regions(names: dict[str, str] | None = None) -> None:
    """Put the invented regions into the tree, where they are not there yet."""
    wanted = names or REGIONS
    known = set(db.session.scalars(select(Region.code).where(Region.code.in_(wanted))))
    missing = [_region(code, name) for code, name in wanted.items() if code not in known]
    if missing:
        db.session.add_all(missing)
        db.session.flush()


def _region(code: str, name: str) -> Region:
    return Region(
        code=code,
        name=name,
        level=level_of(code),
        parent_code=parent(code),
        valid_from=clock.today().replace(year=2020),
    )


def an_account(
    role: Role = Role.CHILD_DIRECTOR, region_code: str | None = None, login: str | None = None
) -> Account:
    """Return an account that has chosen its password (``PASSWORD``) and holds one region."""
    add_regions()
    account, _ = actions.add_account(
        login=login or f"{role.value}-{region_code or 'home'}",
        name=f"测试{role.label}",
        role=role,
        region_code=region_code or HOME_OF[role],
        profile=DEFAULT,
    )
    account.must_change = False
    account.one_time_until = None
    account.password_hash = passwords.hash_password(PASSWORD)
    db.session.flush()
    return account


def a_viewer(role: Role = Role.CHILD_DIRECTOR, region_code: str | None = None) -> Viewer:
    """Return what an account of the role may do, making the account on first use."""
    login = f"{role.value}-{region_code or 'home'}"
    account = queries.by_login(login) or an_account(role, region_code)
    return queries.viewer_of(account)


@pytest.fixture
def viewer_for(session: object) -> Callable[..., Viewer]:
    """``viewer_for(Role.CHILD_DIRECTOR, "990101001002")``."""
    return a_viewer


@pytest.fixture
def client_for(app: Flask, session: object) -> Callable[..., CheckedClient]:
    """A browser signed in as a role: ``client_for(Role.COUNTY_CIVIL)``, or of another region."""

    def sign_in(role: Role, region_code: str | None = None) -> CheckedClient:
        a_viewer(role, region_code)
        client = CheckedClient(app)
        login = f"{role.value}-{region_code or 'home'}"
        answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    return sign_in
