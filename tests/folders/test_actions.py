import hashlib
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from casework.accounts.permissions import Role
from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.folders import actions, queries
from casework.folders.actions import Folder, Pressed
from casework.folders.blocks import Facts, Picture, Table, Words, said
from casework.folders.models import FolderForm, FolderPrint, NoticeAnswer, NoticeKind
from casework.folders.rules import Depth, Lifted
from casework.folders.sections import SECTIONS
from casework.ui.formats import chinese_date
from tests.factories.accounts import a_viewer
from tests.factories.children import a_child
from tests.factories.folders import CANARIES, NUMBER, a_folder, a_full_file, bare, unpressed
from tests.factories.visits import a_visit

Db = scoped_session[Session]


def told(folder: Folder, code: str) -> str:
    """Return everything that one section says."""
    [section] = [each for each in folder.sections if each.code == code]
    words: list[str] = []
    for block in section.blocks:
        match block:
            case Facts(rows, title):
                words += [title or "", *(f"{label} {said(value)}" for label, value in rows)]
            case Table(heads, rows, title):
                words += [title or "", *heads, *(said(value) for row in rows for value in row)]
            case Words(text):
                words.append(text)
            case Picture(address, title):
                words += [address, title]
    return "\n".join(words)


def gathered(child: Child, **options: Any) -> Folder:
    """Return what a folder says, as it reaches the press."""
    seen: list[Folder] = []

    def press(folder: Folder) -> Pressed:
        seen.append(folder)
        return Pressed(b"x", None)

    a_folder(child, press, **options)
    return seen[0]


def test_each_section_says_what_its_package_knows_and_says_it_once(session: Db) -> None:
    folder = gathered(a_full_file(), lifted=[Lifted.NUMBER], reason="法院立案要核对身份")
    assert [each.code for each in folder.sections] == [each.code for each in SECTIONS]
    for code, words in CANARIES.items():
        holding = [each.code for each in folder.sections if words in told(folder, each.code)]
        assert holding == [code], words
    assert NUMBER in told(folder, "basics")


def test_a_number_is_masked_unless_it_is_asked_for(session: Db) -> None:
    folder = gathered(a_full_file())
    assert "*" * 17 + "2" in told(folder, "basics")
    assert all(NUMBER not in told(folder, each.code) for each in folder.sections)


def test_of_psychological_care_it_says_that_it_was_given_and_no_more(session: Db) -> None:
    folder = gathered(a_full_file())
    assert "已转介" in told(folder, "psychology")
    assert all("谈话内容不该印出来" not in told(folder, each.code) for each in folder.sections)


def test_why_a_child_is_protected_is_for_whoever_may_know(session: Db) -> None:
    child = a_full_file()
    [case] = child_cases(child)
    case.circle = "county"
    session.flush()
    assert CANARIES["protection"] not in told(gathered(child), "protection")
    county = gathered(child, actor=a_viewer(Role.COUNTY_CIVIL))
    assert CANARIES["protection"] in told(county, "protection")


def child_cases(child: Child) -> Any:
    from casework.protection import queries as protection  # noqa: PLC0415 - for this one look

    return protection.of_child(child)


def test_a_secret_category_is_named_only_for_whoever_may_and_asks(session: Db) -> None:
    child = a_child(categories=("hiv_child",), actor=a_viewer(Role.COUNTY_CIVIL))
    county = a_viewer(Role.COUNTY_CIVIL)
    plain = told(gathered(child, actor=county), "standing")
    asked = gathered(child, actor=county, lifted=[Lifted.SECRET], reason="县里复核类别登记")
    assert "艾滋" not in plain
    assert "艾滋" in told(asked, "standing")
    with pytest.raises(RuleBroken, match="不能印出保密类别"):
        gathered(child, lifted=[Lifted.SECRET], reason="县里复核类别登记")


