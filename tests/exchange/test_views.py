"""The pages: asking for a list, handing in a form, saying what its columns get."""

import io
from collections.abc import Callable

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.exchange import rules
from casework.exchange.models import Export, FormLayout, Shape
from tests.client import CheckedClient
from tests.exchange.reading import cells_of, names_in
from tests.factories.accounts import COUNTY, FAR_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP
from tests.factories.children import a_child
from tests.factories.exchange import COLUMNS, FIRST, a_book, a_form, a_layout, saved

Rows = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


@pytest.fixture
def office(county: Viewer, client_for: ClientFor) -> CheckedClient:
    return client_for(Role.COUNTY_CIVIL)


def the_export(session: Rows) -> Export:
    return session.scalars(select(Export)).one()


def the_layout(session: Rows) -> FormLayout:
    return session.scalars(select(FormLayout)).one()


def hand_in(office: CheckedClient, content: bytes, **said: str) -> tuple[int, str]:
    data = {"name": "市局登记表", "region_code": COUNTY, **said}
    file = (io.BytesIO(content), "登记表.xlsx")
    answer = office.post("/exchange/layouts/new", data={**data, "file": file})
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def test_lists_offer_to_be_taken_out_with_their_filters(office: CheckedClient) -> None:
    a_child(name="栖一", categories=["orphan"])
    page = office.get("/children/?category=orphan").get_data(as_text=True)
    assert "/exchange/new?source=children&amp;category=orphan" in page
    page = office.get("/township?show=overdue&code=" + TOWNSHIP).get_data(as_text=True)
    assert "source=township" not in page  # nobody is overdue
    page = office.get("/township?code=" + TOWNSHIP).get_data(as_text=True)
    assert f"/exchange/new?source=township&amp;code={TOWNSHIP}&amp;show=all" in page
    figure = office.get("/reports/coverage/list?measure=in_care&month=2026-11")
    assert "/exchange/new?source=figure" in figure.get_data(as_text=True)


def test_those_who_may_not_take_out_are_not_offered_it(
    client_for: ClientFor, county: Viewer
) -> None:
    a_child()
    director = client_for(Role.CHILD_DIRECTOR)
    assert "/exchange/" not in director.get("/children/").get_data(as_text=True)
    assert director.get("/exchange/new").status_code == 403


def test_a_list_is_asked_for_made_and_shown(office: CheckedClient, session: Rows) -> None:
    a_child(name="栖一", categories=["orphan"])
    a_child(name="栖二")
    page = office.get("/exchange/new?source=children&category=orphan").get_data(as_text=True)
    assert "共 1 人" in page
    sent = {"source": "children", "category": "orphan", "shape": "table"}
    assert office.post("/exchange/new", data=sent).location == "/exchange/"
    export = the_export(session)
    assert names_in(export) == ["栖一"]
    assert export.number in office.get("/exchange/").get_data(as_text=True)


def test_what_was_looked_for_is_sent_and_never_stands_in_an_address(
    office: CheckedClient, session: Rows
) -> None:
    a_child(name="栖一")
    found = office.post("/children/search", data={"looked_for": "栖一"}).get_data(as_text=True)
    assert 'name="looked_for" value="栖一"' in found
    start = {"source": "search", "looked_for": "栖一", "start": "1"}
    page = office.post("/exchange/new", data=start)
    assert (page.status_code, "共 1 人" in page.get_data(as_text=True)) == (200, True)
    assert office.get("/exchange/new?source=search&looked_for=栖一").status_code == 404
    office.post("/exchange/new", data={**start, "start": "", "shape": "table"})
    answer = office.post(
        "/exchange/new", data={k: v for k, v in start.items() if k != "start"} | {"shape": "table"}
    )
    assert answer.status_code == 302
    assert names_in(the_export(session)) == ["栖一"]


