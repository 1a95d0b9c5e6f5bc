"""The pages of the forms: they open for whom they are, and nobody is named who may not be."""

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.annexes.models import AnnexOverride, SignedAnnex
from casework.audit.models import AuditEntry
from casework.pairings.models import PairingState
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, TOWNSHIP, VILLAGE, a_viewer
from tests.factories.annexes import CITY, CODE, an_act, book_of, fed, money, packs, signed_by
from tests.factories.children import a_child
from tests.factories.pairings import a_pairing
from tests.factories.volunteers import a_volunteer
from tests.invariants.pages import main_form

Db = scoped_session[Session]
SignIn = Callable[..., CheckedClient]
HERE = f"campaign={CODE}&region={COUNTY}"
SHOW = f"/annexes?{HERE}"
READERS = (Role.CHILD_SUPERVISOR, Role.COUNTY_CIVIL, Role.WOMENS_FED)
WHY = "有两名法官没有登记"


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def form_of(client: CheckedClient, path: str) -> dict[str, Any]:
    """Return what a browser would send of the form of a page."""
    form = main_form(text(client.get(path)))
    assert form is not None
    return form.data()


def cell(code: str, more: str = "", region: str = COUNTY) -> str:
    return f"/annexes/{CODE}/cell/{code}{more}?region={region}"


@pytest.fixture
def act(session: Db) -> UUID:
    """One activity with everything around it."""
    helper, child = a_volunteer(kind="teacher", name="周文静"), a_child(name="吴小雨")
    made = an_act(
        a_viewer(Role.COUNTY_CIVIL),
        COUNTY,
        title="送法进村",
        places=[VILLAGE],
        volunteers=[helper.id],
        helpers={"judge": 2},
        children=[child],
        gifts=[money("100.00", child)],
        sessions=2,
        children_reached=30,
    )
    pairing = a_pairing(child, fed(), PairingState.ACTIVE)
    pairing.began_on = made.held_on
    session.commit()
    return made.id


# --- reading ---------------------------------------------------------------------------------


def test_the_forms_show_their_words_and_each_number_opens(client_for: SignIn, act: UUID) -> None:
    page = text(client_for(Role.WOMENS_FED).get(SHOW))
    for words in (
        "2021年“把爱带回家——关爱儿童暖冬行”活动情况汇总表",
        "2021年“把爱带回家——关爱儿童暖冬行”活动统计表",
        "县区（单位）：青禾县",
        "志愿活动<br>参与情况（人数）",
        "妇联<br>执委",
        "受益家长儿童<br>（人次）",
        "请各地、各单位于2021年2月26日前完成填报",
        "送法进村",
        "联系人、电话、电子邮箱还没有填全",
    ):
        assert words in page, words
    assert re.findall(r'colspan="(\d+)"', page) == ["11", "5", "5"]
    for code in ("teacher", "judge", "villages", "sessions", "paired", f"value.{act.hex}.cash"):
        assert cell(code).split("?")[0] in page


def test_every_role_gets_what_is_its_own(client_for: SignIn, act: UUID) -> None:
    paths = (SHOW, f"/annexes/{CODE}/print/annex1?region={COUNTY}", cell("teacher"))
    for role in Role:
        client = client_for(role)
        expected = 200 if role in READERS else 403
        expected = 404 if role is Role.CHILD_SUPERVISOR else expected  # the county is not hers
        for path in paths:
            assert client.get(path).status_code == expected, (role, path)
        signing = client.get(f"/annexes/{CODE}/sign/annex1?region={COUNTY}").status_code
        assert signing == (200 if role in {Role.COUNTY_CIVIL, Role.WOMENS_FED} else 403)
    own = f"/annexes?campaign={CODE}&region={TOWNSHIP}"
    assert client_for(Role.CHILD_SUPERVISOR).get(own).status_code == 200


