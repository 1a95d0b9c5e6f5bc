"""Making a file: who is in it, what is masked, what it leaves in the trail."""

import hashlib
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import event, select, text
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.audit.models import AuditEntry, AuditReason, Seen
from casework.children.facts import PersonFacts
from casework.children.models import Child
from casework.errors import NotFound, RuleBroken
from casework.exchange import rules
from casework.exchange.models import Export, Shape
from casework.exchange.rules import Opened
from casework.exchange.selections import Source
from casework.people.models import Part
from casework.practice import queries as practice
from casework.roster import actions as roster
from tests.exchange.conftest import Build
from tests.exchange.reading import cells_of, names_in, table_of
from tests.factories.accounts import (
    COUNTY,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    OTHER_TOWNSHIP,
    STRANGE_COUNTY,
    STRANGE_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_viewer,
)
from tests.factories.children import FACTS, FATHER, GRANDMOTHER, a_child, an_id_number
from tests.factories.exchange import FIRST, a_layout
from tests.factories.register import ROW, a_ledger, acting

Rows = scoped_session[Session]

NUMBER = an_id_number()
ALL = frozenset(Opened)
REASON = "市局要求逐户核对"
#: Begins as a formula would, in every field that takes a text.
FORMULA = "=HYPERLINK(1)"


def a_girl(**options: object) -> Child:
    facts = replace(
        FACTS,
        id_kind="resident_id",
        id_number=NUMBER,
        phone="19900000009",
        health="serious_illness",
        health_note="先天性心脏病",
        note="每月去县医院",
        hukou_address="柳树村三组",
        school="石桥小学",
    )
    return a_child(facts=facts, **options)  # type: ignore[arg-type]


# --- who is in it ----------------------------------------------------------------------------


def test_the_whole_caseload_is_taken_out(build: Build) -> None:
    for name, village in (("栖一", VILLAGE), ("栖二", FAR_VILLAGE), ("栖三", STRANGE_VILLAGE)):
        a_child(name=name, region_code=village, actor=_county_of(village))
    export = build()
    assert names_in(export) == ["栖一", "栖二"]
    assert (export.rows, export.title, export.target_code) == (2, "青禾县儿童名单", COUNTY)


def _county_of(village: str) -> Viewer:
    return a_viewer(Role.COUNTY_CIVIL, None if village.startswith("990101") else STRANGE_COUNTY)


def test_filters_and_place_narrow_it_as_on_the_page(build: Build) -> None:
    a_child(name="栖一", categories=["orphan"])
    a_child(name="栖二", region_code=NEXT_VILLAGE)
    assert names_in(build(category="orphan")) == ["栖一"]
    assert names_in(build(place=NEXT_VILLAGE)) == ["栖二"]
    assert build(place=TOWNSHIP, category="orphan").title == "青禾县石桥镇儿童名单（孤儿）"


def test_what_a_search_finds_is_taken_out_and_its_words_are_kept_nowhere(
    build: Build, session: Rows
) -> None:
    a_child(name="栖一")
    a_child(name="林二")
    export = build(Source.SEARCH, looked_for="lin")
    assert names_in(export) == ["林二"]
    assert export.title == "青禾县儿童名单（查找结果）"


def test_the_table_of_a_township_is_taken_out(build: Build, supervisor: Viewer) -> None:
    a_child(name="栖一")
    a_child(name="栖二", region_code=FAR_VILLAGE)
    export = build(Source.TOWNSHIP, by=supervisor, code=TOWNSHIP, show="not-this-month")
    assert names_in(export) == ["栖一"]
    assert export.title == "青禾县石桥镇儿童名单（本月未走访）"


def test_the_list_behind_a_figure_is_taken_out(build: Build) -> None:
    a_child(name="栖一", entered_on=date(2026, 10, 5))
    export = build(Source.FIGURE, region=COUNTY, month="2026-10", measure="in_care")
    assert names_in(export) == ["栖一"]
    assert export.title == "青禾县儿童名单（2026年10月、在册儿童）"


def test_a_child_that_has_left_is_counted_and_not_taken_out(
    build: Build, app: Flask, county: Viewer, session: Rows
) -> None:
    a_child(name="栖一", entered_on=date(2026, 10, 5))
    gone = a_child(name="栖二", entered_on=date(2026, 10, 5))
    session.flush()
    session.execute(
        text("UPDATE child SET region_code = :code, township_code = :town WHERE id = :id"),
        {
            "code": STRANGE_VILLAGE,
            "town": "990102001000",
            "id": gone.id if session.get_bind().dialect.name == "postgresql" else gone.id.bytes,
        },
    )
    export = build(Source.FIGURE, region=COUNTY, month="2026-10", measure="in_care")
    assert names_in(export) == ["栖一"]


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        (Source.CHILDREN, {"place": FAR_VILLAGE}),
        (Source.CHILDREN, {"place": STRANGE_COUNTY}),
        (Source.CHILDREN, {"place": "'; --"}),
        (Source.TOWNSHIP, {"code": OTHER_TOWNSHIP}),
        (Source.TOWNSHIP, {"code": "x"}),
        (Source.FIGURE, {"region": COUNTY, "month": "2026-10", "measure": "in_care"}),
        (Source.FIGURE, {"region": TOWNSHIP, "month": "2026-10", "measure": "nothing"}),
        (Source.FIGURE, {"region": TOWNSHIP, "month": "2027-10", "measure": "in_care"}),
    ],
)
def test_a_township_gets_nothing_of_another_by_editing_the_form(
    build: Build, supervisor: Viewer, source: Source, asked: dict[str, str]
) -> None:
    a_child(name="栖一")
    a_child(name="栖二", region_code=FAR_VILLAGE)
    with pytest.raises(NotFound):
        build(source, by=supervisor, **asked)


