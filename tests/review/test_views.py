"""Pages of the review: each works, wants its permission, knows no other region, minds its forms."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.audit.models import Seen
from casework.children.models import Child
from casework.db.base import new_id
from casework.visits import actions, reviews
from casework.visits.models import ReviewState, SpotCheck, Visit, VisitRemark, VisitStep
from tests.client import CheckedClient
from tests.factories.accounts import OTHER_TOWNSHIP, a_viewer
from tests.factories.children import a_child
from tests.factories.visits import a_visit
from tests.invariants.pages import forms_of

SignIn = Callable[..., CheckedClient]
Db = scoped_session[Session]
_WHY = "请核对是哪一天"
_PAGES = ("return", "spot-check", "answer", "remark")


@pytest.fixture
def child(session: Db) -> Child:
    return a_child(entered_on=clock.today() - timedelta(days=100))


@pytest.fixture
def visit(child: Child) -> Visit:
    return a_visit(child)


@pytest.fixture
def office(client_for: SignIn) -> CheckedClient:
    return client_for(Role.CHILD_SUPERVISOR)


@pytest.fixture
def worker(client_for: SignIn) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


def seen(visit: Visit) -> str:
    return str(reviews.token(visit))


def send(client: CheckedClient, visit: Visit, page: str, **said: Any) -> Any:
    """Open a small page and send its form."""
    opened = client.get(f"/review/{visit.id}/{page}").get_data(as_text=True)
    form = next(form for form in forms_of(opened) if form.typed)
    return client.post(f"/review/{visit.id}/{page}", data=form.data(**said))


def state_of(session: Db, visit_id: UUID) -> ReviewState:
    session.expire_all()
    return session.get_one(Visit, visit_id).review_state


def test_the_queue_shows_whom_and_notes_that_they_were_seen(
    session: Db, office: CheckedClient, visit: Visit, child: Child
) -> None:
    page = office.get("/review/")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert child.name in text
    assert "还有1条等着审核" in text
    assert "第一次走访" in text
    assert child.id in session.scalars(select(Seen.child_id)).all()


def test_an_empty_queue_says_so(session: Db, office: CheckedClient) -> None:
    a_child()
    assert "没有等着审核的走访" in office.get("/review/").get_data(as_text=True)


def test_one_button_accepts_the_ticked_ones(
    session: Db, office: CheckedClient, child: Child
) -> None:
    a_visit(child, visited_on=clock.today() - timedelta(days=5))
    visits = [a_visit(child) for _ in range(2)]
    text = office.get("/review/").get_data(as_text=True)
    ticks = [f"{visit.id}/{seen(visit)}" for visit in visits]
    assert text.count("checked") == 2
    answer = office.post("/review/accept", data={"chosen": [*ticks, "nonsense", "x/y"]})
    assert answer.status_code == 303
    assert "已通过2条" in office.get(answer.location).get_data(as_text=True)
    assert {state_of(session, visit.id) for visit in visits} == {ReviewState.ACCEPTED}


def test_a_button_accepts_one_and_leads_on(
    session: Db, office: CheckedClient, visit: Visit
) -> None:
    answer = office.post(f"/review/{visit.id}/accept", data={"seen": seen(visit)})
    assert answer.status_code == 303
    assert answer.location.endswith("#next")
    assert state_of(session, visit.id) is ReviewState.ACCEPTED


def test_the_second_of_two_offices_is_told_who_was_faster(
    session: Db, office: CheckedClient, client_for: SignIn, visit: Visit
) -> None:
    county = client_for(Role.COUNTY_CIVIL)
    shown = seen(visit)
    said = {"question": "其他问题", "reason": _WHY, "seen": shown}
    assert county.post(f"/review/{visit.id}/return", data=said).status_code == 302
    answer = office.post(f"/review/{visit.id}/accept", data={"seen": shown})
    assert answer.status_code == 409
    text = answer.get_data(as_text=True)
    assert "测试县级民政（未保办）已在" in text
    assert "您这一步没有执行" in text
    assert state_of(session, visit.id) is ReviewState.RETURNED
    late = office.post(f"/review/{visit.id}/return", data=said)
    assert late.status_code == 409
    assert _WHY in late.get_data(as_text=True)
    assert len(session.scalars(select(VisitStep)).all()) == 1


def test_a_page_of_ticks_tells_what_was_overtaken(
    session: Db, office: CheckedClient, child: Child
) -> None:
    a_visit(child, visited_on=clock.today() - timedelta(days=5))
    visits = [a_visit(child) for _ in range(2)]
    ticks = [f"{visit.id}/{seen(visit)}" for visit in visits]
    county = a_viewer(Role.COUNTY_CIVIL)
    actions.return_to_worker(actor=county, visit_id=visits[0].id, seen=seen(visits[0]), reason=_WHY)
    answer = office.post("/review/accept", data={"chosen": ticks})
    text = office.get(answer.location).get_data(as_text=True)
    assert "已通过1条" in text
    assert "做了“退回”" in text


def test_returning_asks_the_worker_who_answers_on_the_visit(
    session: Db, office: CheckedClient, worker: CheckedClient, visit: Visit
) -> None:
    answer = send(office, visit, "return", question="其他问题", reason=_WHY)
    assert answer.status_code == 302
    inbox = worker.get("/inbox/").get_data(as_text=True)
    assert "有一条走访记录被退回" in inbox
    page = worker.get(f"/visits/{visit.id}").get_data(as_text=True)
    assert _WHY in page
    form = next(form for form in forms_of(page) if form.action.endswith("/answer"))
    sent = worker.post(form.action, data=form.data(words="就是那天，写错了月份"))
    assert sent.status_code == 302
    assert state_of(session, visit.id) is ReviewState.RECEIVED
    shown = office.get(f"/visits/{visit.id}").get_data(as_text=True)
    assert "就是那天，写错了月份" in shown
    assert "又回来了：答复" in office.get("/review/").get_data(as_text=True)


def test_a_return_is_taken_back(session: Db, office: CheckedClient, visit: Visit) -> None:
    send(office, visit, "return", question="其他问题", reason=_WHY)
    session.expire_all()
    answer = office.post(
        f"/review/{visit.id}/take-back",
        data={"seen": seen(session.get_one(Visit, visit.id))},
    )
    assert answer.status_code == 303
    assert state_of(session, visit.id) is ReviewState.RECEIVED


def test_a_call_is_noted_and_the_worker_does_not_see_it(
    session: Db, office: CheckedClient, worker: CheckedClient, visit: Visit
) -> None:
    told = {"result": "differs", "spoken_with": "carer", "note": "奶奶说没有来过"}
    assert send(office, visit, "spot-check", **told).status_code == 302
    assert len(session.scalars(select(SpotCheck)).all()) == 1
    assert "奶奶说没有来过" in office.get(f"/visits/{visit.id}").get_data(as_text=True)
    assert "奶奶说没有来过" not in worker.get(f"/visits/{visit.id}").get_data(as_text=True)


def test_the_talk_is_read_on_both_sides_and_a_resent_form_adds_nothing(
    session: Db, office: CheckedClient, worker: CheckedClient, visit: Visit
) -> None:
    data = {"row_id": str(new_id()), "words": "下次请写清楚在哪里见的"}
    for _ in range(2):
        assert office.post(f"/review/{visit.id}/remark", data=data).status_code == 302
    assert len(session.scalars(select(VisitRemark)).all()) == 1
    assert data["words"] in worker.get(f"/visits/{visit.id}").get_data(as_text=True)


def test_hints_stand_with_their_evidence_before_the_reviewer_alone(
    session: Db, office: CheckedClient, worker: CheckedClient, child: Child
) -> None:
    said = "孩子情况良好，学习认真"
    others = [a_visit(a_child(name=name), child_wish=said) for name in ("何小满", "吴小雨")]
    visit = a_visit(child, child_wish=said)
    page = office.get(f"/visits/{visit.id}").get_data(as_text=True)
    assert "供审核参考" in page
    assert all(f"/visits/{other.id}" in page for other in others)
    assert "何小满" in page
    hidden = worker.get(f"/visits/{visit.id}").get_data(as_text=True)
    assert "供审核参考" not in hidden
    assert "何小满" not in hidden


@pytest.mark.parametrize(
    ("page", "said", "told"),
    [
        ("return", {"question": "其他问题", "reason": ""}, "请写明要核对什么"),
        ("return", {"question": "", "reason": "哪一天去的"}, "哪一天去的"),
        ("spot-check", {"result": "differs", "spoken_with": "", "note": "没来过"}, "没来过"),
        ("answer", {"words": "字" * 301}, "字" * 301),
        ("remark", {"words": ""}, "还不能保存"),
    ],
)
def test_a_bad_form_comes_back_with_what_was_typed(
    office: CheckedClient, visit: Visit, page: str, said: dict[str, str], told: str
) -> None:
    answer = send(office, visit, page, **said)
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)


def test_workers_review_nothing(worker: CheckedClient, visit: Visit) -> None:
    assert worker.get("/review/").status_code == 403
    for page in ("return", "spot-check"):
        assert worker.get(f"/review/{visit.id}/{page}").status_code == 403
    for act in ("accept", "take-back"):
        assert worker.post(f"/review/{visit.id}/{act}").status_code == 403
    assert worker.post("/review/accept").status_code == 403


def test_another_township_finds_nothing(client_for: SignIn, visit: Visit) -> None:
    stranger = client_for(Role.CHILD_SUPERVISOR, OTHER_TOWNSHIP)
    for page in _PAGES:
        assert stranger.get(f"/review/{visit.id}/{page}").status_code == 404
    for act in ("accept", "take-back"):
        assert stranger.post(f"/review/{visit.id}/{act}", data={"seen": "1.0"}).status_code == 404
    ticks = {"chosen": f"{visit.id}/{seen(visit)}"}
    assert stranger.post("/review/accept", data=ticks).status_code == 303
    assert visit.review_state is ReviewState.RECEIVED
    assert stranger.get("/review/?township=990101001000").status_code == 404


def test_of_two_presses_at_the_same_moment_one_holds_and_the_other_is_told(
    session: Db, client_for: SignIn, visit: Visit
) -> None:
    said = {"question": "其他问题", "reason": _WHY, "seen": seen(visit)}
    office, county = client_for(Role.CHILD_SUPERVISOR), client_for(Role.COUNTY_CIVIL)
    visit_id = visit.id
    session.commit()  # nothing is read after this: the test's own session would hold the lock
    with ThreadPoolExecutor(2) as pool:
        accepted = pool.submit(office.post, f"/review/{visit_id}/accept", data=said)
        returned = pool.submit(county.post, f"/review/{visit_id}/return", data=said)
    statuses = accepted.result().status_code, returned.result().status_code
    assert statuses in {(303, 409), (409, 302)}
    [step] = session.scalars(select(VisitStep))
    assert state_of(session, visit_id) is step.after
