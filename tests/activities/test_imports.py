"""Activities from a list: 附件2 of another year as it is, our own template, the same list again."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.activities import queries
from casework.activities.imports import books, importing, lists, uploads
from casework.activities.imports.lists import Plan
from casework.activities.models import Activity, ActivityHelpers, ActivityPlace, ActivityUpload
from casework.assistance.models import AidGroup, Desk, Mode
from casework.db.base import db
from casework.errors import NotFound, RuleBroken
from casework.practice import queries as practice
from tests.factories.accounts import COUNTY, STRANGE_COUNTY, VILLAGE, a_viewer
from tests.factories.children import load_practice

Db = scoped_session[Session]
CAMPAIGN = "bring_love_home_2021"
ANNEX_2 = (
    "序号",
    "活动内容",
    "承办单位\n（部门）",
    "活动时间",
    "捐赠（助）方式",
    "价值（元）",
    "受益儿童数（人）",
)
TITLE = "2021年“把爱带回家——关爱儿童暖冬行”活动统计表"


def book(*rows: tuple[object, ...], headings: tuple[str, ...] = ANNEX_2) -> bytes:
    """Return a workbook as counties hand it in: title, unit, header, rows, a note below."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append([TITLE])
    sheet.append(["县区（单位）：青禾县妇联"])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    sheet.append(
        ["备注：1、捐赠（助）方式分为资金、物资和其他三种；2、报送时间：2021年2月26日前。"]
    )
    content = BytesIO()
    made.save(content)
    return content.getvalue()


GIVEN = (
    (1, "节前走访慰问", "县妇联", "1月20日", "资金", "5000元", 10),
    (2, "节前走访慰问", "县妇联", "1月20日", "物资", 3000, 12),
    (3, "家庭教育公开课", "县妇联、县教育局", "1月下旬", None, None, 80),
    (4, "爱心企业送书包", "青禾商会", "2021.2.3", "物资", "1.2万", "50余人"),
    (5, "法治宣讲进社区", "县检察院", "春节前", "/", "/", 40),
    (6, "", "县妇联", "2月5日", None, None, 20),
    (7, "家庭教育公开课", "县妇联、县教育局", "1月下旬", None, None, 80),
)


def fed() -> Viewer:
    load_practice()
    return a_viewer(Role.WOMENS_FED)


def handed_in(actor: Viewer, content: bytes, campaign: str | None = CAMPAIGN) -> ActivityUpload:
    return importing.keep_upload(
        actor=actor,
        region_code=actor.regions[0],
        filename="附件2.xlsx",
        content=content,
        campaign_code=campaign,
    )


def imported(actor: Viewer, content: bytes, campaign: str | None = CAMPAIGN) -> int:
    return importing.import_rows(actor=actor, upload=handed_in(actor, content, campaign))


def recorded(actor: Viewer) -> list[Activity]:
    statement = queries.visible_to(actor).order_by(Activity.held_on, Activity.id)
    return list(db.session.scalars(statement))


def reasons(plan: Plan) -> dict[int, str]:
    return {
        row.number: "；".join(map(str, plan.why(row))) for row in (*plan.refused, *plan.doubtful)
    }


# --- 附件2 --------------------------------------------------------------------------------------


def test_annex_two_of_another_year_is_read_as_it_is(session: Db) -> None:
    actor = fed()
    plan = lists.plan(actor, COUNTY, "附件2.xlsx", book(*GIVEN), CAMPAIGN)
    assert plan.counts == {"new": 5, "known": 0, "doubtful": 3, "refused": 2}
    assert (plan.activities, plan.gifts) == (4, 3)
    why = reasons(plan)
    assert "大概的时间" in why[6]
    assert "大概的数" in why[7]
    assert "先按活动的第一天登记" in why[8]
    assert why[9] == "“活动内容”：没有填写"
    assert "和第6行完全一样" in why[10]
    assert recorded(actor) == []
    notes = "".join(map(str, plan.notes))
    assert "没有“活动种类”一栏" in notes
    assert "表尾说明" in notes


