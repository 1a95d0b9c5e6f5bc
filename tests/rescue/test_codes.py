"""Help with a lost password: given by who knows the person, typed once, told afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.models import Account, LoginSession
from casework.accounts.permissions import Role
from casework.accounts.profile import DEFAULT
from casework.audit.models import AuditEntry
from casework.errors import NotFound, RuleBroken
from casework.rescue import actions, queries
from casework.rescue.models import Known, Rescue
from tests.accounts.signing import is_in, sign_in
from tests.client import CheckedClient
from tests.factories.accounts import (
    FAR_VILLAGE,
    PASSWORD,
    STRANGE_COUNTY,
    VILLAGE,
    a_viewer,
    an_account,
)

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]

NEW = "三月里的小雨淅沥沥下"
REFUSED = actions.refuse_text()


def code_for(account: Account, role: Role = Role.CHILD_SUPERVISOR) -> str:
    return actions.give_code(actor=a_viewer(role), account=account, known_by=Known.FACE)


def enter(client: CheckedClient, code: str, login: str = "liu") -> TestResponse:
    return client.post("/sign-in/code", data={"login": login, "code": code})


def sets(client: CheckedClient, password: str = NEW) -> TestResponse:
    return client.post("/me/password", data={"password": password, "again": password})


@pytest.fixture
def liu(session: Rows) -> Account:
    return an_account(login="liu")


def test_from_the_supervisor_s_page_to_a_new_password(
    client_for: ClientFor, client: CheckedClient, liu: Account, session: Rows
) -> None:
    dudao = client_for(Role.CHILD_SUPERVISOR)
    assert "liu" in dudao.get("/rescue/").text
    page = dudao.post(f"/rescue/{liu.id}", data={"known_by": "voice"}).text
    code = page.split('class="secret">')[1].split("<")[0]
    assert code not in dudao.get(f"/rescue/{liu.id}").text, "shown once"
    assert enter(client, code.lower()).headers["Location"] == "/me/password"
    assert client.get("/today").headers["Location"] == "/me/password"
    assert "原密码" not in client.get("/me/password").text
    assert sets(client).status_code == 302
    assert is_in(client)
    assert sign_in(client, "liu", PASSWORD).status_code == 422
    assert sign_in(client, "liu", NEW).status_code == 302
    rescue = session.scalars(select(Rescue)).one()
    assert (rescue.known_by, rescue.used_at is not None) == (Known.VOICE, True)


def test_what_was_open_ends_and_the_old_password_with_it(
    client: CheckedClient, liu: Account, session: Rows
) -> None:
    phone = CheckedClient(client.application)
    sign_in(phone)
    enter(client, code_for(liu))
    assert not is_in(phone)
    assert sign_in(phone, "liu", PASSWORD).status_code == 422
    ended = session.scalars(select(LoginSession.ended_at).order_by(LoginSession.created_at)).all()
    assert [at is not None for at in ended] == [True, False]


def test_a_code_works_once(client: CheckedClient, liu: Account) -> None:
    code = code_for(liu)
    assert enter(client, code).status_code == 302
    assert REFUSED in enter(CheckedClient(client.application), code).text


def test_a_newer_code_voids_the_older(client: CheckedClient, liu: Account) -> None:
    old, new = code_for(liu), code_for(liu)
    assert REFUSED in enter(client, old).text
    assert enter(client, new).status_code == 302


def test_a_code_is_void_after_half_an_hour(
    client: CheckedClient, liu: Account, session: Rows
) -> None:
    code = code_for(liu)
    rescue = session.scalars(select(Rescue)).one()
    assert rescue.until_at - clock.now() <= timedelta(minutes=30)
    rescue.until_at = clock.now()
    assert REFUSED in enter(client, code).text


def test_a_code_bears_five_tries(liu: Account, session: Rows) -> None:
    code = code_for(liu)
    tried = [_use("WRNG-WRNG", f"10.0.0.{n}") for n in range(5)]
    session.flush()
    assert tried == [None] * 5
    assert queries.open_code(liu.id) is None
    with pytest.raises(RuleBroken, match="试错次数太多"):
        _use(code, "10.0.0.9")


def test_guessing_slows_down_alike_for_names_that_do_not_exist(liu: Account, session: Rows) -> None:
    for login in ("liu", "nobody"):
        for n in range(5):
            assert _use("WRNG-WRNG", f"10.0.1.{n}", login) is None
        with pytest.raises(RuleBroken, match="约 1 分钟"):
            _use("WRNG-WRNG", "10.0.1.9", login)


def test_guessing_at_passwords_bars_no_code_and_a_code_frees_the_name(
    client: CheckedClient, liu: Account
) -> None:
    for _ in range(6):
        sign_in(client, "liu", "guess")
    assert enter(client, code_for(liu)).status_code == 302
    sets(client)
    assert sign_in(CheckedClient(client.application), "liu", NEW).status_code == 302


def _use(code: str, network: str, login: str = "liu") -> object:
    return actions.use_code(login=login, code=code, network=network, profile=DEFAULT)


@pytest.mark.parametrize("state", ["unknown", "no code", "wrong", "void", "used up", "disabled"])
def test_whoever_is_refused_costs_one_hash_and_gets_one_answer(
    client: CheckedClient, liu: Account, session: Rows, hashed: list[str], state: str
) -> None:
    code = code_for(liu) if state != "no code" else "ABCD-EFGH"
    rescue = session.scalars(select(Rescue)).one_or_none()
    if rescue is not None:
        rescue.until_at = clock.now() if state == "void" else rescue.until_at
        rescue.tries = 5 if state == "used up" else 0
    liu.disabled_at = clock.now() if state == "disabled" else None
    hashed.clear()
    login, typed = ("nobody" if state == "unknown" else "liu"), code
    answer = enter(client, "WRNG-WRNG" if state == "wrong" else typed, login)
    assert (answer.status_code, len(hashed)) == (422, 1)
    assert REFUSED in answer.text
    assert login in answer.text, "what was typed is kept"


def test_demonstration_accounts_get_in_from_this_machine_alone(liu: Account, session: Rows) -> None:
    liu.is_demo = True
    code = code_for(liu)
    assert _use(code, "203.0.113.5") is None
    assert _use(code, "127.0.0.1") is not None


def test_a_form_that_says_nothing_comes_back(
    client_for: ClientFor, client: CheckedClient, liu: Account
) -> None:
    assert client.post("/sign-in/code", data={"login": "liu"}).status_code == 422
    dudao = client_for(Role.CHILD_SUPERVISOR)
    answer = dudao.post(f"/rescue/{liu.id}", data={})
    assert answer.status_code == 422
    assert "请选择“您怎么确认是本人”" in answer.text
    assert dudao.post("/rescue/find", data={}).status_code == 422


def test_a_weak_password_comes_back_and_the_help_still_stands(
    client: CheckedClient, liu: Account
) -> None:
    enter(client, code_for(liu))
    assert "太常见" in sets(client, "password12345").text
    assert sets(client).status_code == 302


def test_without_help_the_old_password_is_asked_for(client: CheckedClient, liu: Account) -> None:
    liu.must_change = True
    sign_in(client)
    assert sets(client).status_code == 422
    assert client.get("/today").headers["Location"] == "/me/password"


# --- reach -------------------------------------------------------------------------------------


def test_others_are_not_found(client_for: ClientFor, session: Rows) -> None:
    far = an_account(region_code=FAR_VILLAGE, login="far")
    office = an_account(Role.COUNTY_CIVIL, login="office")
    stopped = an_account(login="stopped")
    stopped.disabled_at = clock.now()
    dudao, xian = client_for(Role.CHILD_SUPERVISOR), client_for(Role.COUNTY_CIVIL)
    own = accounts.by_login("child_supervisor-home")
    assert own is not None
    for account in (far, office, stopped, own):
        for answer in (
            dudao.get(f"/rescue/{account.id}"),
            dudao.post(f"/rescue/{account.id}", data={"known_by": "face"}),
        ):
            assert answer.status_code == 404, account.login
    assert xian.get(f"/rescue/{far.id}").status_code == 200
    assert xian.get(f"/rescue/{office.id}").status_code == 404
    stranger = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    assert stranger.get(f"/rescue/{far.id}").status_code == 404
    assert session.scalars(select(Rescue)).all() == []


def test_the_permission_is_asked_for(client_for: ClientFor, liu: Account) -> None:
    for role in (Role.CHILD_DIRECTOR, Role.SYS_ADMIN, Role.CITY_CIVIL):
        assert client_for(role).get("/rescue/").status_code == 403
        assert client_for(role).get(f"/rescue/{liu.id}").status_code == 403


def test_the_list_and_the_search_hold_those_within_reach(
    client_for: ClientFor, liu: Account, session: Rows
) -> None:
    an_account(region_code=FAR_VILLAGE, login="far-away")
    liu.name = "刘兰"
    dudao = client_for(Role.CHILD_SUPERVISOR)
    page = dudao.get("/rescue/").text
    assert "刘兰" in page
    assert "far-away" not in page
    assert "刘兰" in dudao.post("/rescue/find", data={"looked_for": "刘"}).text
    assert "没有找到" in dudao.post("/rescue/find", data={"looked_for": "far-away"}).text


def test_a_long_list_has_pages(session: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_PAGE", 2)
    for login in ("a1", "a2", "a3"):
        an_account(login=login)
    viewer = a_viewer(Role.CHILD_SUPERVISOR)
    first = queries.page_of(viewer, None)
    second = queries.page_of(viewer, first.after)
    assert [p.account.login for p in (*first.rows, *second.rows)] == ["a1", "a2", "a3"]
    assert second.after is None


def test_somebody_out_of_reach_is_not_found_by_the_query(session: Rows) -> None:
    with pytest.raises(NotFound):
        queries.get(a_viewer(Role.CHILD_SUPERVISOR), an_account(region_code=FAR_VILLAGE).id)


# --- being told, and the trail ------------------------------------------------------------------


def test_she_is_told_at_each_sign_in_until_she_has_read_it(
    client: CheckedClient, liu: Account
) -> None:
    enter(client, code_for(liu))
    told = "由 测试儿童督导员（儿童督导员）协助重设"
    assert told in client.get("/me/password").text
    sets(client)
    assert told in client.get("/me").text
    phone = CheckedClient(client.application)
    sign_in(phone, "liu", NEW)
    assert told in phone.get("/me").text
    cookie = phone.get_cookie("casework")
    assert cookie is not None
    assert phone.post("/me/rescued").status_code == 302
    assert told not in phone.get("/me").text
    sign_in(phone, "liu", NEW)
    assert told not in phone.get("/me").text


def test_both_sides_stand_in_the_trail_without_the_code(
    client: CheckedClient, liu: Account, session: Rows
) -> None:
    code = code_for(liu)
    enter(client, "WRNG-WRNG")
    enter(client, code)
    query = select(AuditEntry).where(AuditEntry.tag.like("account:rescue%"))
    entries = session.scalars(query.order_by(AuditEntry.id)).all()
    helper = a_viewer(Role.CHILD_SUPERVISOR).account_id
    rescue = session.scalars(select(Rescue)).one()
    assert [(e.tag, e.actor_id, e.subject_id, e.region_code) for e in entries] == [
        ("account:rescue", helper, liu.id, VILLAGE),
        ("account:rescue-refused", None, liu.id, None),
        ("account:rescued", liu.id, rescue.id, None),
    ]
    assert entries[0].facts == {"known_by": "face"}
    assert code.replace("-", "") not in rescue.code_hash
