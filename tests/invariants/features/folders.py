"""Folders, notices and sheets: one consent in each village, and paper made of it."""

from typing import Any

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.db.base import new_id
from casework.folders import actions, pdf
from casework.folders.models import NoticeAnswer, NoticeKind

_PURPOSE = "年度档案检查用"

SAID = {
    "folders.new": {"purpose": _PURPOSE, "form": "page", "reason": "核对证件号码"},
    "folders.notices": {"to_whom": "奶奶", "kind": "consent", "answer": "agreed", "way": "face"},
    "folders.withdraw": {},
    "blank_sheets.index": {"form": "page"},
}
EACH_TIME = {
    "folders.new": "each folder that is printed has a number of its own in the register",
}
REGION_ASKED = {"blank_sheets.index": ("village", ""), "blank_sheets.entry": ("village", "")}
NOT_TYPED = {
    "folder_print.lifted": "codes of what is shown whole",
    "folder_print.sections": "codes of sections",
    "notice_given.answer": "a code of a form",
}


def settle(_world: Any, _place: str, _county: Viewer, director: Viewer, child: Child) -> Any:
    """Let the family of a village's child have agreed."""
    notice = actions.note_given(
        actor=director,
        child=child,
        form_id=new_id(),
        kind=NoticeKind.CONSENT,
        given_on=clock.today(),
        to_whom="奶奶",
        way="face",
        answer=NoticeAnswer.AGREED,
    )
    return {"notice_id": notice.id}


def walk(_made: Any, director: Any, county: Any, _fed: Any, child_id: str) -> None:
    """Say everything that is sealed of papers, and print them."""
    from tests.invariants.walk import MARK  # noqa: PLC0415 - the walk finds this module by itself

    at = f"/children/{child_id}"
    told = {"purpose": MARK, "lifted": ["number"], "reason": MARK}
    for form in ("page", "pdf") if pdf.is_available() else ("page",):
        county.fill_in(f"{at}/folder", 200, **told, form=form)
    assert MARK in county.read(f"{at}/folder")
    heard = {"to_whom": MARK, "note": MARK}
    director.fill_in(f"{at}/notices", kind="consent", answer="agreed", way="face", **heard)
    assert MARK in director.read(f"{at}/notices")
    director.read(f"{at}/notices/notice/print")
    director.fill_in("/sheets/visits", 200, form="page", with_place="y")