def test_what_was_given_is_written_through_to_the_ledger(session: Db) -> None:
    actor = fed()
    assert imported(actor, book(*GIVEN)) == 4
    first, second, third, fourth = recorded(actor)
    assert first.held_on == date(2021, 1, 1)  # 春节前: somebody looks
    assert (second.title, second.held_on, second.kind) == (
        "节前走访慰问",
        date(2021, 1, 20),
        "consolation",
    )
    assert (third.held_on, third.until_on) == (date(2021, 1, 21), date(2021, 1, 31))
    assert (third.kind, third.children_counted) == ("family_education", 80)
    assert (fourth.organiser, fourth.kind) == ("青禾商会", "donation")
    assert {each.campaign_code for each in recorded(actor)} == {CAMPAIGN}
    gifts = session.scalars(select(AidGroup).order_by(AidGroup.given_on, AidGroup.value)).all()
    assert [(each.mode, each.value, each.children) for each in gifts] == [
        (Mode.GOODS, Decimal("3000.00"), 12),
        (Mode.CASH, Decimal("5000.00"), 10),
        (Mode.GOODS, Decimal("12000.00"), 50),
    ]
    assert [each.activity_id for each in gifts] == [second.id, second.id, fourth.id]
    assert {each.desk for each in gifts} == {Desk.WOMENS_FED}
    assert gifts[2].source == "company"


def test_the_same_list_again_adds_nothing_whoever_hands_it_in(session: Db) -> None:
    actor = fed()
    upload = handed_in(actor, book(*GIVEN))
    importing.import_rows(actor=actor, upload=upload)
    with pytest.raises(RuleBroken, match="已经导入过了"):
        importing.import_rows(actor=actor, upload=upload)
    # Another serial number and another order are the same rows.
    again = [(n + 10, *row[1:]) for n, row in enumerate(reversed(GIVEN))]
    assert imported(actor, book(*again)) == 0
    assert imported(a_viewer(Role.COUNTY_CIVIL), book(*GIVEN)) == 0
    assert len(recorded(actor)) == 4
    assert len(session.scalars(select(AidGroup)).all()) == 3


def test_one_more_gift_joins_the_activity_of_before(session: Db) -> None:
    actor = fed()
    imported(actor, book(GIVEN[0]))
    plan = lists.plan(actor, COUNTY, "附件2.xlsx", book(*GIVEN[:2]), CAMPAIGN)
    assert (plan.activities, plan.gifts) == (0, 1)
    assert imported(actor, book(*GIVEN[:2])) == 0
    [activity] = recorded(actor)
    assert {each.activity_id for each in session.scalars(select(AidGroup))} == {activity.id}


def test_a_row_that_was_put_right_is_asked_about(session: Db) -> None:
    actor = fed()
    imported(actor, book(GIVEN[2]))
    mended = (3, "家庭教育公开课", "县妇联、县教育局", "1月25日", None, None, 80)
    plan = lists.plan(actor, COUNTY, "附件2.xlsx", book(mended), CAMPAIGN)
    assert "请在活动里更正" in reasons(plan)[4]


def test_two_rows_alike_are_two_activities_to_look_at(session: Db) -> None:
    rows = [
        (1, "读书会", "县妇联", "1月9日", None, None, 20),
        (2, "读书会", "县妇联", "1月9日", None, None, 30),
    ]
    plan = lists.plan(fed(), COUNTY, "附件2.xlsx", book(*rows), CAMPAIGN)
    assert plan.activities == 2
    assert "和第4行一样" in reasons(plan)[5]


def test_a_gift_without_a_number_of_children_is_said_and_never_refused(session: Db) -> None:
    actor = fed()
    plan = lists.plan(
        actor,
        COUNTY,
        "附件2.xlsx",
        book((1, "送书包", "商会", "1月9日", "物资", 500, None)),
        CAMPAIGN,
    )
    assert plan.gifts == 0
    assert "请在活动里补记" in reasons(plan)[4]
    assert plan.activities == 1


# --- our own template ----------------------------------------------------------------------------

OURS = (
    "活动内容",
    "活动种类",
    "承办单位",
    "活动时间",
    "乡镇（街道）",
    "村（社区）",
    "场次",
    "儿童人次",
    "家长人次",
    "受益儿童数",
    "集中活动",
    "法官",
    "热心教师",
)


