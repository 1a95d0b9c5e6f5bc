"""What we write, as LibreOffice shows it; and what LibreOffice writes, as we read it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.disclosures.actions import register_disclosure
from casework.volunteers import actions, books
from casework.volunteers.queries import Filters
from casework.volunteers.rules import Opened
from tests.client import CheckedClient
from tests.factories.accounts import COUNTY, a_viewer
from tests.factories.assistance import PACKS, an_aid
from tests.factories.children import a_child
from tests.factories.volunteers import a_volunteer, office
from tests.office import cells, converted, needs_office

Db = scoped_session[Session]
pytestmark = needs_office

#: What a spreadsheet may take for something else: formulas, long numbers, dates, line breaks.
_HARD = ["=1+1", "+86", "@SUM(A1)", "-3", "'quoted", "990101198503150027", "1/2", "第一行\n第二行"]


def test_the_register_that_goes_out_is_shown_cell_by_cell(tmp_path: Path, session: Db) -> None:
    for n, text in enumerate(_HARD):
        told: dict[str, Any] = {"phone": f"1990070010{n}", "organisation": text, "note": text}
        a_volunteer(**told, is_ready=n == 0, id_number="990101198503150027" if n else None)
    session.flush()
    path = tmp_path / "名册.xlsx"
    opened = [Opened.PHONE, Opened.NUMBER]
    path.write_bytes(
        actions.export(actor=office(), filters=Filters(), opened=opened, purpose="报送公安机关查询")
    )
    ours = [
        ["" if value is None else _shown(value) for value in row]
        for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)
    ]
    shown = cells(path)
    assert shown == ours
    work = shown[2].index("工作单位")
    assert [row[work] for row in shown[3:]] == _HARD


def test_the_template_filled_in_by_libreoffice_is_imported(tmp_path: Path, session: Db) -> None:
    a_volunteer()
    session.flush()
    path = tmp_path / "template.xlsx"
    path.write_bytes(books.template())
    book = load_workbook(path)
    told = {"姓名": "何立", "志愿者类别": "法官", "联系电话": "19900700009", "查询结果": "无"}
    told |= {"查询日期": "2026-10-01", "查询单位": "青禾县公安局", "服务范围": "全县"}
    sheet = book.worksheets[0]
    sheet.append([told.get(str(cell.value)) for cell in sheet[3]])
    book.save(path)
    kept = actions.keep_upload(
        actor=office(),
        region_code=COUNTY,
        filename="模板.xlsx",
        content=converted(path, "xlsx").read_bytes(),
    )
    plan = actions.plan_of(office(), kept)
    assert (plan.counts["new"], plan.counts["doubtful"]) == (1, 0)
    assert plan.new[0].check is not None
    assert actions.import_rows(actor=office(), upload=kept) == 1


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return value.date().isoformat() if hasattr(value, "date") else str(value)


def test_ledger_and_register_of_an_office_are_shown_cell_by_cell(
    tmp_path: Path, client_for: Callable[..., CheckedClient], session: Db
) -> None:
    child = a_child()
    an_aid(child, facts=replace(PACKS, giver="=1+1"))
    register_disclosure(
        actor=a_viewer(Role.CHILD_SUPERVISOR),
        child=child,
        recipient="@县人民医院",
        recipient_kind="hospital",
        fields=["name", "age"],
        basis="consent",
        about="验光",
    )
    session.commit()
    client = client_for(Role.CHILD_SUPERVISOR)
    for name, answer in (
        ("台账.xlsx", client.post("/assistance/export", data={"first": "2026-10-01"})),
        ("登记.xlsx", client.get("/disclosures.xlsx")),
    ):
        path = tmp_path / name
        path.write_bytes(answer.data)
        assert cells(path) == [
            ["" if value is None else _shown(value) for value in row]
            for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)
        ]
    assert "@县人民医院" in str(cells(tmp_path / "登记.xlsx"))
