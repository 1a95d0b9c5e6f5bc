"""``accounts add``: an act of the operator at the machine."""

import re

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.accounts import queries
from casework.accounts.models import Account, RoleGrant
from casework.accounts.permissions import BY_DOOR, GRANT_DEPTH, Role
from casework.audit.models import AuditEntry
from casework.cli import accounts
from casework.regions.codes import prefix
from tests.cli.commands import Run, complaint
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, HOME_OF, VILLAGE, add_regions, an_account

Rows = scoped_session[Session]


@pytest.fixture(autouse=True)
def _regions(session: Rows) -> None:
    add_regions()


@pytest.mark.parametrize("role", Role)
def test_every_role_is_added_by_its_code_name(run: Run, role: Role) -> None:
    place = prefix(HOME_OF[role])
    result = run(accounts.group, "add", "liu", "--role", role.value, "--region", place)
    assert result.exit_code == 0, result.output
    account = queries.by_login("liu")
    assert account is not None
    assert (account.role, account.must_change) == (role, True)
    viewer = queries.viewer_of(account)
    assert viewer.regions == (HOME_OF[role],)
    assert viewer.scope.ranges == (() if role in BY_DOOR else (place,))


def test_the_printed_password_signs_in_and_must_be_changed(run: Run, client: CheckedClient) -> None:
    result = run(
        accounts.group, "add", " LIU ", "--role", "child_director", "--region", VILLAGE,
        "--name", "刘兰",
    )  # fmt: skip
    told = re.fullmatch("liu 的一次性密码：(.+)\n", result.stdout)
    assert told is not None
    client.post("/sign-in", data={"login": "liu", "password": told[1]})
    assert client.get("/me").headers["Location"] == "/me/password"


def test_the_act_is_the_operators_and_holds_no_name(run: Run, session: Rows) -> None:
    arguments = ("--role", "county_civil", "--region", "990101", "--name", "刘兰")
    run(accounts.group, "add", "liu", *arguments)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "account:add")).one()
    assert (entry.actor_id, entry.region_code) == (None, COUNTY)
    assert entry.facts == {"role": "county_civil"}
    assert session.scalars(select(Account)).one().name == "刘兰"


def test_without_a_name_the_login_stands_for_it(run: Run, session: Rows) -> None:
    run(accounts.group, "add", "liu", "--role", "county_civil", "--region", "990101")
    assert session.scalars(select(Account)).one().name == "liu"


def test_a_login_that_is_taken_is_refused(run: Run) -> None:
    an_account(login="liu")
    result = run(accounts.group, "add", "Liu", "--role", "county_civil", "--region", "990101")
    assert "登录名 liu 已经有人用了" in complaint(result)


@pytest.mark.parametrize("role", Role)
def test_a_region_of_the_wrong_depth_is_refused(run: Run, session: Rows, role: Role) -> None:
    for code in ("990000000000", "990100000000", COUNTY, "990101001000", VILLAGE):
        if len(prefix(code)) not in GRANT_DEPTH[role]:
            result = run(accounts.group, "add", "liu", "--role", role.value, "--region", code)
            assert "不能授权到这一级地区" in complaint(result)
    assert session.scalars(select(RoleGrant)).all() == []


@pytest.mark.parametrize(
    ("region", "why"),
    [("990199", "没有代码为 990199 的地区"), ("９９０１０１", "不对"), ("x", "不对")],
)
def test_a_region_that_does_not_exist_is_refused(run: Run, region: str, why: str) -> None:
    result = run(accounts.group, "add", "liu", "--role", "county_civil", "--region", region)
    assert why in complaint(result)


def test_an_unknown_role_is_refused_by_the_command_line(run: Run) -> None:
    result = run(accounts.group, "add", "liu", "--role", "emperor", "--region", "990101")
    assert result.exit_code == 2
