"""The pages: from a visit to the end of a case, and what comes back as it was typed."""

from collections.abc import Callable
from typing import Any

import pytest

from casework.accounts.permissions import Role
from casework.psychology import queries
from casework.psychology.models import CaseState, MarkState
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_COUNTY
from tests.factories.children import a_child
from tests.factories.visits import a_visit
from tests.invariants.pages import main_form
from tests.psychology.cases import SAID, WHY, Db, a_case, a_case_in_care

SignIn = Callable[..., CheckedClient]
NOTE = "跟奶奶说活着没意思"


@pytest.fixture
def director(client_for: SignIn, session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


@pytest.fixture
def counsellor(client_for: SignIn, session: Db) -> CheckedClient:
    return client_for(Role.COUNSELLOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_from_a_visit_to_the_end_nothing_is_typed_twice(
    director: CheckedClient, counsellor: CheckedClient, session: Db
) -> None:
    child = a_child()
    a_visit(child, psych="self_harm", psych_detail=NOTE)
    session.commit()
    at = f"/children/{child.id}/psychology"
    assert "建议转介" in text(director.get(f"/children/{child.id}"))
    page = text(director.get(at))
    assert "tel:120" in page
    assert "/mandatory/new" in page
    form = main_form(text(director.get(f"{at}/refer")))
    sent = form.data()
    assert sent["why"][0].strip() == NOTE
    assert sent["urgent"] == ["y"]
    assert director.post(f"{at}/refer", data=sent).location.endswith(at)
    [case] = queries.cases_of(child)
    home = text(counsellor.get("/", follow_redirects=True))
    assert "陈雨桐" in home
    assert "紧急" in home
    one = f"/counselling/{case.id}"
    assert NOTE in text(counsellor.get(one))
    counsellor.post(f"{one}/accept")
    screened = {"on_day": "2026-10-31", "self_harm": "past", "words": SAID}
    assert counsellor.post(f"{one}/screen", data=screened).status_code == 302
    met = {"on_day": "2026-10-31", "way": "face", "minutes": "50", "words": SAID}
    assert counsellor.post(f"{one}/session", data={**met, "next_on": "2026-11-14"}).location
    assert SAID in text(counsellor.get(one))
    page = text(director.get(at))
    assert "关爱服务中" in page
    assert SAID not in page
    counsellor.post(f"{one}/close", data={"outcome": "better", "words": SAID})
    session.expire_all()
    assert (case.state, case.sessions) == (CaseState.CLOSED, 1)
    page = text(director.get(at))
    assert "好转，结束服务" in page
    assert SAID not in page


def test_what_is_wrong_comes_back_as_it_was_typed(
    director: CheckedClient, counsellor: CheckedClient, session: Db
) -> None:
    child, case = a_case_in_care()
    a_visit(child, psych="watch")
    [mark] = queries.marks_of(child)
    session.commit()
    at, one = f"/children/{child.id}/psychology", f"/counselling/{case.id}"
    long = "长" * 301
    wrong: list[tuple[CheckedClient, str, dict[str, str], str]] = [
        (director, f"{at}/refer", {"why": "", "consent_words": NOTE}, NOTE),
        (director, f"{at}/marks/{mark.id}/settle", {"words": long}, long),
        (director, f"{at}/{case.id}/consent", {"answer": "", "words": NOTE}, NOTE),
        (counsellor, f"{one}/session", {"on_day": "2026-12-01", "words": NOTE}, NOTE),
        (counsellor, f"{one}/screen", {"on_day": "2026-12-01", "words": NOTE}, NOTE),
        (counsellor, f"{one}/close", {"words": NOTE}, NOTE),
        (counsellor, f"{one}/hand-over", {"account": ""}, "没有别的心理服务人员"),
    ]
    for client, address, data, kept in wrong:
        answer = client.post(address, data=data)
        assert answer.status_code == 422, address
        assert kept in text(answer), address


def test_a_mark_is_settled_and_consent_is_kept(director: CheckedClient, session: Db) -> None:
    child, case = a_case()
    a_visit(child, psych="watch")
    [mark] = queries.marks_of(child)
    session.commit()
    at = f"/children/{child.id}/psychology"
    told = {"words": "和平时一样"}
    assert director.post(f"{at}/marks/{mark.id}/settle", data=told).status_code == 302
    agreed = {"answer": "agreed", "words": "奶奶签了字"}
    assert director.post(f"{at}/{case.id}/consent", data=agreed).status_code == 302
    session.expire_all()
    assert (mark.state, case.needs_consent) == (MarkState.SETTLED, False)


def test_each_list_is_as_long_as_its_number(client_for: SignIn, session: Db) -> None:
    for number, answer in enumerate(("watch", "refer", "watch")):
        a_visit(a_child(name=("陈甲", "陈乙", "陈丙")[number]), psych=answer)
    a_case(child={"name": "陈丁"})
    a_case_in_care(child={"name": "陈戊"})
    session.commit()
    office = client_for(Role.CHILD_SUPERVISOR)
    expected = {"proposed": 1, "watch": 2, "waiting": 1, "care": 1, "consent": 2, "closed": 0}
    for name, number in expected.items():
        page = text(office.get(f"/psychology?show={name}"))
        assert page.count('class="menu-row card"') == number, name
        assert f'aria-current="true"><b>{number}</b>' in page, name
    assert office.get("/psychology?show=nothing").status_code == 404
    assert "建议心理转介" in text(office.get("/desk"))


def test_of_another_region_there_is_nothing(client_for: SignIn, session: Db) -> None:
    child, case = a_case_in_care()
    session.commit()
    neighbour = client_for(Role.CHILD_DIRECTOR, NEXT_VILLAGE)
    for page in ("", "/refer", f"/{case.id}/consent"):
        assert neighbour.get(f"/children/{child.id}/psychology{page}").status_code == 404
    stranger = client_for(Role.COUNSELLOR, STRANGE_COUNTY)
    for page in ("", "/screen", "/session", "/close", "/hand-over"):
        assert stranger.get(f"/counselling/{case.id}{page}").status_code == 404
    assert stranger.post(f"/counselling/{case.id}/accept").status_code == 404


def test_what_waits_stands_on_the_worker_s_day(director: CheckedClient, session: Db) -> None:
    a_visit(a_child(), psych="refer")
    a_visit(a_child(name="陈小禾"), psych="watch", visited_on="2026-10-20")
    a_case(child={"name": "陈小麦"}, why=WHY)
    session.commit()
    page = text(director.get("/today/coming"))
    assert "走访发现孩子要找专业人员，请转介" in page
    assert "孩子前些天情绪低落，请再去看看" in page