def test_a_form_that_comes_back_keeps_what_was_typed(office: CheckedClient, session: Rows) -> None:
    a_child()
    sent = {
        "source": "children",
        "risk": "2",
        "shape": "roster",
        "opened": "number",
        "reason": "短",
    }
    answer = office.post("/exchange/new", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "至少6个字" in page
    for kept in ('value="短"', 'name="risk" value="2"', 'name="source" value="children"'):
        assert kept in page
    assert session.scalars(select(Export)).all() == []


@pytest.mark.parametrize("shape", ["", "nothing", "layout", "00000000-0000-0000-0000-000000000000"])
def test_a_shape_that_there_is_not_is_refused(office: CheckedClient, shape: str) -> None:
    a_child()
    assert office.post("/exchange/new", data={"shape": shape}).status_code == 422


def test_a_list_that_is_too_long_says_so_before_and_after(
    office: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.MOST_ROWS, Role.COUNTY_CIVIL, 1)
    a_child(name="栖一")
    a_child(name="栖二")
    assert "超过 1 人" in office.get("/exchange/new").get_data(as_text=True)
    answer = office.post("/exchange/new", data={"shape": "table"})
    assert answer.status_code == 422
    assert "超过1人" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "sent",
    [
        {"source": "children", "place": FAR_VILLAGE},
        {"source": "township", "code": OTHER_TOWNSHIP},
        {"source": "figure", "region": COUNTY, "month": "2026-10", "measure": "in_care"},
        {"source": "elsewhere"},
    ],
)
def test_a_township_cannot_ask_for_another_s_children(
    client_for: ClientFor, county: Viewer, session: Rows, sent: dict[str, str]
) -> None:
    a_child(name="栖一", region_code=FAR_VILLAGE)
    township = client_for(Role.CHILD_SUPERVISOR)
    assert township.get("/exchange/new", query_string=sent).status_code == 404
    assert township.post("/exchange/new", data={**sent, "shape": "table"}).status_code == 404
    assert session.scalars(select(Export)).all() == []


def test_an_empty_form_becomes_a_layout_and_a_list_is_put_into_it(
    office: CheckedClient, session: Rows
) -> None:
    a_child(name="栖一")
    status, address = hand_in(office, a_form())
    assert status == 302
    page = office.get(address).get_data(as_text=True)
    assert "监护人·微信号" in page
    layout = the_layout(session)
    assert layout.columns == {str(at): code for at, code in COLUMNS.items()}
    chosen = {f"column_{at}": code for at, code in COLUMNS.items() if at != 10}
    sent = {**chosen, "column_9": "carer.phone", "column_10": ""}
    assert office.post(address, data=sent).status_code == 302
    office.post("/exchange/new", data={"shape": str(layout.id)})
    row = cells_of(the_export(session))[FIRST - 1]
    assert (row[1], row[9], row[10]) == ("栖一", "*" * 9 + "01", "")
    assert the_export(session).shape is Shape.LAYOUT


@pytest.mark.parametrize(
    "sent",
    [
        {"column_1": ""},
        {"column_1": "child.nothing"},
        {"column_1": "?微信号"},
        {"column_99": "child.name"},
    ],
)
def test_columns_that_there_are_not_are_refused(
    office: CheckedClient, session: Rows, sent: dict[str, str]
) -> None:
    layout = a_layout(COUNTY)
    before = layout.columns
    assert office.post(f"/exchange/layouts/{layout.id}", data=sent).status_code == 422
    assert the_layout(session).columns == before


def filled_in() -> bytes:
    book, page = a_book()
    for at, text in enumerate(["1", "栖一", "女", "990101201603150020"], 1):
        page.cell(FIRST, at).value = text
    return saved(book)


def without_headings() -> bytes:
    book, page = a_book()
    page.delete_rows(1, FIRST)
    return saved(book)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (filled_in(), f"第{FIRST}行已经有内容"),
        (without_headings(), "没有认出表头"),
        (b"", "这个文件是空的"),
        (b"PK\x03\x04" + b"x" * 100, "文件已损坏"),
        ("姓名,性别\n".encode(), "空表要用 .xlsx 文件"),
    ],
)
def test_a_file_that_is_no_empty_form_is_refused_at_the_field(
    office: CheckedClient, session: Rows, content: bytes, why: str
) -> None:
    status, page = hand_in(office, content)
    assert (status, why in page) == (422, True)
    assert 'value="市局登记表"' in page
    assert session.scalars(select(FormLayout)).all() == []


def test_a_form_is_not_handed_in_for_another_office(
    client_for: ClientFor, county: Viewer, session: Rows
) -> None:
    township = client_for(Role.CHILD_SUPERVISOR)
    assert hand_in(township, a_form(), region_code=OTHER_TOWNSHIP)[0] == 422
    assert session.scalars(select(FormLayout)).all() == []
