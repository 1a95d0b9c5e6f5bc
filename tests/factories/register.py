"""Ledgers and the real county that the given ones are of; acting as somebody in a session."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from casework.accounts.viewer import Viewer
from casework.db.base import db
from casework.db.scope import bind_scope
from casework.regions import actions as regions
from casework.regions.lists import read_list

DATA = Path(__file__).parents[1] / "data"

#: 东海县, as the given ledgers are of it.
DONGHAI = "320722000000"
#: A row as a county would write it, by heading.
ROW = {
    "乡镇": "石桥镇",
    "村（社区）": "柳树村",
    "姓名": "陈雨桐",
    "性别": "女",
    "出生日期": "2016-03-15",
    "身份证号": "",
    "类别": "农村留守儿童",
    "学校": "石桥小学",
    "家庭住址": "柳树村三组12号",
    "监护人姓名": "王秀英",
    "监护人电话": "19900000001",
    "父亲姓名": "陈建国",
    "父亲情况": "外出务工",
    "是否低保": "否",
}


@contextmanager
def acting(app: Flask, viewer: Viewer) -> Iterator[None]:
    """Act in a session of one's own, where every statement must name its region."""
    db.session.commit()
    with app.app_context():
        bind_scope(db.session, viewer.scope)
        yield
        db.session.commit()
    db.session.expire_all()


def load_donghai() -> None:
    """Put the regions of 东海县 into the tree."""
    lines = (DATA / "regions" / "320722.csv").read_text(encoding="utf-8-sig").splitlines()
    listed = read_list(lines)
    regions.load(listed, valid_from=regions.BEGINNING)


def a_ledger(*rows: Mapping[str, str], without: Sequence[str] = ()) -> bytes:
    """Return a CSV ledger; a row says what it has otherwise than ``ROW``, also in more columns."""
    said = [{**ROW, **row} for row in rows]
    headings = [
        heading for heading in {**ROW, **(said[0] if said else {})} if heading not in without
    ]
    output = io.StringIO()
    writer = csv.DictWriter(output, headings, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(said)
    return output.getvalue().encode("utf-8-sig")
