import os
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import GRANTS, Permission, Role
from casework.audit.models import AuditEntry, Seen
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.folders import pdf, queries, rules
from casework.folders.models import FolderPrint, NoticeGiven
from tests.client import CheckedClient
from tests.factories.accounts import NEXT_VILLAGE, STRANGE_COUNTY, VILLAGE
from tests.factories.children import a_child, load_practice
from tests.factories.folders import PURPOSE
from tests.factories.visits import a_visit, said
from tests.invariants.pages import main_form

#: CI never skips: tests/run installs what sets the files, and fails where it cannot.
needs_press = pytest.mark.skipif(
    not pdf.is_available() and not os.environ.get("CI"),
    reason="Pango or a Chinese font is missing: see tests/run",
)

Db = scoped_session[Session]
SignIn = Callable[..., CheckedClient]


@pytest.fixture
def director(client_for: SignIn, session: Db) -> CheckedClient:
    return client_for(Role.CHILD_DIRECTOR)


@pytest.fixture
def township(client_for: SignIn, session: Db) -> CheckedClient:
    return client_for(Role.CHILD_SUPERVISOR)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def folder(child: Child) -> str:
    return f"/children/{child.id}/folder"


def sent(client: CheckedClient, child: Child, **typed: Any) -> Any:
    """Send the form as it opens, with what is typed."""
    form = main_form(text(client.get(folder(child))))
    return client.post(
        folder(child), data=form.data(**{"purpose": PURPOSE, "form": "page", **typed})
    )


def test_a_folder_is_printed_and_stands_in_the_register(
    township: CheckedClient, session: Db
) -> None:
    child = a_child()
    answer = sent(township, child)
    assert answer.status_code == 200
    assert "儿童档案（一人一档）" in text(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    [row] = queries.prints_of(child)
    page = text(township.get(folder(child)))
    assert row.number in page
    assert PURPOSE in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.FOLDER_PRINT)).one()
    seen = session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)).all()
    assert seen == [child.id]


@needs_press
def test_a_folder_as_a_file_bears_no_name(township: CheckedClient, session: Db) -> None:
    child = a_child()
    answer = sent(township, child, form="pdf", sections=["basics"])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    named = answer.headers["Content-Disposition"]
    assert named == f'attachment; filename="folder-{child.case_number}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


@needs_press
def test_what_is_too_long_for_a_file_is_printed_as_a_page(
    township: CheckedClient, session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = a_child()
    monkeypatch.setattr(rules, "MOST_LINES", 3)
    answer = sent(township, child, form="pdf")
    assert answer.status_code == 422
    assert "这份档案太长" in text(answer)
    assert PURPOSE in text(answer)
    assert queries.prints_of(child) == []
    assert sent(township, child, form="page").status_code == 200


def test_what_is_wrong_comes_back_as_it_was_typed(township: CheckedClient, session: Db) -> None:
    child = a_child()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"purpose": "检查"}, "请写明打印用途"),
        ({"purpose": ""}, "打印用途"),
        ({"lifted": ["number"], "reason": "要用"}, "请写明为什么要完整显示"),
        ({"sections": []}, "请至少选一个部分"),
        ({"form": "word"}, "请"),
    ]
    for typed, why in wrong:
        answer = sent(township, child, **typed)
        assert answer.status_code == 422, typed
        assert why in text(answer), typed
    assert "要用" in text(sent(township, child, lifted=["number"], reason="要用"))
    assert session.scalars(select(FolderPrint)).all() == []


def test_the_secret_categories_are_offered_to_the_county_alone(
    client_for: SignIn, township: CheckedClient, session: Db
) -> None:
    child = a_child()
    assert "印出保密类别" not in text(township.get(folder(child)))
    assert "印出保密类别" in text(client_for(Role.COUNTY_CIVIL).get(folder(child)))
    forced = sent(township, child, lifted=["secret"], reason="县里复核类别登记")
    assert forced.status_code == 422


@pytest.mark.parametrize("role", Role)
def test_a_folder_is_for_offices_and_sheets_for_field_work(
    client_for: SignIn, session: Db, role: Role
) -> None:
    load_practice()
    child = a_child()
    client = client_for(role)
    may_print = Permission.FOLDER_PRINT in GRANTS[role]
    may_tell = Permission.SHEET_PRINT in GRANTS[role]
    for method in (client.get, client.post):
        status = method(folder(child)).status_code
        assert status == (403 if not may_print else 200 if method == client.get else 422)
    assert client.get(f"/children/{child.id}/notices").status_code == (200 if may_tell else 403)
    assert client.get("/sheets/visits").status_code == (200 if may_tell else 403)


def test_a_child_elsewhere_is_not_found(client_for: SignIn, session: Db) -> None:
    child = a_child(region_code=NEXT_VILLAGE)
    strange = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    for path in ("folder", "notices", "notices/notice/print", "notices/consent.pdf"):
        assert strange.get(f"/children/{child.id}/{path}").status_code == 404, path
    assert strange.post(folder(child), data={"purpose": PURPOSE}).status_code == 404
    director = client_for(Role.CHILD_DIRECTOR)
    assert director.get(f"/children/{child.id}/notices").status_code == 404
    assert director.get(f"/sheets/visits?village={NEXT_VILLAGE}").status_code == 404
    assert director.get(f"/sheets/visits/entry?village={NEXT_VILLAGE}").status_code == 404


