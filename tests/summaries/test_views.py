"""The pages of sheets, texts and sets: each works, refuses, keeps what was typed."""

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from docx import Document
from flask_sqlalchemy.session import Session
from openpyxl import load_workbook
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.figures import registry
from casework.summaries import actions, queries
from casework.summaries.models import FigureSet, SummaryDraft
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.activities import an_activity
from tests.factories.children import a_child, load_practice
from tests.factories.visits import a_visit
from tests.summaries.reporting import CODES, TIME, a_draft, a_set

Db = scoped_session[Session]
SignIn = Callable[..., CheckedClient]
WORDS = {"title": "青禾县关爱情况", "text": "十月，我们走访了很多孩子。", "unit": "青禾县民政局"}


@pytest.fixture
def county(client_for: SignIn, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.COUNTY_CIVIL)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def words_of(content: bytes) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(content)).paragraphs)


# --- the sheet ---------------------------------------------------------------------------------


def test_every_figure_stands_on_the_sheet_and_leads_to_its_rows(
    county: CheckedClient, session: Db
) -> None:
    a_visit(a_child(), visited_on="2026-10-20")
    session.commit()
    page = text(county.get(f"/figures/sheet?{TIME}"))
    figures = registry.known(a_viewer(Role.COUNTY_CIVIL))
    for figure in figures:
        assert f"/figures/{figure.code}?" in page, figure.code
    assert "陈雨桐" not in page
    answer = county.get(f"/figures/sheet.xlsx?{TIME}")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    told = {row[5]: row[2] for row in rows if row[5]}
    assert told["ind_visit_times"] == 1
    assert {each.code for each in figures} <= told.keys()
    assert "陈雨桐" not in str(rows)


def test_the_window_of_a_campaign_is_a_time_to_choose(county: CheckedClient) -> None:
    for address in ("/figures/", "/figures/sheet"):
        assert "from=2026-12-15&amp;to=2027-03-05" in text(county.get(address))


@pytest.mark.parametrize("address", ["/figures/sheet", "/figures/sheet.xlsx", "/summaries/press"])
def test_a_place_out_of_reach_is_not_there(county: CheckedClient, address: str) -> None:
    assert county.get(f"{address}?region={STRANGE_COUNTY}").status_code == 404
    assert county.get(f"{address}?region=x").status_code == 404


def test_definitions_tell_of_reports_too_and_where_a_figure_is_used(county: CheckedClient) -> None:
    page = text(county.get("/figures/definitions"))
    assert 'id="coverage"' in page
    assert 'id="totals"' not in page
    assert "已走访的在册儿童÷在册儿童" in page
    part = page[page.index('id="ind_coverage"') :]
    assert "覆盖月报" in part[: part.index("</section>")]


# --- texts -------------------------------------------------------------------------------------


def test_a_press_paragraph_is_proposed_kept_and_handed_out(
    county: CheckedClient, session: Db
) -> None:
    for n in range(5):
        a_visit(a_child(name="陈小" + "一二三四五"[n]), visited_on="2026-10-20")
    session.commit()
    page = text(county.get(f"/summaries/press?{TIME}"))
    assert "截至2026年10月31日，全县共走访探视5名困境儿童，走访慰问5人次" in page
    assert "陈小" not in page
    sent = {**WORDS, "form_id": str(uuid4()), "text": "全县共走访探视5名困境儿童。"}
    for _ in range(2):
        answer = county.post(f"/summaries/press?{TIME}", data=sent)
        assert answer.status_code == 302
    [draft] = queries.drafts(a_viewer(Role.COUNTY_CIVIL))
    assert draft.figures["ind_visit_times"] == "5"
    assert draft.title in text(county.get("/summaries/"))
    answer = county.get(f"/summaries/{draft.id}/word")
    assert words_of(answer.data).splitlines()[:3] == [
        "青禾县关爱情况",
        "全县共走访探视5名困境儿童。",
        "青禾县民政局",
    ]
    properties = Document(io.BytesIO(answer.data)).core_properties
    assert (properties.author, properties.last_modified_by) == ("", "")


