"""``children``: what is done to the register at night."""

import click
from flask.cli import AppGroup

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope

group = AppGroup("children", help="儿童档案。")

_PURPOSE = "age-out"


@group.command("age-out")
def age_out() -> None:
    """让已满规定周岁的儿童退出类别；每晚运行一次。"""
    bind_scope(db.session, SystemScope(_PURPOSE))
    record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_PURPOSE)
    count = actions.end_aged_out(clock.today())
    db.session.commit()
    click.echo(f"{count} 名儿童因年满周岁退出了类别。")
