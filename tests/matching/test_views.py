"""The pages of matching: who sees them, what they show, what they refuse."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.matching import actions
from casework.matching.models import MatchRun, ProposalState
from casework.pairings.models import Pairing
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, NEXT_VILLAGE, VILLAGE
from tests.factories.children import load_practice
from tests.factories.jobs import work_off
from tests.matching.arranging import a_request, a_run, a_volunteer, lines_of, the_federation

Clients = Callable[..., CheckedClient]


@pytest.fixture(autouse=True)
def _practice(session: object) -> None:
    load_practice()


def test_a_run_from_the_form_to_the_lines(app: Flask, client_for: Clients) -> None:
    request, volunteer = a_request(), a_volunteer()
    db.session.commit()
    client = client_for(Role.WOMENS_FED)
    assert "1份请求" in client.get("/matching/").get_data(as_text=True)
    bad = client.post("/matching/", data={"seed": "0"})
    assert bad.status_code == 422
    assert 'value="0"' in bad.get_data(as_text=True)
    asked = client.post("/matching/", data={"seed": "77"})
    twice = client.post("/matching/", data={"seed": "77"})
    assert asked.location == twice.location
    waiting = client.get(asked.location).get_data(as_text=True)
    assert "正在匹配" in waiting
    assert "排队" in client.get(f"{asked.location}/progress").get_data(as_text=True)
    work_off(app)
    page = client.get(asked.location).get_data(as_text=True)
    assert "抽签号 77" in page
    for shown in ("小朋友A37", volunteer.name, "同一个乡镇", "能帮：课业辅导", "石桥镇"):
        assert shown in page
    for hidden in ("陈雨桐", "柳树村", "同一个村"):
        assert hidden not in page
    run = db.session.scalars(select(MatchRun)).one()
    line = lines_of(run)[request.id]
    taken = client.post(f"{asked.location}/decide", data={"act": "accept", "lines": [str(line.id)]})
    assert taken.status_code == 303
    client.post(f"{asked.location}/decide", data={"act": "accept", "lines": [str(line.id)]})
    assert db.session.scalar(select(func.count()).select_from(Pairing)) == 1
    assert "已提议" in client.get(f"{asked.location}?tab=decided").get_data(as_text=True)


def test_lines_are_chosen_left_or_taken_all(app: Flask, client_for: Clients) -> None:
    requests = [a_request() for _ in range(3)]
    for _ in range(2):
        a_volunteer()
    run = a_run(app)
    db.session.commit()
    client, page = client_for(Role.WOMENS_FED), f"/matching/runs/{run.id}"
    none = client.post(f"{page}/decide", data={"act": "accept"})
    assert none.status_code == 422
    assert "还没有选" in none.get_data(as_text=True)
    offered = [lines_of(run)[r.id] for r in requests if lines_of(run)[r.id].volunteer_id]
    client.post(f"{page}/decide", data={"act": "leave", "lines": [str(offered[0].id)]})
    client.post(f"{page}/decide", data={"act": "all"})
    assert "正在" in client.get(page).get_data(as_text=True)
    work_off(app)
    states = sorted(line.state.value for line in lines_of(run).values())
    assert states == ["accepted", "left", "offered"]
    tabs = client.get(page).get_data(as_text=True)
    for tab, count in (("open", 0), ("nobody", 1), ("decided", 2)):
        assert re.search(rf'tab={tab}"[^>]*>[^<]*<b>{count}</b>', tabs), tab
        shown = client.get(f"{page}?tab={tab}").get_data(as_text=True)
        assert shown.count("match-line") == count


def test_suggestions_are_said_in_words_and_proposed(client_for: Clients) -> None:
    request = a_request(sex_wish="2", needs=["tutoring", "rights"])
    good = a_volunteer(name="何老师")
    bad = a_volunteer(name="钱先生", sex="1")
    db.session.commit()
    client, address = client_for(Role.WOMENS_FED), f"/matching/requests/{request.id}"
    page = client.get(address).get_data(as_text=True)
    for shown in ("何老师", "能帮：课业辅导", "帮不上：权益维护", "性别符合要求", "性别不符合要求"):
        assert shown in page
    assert page.index("何老师") < page.index("钱先生")
    nobody = client.post(address, data={"note": "周末方便"})
    assert nobody.status_code == 422
    assert "周末方便" in nobody.get_data(as_text=True)
    refused = client.post(address, data={"volunteer": str(bad.id), "note": "周末方便"})
    assert refused.status_code == 422
    assert "性别不符合要求" in refused.get_data(as_text=True)
    for _ in range(2):
        client.post(address, data={"volunteer": str(good.id), "note": "周末方便"})
    pairing = db.session.scalars(select(Pairing)).one()
    assert (pairing.volunteer_id, pairing.note) == (good.id, "周末方便")
    assert "已经提议" in client.get(address).get_data(as_text=True)


def test_the_federation_cannot_tell_a_village_from_words_or_order(client_for: Clients) -> None:
    """The same page, wherever in the township the child lives; the county sees the village."""
    request = a_request()
    for base in (NEXT_VILLAGE, VILLAGE, VILLAGE):
        a_volunteer(base, name=f"家在{base[-1]}的人")
        a_volunteer(base, name=f"只去{base[-1]}的人", reach_code=base)
    db.session.commit()
    federation, county = client_for(Role.WOMENS_FED), client_for(Role.COUNTY_CIVIL)
    pages = []
    for village in (VILLAGE, NEXT_VILLAGE):
        request.region_code = village
        db.session.commit()
        page = federation.get(f"/matching/requests/{request.id}").get_data(as_text=True)
        pages.append(re.sub(r'name="csrf_token"[^>]*', "", page))
        assert "同一个村（社区）" in county.get(f"/matching/requests/{request.id}").text
    assert pages[0] == pages[1]
    assert "同一个村（社区）" not in pages[0]
    assert "由乡镇（街道）核对" in pages[0]


def test_who_may_not_and_who_is_elsewhere(app: Flask, client_for: Clients) -> None:
    request, volunteer = a_request(), a_volunteer()
    run = a_run(app)
    line = lines_of(run)[request.id]
    db.session.commit()
    county = client_for(Role.COUNTY_CIVIL)
    assert "志愿者由妇联提议" in county.get(f"/matching/runs/{run.id}").text
    asked = {"volunteer": str(volunteer.id)}
    assert county.post(f"/matching/requests/{request.id}", data=asked).status_code == 403
    chosen = {"act": "accept", "lines": [str(line.id)]}
    assert county.post(f"/matching/runs/{run.id}/decide", data=chosen).status_code == 403
    stranger = client_for(Role.WOMENS_FED, "990102000000")
    for address in (f"runs/{run.id}", f"runs/{run.id}/progress", f"requests/{request.id}"):
        assert stranger.get(f"/matching/{address}").status_code == 404
        assert client_for(Role.VOLUNTEER).get(f"/matching/{address}").status_code == 403
    assert stranger.post(f"/matching/runs/{run.id}/decide", data=chosen).status_code == 404
    assert stranger.post(f"/matching/requests/{request.id}", data=asked).status_code == 404
    assert line.state is ProposalState.OFFERED


def test_a_city_is_told_to_use_an_account_of_a_county(client_for: Clients) -> None:
    city = client_for(Role.WOMENS_FED, "990100000000")
    assert "县级账号" in city.get("/matching/").text
    assert city.post("/matching/", data={}).status_code == 422


def test_a_run_that_failed_says_so(app: Flask, client_for: Clients, monkeypatch: object) -> None:
    a_request()
    run = actions.ask(actor=the_federation(), seed=5)
    from casework.jobs import actions as jobs  # noqa: PLC0415

    jobs.stop(run.id)
    db.session.commit()
    page = client_for(Role.WOMENS_FED).get(f"/matching/runs/{run.id}").text
    assert "没有完成" in page
    assert 'value="5"' in page
    assert run.region_code == COUNTY