def test_a_summary_takes_the_window_and_the_items_of_its_campaign(county: CheckedClient) -> None:
    page = text(county.get("/summaries/summary?campaign=warm_spring_2023"))
    assert "（二）一次政策宣讲" in page
    assert "大约1000字" in page
    assert "2023年2月28日" in page
    assert county.get("/summaries/summary?campaign=nothing").status_code == 404
    assert county.get("/summaries/summary").status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        "我们看望了陈雨桐。",
        "电话13800001111。",
        "安置2名无人照料儿童。",
        "（请补充做法和效果）",
        "身份证990101201501014321。",
    ],
)
def test_nothing_leaves_the_house_before_it_is_changed(
    county: CheckedClient, session: Db, told: str
) -> None:
    a_child(name="陈雨桐")
    draft = a_draft(text=told)
    session.commit()
    page = text(county.get(f"/summaries/{draft.id}"))
    assert "改好以后才能导出" in page
    assert f"/summaries/{draft.id}/word" not in page
    answer = county.get(f"/summaries/{draft.id}/word")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    done = county.post(f"/summaries/{draft.id}", data={**WORDS})
    assert done.status_code == 302
    assert county.get(f"/summaries/{draft.id}/word").status_code == 200


def test_changed_figures_are_told_and_taken_over_on_request(
    county: CheckedClient, session: Db
) -> None:
    a_visit(a_child(), visited_on="2026-10-20")
    draft = a_draft()
    a_visit(a_child(name="陈小禾"), visited_on="2026-10-20")
    session.commit()
    address = f"/summaries/{draft.id}"
    assert "走访慰问人次：写的时候是1，现在是2。" in text(county.get(address))
    county.post(address, data=WORDS)
    assert "数字已变化" in text(county.get(address))
    county.post(address, data={**WORDS, "renew": "1"})
    page = text(county.get(address))
    assert "数字已变化" not in page
    assert "以前写的" in page


@pytest.mark.parametrize(("field", "value"), [("title", ""), ("text", ""), ("text", "长" * 6001)])
def test_a_text_that_comes_back_keeps_what_was_typed(
    county: CheckedClient, session: Db, field: str, value: str
) -> None:
    sent = {**WORDS, field: value, "unit": "某某局办公室"}
    draft = a_draft()
    session.commit()
    for address in (f"/summaries/press?{TIME}", f"/summaries/{draft.id}"):
        answer = county.post(address, data=sent)
        assert answer.status_code == 422
        assert "某某局办公室" in text(answer)


def test_a_text_is_taken_off_the_list_twice_as_once(county: CheckedClient, session: Db) -> None:
    draft = a_draft()
    session.commit()
    for _ in range(2):
        assert county.post(f"/summaries/{draft.id}/withdraw").status_code == 302
    assert "还没有写过" in text(county.get("/summaries/"))
    assert county.post(f"/summaries/{draft.id}", data=WORDS).status_code == 422


def test_womens_federation_writes_of_her_own_figures(client_for: SignIn, session: Db) -> None:
    fed = a_viewer(Role.WOMENS_FED)
    for n in range(5):
        a_visit(a_child(name="陈小" + "一二三四五"[n]), visited_on="2026-10-20")
    an_activity(actor=fed)
    session.commit()
    client = client_for(Role.WOMENS_FED)
    page = text(client.get(f"/summaries/press?{TIME}"))
    assert "走访探视" not in page
    assert client.post(f"/summaries/press?{TIME}", data=WORDS).status_code == 302
    [draft] = queries.drafts(fed)
    assert client.get(f"/summaries/{draft.id}/word").status_code == 200
    assert client_for(Role.COUNTY_CIVIL).get(f"/summaries/{draft.id}").status_code == 404
    city = client_for(Role.WOMENS_FED, "990100000000")
    assert "看汇总月报" in text(city.get("/summaries/"))
    assert city.get("/summaries/press").status_code == 404


# --- sets --------------------------------------------------------------------------------------


def chosen(client: CheckedClient, **told: Any) -> Any:
    sent = {
        "title": "十月上报",
        "region": COUNTY,
        "first": "2026-10-01",
        "last": "2026-10-31",
        "codes": CODES,
        "form_id": str(uuid4()),
        **told,
    }
    return client.post("/summaries/sets/new", data=sent)


def test_a_set_is_chosen_signed_and_opens_its_rows(county: CheckedClient, session: Db) -> None:
    a_visit(a_child(), visited_on="2026-10-20")
    session.commit()
    assert county.get("/summaries/sets/new").status_code == 200
    address = chosen(county).location
    assert "还没有签发" in text(county.get(address))
    for _ in range(2):
        assert county.post(f"{address}/sign").status_code == 302
    page = text(county.get(address))
    assert "已签发" in page
    [link] = re.findall(r'href="(/summaries/signed/[^"]+/ind_visit_times)"', page)
    rows = text(county.get(link))
    assert "陈雨桐" in rows
    assert "2026年10月20日" in rows
    assert county.get(link.replace("ind_visit_times", "ind_psych")).status_code == 404
    assert county.get(link.replace("ind_visit_times", "nothing")).status_code == 404
    refused = county.post(f"{address}/withdraw")
    assert refused.status_code == 422
    assert "已经签发的不能删去" in text(refused)


