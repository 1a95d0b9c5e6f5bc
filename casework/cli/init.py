"""``init``: bring the database to the present schema.

Development's keys and secrets are made by the composition root before any command runs
(``config.development``); production brings its own.
"""

import click
from flask.cli import with_appcontext

from casework.db import migrate
from casework.db.base import db


@click.command("init")
@with_appcontext
def init() -> None:
    """建立或升级数据库结构。"""
    if migrate.is_current(db.engine):
        click.echo("数据库已是最新。")
        return
    migrate.upgrade(db.engine)
    click.echo("数据库已升级到最新。")
