"""Lists handed in: read at once, kept without bank cards, asked about where in doubt."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.db.sealed import DataKeyRow
from casework.errors import NotFound, RuleBroken
from casework.national import actions, queries, sheet
from casework.national.models import ListState, NationalList, NationalRow
from casework.sheets.outgoing import CellOut
from casework.sheets.refusals import SheetRefused
from casework.sheets.writing import Column, SheetOut, write_xlsx
from tests.factories.accounts import STRANGE_COUNTY, TOWNSHIP, a_viewer
from tests.factories.children import an_id_number
from tests.factories.national import HEADINGS, a_national_list, compared, handed_in

Rows = scoped_session[Session]

CARD = "6217000010001234567"


def test_a_list_with_known_headings_is_compared_at_once(county: Viewer) -> None:
    found = handed_in({}, actor=county)
    assert found.state is ListState.COMPARING
    assert set(found.columns.values()) >= {"child.name", "child.id_number", "national.status"}


def test_a_bank_card_is_never_stored_wherever_it_stands(county: Viewer) -> None:
    number = an_id_number()
    rows = [{"公民身份号码": number, "银行卡号": CARD, "就读学校": CARD}]
    found = handed_in(*rows, actor=county)
    table = sheet.unpacked(found.content, found.columns)
    texts = {cell for row in table.sheet.rows for cell in row.cells if isinstance(cell, str)}
    assert not any("62170000" in text for text in texts)
    assert number in texts
    assert "银行卡号" in texts


def test_a_workbook_with_a_title_and_numbers_as_numbers_is_read(county: Viewer) -> None:
    columns = [Column(heading) for heading in ("姓名", "身份证号", "开户银行", "账号")]
    rows: list[list[CellOut]] = [["陈雨桐", an_id_number(), "某银行", int(CARD[:15])]]
    content = write_xlsx([SheetOut("名单", columns, rows, title="儿童福利信息系统名单")])
    found = handed_in(actor=county, content=content, filename="名单.xlsx")
    table = sheet.unpacked(found.content, found.columns)
    (last,) = [row for row in table.sheet.rows if row.number >= table.layout.first_data_row]
    assert last.cells[2:] == (None, None)


def test_the_same_form_twice_is_one_list(county: Viewer, session: Rows) -> None:
    form_id = uuid4()
    one, other = (handed_in({}, actor=county, form_id=form_id) for _ in range(2))
    assert one.id == other.id
    assert session.scalar(select(func.count()).select_from(NationalList)) == 1


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"region_code": STRANGE_COUNTY}, "不在您的辖区"),
        ({"as_of": clock.today() + timedelta(days=400)}, "今天以后"),
        ({"content": a_national_list()}, "一行也没有"),
        ({"content": "随便一句话".encode()}, "没有找到表头"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    county: Viewer, said: dict[str, object], message: str
) -> None:
    with pytest.raises((RuleBroken, SheetRefused), match=message):
        handed_in({}, actor=county, **said)


def test_columns_in_doubt_are_asked_about_and_remembered(county: Viewer) -> None:
    content = "称呼,证,别的\n陈雨桐,1,2\n".encode()
    found = handed_in(actor=county, content=content)
    assert found.state.value == "unsure"
    table = sheet.unpacked(found.content, found.columns)
    with pytest.raises(RuleBroken, match="至少指明"):
        actions.set_columns(actor=county, found=found, table=table, columns={1: "child.school"})
    both = {0: "child.name", 1: "child.name"}
    with pytest.raises(RuleBroken, match="选了两栏"):
        actions.set_columns(actor=county, found=found, table=table, columns=both)
    actions.set_columns(actor=county, found=found, table=table, columns={0: "child.name"})
    assert found.state.value == "comparing"
    assert handed_in(actor=county, content=content).state is ListState.COMPARING
    other = a_viewer(Role.CHILD_SUPERVISOR)
    assert handed_in(actor=other, content=content, region_code=TOWNSHIP).state is ListState.UNSURE


def test_a_column_that_somebody_calls_a_bank_card_goes_too(county: Viewer) -> None:
    found = handed_in(actor=county, content="姓名,存折\n陈雨桐,甲乙丙\n".encode())
    table = sheet.unpacked(found.content, found.columns)
    columns = {0: "child.name", 1: "national.bank_card"}
    actions.set_columns(actor=county, found=found, table=table, columns=columns)
    kept = sheet.unpacked(found.content, found.columns)
    assert not any("甲乙丙" in map(str, row.cells) for row in kept.sheet.rows)


def test_a_list_is_its_region_s_alone(county: Viewer) -> None:
    found = handed_in({}, actor=county)
    assert queries.lists.get(county, found.id) is found
    for stranger in (a_viewer(Role.COUNTY_CIVIL, STRANGE_COUNTY), a_viewer(Role.CHILD_SUPERVISOR)):
        with pytest.raises(NotFound):
            queries.lists.get(stranger, found.id)


def test_a_list_is_deleted_in_time_with_its_rows_and_its_key(county: Viewer, session: Rows) -> None:
    found = compared({}, actor=county)
    session.commit()
    assert actions.purge_expired() == 0
    clock.fix_today(clock.today() + timedelta(days=31))
    session.expire_all()
    found_id = found.id
    session.query(NationalList).update({"expires_at": clock.now() - timedelta(days=1)})
    assert actions.purge_expired() == 1
    for model in (NationalList, NationalRow):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    keys = select(func.count()).where(DataKeyRow.owner_id == found_id)
    assert session.scalar(keys) == 0


def test_the_headings_of_the_factory_are_all_known(county: Viewer) -> None:
    book = sheet.book()
    assert [heading for heading in HEADINGS if book.field(heading) is None] == []
