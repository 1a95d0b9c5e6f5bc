"""Commands act for somebody, with that person's rights and reach at this moment."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from casework.accounts.permissions import Permission
from casework.accounts.queries import viewer_by_login
from casework.accounts.viewer import Viewer
from casework.crypto.envelope import SealBroken
from casework.crypto.errors import KeyringError
from casework.db.base import db
from casework.db.scope import bind_scope
from casework.errors import NotFound, RuleBroken


def acting_for(login: str, permission: Permission) -> Viewer:
    """Return the person behind ``--by`` and bind the session to their scope.

    Raises ClickException, one plain line, for unknown or disabled accounts and for a role that may
    not do this.
    """
    try:
        viewer = viewer_by_login(login)
    except NotFound as missing:
        message = f"没有可用的账号 {login}。"
        raise click.ClickException(message) from missing
    if not viewer.may(permission):
        message = f"账号 {login}（{viewer.role.label}）没有这项权限。"
        raise click.ClickException(message)
    bind_scope(db.session, viewer.scope)
    return viewer


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what may go wrong without anybody's fault into one plain line and exit status 1."""
    try:
        yield
    except RuleBroken as broken:
        raise click.ClickException(broken.message) from broken
    except NotFound as missing:
        message = "未找到，或不在该账号的辖区内。"
        raise click.ClickException(message) from missing
    except KeyringError as error:
        raise click.ClickException(str(error)) from error
    except SealBroken as broken:
        message = "有一处密文或一把数据密钥打不开，已停下；没有丢失别的内容，请查明后再试。"
        raise click.ClickException(message) from broken
