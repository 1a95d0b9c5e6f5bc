"""Pages of transfers: each works, asks who may, knows no other region, minds bad input."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from casework.accounts.permissions import Role
from casework.children.models import Child, Status
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.regions import queries as regions
from casework.transfers.models import TransferState
from tests.client import CheckedClient
from tests.factories.accounts import (
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
)
from tests.factories.children import a_child, load_practice
from tests.transfers.moving import NOTE, Db, receiver, sender, sent, transfer_of

SignIn = Callable[..., CheckedClient]
SENT = {"to_region_code": STRANGE_COUNTY, "moved_on": "2026-10-20", "reason": "随母亲迁走"}
TAKEN = {"region_code": STRANGE_VILLAGE, "worker_id": "usual", "address": "山后村三组"}


@pytest.fixture
def here(client_for: SignIn, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.COUNTY_CIVIL)


@pytest.fixture
def there(client_for: SignIn, session: Db) -> CheckedClient:
    return client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def on_the_way(app: Flask) -> tuple[UUID, UUID]:
    child_id = a_child(name="栖椿砚").id
    return child_id, sent(app, child_id, actor=sender())


def test_a_county_is_chosen_step_by_step_and_asked(
    here: CheckedClient, there: CheckedClient, session: Db
) -> None:
    child = a_child()
    session.commit()
    address = f"/children/{child.id}/transfer"
    first = text(here.get(address))
    assert regions.get(STRANGE_COUNTY).name in first
    own = text(here.get(f"{address}?under=990101000000"))
    assert "就送到这里" not in own
    chosen = text(here.get(f"{address}?under={STRANGE_COUNTY}"))
    assert "就送到这里" in chosen
    form = text(here.get(f"{address}?to={STRANGE_COUNTY}"))
    assert regions.full_name(STRANGE_COUNTY) in form
    answer = here.post(address, data=SENT)
    assert answer.status_code == 302
    page = text(here.get("/transfers"))
    assert child.name in page
    assert transfer_of(session, child.id).state is TransferState.WAITING


def test_what_was_typed_stays_where_it_cannot_be(
    here: CheckedClient, there: CheckedClient, session: Db
) -> None:
    child = a_child()
    session.commit()
    answer = here.post(f"/children/{child.id}/transfer", data=SENT | {"moved_on": "", "note": NOTE})
    assert answer.status_code == 422
    assert NOTE in text(answer)
    for place in ("990109000000", "x"):
        answer = here.post(f"/children/{child.id}/transfer", data=SENT | {"to_region_code": place})
        assert answer.status_code == 422


def test_the_receiving_side_sees_what_it_needs_and_no_more(
    app: Flask, here: CheckedClient, there: CheckedClient, session: Db
) -> None:
    child_id, transfer_id = on_the_way(app)
    child = session.get_one(Child, child_id)
    for page in (text(there.get("/transfers")), text(there.get(f"/transfers/{transfer_id}"))):
        assert child.case_number in page
        assert "女" in page
        assert "栖椿砚" not in page
        assert "随母亲改嫁" not in page
    assert NOTE in page
    assert "随母亲改嫁" in text(here.get(f"/transfers/{transfer_id}"))
    for address in ("", "/edit", "/visits/new", "/transfer"):
        assert there.get(f"/children/{child_id}{address}").status_code == 404
    inbox = text(there.get("/inbox/"))
    assert "栖椿砚" not in inbox


def test_accepting_opens_the_file_here_and_closes_it_there(
    app: Flask, here: CheckedClient, there: CheckedClient, session: Db
) -> None:
    child_id, transfer_id = on_the_way(app)
    page = there.get(f"/transfers/{transfer_id}/accept")
    assert page.status_code == 200
    assert there.post(f"/transfers/{transfer_id}/accept", data={}).status_code == 422
    answer = there.post(f"/transfers/{transfer_id}/accept", data=TAKEN)
    assert answer.location.endswith(f"/children/{child_id}")
    assert "栖椿砚" in text(there.get(answer.location))
    for address in ("", "/edit", "/visits/new", "/call", "/people/carer", "/move", "/merge"):
        assert here.get(f"/children/{child_id}{address}").status_code == 404, address
    for address in ("/children/", "/transfers", f"/transfers/{transfer_id}", "/visits/", "/inbox/"):
        answer = here.get(address)
        assert answer.status_code == 200, address
        assert "栖椿砚" not in text(answer), address
    found = here.post("/children/search", data={"looked_for": "栖椿砚"}, follow_redirects=True)
    assert str(child_id) not in text(found)


def test_the_figure_of_the_old_side_lists_a_nameless_line(
    app: Flask, here: CheckedClient, there: CheckedClient, session: Db
) -> None:
    child_id, transfer_id = on_the_way(app)
    there.post(f"/transfers/{transfer_id}/accept", data=TAKEN)
    page = text(here.get("/reports/coverage/list?region=990101000000&measure=exited&month=2026-11"))
    assert "栖椿砚" not in page
    assert str(child_id) not in page
    assert "1" in page


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        (Role.CHILD_SUPERVISOR, TOWNSHIP, 200),
        (Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP, 404),
        (Role.CHILD_DIRECTOR, VILLAGE, 403),
        (Role.CITY_CIVIL, "990100000000", 403),
    ],
)
def test_who_sees_what_was_sent(
    app: Flask, client_for: SignIn, role: Role, region: str, status: int
) -> None:
    bind_scope(db.session, SystemScope("tests"))
    load_practice()
    _child_id, transfer_id = on_the_way(app)
    client = client_for(role, region)
    assert client.get(f"/transfers/{transfer_id}").status_code == status
    assert client.get(f"/transfers/{transfer_id}/accept").status_code in (403, 404)


def test_refusing_and_withdrawing_ask_why(
    app: Flask, here: CheckedClient, there: CheckedClient, session: Db
) -> None:
    child_id, transfer_id = on_the_way(app)
    for client, act in ((there, "refuse"), (here, "withdraw")):
        address = f"/transfers/{transfer_id}/{act}"
        assert client.get(address).status_code == 200
        assert client.post(address, data={"reason": ""}).status_code == 422
    assert here.get(f"/transfers/{transfer_id}/refuse").status_code == 404
    assert there.get(f"/transfers/{transfer_id}/withdraw").status_code == 404
    answer = there.post(f"/transfers/{transfer_id}/refuse", data={"reason": "没有找到这户"})
    assert answer.status_code == 302
    late = here.post(f"/transfers/{transfer_id}/withdraw", data={"reason": "不搬了"})
    assert late.status_code == 422
    assert "未接收" in text(late)
    assert "没有找到这户" in text(here.get(f"/transfers/{transfer_id}"))
    assert session.get_one(Child, child_id).status is Status.ACTIVE


def test_accepting_and_withdrawing_at_one_moment_is_one_of_both(
    app: Flask, here: CheckedClient, there: CheckedClient, session: Db
) -> None:
    child_id, transfer_id = on_the_way(app)
    session.commit()
    acts = [
        lambda: there.post(f"/transfers/{transfer_id}/accept", data=TAKEN),
        lambda: here.post(f"/transfers/{transfer_id}/withdraw", data={"reason": "不搬了"}),
    ]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda act: act().status_code, acts))
    assert sorted(answers) == [302, 422]
    session.expire_all()
    child, transfer = session.get_one(Child, child_id), transfer_of(session, child_id)
    taken = transfer.state is TransferState.ACCEPTED
    assert child.region_code == (STRANGE_VILLAGE if taken else VILLAGE)


def test_out_of_the_system_with_what_the_other_place_wrote(
    here: CheckedClient, session: Db
) -> None:
    receiver()
    child = a_child()
    session.commit()
    address = f"/children/{child.id}/transfer/outside"
    told = {
        "place": "外省某县", "moved_on": "2026-10-20", "letter": "某民函〔2026〕9号",
        "confirmed_on": "2026-10-30", "reason": "随父母迁走",
    }  # fmt: skip
    assert here.get(address).status_code == 200
    assert here.post(address, data=told | {"letter": ""}).status_code == 422
    assert here.post(address, data=told).status_code == 302
    session.expire_all()
    assert session.get_one(Child, child.id).status is Status.CLOSED
    kept = transfer_of(session, child.id)
    assert "某民函〔2026〕9号" in text(here.get(f"/transfers/{kept.id}"))
