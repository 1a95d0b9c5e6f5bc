"""``feedback``: what is done with complaints beside answering them."""

import click
from flask.cli import AppGroup

from casework.accounts.permissions import Permission
from casework.cli.acting import acting_for, plain_errors
from casework.db.base import db
from casework.feedback import actions

group = AppGroup("feedback", help="投诉建议。")


@group.command("author")
@click.argument("number")
@click.option("--by", required=True, help="安全管理员的登录名。")
@click.option("--reason", required=True, help="为什么要查，写进日志。")
def author(number: str, by: str, reason: str) -> None:
    """查明一条投诉建议是谁写的，只在威胁、辱骂时用；每次都记入日志。"""
    actor = acting_for(by, Permission.FEEDBACK_TRACE)
    with plain_errors():
        account = actions.trace(actor=actor, number=number, reason=reason)
        db.session.commit()
    click.echo(f"{account.login}（{account.name}，{account.role.label}）")
