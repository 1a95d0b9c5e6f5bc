"""``audit``: checking that nobody touched the trail."""

import click
from flask.cli import AppGroup

from casework.audit import seals
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.audit.verify import verify, verify_further
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.signoff.verify import EVERYWHERE
from casework.signoff.verify import verify as verify_months

group = AppGroup("audit", help="操作日志。")


@group.command("verify")
def verify_() -> None:
    """核验整条日志链、签发过的月报和数字；有改动时逐处指出，退出码为 1。"""
    bind_scope(db.session, SystemScope("audit verify"))
    faults = [*verify(seals.place()), *verify_months(EVERYWHERE), *verify_further(EVERYWHERE)]
    record(Tag.AUDIT_VERIFY, actor_id=None, faults=len(faults))
    db.session.commit()
    for fault in faults:
        click.echo(f"{fault.where}：{fault.what}", err=True)
    if faults:
        raise SystemExit(1)
    click.echo("日志链完整。")


@group.command("seal")
def seal() -> None:
    """立即封存各条日志链的末端（平时每分钟自动做一次）。"""
    made = seals.seal(seals.place(), seals.last())
    click.echo("已封存。" if made else "没有新的日志。")
