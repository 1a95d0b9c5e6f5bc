"""``exports``: files that were made for somebody and have had their time."""

import click
from flask.cli import AppGroup

from casework.db.base import db
from casework.exchange import actions

group = AppGroup("exports", help="导出的文件。")


@group.command("purge")
def purge() -> None:
    """删除保存期已满、或者下载次数用完的导出文件（导出新名单时也会自动做）。"""
    gone = actions.purge_expired()
    db.session.commit()
    click.echo(f"已删除 {gone} 份导出文件。")
