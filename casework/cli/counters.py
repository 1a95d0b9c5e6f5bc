"""``counters``: the figures of months that are kept, worked off or built by hand."""

from threading import Event

import click
from flask import current_app
from flask.cli import AppGroup

from casework import clock
from casework.cli.acting import plain_errors
from casework.clock import Month
from casework.counting import counters as keeping
from casework.counting.periods import read_month
from casework.counting.work import KEPT_MONTHS, build
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.regions import queries as regions
from casework.regions.codes import pad, prefix

group = AppGroup("counters", help="月报的计数。")


@group.command("refresh")
def refresh() -> None:
    """把还没有算进月报的变更算进去；后台任务每分钟也会自动做。"""
    bind_scope(db.session, SystemScope("counters"))
    total, more = 0, True
    while more:
        done = keeping.refresh()
        db.session.commit()
        total, more = total + done, done == keeping.BATCH
    click.echo(f"已处理 {total} 处变更。")


@group.command("rebuild")
@click.option("--month", help="哪个月，如 2026-10；不写则为保留的全部月份。")
@click.option("--region", default="", help="只重算哪个地区（区划代码）；不写则为全部。")
def rebuild(month: str | None, region: str) -> None:
    """从记录重新计算一个月或全部保留的月份；可以随时中断，再做一遍即可。"""
    now = Month.of(clock.today())
    bind_scope(db.session, SystemScope("counters"))
    with plain_errors():
        asked = [read_month(month, clock.today())] if month else []
        under = prefix(regions.get(pad(region)).code) if region else ""
    db.session.rollback()  # each part has a transaction of its own
    for each in asked or [now.plus(-back) for back in range(KEPT_MONTHS)]:
        build(current_app._get_current_object(), Event(), each, under)  # type: ignore[attr-defined]  # noqa: SLF001
        click.echo(f"{each.label}：已重新计算。", err=True)