def test_a_notice_is_printed_noted_and_shown(director: CheckedClient, session: Db) -> None:
    child = a_child()
    at = f"/children/{child.id}/notices"
    page = text(director.get(f"{at}/consent/print"))
    assert child.name in page
    assert "孩子不满十四周岁，由监护人同意" in page
    form = main_form(text(director.get(at)))
    typed = {"kind": "consent", "to_whom": "奶奶王某", "way": "face", "answer": "agreed"}
    data = form.data(**typed)
    assert director.post(at, data=data).location.endswith(at)
    assert director.post(at, data=data).status_code == 302
    [row] = session.scalars(select(NoticeGiven)).all()
    assert (row.to_whom, row.answer) == ("奶奶王某", "agreed")
    assert "奶奶王某" in text(director.get(at))
    assert "个人信息处理同意书" in text(director.get(f"/children/{child.id}"))
    assert director.post(f"{at}/{row.id}/withdraw").location.endswith(at)
    session.expire_all()
    assert row.withdrawn_on is not None
    assert "撤回" in text(director.get(at))


def test_a_notice_that_is_wrong_comes_back_as_it_was_typed(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    at = f"/children/{child.id}/notices"
    form = main_form(text(director.get(at)))
    for typed in (
        {"kind": "consent", "to_whom": "奶奶王某", "way": "face"},
        {"kind": "notice", "to_whom": "奶奶王某", "way": ""},
        {"kind": "notice", "to_whom": "奶奶王某", "way": "pigeon"},
        {"kind": "notice", "to_whom": "奶奶王某", "way": "face", "given_on": "2026-11-02"},
    ):
        answer = director.post(at, data=form.data(**typed))
        assert answer.status_code == 422, typed
        assert "奶奶王某" in text(answer), typed
    assert session.scalars(select(NoticeGiven)).all() == []


@needs_press
def test_a_notice_as_a_file_leaves_its_trace(director: CheckedClient, session: Db) -> None:
    child = a_child()
    answer = director.get(f"/children/{child.id}/notices/notice.pdf")
    assert answer.mimetype == "application/pdf"
    entries = select(AuditEntry).where(AuditEntry.tag == Tag.NOTICE_PRINT)
    assert session.scalars(entries).one().child_id == child.id


def test_blank_sheets_have_names_and_numbers_and_nothing_else(
    director: CheckedClient, session: Db
) -> None:
    child, other = a_child(), a_child(name="王小明")
    page = text(director.get("/sheets/visits"))
    assert child.case_number in page
    typed = {"children": [str(child.id)], "form": "page"}
    answer = director.post("/sheets/visits", data=main_form(page).data(**typed))
    printed = text(answer)
    assert answer.status_code == 200
    assert child.case_number in printed
    assert other.case_number not in printed
    assert "柳树村三组12号" not in printed
    assert "□&#8288;见到孩子" in printed
    with_place = main_form(page).data(**typed, with_place="y")
    assert "柳树村三组12号" in text(director.post("/sheets/visits", data=with_place))
    entries = session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.SHEET_PRINT)).all()
    seen = session.scalars(select(Seen.child_id).where(Seen.audit_id == entries[0].id)).all()
    assert seen == [child.id]
    none = director.post("/sheets/visits", data={"form": "page"})
    assert none.status_code == 422
    assert "请至少选一个孩子" in text(none)


def test_an_office_chooses_a_village_first(township: CheckedClient, session: Db) -> None:
    a_child()
    page = text(township.get("/sheets/visits"))
    assert f"village={VILLAGE}" in page
    assert "陈雨桐" not in page
    assert "陈雨桐" in text(township.get(f"/sheets/visits?village={VILLAGE}"))


def test_what_was_written_on_paper_is_entered_with_both_days(
    director: CheckedClient, session: Db
) -> None:
    child = a_child()
    other = a_child(name="王小明")
    day = "2026-10-28"
    page = text(director.get(f"/sheets/visits/entry?on={day}"))
    form_at = f"/children/{child.id}/visits/new?on={day}"
    assert form_at.replace("&", "&amp;") in page or form_at in page
    opened = director.get(form_at, follow_redirects=True)
    assert f'value="{day}"' in text(opened)
    assert "补录以前的走访" in text(opened)
    saved = director.post(f"/children/{child.id}/visits/new", data=said(day), follow_redirects=True)
    onward = f"/sheets/visits/entry?village={VILLAGE}&amp;on={day}"
    assert onward in text(saved)
    again = text(director.get(f"/sheets/visits/entry?village={VILLAGE}&on={day}"))
    assert again.count("这天已有记录") == 1
    assert f"/children/{other.id}/visits/new?on={day}" in again


def test_a_visit_shows_its_day_and_the_day_of_entry(director: CheckedClient, session: Db) -> None:
    visit = a_visit(a_child(), visited_on="2026-10-28")
    page = text(director.get(f"/visits/{visit.id}"))
    assert "走访日 2026年10月28日" in page
    assert "录入日 " in page


@pytest.mark.parametrize("on", ["", "gestern", "2026-11-02", "2026-13-01", "0001-01-01"])
def test_a_day_that_is_none_is_asked_for_again(
    director: CheckedClient, session: Db, on: str
) -> None:
    child = a_child()
    page = text(director.get(f"/sheets/visits/entry?on={on}"))
    assert "走访日期" in page
    assert f"/children/{child.id}/visits/new" not in page
    opened = text(director.get(f"/children/{child.id}/visits/new?on={on}", follow_redirects=True))
    assert 'value="2026-11-01"' in opened