@pytest.mark.parametrize("source", [Source.CHILDREN, Source.SEARCH])
def test_a_search_does_not_reach_beyond_the_viewer(
    build: Build, supervisor: Viewer, source: Source
) -> None:
    a_child(name="栖一")
    a_child(name="栖二", region_code=FAR_VILLAGE)
    assert names_in(build(source, by=supervisor, looked_for="qi")) == ["栖一"]


def test_an_empty_list_is_refused(build: Build) -> None:
    with pytest.raises(RuleBroken, match="没有儿童"):
        build()


def test_caps_are_those_of_the_role(county: Viewer, supervisor: Viewer) -> None:
    assert (rules.most_rows(supervisor), rules.most_rows(county)) == (500, 5_000)
    assert rules.most_rows(a_viewer(Role.CITY_CIVIL)) == 0
    for viewer, most in ((supervisor, 500), (county, 5_000)):
        rules.check_size(viewer, most)
        with pytest.raises(RuleBroken, match="一次最多导出"):
            rules.check_size(viewer, most + 1)


def test_a_list_over_the_cap_is_not_made(
    build: Build, monkeypatch: pytest.MonkeyPatch, session: Rows
) -> None:
    monkeypatch.setitem(rules.MOST_ROWS, Role.COUNTY_CIVIL, 2)
    for name in ("栖一", "栖二", "栖三"):
        a_child(name=name)
    with pytest.raises(RuleBroken, match="超过2人"):
        build()
    assert session.scalars(select(Export)).all() == []


# --- what is masked --------------------------------------------------------------------------


def test_numbers_phones_and_addresses_are_masked(build: Build) -> None:
    a_girl(people=[GRANDMOTHER])
    (row,) = table_of(build())
    assert row["儿童身份证号码"] == "*" * 17 + NUMBER[-1]
    assert row["实际照料人联系电话"] == "*" * 9 + "01"
    assert row["家庭住址"] == "已隐去"
    assert (row["儿童姓名"], row["实际照料人姓名"]) == ("陈雨桐", "王秀英")


def test_each_group_that_is_asked_for_is_shown_and_no_other(build: Build, county: Viewer) -> None:
    a_girl(people=[GRANDMOTHER])
    layout = a_layout(COUNTY)
    layout.columns = {
        "3": "child.id_number",
        "6": "child.address",
        "8": "carer.phone",
        "9": "child.health",
        "10": "fact.remark",
    }
    told = {
        Opened.NUMBER: (3, NUMBER),
        Opened.ADDRESS: (6, "柳树村三组12号"),
        Opened.CONTACT: (8, "19900000001"),
        Opened.HEALTH: (9, "患重病；先天性心脏病"),
    }
    for kind, (column, value) in told.items():
        row = cells_of(build(layout=layout, opened={kind}, reason=REASON))[FIRST - 1]
        assert row[column] == value
        hidden = [at for other, (at, _) in told.items() if other is not kind]
        assert all(row[at].startswith(("*", "已隐去")) for at in hidden)


@pytest.mark.parametrize("reason", [None, "", "  要  ", "短短短短短"])
def test_without_a_reason_nothing_is_shown(build: Build, reason: str | None) -> None:
    a_girl()
    with pytest.raises(RuleBroken, match="至少6个字"):
        build(opened={Opened.NUMBER}, reason=reason)


def test_a_secret_category_goes_out_under_its_counted_code(build: Build, county: Viewer) -> None:
    secret = [category.code for category in practice.categories().entries if category.secret]
    a_girl(categories=secret[:1])
    export = build(opened=ALL, reason=REASON)
    (row,) = table_of(export)
    assert row["儿童类别"]
    assert export.content is not None
    assert "艾滋".encode() not in export.content
    assert b"HIV" not in export.content.upper()


# --- what it leaves behind -------------------------------------------------------------------