def test_visits_of_the_last_year_are_whole_and_older_ones_a_line(session: Db) -> None:
    child = a_child(entered_on=date(2024, 1, 1))
    visit = a_visit(child, visited_on="2026-10-20", child_wish="新的愿望")
    a_visit(child, visited_on="2025-01-10", child_wish="旧的愿望")
    by_depth = {depth: told(gathered(child, depth=depth), "visits") for depth in Depth}
    for depth, words in by_depth.items():
        assert "2025年1月10日" in words, depth
    assert ("新的愿望" in by_depth[Depth.YEAR], "旧的愿望" in by_depth[Depth.YEAR]) == (True, False)
    assert "旧的愿望" in by_depth[Depth.ALL]
    assert "新的愿望" not in by_depth[Depth.LIST]
    assert chinese_date(visit.recorded_at) in by_depth[Depth.LIST]


def test_a_making_leaves_a_line_and_its_trace(session: Db) -> None:
    child = a_child()
    row, pressed = a_folder(
        child,
        unpressed,
        sections=["basics", "visits"],
        lifted=[Lifted.NUMBER],
        reason="法院立案要核对身份",
    )
    session.commit()
    [kept] = queries.prints_of(child)
    assert kept.id == row.id
    assert (kept.purpose, kept.reason) == ("县民政局年度档案检查", "法院立案要核对身份")
    assert (kept.sections, kept.lifted, kept.pages) == (["basics", "visits"], ["number"], 1)
    assert kept.digest == hashlib.sha256(pressed.content).digest()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.tag == Tag.FOLDER_PRINT)).one()
    assert (entry.child_id, entry.subject_id) == (child.id, row.id)


def test_where_something_is_missing_nothing_is_made(session: Db) -> None:
    child = a_child()

    def never(_folder: Folder) -> Pressed:
        raise AssertionError

    wrong: list[dict[str, Any]] = [
        {"purpose": "检查"},
        {"sections": []},
        {"lifted": [Lifted.NUMBER], "reason": None},
    ]
    for said_ in wrong:
        with pytest.raises(RuleBroken):
            a_folder(child, never, **said_)
    assert session.scalars(select(FolderPrint)).all() == []


def test_a_page_for_the_browser_has_no_digest(session: Db) -> None:
    row, _ = a_folder(a_child(), unpressed, form=FolderForm.PAGE)
    assert row.digest is None


def note(child: Child, **options: Any) -> Any:
    given: dict[str, Any] = {
        "form_id": uuid4(),
        "kind": NoticeKind.CONSENT,
        "given_on": date(2026, 10, 30),
        "to_whom": "奶奶王某",
        "way": "face",
        "answer": NoticeAnswer.AGREED,
    }
    return actions.note_given(actor=a_viewer(), child=child, **{**given, **options})


def test_a_notice_is_noted_once_for_one_form(session: Db) -> None:
    child, form_id = a_child(), uuid4()
    first, again = note(child, form_id=form_id), note(child, form_id=form_id)
    assert first.id == again.id
    assert note(child).id != first.id
    other = actions.note_given(
        actor=a_viewer(Role.CHILD_SUPERVISOR),
        child=child,
        form_id=form_id,
        kind=NoticeKind.NOTICE,
        given_on=date(2026, 10, 30),
        to_whom="爷爷",
        way="left",
    )
    assert other.id != first.id
    assert (other.answer, first.answer_label) == (None, "同意")


def test_a_consent_is_taken_back_once_and_a_notice_never(session: Db) -> None:
    child = a_child()
    given = note(child)
    actions.take_back(actor=a_viewer(), child=child, notice=given)
    assert given.withdrawn_on == date(2026, 11, 1)
    actions.take_back(actor=a_viewer(), child=child, notice=given)
    plain = note(child, kind=NoticeKind.NOTICE)
    with pytest.raises(RuleBroken, match="只有同意过的才能撤回"):
        actions.take_back(actor=a_viewer(), child=child, notice=plain)


def test_what_is_bare_has_no_white_space() -> None:
    assert bare(" 甲\n乙\u3000丙 ") == "甲乙丙"
