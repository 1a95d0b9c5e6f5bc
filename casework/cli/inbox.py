"""``inbox``: what is put into inboxes at night, and what is sent of it."""

import click
from flask import current_app
from flask.cli import AppGroup

from casework import clock
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children import actions as children
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.inbox import actions as inbox
from casework.inbox import notify
from casework.needs import actions as needs
from casework.protection import actions as protection
from casework.recognition import actions as recognition
from casework.visits import actions as visits

group = AppGroup("inbox", help="待办与通知。")

_REMIND, _SEND = "inbox remind", "inbox send"


@group.command("remind")
def remind() -> None:
    """把到期、即将到期和还没有办的事放进待办；每晚运行一次，重复运行不会重复。"""
    bind_scope(db.session, SystemScope(_REMIND))
    day = clock.today()
    freed = inbox.free_stranded()
    by_day = (children, needs, protection, recognition)
    made = visits.remind() + sum(each.remind(day) for each in by_day)
    record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_REMIND, made=made, freed=freed)
    db.session.commit()
    click.echo(f"新增待办 {made} 条，转给所在单位 {freed} 条。")


@group.command("send")
def send() -> None:
    """把“有新的待办”发给短信或消息平台；没有配置地址时什么也不发。"""
    url = current_app.config["NOTIFY_URL"]
    if url is None:
        click.echo("没有配置 CASEWORK_NOTIFY_URL，不发送。")
        return
    bind_scope(db.session, SystemScope(_SEND))
    queued = notify.queue()
    record(Tag.SYSTEM_SCOPE, actor_id=None, purpose=_SEND, queued=queued)
    db.session.commit()
    sender = notify.Webhook(url, current_app.config["NOTIFY_SECRET"])
    sent, failed = notify.deliver(sender, _link())
    if failed:
        raise click.ClickException(f"发出 {sent} 条，{failed} 条没有送到，稍后再试。")
    click.echo(f"发出 {sent} 条。")


def _link() -> str:
    host = (current_app.config["TRUSTED_HOSTS"] or ["localhost"])[0]
    address = current_app.url_map.bind(host, url_scheme="https")
    return address.build("inbox.index", force_external=True)
