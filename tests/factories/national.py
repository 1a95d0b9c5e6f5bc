"""Invented lists of a national system, and lists that are handed in and compared."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from casework import clock
from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.national import actions
from casework.national.actions import comparing as storing
from casework.national.comparing import compare
from casework.national.models import NationalList
from tests.factories.accounts import COUNTY, a_viewer
from tests.factories.children import load_practice

HEADINGS = (
    "姓名", "公民身份号码", "性别", "出生日期", "所在乡镇", "所在村", "儿童类别", "认定日期",
    "监护人姓名", "监护人联系电话", "就读学校", "健康状况", "状态", "银行卡号",
)  # fmt: skip
#: As the children of the factory are: left behind, with a grandmother and no number.
ROW = {
    "姓名": "陈雨桐",
    "性别": "女",
    "出生日期": "2016-03-15",
    "所在乡镇": "石桥镇",
    "所在村": "柳树村",
    "儿童类别": "农村留守儿童",
    "监护人姓名": "王秀英",
    "监护人联系电话": "199 0000 0001",
    "状态": "正常",
}


def a_national_list(*rows: Mapping[str, str], headings: Sequence[str] = HEADINGS) -> bytes:
    """Return a CSV; a row says what it has otherwise than ``ROW``."""
    output = io.StringIO()
    writer = csv.DictWriter(output, headings, extrasaction="ignore")
    writer.writeheader()
    writer.writerows([{**ROW, **row} for row in rows])
    return output.getvalue().encode("utf-8-sig")


def handed_in(*rows: Mapping[str, str], actor: Viewer | None = None, **said: Any) -> NationalList:
    """Hand a list of left-behind children in, and compare nothing yet."""
    load_practice()
    actor = actor or a_viewer(Role.COUNTY_CIVIL)
    told = {
        "region_code": COUNTY,
        "system": "left_behind",
        "categories": (),
        "as_of": clock.today(),
        "filename": "名单.csv",
        "content": a_national_list(*rows),
        "form_id": uuid4(),
        **said,
    }
    found = actions.keep_list(actor=actor, **told)
    db.session.flush()
    return found


def compared(*rows: Mapping[str, str], actor: Viewer | None = None, **said: Any) -> NationalList:
    """Hand a list in and compare it, as the worker does."""
    actor = actor or a_viewer(Role.COUNTY_CIVIL)
    found = handed_in(*rows, actor=actor, **said)
    compare_now(actor, found)
    return found


def compare_now(actor: Viewer, found: NationalList) -> None:
    """Compare a list once more."""
    outcomes = compare(actor, found, lambda _done, _total: None)
    storing.clear(found)
    storing.lay_out(found, outcomes, 1)
    storing.finish(actor=actor, found=found, outcomes=outcomes)
    db.session.flush()
