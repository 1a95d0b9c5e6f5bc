"""A county's whole list: every planted difference is found, and nothing else; then nothing."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from casework import clock
from casework.accounts.viewer import Viewer
from casework.national import actions, queries
from casework.national.models import Choice, NationalList, NationalRow, Result
from casework.national.rules.facts import FIELDS
from casework.roster import actions as roster
from tests.factories.accounts import COUNTY
from tests.factories.children import an_id_number
from tests.factories.jobs import work_off
from tests.factories.national import a_national_list, handed_in
from tests.factories.register import acting

Rows = scoped_session[Session]

_BATCH = 2_500
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "安宁乐欣怡佳雨晨思远"
#: What is planted in every so many-th row, by remainder.
_PLANTED = {
    1: "name", 2: "sex", 3: "birth_on", 4: "category", 5: "region", 6: "guardian",
    7: "guardian_phone", 8: "school", 9: "status", 10: "health",
}  # fmt: skip
_EVERY = 50
_OTHERWISE = {
    "name": {"姓名": "龙某某"},
    "sex": {"性别": "男"},
    "birth_on": {"出生日期": "2010-01-01"},
    "category": {"儿童类别": "孤儿"},
    "region": {"所在村": "河湾村"},
    "guardian": {"监护人姓名": "钱秀兰"},
    "guardian_phone": {"监护人联系电话": "19900999999"},
    "school": {"就读学校": "白塔小学"},
    "status": {"状态": "停止发放"},
    "health": {"健康状况": "残疾"},
}


def people(count: int) -> Iterator[dict[str, str]]:
    """Yield children as a ledger writes them, each with a number of its own."""
    for n in range(count):
        born = date(2013, 1, 1) + timedelta(days=n // 4)
        name = _SURNAMES[n % 20] + _GIVEN[n // 20 % 10] + _GIVEN[n // 200 % 10]
        yield {
            "乡镇": "石桥镇",
            "村（社区）": "柳树村",
            "姓名": name,
            "性别": "女",
            "出生日期": born.isoformat(),
            "身份证号": an_id_number(born, 2 * (n % 400) + 2),
            "类别": "农村留守儿童",
            "学校": "石桥小学",
            "健康状况": "健康",
            "监护人姓名": f"王{name[1:]}",
            "监护人电话": f"19901{n:06d}",
        }


def theirs(person: dict[str, str], otherwise: dict[str, str]) -> dict[str, str]:
    """Return the same child as a national list writes it."""
    told = {
        "姓名": person["姓名"],
        "公民身份号码": person["身份证号"].lower(),
        "性别": "2",
        "出生日期": person["出生日期"].replace("-", ""),
        "监护人姓名": person["监护人姓名"],
        "监护人联系电话": f"{person['监护人电话'][:3]} {person['监护人电话'][3:]}",
        "就读学校": "石桥小学三年级",
        "健康状况": "健康或良好",
    }
    return {**told, **otherwise}


def bring(app: Flask, county: Viewer, everybody: list[dict[str, str]]) -> None:
    """Put all of them on the register, as an import does."""
    for start in range(0, len(everybody), _BATCH):
        part = everybody[start : start + _BATCH]
        output = io.StringIO()
        writer = csv.DictWriter(output, list(part[0]))
        writer.writeheader()
        writer.writerows(part)
        with acting(app, county):
            roster.import_roster(
                actor=county,
                region_code=COUNTY,
                filename="台账.csv",
                content=output.getvalue().encode("utf-8-sig"),
            )


def fields_of(found: NationalList, session: Rows) -> Counter[str]:
    rows = session.scalars(queries.lists.rows_of(found).where(NationalRow.result == Result.DIFFERS))
    return Counter(each["field"] for row in rows for each in row.differences or ())


def answer_everything(county: Viewer, found: NationalList, session: Rows) -> None:
    """Decide whatever is open, by the acts of the pages."""
    for name in FIELDS:
        choice = Choice.OURS if name in ("name", "school") else Choice.FINE
        actions.decide_field(actor=county, found=found, field=name, choice=choice, note="核对过")
    asked: Any = select(NationalRow).where(
        NationalRow.region_code == found.region_code, NationalRow.open > 0
    )
    for row in session.scalars(asked).all():
        candidates = (row.about or {}).get("candidates") or [None]
        child_id = UUID(candidates[0]) if candidates[0] else None
        actions.decide_who(actor=county, found=found, row=row, child_id=child_id, note="核对过")
        if row.open:  # who it is was said; now what differs
            choices = dict.fromkeys((e["field"] for e in row.differences or ()), Choice.FINE)
            actions.decide(actor=county, found=found, row=row, choices=choices, note="核对过")


@pytest.fixture
def size(exhaustive: bool) -> int:
    return 5_000 if exhaustive else 500


def test_planted_differences_are_found_exactly_and_then_none(
    app: Flask, county: Viewer, session: Rows, size: int
) -> None:
    everybody = list(people(size))
    bring(app, county, everybody)
    planted = Counter(_PLANTED[n % _EVERY] for n in range(size) if n % _EVERY in _PLANTED)
    listed = [
        theirs(person, _OTHERWISE.get(_PLANTED.get(n % _EVERY, ""), {}))
        for n, person in enumerate(everybody)
        if n % _EVERY != 11  # here and not there
    ]
    listed[20] = {**listed[20], "公民身份号码": ""}  # may be the same
    strangers = size // _EVERY
    listed += [{"姓名": f"外{_GIVEN[n % 10]}{n}", "公民身份号码": ""} for n in range(strangers)]
    listed += listed[30:32]  # twice there
    found = handed_in(actor=county, content=a_national_list(*listed))
    work_off(app)
    assert fields_of(found, session) == planted
    assert {k: n for k, n in found.counts.items() if n and not k.startswith("open_")} == {
        "differs": planted.total(),
        "here": strangers,
        "there": strangers,
        "possible": 1,
        "twice": 2,
        "same": len(listed) - planted.total() - strangers - 3,
    }
    answer_everything(county, found, session)
    again = handed_in(actor=county, content=a_national_list(*listed))
    work_off(app)
    still = {k: n for k, n in again.counts.items() if n and k.startswith("open_")}
    assert (still, again.as_of) == ({}, clock.today())