def test_the_city_reads_its_counties_and_another_county_is_not_there(
    client_for: SignIn, act: UUID
) -> None:
    city = client_for(Role.WOMENS_FED, CITY)
    for region in (CITY, COUNTY, STRANGE_COUNTY, TOWNSHIP):
        answer = city.get(f"/annexes?campaign={CODE}&region={region}")
        assert answer.status_code == 200, region
    page = text(city.get(f"/annexes?campaign={CODE}&region={CITY}"))
    assert "下级上报的附件1" in page
    assert "还没有上报" in page
    county = client_for(Role.WOMENS_FED)
    for region in (STRANGE_COUNTY, CITY, VILLAGE, "990101999000", "x"):
        for path in (f"/annexes?campaign={CODE}&region={region}", cell("teacher", region=region)):
            assert county.get(path).status_code == 404, path
    for path in (f"/annexes?campaign=no&region={COUNTY}", cell("no"), cell("value.x.cash")):
        assert county.get(path).status_code == 404, path
    assert "暖冬行" in text(county.get("/annexes"))  # the campaign that is meant


def test_a_list_names_whom_the_viewer_may_name(client_for: SignIn, act: UUID) -> None:
    civil, office = client_for(Role.COUNTY_CIVIL), client_for(Role.WOMENS_FED)
    for client in (civil, office):
        assert "周文静" in text(client.get(cell("teacher")))
        assert "未列名2人" in text(client.get(cell("judge")))
        assert "柳树村" in text(client.get(cell("villages")))
        assert "送法进村" in text(client.get(cell("sessions")))
    for code in ("paired", f"children.{act.hex}.cash"):
        assert "吴小雨" in text(civil.get(cell(code)))
        page = text(office.get(cell(code)))
        assert "吴小雨" not in page
        assert "一名儿童" in page


def test_who_is_named_stands_in_the_trail(client_for: SignIn, act: UUID, session: Db) -> None:
    client_for(Role.COUNTY_CIVIL).get(cell("paired"))
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.tag == "report:read"


# --- files -----------------------------------------------------------------------------------


def test_paper_and_workbooks(client_for: SignIn, act: UUID) -> None:
    client = client_for(Role.WOMENS_FED)
    first = text(client.get(f"/annexes/{CODE}/print/annex1?region={COUNTY}"))
    assert "annex-wide" in first
    assert "妇联<br>执委" in first
    second = text(client.get(f"/annexes/{CODE}/print/annex2?region={COUNTY}"))
    assert second.count("<tr>") == 1 + 7
    for asked, names in (("", ["附件1", "附件2"]), ("&annex=annex2", ["附件2"])):
        answer = client.get(f"/annexes/{CODE}/table.xlsx?region={COUNTY}{asked}")
        assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames == names
    for wrong in ("&annex=annex3", "&annex=annex1&edition=9", "&annex=annex1&edition=x"):
        answer = client.get(f"/annexes/{CODE}/table.xlsx?region={COUNTY}{wrong}")
        assert answer.status_code == 404, wrong


# --- another number --------------------------------------------------------------------------


def test_a_number_is_changed_once_and_what_was_typed_comes_back(
    client_for: SignIn, act: UUID, session: Db
) -> None:
    client, path = client_for(Role.WOMENS_FED), cell("judge", "/change")
    data = form_of(client, path)
    for wrong, said in (
        ({"number": "", "reason": WHY}, "请填写“改为”"),
        ({"number": "x", "reason": WHY}, "请只填金额"),
        ({"number": "4", "reason": ""}, "请填写“原因”"),
        ({"number": "1.5", "reason": WHY}, "应为整数"),
    ):
        answer = client.post(path, data={**data, **wrong})
        assert answer.status_code == 422, wrong
        assert said in text(answer)
        assert wrong["reason"] in text(answer)
    told = {**data, "number": "4", "reason": WHY}
    for _ in range(2):
        assert client.post(path, data=told).status_code == 302
    assert len(session.scalars(select(AnnexOverride)).all()) == 1
    page = text(client.get(SHOW))
    assert "原2" in page
    assert WHY in page
    assert "按记录算2，填报4" in page
    data = form_of(client, path)
    answer = client.post(path, data={**data, "what": "restore", "reason": "登记了"})
    assert answer.status_code == 302
    assert "原2" not in text(client.get(SHOW))


def test_a_number_of_somebody_else_s_form_is_not_changed(client_for: SignIn, act: UUID) -> None:
    data = {"number": "4", "reason": WHY}
    assert client_for(Role.CHILD_SUPERVISOR).post(cell("judge", "/change")).status_code == 403
    other = client_for(Role.WOMENS_FED, STRANGE_COUNTY)
    assert other.post(cell("judge", "/change"), data=data).status_code == 404
    city = client_for(Role.WOMENS_FED, CITY).post(cell("judge", "/change"), data=data)
    assert city.status_code == 422
    assert "自己填报" in text(city)
    total = client_for(Role.WOMENS_FED).post(cell("volunteers", "/change"), data=data)
    assert total.status_code == 422


