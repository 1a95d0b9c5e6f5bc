"""Lists of volunteers in and out."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from casework import clock
from casework.errors import RuleBroken
from casework.practice.rules.codes import read_code_list
from casework.practice.rules.volunteers import read_volunteers
from casework.sheets.records import Record
from casework.volunteers import actions, books, lists, queries
from casework.volunteers.interpret import Row, Words, interpret
from casework.volunteers.models import Vetting, Volunteer, VolunteerUpload
from casework.volunteers.queries import Filters
from casework.volunteers.rules import Opened
from tests.applications import TODAY
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, TOWNSHIP, VILLAGE
from tests.factories.children import load_practice
from tests.factories.volunteers import a_volunteer, office
from tests.practice.shipped import body_of

Db = scoped_session[Session]

_HEAD = "序号,姓名,性别,身份证号,联系电话,类别,单位,乡镇,村,特长,查询日期,查询结果,查询单位,爱好\n"
_LIST = _HEAD + (
    "1,周文静,女,990101198503150027,19900700001,教师,石桥小学,石桥镇,柳树村,辅导功课、唱歌,"
    "2026-10-01,无,青禾县公安局,\n"
    "2,何立,,,1234,法官,县法院,,,,,有,,\n"
    "3,,男,,19900700003,律师,,,,,,,,\n"
    "4,秦川,男,,19900700004,飞行员,,,,,,,,\n"
    "5,段青,女,,19900700005,社工,,无名镇,,,,,,\n"
    "6,周文静,女,990101198503150027,,教师,,石桥镇,,,,,,\n"
    "合计,6,,,,,,,,,,,,\n"
)


@pytest.fixture(autouse=True)
def _practice(session: Db) -> None:
    load_practice()


def upload(content: str = _LIST) -> VolunteerUpload:
    told: dict[str, Any] = {"region_code": COUNTY, "filename": "志愿者.csv"}
    return actions.keep_upload(actor=office(), content=content.encode(), **told)


def test_a_try_says_of_every_row_what_is_wrong_with_which_field(session: Db) -> None:
    plan = lists.plan(office(), COUNTY, "志愿者.csv", _LIST.encode())
    assert plan.counts == {"new": 2, "known": 0, "doubtful": 2, "refused": 4}
    said = {row.number: "；".join(plan.why(row)) for row in (*plan.new, *plan.refused)}
    assert "“能做什么”：没有导入：唱歌" in said[2]
    assert "“查询结果”：不得从事：先按今天记下" in said[3]
    assert "“联系电话”" in said[3]
    assert "“姓名”：没有填写" in said[4]
    assert "没有“飞行员”这一类" in said[5]
    assert "“乡镇（街道）”：没有叫“无名镇”" in said[6]
    assert "和第2行是同一个人" in said[7]
    assert any("爱好" in note for note in plan.notes)
    assert any("合计行" in note for note in plan.notes)
    returned = lists.returned(plan)
    assert returned is not None
    sheet = load_workbook(BytesIO(returned)).worksheets[0]
    assert sheet.max_row == 7
    assert "飞行员" in [cell.value for row in sheet.rows for cell in row]


def test_an_import_adds_everybody_once_however_often_it_comes(session: Db) -> None:
    kept = upload()
    assert actions.import_rows(actor=office(), upload=kept) == 2
    with pytest.raises(RuleBroken, match="已经导入过"):
        actions.import_rows(actor=office(), upload=kept)
    again = upload()
    assert actions.import_rows(actor=office(), upload=again) == 0
    session.expire_all()
    by_kind = {each.kind: each for each in session.scalars(queries.visible_to(office()))}
    assert by_kind.keys() == {"teacher", "judge"}
    teacher = by_kind["teacher"]
    assert (teacher.base_code, teacher.reach_code) == (VILLAGE, TOWNSHIP)
    assert (teacher.skills, teacher.cleared_until_on) == (["tutoring"], date(2027, 10, 1))
    assert teacher.sex == "2"


def test_a_barred_row_without_day_or_office_is_never_refused(session: Db) -> None:
    actions.import_rows(actor=office(), upload=upload())
    session.expire_all()
    statement = queries.visible_to(office()).where(Volunteer.kind == "judge")
    judge = session.scalars(statement).one()
    assert judge.vetting(TODAY) is Vetting.BARRED
    [check] = queries.checks_of(judge)
    assert (check.checked_on, "请补" in check.unit) == (TODAY, True)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("姓名,电话\n周文静,19900700001\n", "没有认出“志愿者类别”"),
        ("甲,乙\n1,2\n", "没有找到表头"),
    ],
)
def test_a_list_that_cannot_be_read_is_not_kept(session: Db, content: str, word: str) -> None:
    with pytest.raises(RuleBroken, match=word):
        upload(content)
    assert session.scalar(select(func.count()).select_from(VolunteerUpload)) == 0


def test_nothing_is_imported_elsewhere_and_old_lists_go(session: Db) -> None:
    with pytest.raises(RuleBroken, match="不在您的辖区"):
        actions.keep_upload(
            actor=office(), region_code=STRANGE_COUNTY, filename="a.csv", content=b"a"
        )
    kept = upload()
    assert actions.purge_expired() == 0
    kept.expires_at = clock.now()
    session.flush()
    assert actions.purge_expired() == 1


def rows_of(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_register_goes_out_masked_but_for_a_purpose(session: Db) -> None:
    a_volunteer(id_number="990101198503150027", organisation="=cmd|'/c calc'!A1", is_ready=True)
    masked = rows_of(actions.export(actor=office(), filters=Filters()))
    told: dict[str, Any] = {"filters": Filters(), "opened": [Opened.PHONE, Opened.NUMBER]}
    whole = rows_of(actions.export(actor=office(), **told, purpose="报送公安机关查询"))
    head = masked[2]
    row, opened = (dict(zip(head, each[3], strict=True)) for each in (masked, whole))
    assert (row["联系电话"], row["身份证号码"]) == ("*********01", "*" * 17 + "7")
    assert (opened["联系电话"], opened["身份证号码"]) == ("19900700001", "990101198503150027")
    assert row["工作单位"] == "=cmd|'/c calc'!A1"  # text, and no formula
    assert row["查询状态"] == "查询通过"
    with pytest.raises(RuleBroken, match="用途"):
        actions.export(actor=office(), **told)


def test_the_template_is_read_by_its_own_reader(session: Db) -> None:
    book = load_workbook(BytesIO(books.template()))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[3]]
    row = {"姓名": "周文静", "志愿者类别": "热心教师", "乡镇（街道）": "石桥镇", "服务范围": "全县"}
    sheet.append([row.get(str(heading)) for heading in headings])
    out = BytesIO()
    book.save(out)
    plan = lists.plan(office(), COUNTY, "模板.xlsx", out.getvalue())
    assert (plan.counts["new"], plan.counts["doubtful"], plan.layout.unknown) == (1, 0, ())
    [read] = plan.new
    assert read.facts is not None
    assert (read.facts.kind, read.facts.reach_code) == ("teacher", COUNTY)


# --- the reader, whatever stands in the cells ---------------------------------------------------


class _OnePlace:
    """A gazetteer without a database."""

    def base(self, township: str | None, _village: str | None) -> str:
        if township:
            raise RuleBroken("没有叫“%(name)s”的乡镇", "township", name=township)
        return COUNTY


def _words() -> Words:
    lists_ = {
        name: read_code_list(body_of(f"codes.{code}"))
        for name, code in {
            "kinds": "volunteer_kind",
            "sexes": "sex",
            "skills": "volunteer_skill",
            "languages": "contact_language",
            "free_times": "free_time",
        }.items()
    }
    settings = read_volunteers(body_of("volunteers"))
    return Words(places=_OnePlace(), settings=settings, today=TODAY, **lists_)  # type: ignore[arg-type]


WORDS = _words()
FIELDS = [*books.TEMPLATE]
CELLS = st.one_of(
    st.none(),
    st.text("周文静A9.０１-/、，　\u200b=年x", max_size=12),
    st.integers(-9, 10**18),
    st.floats(allow_nan=False),
    st.dates(),
    st.sampled_from(["热心教师", "周文静", "有", "无", "2026-10-01", "全县", "辅导功课、体育"]),
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), CELLS))
def test_any_row_is_understood_or_refused_with_a_reason(cells: dict[str, Any]) -> None:
    row: Row = interpret(Record(5, cells, {}, ()), WORDS)
    assert (row.facts is None) == bool(row.refused)
    if row.facts is not None:
        assert row.facts.kind in WORDS.kinds.labels
        assert 1 <= row.facts.capacity <= WORDS.settings.capacity.most
    if row.check is not None:
        assert row.check.checked_on <= TODAY
