"""``init``: bring the database to the present schema.

Development's keys and secrets are made by the composition root before any command runs
(``config.development``); production brings its own.
"""

from pathlib import Path

import click
from flask.cli import with_appcontext

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.db import migrate
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import actions as practice

#: Seeds of the practice beside the program.
CONFIG = Path(__file__).parents[2] / "config"


@click.command("init")
@with_appcontext
def init() -> None:
    """建立或升级数据库结构。"""
    if migrate.is_current(db.engine):
        click.echo("数据库已是最新。")
    else:
        migrate.upgrade(db.engine)
        click.echo("数据库已升级到最新。")
    _load_practice()


def _load_practice() -> None:
    try:
        loaded = practice.load(CONFIG, on=clock.today())
    except RuleBroken as broken:
        raise click.ClickException(broken.message) from broken
    if loaded:
        added, replaced, ended = len(loaded.added), len(loaded.replaced), len(loaded.ended)
        record(Tag.PRACTICE_LOAD, actor_id=None, added=added, replaced=replaced, ended=ended)
        db.session.commit()
        click.echo(f"业务规则：新增 {added} 项，换新 {replaced} 项，停用 {ended} 项。")
