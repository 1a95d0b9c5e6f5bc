"""A reset by the system administrator takes two people."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.models import Account
from casework.accounts.permissions import Role
from casework.accounts.profile import DEFAULT
from casework.audit.models import AuditEntry
from casework.errors import RuleBroken
from casework.rescue import resetting
from casework.rescue.models import Reset
from tests.accounts.signing import sign_in
from tests.client import CheckedClient
from tests.factories.accounts import PASSWORD, a_viewer, an_account

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


def test_asked_confirmed_shown_once_and_told(
    client_for: ClientFor, client: CheckedClient, session: Rows
) -> None:
    xitong, anquan = client_for(Role.SYS_ADMIN), client_for(Role.SEC_ADMIN)
    office = an_account(Role.COUNTY_CIVIL, login="xian")
    xitong.post(f"/accounts/{office.id}/reset")
    assert sign_in(client, "xian", PASSWORD).status_code == 302, "nothing has changed yet"
    reset = session.scalars(select(Reset)).one()
    assert "还没有确认" in _follow(xitong, f"/resets/{reset.id}/show")
    assert "xian" in anquan.get("/resets/confirm").text
    assert "已确认" in _follow(anquan, f"/resets/{reset.id}/confirm")
    page = xitong.post(f"/resets/{reset.id}/show").text
    secret = page.split('class="secret">')[1].split("<")[0]
    assert "已经取过" in _follow(xitong, f"/resets/{reset.id}/show")
    assert sign_in(client, "xian", PASSWORD).status_code == 422
    assert sign_in(client, "xian", secret).status_code == 302
    assert "由 测试系统管理员（系统管理员）协助重设" in client.get("/me/password").text
    session.expire_all()
    assert session.get_one(Account, office.id).must_change


def _follow(client: CheckedClient, path: str) -> str:
    return client.post(path, follow_redirects=True).text


def test_nobody_confirms_their_own(session: Rows) -> None:
    asker, second = a_viewer(Role.SYS_ADMIN), a_viewer(Role.SEC_ADMIN)
    for_second = resetting.ask(actor=asker, account=_account(second.login))
    own = Reset(
        account_id=asker.account_id, asker_id=second.account_id, until_at=for_second.until_at
    )
    for reset in (for_second, own):
        with pytest.raises(RuleBroken, match="不能确认自己的申请"):
            resetting.confirm(actor=second, reset=reset)
    with pytest.raises(RuleBroken, match="我的"):
        resetting.ask(actor=asker, account=_account(asker.login))


def _account(login: str) -> Account:
    from casework.accounts import queries  # noqa: PLC0415

    found = queries.by_login(login)
    assert found is not None
    return found


def test_a_request_is_made_once_and_confirmed_once_within_a_day(session: Rows) -> None:
    asker, second = a_viewer(Role.SYS_ADMIN), a_viewer(Role.SEC_ADMIN)
    office = an_account(Role.COUNTY_CIVIL)
    reset = resetting.ask(actor=asker, account=office)
    with pytest.raises(RuleBroken, match="已经提交过"):
        resetting.ask(actor=asker, account=office)
    resetting.confirm(actor=second, reset=reset)
    with pytest.raises(RuleBroken, match="已经确认过"):
        resetting.confirm(actor=second, reset=reset)
    reset.until_at = clock.now() - timedelta(seconds=1)
    with pytest.raises(RuleBroken, match="已经过期"):
        resetting.carry_out(actor=asker, reset=reset, profile=DEFAULT)


def test_only_who_asked_gets_the_password(session: Rows) -> None:
    asker, second = a_viewer(Role.SYS_ADMIN), a_viewer(Role.SEC_ADMIN)
    other = a_viewer(Role.SYS_ADMIN, "990100000000")
    reset = resetting.ask(actor=asker, account=an_account(Role.COUNTY_CIVIL))
    resetting.confirm(actor=second, reset=reset)
    with pytest.raises(RuleBroken, match="只有提交申请的人"):
        resetting.carry_out(actor=other, reset=reset, profile=DEFAULT)
    assert reset.used_at is None


def test_each_step_stands_in_the_trail(session: Rows) -> None:
    asker, second = a_viewer(Role.SYS_ADMIN), a_viewer(Role.SEC_ADMIN)
    office = an_account(Role.COUNTY_CIVIL)
    reset = resetting.ask(actor=asker, account=office)
    resetting.confirm(actor=second, reset=reset)
    resetting.carry_out(actor=asker, reset=reset, profile=DEFAULT)
    session.commit()
    query = select(AuditEntry).where(AuditEntry.tag.like("account:reset%")).order_by(AuditEntry.id)
    found = [(e.tag, e.actor_id, e.subject_id) for e in session.scalars(query)]
    assert found == [
        ("account:reset-ask", asker.account_id, office.id),
        ("account:reset-confirm", second.account_id, office.id),
        ("account:reset", asker.account_id, office.id),
    ]


def test_the_permissions_are_asked_for(client_for: ClientFor, session: Rows) -> None:
    office = an_account(Role.COUNTY_CIVIL)
    assert client_for(Role.SEC_ADMIN).post(f"/accounts/{office.id}/reset").status_code == 403
    assert client_for(Role.SYS_ADMIN).get("/resets/confirm").status_code == 403
    assert client_for(Role.COUNTY_CIVIL).get("/resets/").status_code == 403
