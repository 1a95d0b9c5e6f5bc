"""``keys``: what lies under which key version, a new version, moving everything under it."""

import click
from flask.cli import AppGroup

from casework.audit.record import record
from casework.audit.tags import Tag
from casework.cli.acting import plain_errors
from casework.db import rewrap
from casework.db.base import db
from casework.db.sealed import keyring

group = AppGroup("keys", help="密钥。")


@group.command("status")
def status() -> None:
    """显示每个密钥版本下有多少把数据密钥。"""
    ring, used = keyring(), rewrap.versions_in_use()
    for version in sorted({*ring.versions, *used}):
        mark = "（当前）" if version == ring.current else ""
        known = "" if version in ring.versions else "（密钥环里没有！）"
        click.echo(f"版本 {version}{mark}{known}：{used.get(version, 0)} 把数据密钥")


@group.command("new")
def new() -> None:
    """生成新的密钥版本，以后新建的数据密钥都用它。"""
    ring = keyring()
    with plain_errors():
        ring.promote(ring.add_version())
    record(Tag.KEYS_ROTATE, actor_id=None, version=ring.current, rewrapped=0)
    db.session.commit()
    click.echo(f"新版本 {ring.current} 已启用。")


@group.command("rotate")
def rotate() -> None:
    """换到新的密钥版本；中途停下可以再次运行，接着做完。"""
    ring = keyring()
    with plain_errors():
        if set(rewrap.versions_in_use()) <= {ring.current}:
            ring.promote(ring.add_version())
        done = sum(rewrap.rewrap_all(ring))
    record(Tag.KEYS_ROTATE, actor_id=None, version=ring.current, rewrapped=done)
    db.session.commit()
    damaged = sum(n for version, n in rewrap.versions_in_use().items() if version != ring.current)
    if damaged:
        message = f"{done} 把数据密钥已换到版本 {ring.current}；{damaged} 把打不开，留在旧版本下。"
        raise click.ClickException(message)
    click.echo(f"{done} 把数据密钥已换到版本 {ring.current}。")


@group.command("destroy")
@click.argument("version", type=int)
def destroy(version: int) -> None:
    """销毁一个已不再使用的密钥版本；备份里用它的数据从此打不开。"""
    left = rewrap.versions_in_use().get(version, 0)
    if left:
        message = f"版本 {version} 下还有 {left} 把数据密钥，请先运行 keys rotate。"
        raise click.ClickException(message)
    with plain_errors():
        keyring().destroy(version)
    record(Tag.KEYS_ROTATE, actor_id=None, destroyed=version)
    db.session.commit()
    click.echo(f"版本 {version} 已销毁。")