def test_a_correction_needs_a_reason_and_a_change(county: CheckedClient, session: Db) -> None:
    held = a_set()
    actions.sign(actor=a_viewer(Role.COUNTY_CIVIL), held=held)
    a_visit(a_child(), visited_on="2026-10-20")
    session.commit()
    address = f"/summaries/sets/{held.id}"
    assert "签发后有变动" in text(county.get(address))
    assert county.post(f"{address}/correct", data={"reason": "", "seen": "1"}).status_code == 422
    done = county.post(f"{address}/correct", data={"reason": "补录", "seen": "1"})
    assert done.status_code == 302
    again = county.post(f"{address}/correct", data={"reason": "补录二", "seen": "1"})
    assert again.status_code == 422
    assert "补录二" in text(again)
    page = text(county.get(address))
    assert "第1次更正" in page
    assert "签发后有变动" not in page


@pytest.mark.parametrize(
    "told",
    [
        {"title": ""},
        {"codes": []},
        {"codes": ["nothing"]},
        {"first": "x"},
        {"first": "2026-11-02"},
        {"region": ""},
    ],
)
def test_a_set_that_comes_back_keeps_what_was_typed(
    county: CheckedClient, told: dict[str, Any]
) -> None:
    answer = chosen(county, **{"title": "我的上报", **told})
    assert answer.status_code == 422
    assert told.get("title", "我的上报") in text(answer)


def test_a_set_of_another_place_is_not_to_be_chosen(county: CheckedClient) -> None:
    assert chosen(county, region=STRANGE_COUNTY).status_code == 422
    assert county.get(f"/summaries/sets/new?region={STRANGE_COUNTY}").status_code == 404


def test_who_may_do_what(client_for: SignIn, session: Db) -> None:
    held, draft = a_set(), a_draft()
    session.commit()
    director = client_for(Role.CHILD_DIRECTOR)
    for address in ("/summaries/", "/summaries/press", "/summaries/summary", "/summaries/sets/new"):
        assert director.get(address).status_code == 403
    assert director.get(f"/summaries/{draft.id}").status_code == 403
    assert director.get(f"/summaries/{draft.id}/word").status_code == 403
    assert director.get(f"/summaries/sets/{held.id}").status_code == 404
    assert director.get("/figures/sheet").status_code == 200
    for address in (f"{draft.id}/withdraw", f"sets/{held.id}/withdraw", f"sets/{held.id}/sign"):
        assert director.post(f"/summaries/{address}").status_code == 403
    township = client_for(Role.CHILD_SUPERVISOR)
    assert township.post(f"/summaries/sets/{held.id}/sign").status_code == 403
    assert township.post(f"/summaries/sets/{held.id}/correct").status_code == 403
    assert township.get(f"/summaries/{draft.id}").status_code == 404
    stranger = client_for(Role.COUNTY_CIVIL, STRANGE_COUNTY)
    for kept, model in ((draft, SummaryDraft), (held, FigureSet)):
        part = "" if model is SummaryDraft else "sets/"
        assert stranger.get(f"/summaries/{part}{kept.id}").status_code == 404
    assert stranger.post(f"/summaries/sets/{held.id}/sign").status_code == 404
    assert client_for(Role.CITY_CIVIL).get("/figures/sheet").status_code == 403


def test_a_figure_that_somebody_may_not_ask_for_is_left_out_of_a_signed_set(
    client_for: SignIn, session: Db
) -> None:
    county = a_viewer(Role.COUNTY_CIVIL)
    from_county = a_set(viewer=county, codes=["ind_reports", "ind_visit_times"])
    from_county.region_code = TOWNSHIP
    session.flush()
    signed = actions.sign(actor=county, held=from_county)
    session.commit()
    client = client_for(Role.CHILD_SUPERVISOR)
    page = text(client.get(f"/summaries/sets/{from_county.id}"))
    assert "走访慰问人次" in page
    assert "强制报告" not in page.split("<main")[1]
    assert client.get(f"/summaries/signed/{signed.id}/ind_reports").status_code == 404
    assert (
        client_for(Role.CHILD_DIRECTOR, VILLAGE)
        .get(f"/summaries/signed/{signed.id}/ind_visit_times")
        .status_code
        == 404
    )
