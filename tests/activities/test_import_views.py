"""Pages of lists of activities."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.activities.models import Activity, ActivityUpload
from tests.activities.test_imports import CAMPAIGN, GIVEN, book
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, STRANGE_COUNTY
from tests.factories.children import load_practice

Db = scoped_session[Session]
ClientFor = Callable[..., CheckedClient]


@pytest.fixture
def fed(client_for: ClientFor, session: Db) -> CheckedClient:
    load_practice()
    return client_for(Role.WOMENS_FED)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def handed_in(client: CheckedClient, content: bytes, name: str = "附件2.xlsx", **said: str) -> Any:
    data = {"region_code": COUNTY, "campaign_code": CAMPAIGN, **said}
    return client.post("/activities/import", data={**data, "file": (io.BytesIO(content), name)})


def test_a_list_is_tried_looked_at_and_imported_once(fed: CheckedClient, session: Db) -> None:
    assert "导入活动清单" in text(fed.get("/activities/import"))
    at = handed_in(fed, book(*GIVEN)).location
    page = text(fed.get(at))
    assert "现在还没有写入任何内容" in page
    assert "节前走访慰问" in page
    assert "和第4行是同一场" in page
    assert session.scalar(select(func.count()).select_from(Activity)) == 0
    assert "已导入 4 场活动" in text(fed.post(at, follow_redirects=True))
    assert "已经导入过了" in text(fed.post(at, follow_redirects=True))
    assert session.scalar(select(func.count()).select_from(Activity)) == 4
    returned = load_workbook(io.BytesIO(fed.get(f"{at}/returned.xlsx").data))
    assert returned.worksheets[0].max_row == 5
    assert "附件2.xlsx" in text(fed.get("/activities/import"))


def test_a_file_that_is_none_comes_back_with_the_reason(fed: CheckedClient, session: Db) -> None:
    for content, name, said in (
        (b"", "空.csv", "空的"),
        ("姓名,电话\n甲,1\n".encode(), "名单.csv", "没有找到表头"),
        (b"PK\x03\x04broken", "坏.xlsx", "附件2"),
    ):
        answer = handed_in(fed, content, name)
        assert answer.status_code == 422, name
        assert said in text(answer)
    assert handed_in(fed, book(*GIVEN), region_code=STRANGE_COUNTY).status_code == 422
    assert session.scalars(select(ActivityUpload)).all() == []


def test_a_list_without_faults_has_nothing_to_give_back(fed: CheckedClient, session: Db) -> None:
    at = handed_in(fed, book(GIVEN[0])).location
    assert fed.get(f"{at}/returned.xlsx").status_code == 404
    sheet = load_workbook(io.BytesIO(fed.get("/activities/import/template.xlsx").data))
    assert sheet.worksheets[0]["A1"].value == "活动清单"


def test_somebody_else_s_list_is_not_there(
    fed: CheckedClient, client_for: ClientFor, session: Db
) -> None:
    at = handed_in(fed, book(*GIVEN)).location
    for role, status in ((Role.COUNTY_CIVIL, 404), (Role.CITY_CIVIL, 403)):
        client = client_for(role)
        assert client.get(at).status_code == status
        assert client.post(at).status_code == status
        assert client.get(f"{at}/returned.xlsx").status_code == status
    assert client_for(Role.VOLUNTEER).get("/activities/import").status_code == 403