def test_a_list_of_our_own_says_place_times_and_helpers(session: Db) -> None:
    actor = fed()
    row = (
        "法治课",
        "法治宣讲",
        "县法院",
        date(2026, 10, 9),
        None,
        "柳树村",
        2,
        60,
        8,
        30,
        None,
        2,
        5,
    )
    odd = (
        "伴读活动",
        "神秘活动",
        None,
        "2026-10-10",
        None,
        "无名村",
        None,
        None,
        None,
        20,
        "没有的",
        0,
        None,
    )
    content = book(row, odd, headings=OURS)
    plan = lists.plan(actor, COUNTY, "清单.xlsx", content)
    why = reasons(plan)[5]
    assert "没有“神秘活动”这一类" in why
    assert "没有找到这个村" in why
    assert "没有叫这个名字的集中活动" in why
    assert imported(actor, content, None) == 2
    first, second = recorded(actor)
    assert (first.sessions, first.children_reached, first.parents_reached) == (2, 60, 8)
    assert (first.kind, first.children_counted, first.campaign_code) == ("legal", 30, None)
    assert (second.kind, second.venue, second.children_reached) == ("reading", "无名村", 20)
    helpers = {each.kind: each.people for each in session.scalars(select(ActivityHelpers))}
    assert helpers == {"judge": 2, "teacher": 5}
    [place] = session.scalars(select(ActivityPlace)).all()
    assert place.place_code == VILLAGE


def test_the_template_is_read_by_ourselves(session: Db) -> None:
    load_practice()
    sheet = load_workbook(BytesIO(books.template())).worksheets[0]
    [headings] = [
        [cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "序号"
    ]
    book_of = practice.activity_headers()
    known = [book_of.field(str(title)) for title in headings]
    assert [each.code if each else None for each in known] == list(books.TEMPLATE)


def test_a_day_to_come_is_refused_and_a_day_without_year_is_the_last_one(session: Db) -> None:
    rows = [("读书会", "2026-12-24"), ("读书会", "9月8日"), ("读书会", "不知道")]
    plan = lists.plan(fed(), COUNTY, "清单.csv", book(*rows, headings=("活动内容", "活动时间")))
    why = reasons(plan)
    # The title of the list says 2021.
    assert [row.facts.held_on for row in plan.new if row.facts] == [date(2021, 9, 8)]
    assert "在今天以后" in why[4]
    assert "认不出" in why[6]


# --- what is no list -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("姓名", "电话"), "没有找到表头"),
        (("活动内容", "承办单位"), "没有认出“活动时间”"),
    ],
)
def test_a_file_that_is_none_is_refused(session: Db, headings: tuple[str, ...], said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        lists.plan(fed(), COUNTY, "附件2.xlsx", book(("甲", "乙"), headings=headings))


def test_a_list_is_its_uploader_s_alone_and_goes_in_time(session: Db) -> None:
    actor = fed()
    upload = handed_in(actor, book(*GIVEN))
    session.flush()
    assert uploads.get(actor, upload.id) is upload
    with pytest.raises(NotFound):
        uploads.get(a_viewer(Role.COUNTY_CIVIL), upload.id)
    with pytest.raises(RuleBroken, match="不在您的辖区"):
        importing.keep_upload(
            actor=actor, region_code=STRANGE_COUNTY, filename="x.csv", content=b"x"
        )
    assert importing.purge_expired() == 0
    upload.expires_at = upload.created_at
    session.flush()
    assert importing.purge_expired() == 1


def test_the_rows_to_be_mended_come_back_with_their_reasons(session: Db) -> None:
    actor = fed()
    content = book(*GIVEN)
    plan = lists.plan(actor, COUNTY, "附件2.xlsx", content, CAMPAIGN)
    before = lists.returned(plan, is_imported=False)
    after = lists.returned(plan, is_imported=True)
    assert before is not None
    assert after is not None
    numbers = [
        [row[0].value for row in load_workbook(BytesIO(each)).worksheets[0].iter_rows(min_row=4)]
        for each in (before, after)
    ]
    assert numbers == [[3, 4, 5, 6, 7], [6, 7]]
    # What comes back is read again as it is.
    again = lists.plan(actor, COUNTY, "退回.xlsx", after, CAMPAIGN)
    assert again.counts["new"] == 1