def test_the_trail_holds_hash_rows_and_every_child(
    build: Build, county: Viewer, session: Rows
) -> None:
    shown = {a_child(name=name).id for name in ("栖一", "栖二")}
    export = build()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "export:make")).one()
    assert export.content is not None
    digest = hashlib.sha256(export.content).hexdigest()
    assert (entry.facts["sha256"], entry.facts["rows"]) == (digest, 2)
    assert (entry.facts["number"], entry.subject_id) == (export.number, export.id)
    seen = session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)).all()
    assert set(seen) == shown
    assert session.scalars(select(AuditEntry).where(AuditEntry.tag == "child:reveal")).all() == []


def test_opening_is_a_reveal_with_its_reason_sealed(build: Build, session: Rows) -> None:
    child = a_girl()
    build(opened={Opened.CONTACT, Opened.NUMBER}, reason=REASON)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == "child:reveal")).one()
    assert entry.facts == {"groups": ["contact", "number"]}
    assert session.get_one(AuditReason, entry.reason_id).text == REASON
    assert session.scalars(select(Seen.child_id).where(Seen.audit_id == entry.id)).all() == [
        child.id
    ]


def test_the_file_lies_sealed_under_its_requester(
    build: Build, county: Viewer, session: Rows
) -> None:
    a_child(name="栖在册")
    export = build()
    boxes = session.execute(text("SELECT title, content FROM export")).one()
    for box in map(bytes, boxes):
        assert "栖在册".encode() not in box
        assert "青禾县".encode() not in box
    assert export.owner_id() == county.account_id


def test_each_page_says_who_when_and_which(build: Build, county: Viewer) -> None:
    a_child()
    export = build(shape=Shape.ROSTER)
    assert export.content is not None
    page = openpyxl.load_workbook(io.BytesIO(export.content)).worksheets[0]
    foot = str(page.oddFooter.right.text)  # type: ignore[union-attr]
    assert county.login in foot
    assert export.number in foot
    assert clock.local(export.created_at).strftime("%H:") in foot


# --- formulas, and a form filled in ----------------------------------------------------------


def test_no_field_of_a_child_becomes_a_formula(build: Build, app: Flask, county: Viewer) -> None:
    row = {heading: FORMULA for heading in ROW if heading not in _READ}
    row |= dict.fromkeys(["备注", "爱心妈妈", "健康状况", "父亲务工地", "户籍地址"], FORMULA)
    with acting(app, county):
        roster.import_roster(
            actor=county, region_code=COUNTY, filename="账.csv", content=a_ledger({**ROW, **row})
        )
    layout = a_layout(COUNTY)
    layout.columns = {str(at): code for at, code in enumerate(_FREE, 1)}
    opened = {"opened": ALL, "reason": REASON}
    for export in (build(layout=layout, **opened), build(shape=Shape.ROSTER, **opened)):
        assert export.content is not None
        book = openpyxl.load_workbook(io.BytesIO(export.content))
        cells = [cell for page in book for line in page.iter_rows() for cell in line]
        assert not [cell.coordinate for cell in cells if cell.data_type in {"f", "e"}]
        said = [cell for cell in cells if cell.value == FORMULA]
        assert len(said) == (len(_FREE) if export.shape is Shape.LAYOUT else 1)
    (line,) = table_of(build(**opened))
    assert line["家庭住址"] == f"'{FORMULA}"


#: What an import reads and checks; all else may hold any text.
_READ = frozenset(["乡镇", "村（社区）", "姓名", "性别", "出生日期", "身份证号", "类别"])
_READ |= frozenset(["监护人姓名", "监护人电话", "父亲姓名", "父亲情况"])
_FREE = (
    "child.school",
    "child.address",
    "child.hukou_address",
    "child.health",
    "fact.volunteer",
    "fact.low_income",
    "fact.remark",
    "father.whereabouts",
)


def test_a_superior_s_form_is_filled_from_the_files(build: Build, county: Viewer) -> None:
    guardian = PersonFacts(part=Part.GUARDIAN, name="陈建国", relation="51", phone="19900000002")
    a_girl(people=[GRANDMOTHER, FATHER, guardian])
    export = build(layout=a_layout(TOWNSHIP))
    rows = cells_of(export)
    assert rows[1][0] == "填报单位（盖章）：青禾县    填报日期：2026年11月1日"
    assert rows[FIRST - 1] == [
        1,
        "陈雨桐",
        "女",
        "*" * 17 + NUMBER[-1],
        date(2016, 3, 15),
        "农村留守儿童",
        "已隐去",
        "陈建国",
        "*" * 9 + "02",
        "",
        "已隐去",
    ]
    assert rows[FIRST][0] == 2
    assert not any(rows[FIRST][1:])
    assert any(str(row[0]).startswith("填表人：测试县级民政") for row in rows)


def test_many_files_cost_few_statements(build: Build, session: Rows) -> None:
    for sign in "一二三四五六七八九十甲乙":
        a_child(name=f"栖{sign}")
    counted: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *call: counted.append(call[2]))
    build()
    assert len([each for each in counted if each.startswith("SELECT")]) < 20
