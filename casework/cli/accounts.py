"""``accounts``: adding people who may sign in; an act of the operator at the machine."""

import click
from flask.cli import AppGroup

from casework.accounts import actions
from casework.accounts.permissions import Role
from casework.accounts.session import profile
from casework.db.base import db
from casework.errors import NotFound, RuleBroken

group = AppGroup("accounts", help="账号。")


@group.command("add")
@click.argument("login")
@click.option(
    "--role", required=True, type=click.Choice([role.value for role in Role]), help="角色代码。"
)
@click.option("--region", required=True, help="授权地区，12 位或省、市、县、乡的前几位。")
@click.option("--name", default=None, help="姓名；不填用登录名。")
def add(login: str, role: str, region: str, name: str | None) -> None:
    """新建账号，打印一次性密码。"""
    try:
        account, secret = actions.add_account(
            login=login,
            name=name or login,
            role=Role(role),
            region_code=region.ljust(12, "0"),
            profile=profile(),
        )
    except RuleBroken as broken:
        raise click.ClickException(broken.message) from broken
    except NotFound as missing:
        message = f"没有代码为 {region} 的地区，请先装入区划（regions load）。"
        raise click.ClickException(message) from missing
    db.session.commit()
    click.echo(f"{account.login} 的一次性密码：{secret}")
