"""``jobs``: the worker that does what takes longer than a page may."""

import os
import signal
from threading import Event, Thread

import click
from flask import current_app
from flask.cli import AppGroup

from casework.db.base import db
from casework.jobs.actions import forget_old
from casework.jobs.worker import work as work_on

group = AppGroup("jobs", help="后台任务。")

_GLANCE = 1.0


@group.command("work")
@click.option("--once", is_flag=True, help="做完正在等待的任务就退出。")
@click.option("--beside", is_flag=True, help="启动它的进程结束时一起结束。")
def work(*, once: bool, beside: bool) -> None:
    """执行后台任务（导入台账等），一次一个；可以同时开几个进程，也可以随时中断。"""
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if beside:
        Thread(target=_watch, args=(os.getppid(), stopping), daemon=True).start()
    forget_old()
    db.session.commit()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    count = work_on(app, stopping=stopping, once=once)
    if once:
        click.echo(f"已执行 {count} 项任务。")


def _watch(parent: int, stopping: Event) -> None:
    while os.getppid() == parent:
        if stopping.wait(_GLANCE):
            return
    stopping.set()
