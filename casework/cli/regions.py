"""``regions``: the register of administrative regions."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.regions import actions
from casework.regions.lists import Listed, read_list

group = AppGroup("regions", help="行政区划。")


@group.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from",
    "valid_from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="新增和停用从哪天起；首次装入某省时默认为自始有效，以后默认为今天。",
)
def load(file: Path, valid_from: datetime | None) -> None:
    """装入区划文件（CSV：code,name,level）；同一文件可以重复装入。"""
    try:
        listed = _read(file)
        begins = valid_from.date() if valid_from else actions.first_day(listed, clock.today())
        loaded = actions.load(listed, valid_from=begins)
    except RuleBroken as broken:
        raise click.ClickException(broken.message) from broken
    record(Tag.REGION_LOAD, actor_id=None, **vars(loaded))
    db.session.commit()
    click.echo(
        f"新增 {loaded.added} 个，变更 {loaded.changed} 个，停用 {loaded.ended} 个，"
        f"未变 {loaded.unchanged} 个。"
    )


def _read(file: Path) -> list[Listed]:
    try:
        return read_list(file.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError as error:
        raise RuleBroken(f"{file.name} 不是 UTF-8 编码，请另存为 UTF-8 的 CSV 文件。") from error