# --- signing ---------------------------------------------------------------------------------


def test_a_form_is_signed_once_and_then_corrected_with_a_reason(
    client_for: SignIn, act: UUID, session: Db
) -> None:
    client, path = client_for(Role.COUNTY_CIVIL), f"/annexes/{CODE}/sign/annex1?region={COUNTY}"
    data = form_of(client, path)
    data.pop("checked", None)
    answer = client.post(path, data=data)
    assert answer.status_code == 422
    assert "请勾选" in text(answer)
    for _ in range(2):
        answer = client.post(path, data={**data, "checked": "y"})
        assert answer.status_code == 302
    [row] = session.scalars(select(SignedAnnex))
    page = text(client.get(answer.location))
    for words in ("校验码", "相符", "测试县级民政", "县区（单位）：青禾县"):
        assert words in page, words
    an_act(a_viewer(Role.COUNTY_CIVIL), COUNTY, helpers={"judge": 1})
    session.commit()
    data = {**form_of(client, path), "checked": "y"}
    assert client.post(path, data={**data, "reason": ""}).status_code == 422
    assert client.post(path, data={**data, "reason": "补登了一场"}).status_code == 302
    first = text(client.get(f"/annexes/{CODE}/signed/annex1/1?region={COUNTY}"))
    assert "后来更正过" in first
    assert "补登了一场" in text(client.get(SHOW))
    assert row.n == 1


def test_a_signed_form_and_its_lists_stay_as_they_were(
    client_for: SignIn, act: UUID, session: Db
) -> None:
    for annex in ("annex1", "annex2"):
        signed_by(a_viewer(Role.COUNTY_CIVIL), annex)
    session.commit()
    an_act(fed(), COUNTY, helpers={"judge": 9}, gifts=[packs("1.00", counted=2)])
    session.commit()
    civil, office = client_for(Role.COUNTY_CIVIL), client_for(Role.WOMENS_FED)
    start = f"/annexes/{CODE}/signed"
    assert "未列名2人" in text(office.get(f"{start}/1/cell/judge?region={COUNTY}"))
    listed = text(office.get(f"{start}/1/cell/volunteers?region={COUNTY}"))
    assert "周文静" in listed
    assert "吴小雨" in text(civil.get(f"{start}/1/cell/paired?region={COUNTY}"))
    assert "吴小雨" not in text(office.get(f"{start}/1/cell/paired?region={COUNTY}"))
    assert "送法进村" in text(office.get(f"{start}/annex2/1?region={COUNTY}"))
    file = office.get(f"/annexes/{CODE}/table.xlsx?region={COUNTY}&annex=annex1&edition=1")
    page = openpyxl.load_workbook(io.BytesIO(file.data))["附件1"]
    assert page["E6"].value == 2
    paper = text(office.get(f"/annexes/{CODE}/print/annex2?region={COUNTY}&edition=1"))
    assert "送法进村" in paper
    for wrong in ("annex1/2", "1/cell/no", "annex3/1", "1/cell/value.x.cash", "x/cell/judge"):
        assert office.get(f"{start}/{wrong}?region={COUNTY}").status_code == 404, wrong
    other = client_for(Role.WOMENS_FED, STRANGE_COUNTY)
    assert other.get(f"{start}/annex1/1?region={COUNTY}").status_code == 404
    city = client_for(Role.WOMENS_FED, CITY)
    assert city.get(f"{start}/annex1/1?region={COUNTY}").status_code == 200
    assert book_of(fed()).sheet("annex1").cells["judge"].shown == 11


def test_who_is_not_of_the_region_sees_why_she_does_not_sign(client_for: SignIn, act: UUID) -> None:
    city = client_for(Role.WOMENS_FED, CITY)
    path = f"/annexes/{CODE}/sign/annex1?region={COUNTY}"
    assert "由当地自己上报" in text(city.get(path))
    answer = city.post(path, data={"checked": "y"})
    assert answer.status_code == 422
    other = client_for(Role.WOMENS_FED, STRANGE_COUNTY)
    assert other.post(path, data={"checked": "y"}).status_code == 404
