from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from casework.audit.models import AuditEntry
from casework.audit.tags import Tag
from casework.cli.regions import group
from casework.db.base import db
from casework.regions import queries
from casework.regions.actions import BEGINNING


@pytest.fixture
def county(shared_data: Path) -> str:
    return str(shared_data / "regions" / "320722.csv")


def test_a_file_is_loaded_twice_without_harm(runner: FlaskCliRunner, county: str) -> None:
    first = runner.invoke(group, ["load", county])
    assert (first.exit_code, first.output) == (
        0,
        "新增 397 个，变更 0 个，停用 0 个，未变 0 个。\n",
    )
    again = runner.invoke(group, ["load", county])
    assert again.output == "新增 0 个，变更 0 个，停用 0 个，未变 397 个。\n"
    assert queries.get("320722000000").valid_from == BEGINNING


def test_the_day_may_be_given(runner: FlaskCliRunner, county: str) -> None:
    runner.invoke(group, ["load", county, "--from", "2023-07-01"])
    assert queries.get("320722000000").valid_from.isoformat() == "2023-07-01"


def test_a_load_stands_in_the_trail(runner: FlaskCliRunner, county: str) -> None:
    runner.invoke(group, ["load", county])
    tags = db.session.scalars(select(AuditEntry.tag)).all()
    assert tags == [Tag.REGION_LOAD.value]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code,name,level\n9901,x,city\n", "第2行：区划代码“9901”不对"),
        ("code,name,level\n990000000000,演示省,province\n".encode("gb18030"), "不是 UTF-8 编码"),
        ("code,name,level\n990100000000,演示市,city\n".encode(), "缺少上级区划 990000000000"),
    ],
)
def test_a_mistake_is_one_plain_line(
    runner: FlaskCliRunner, tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "regions.csv"
    file.write_bytes(content)
    result = runner.invoke(group, ["load", str(file)])
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
