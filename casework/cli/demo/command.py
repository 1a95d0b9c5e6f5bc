"""``demo``: an invented county, for looking at the product and for measuring it."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import click
from flask import current_app
from flask.cli import AppGroup

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.children import actions as children_
from casework.cli.acting import plain_errors
from casework.cli.demo import pairing_contacts, state
from casework.cli.demo.accounts import SignIn
from casework.cli.demo.allowances import add_allowances
from casework.cli.demo.forecast import check_room, forecast
from casework.cli.demo.load import load as load_demo
from casework.cli.demo.matched import match_volunteers
from casework.cli.demo.months import sign_past_months
from casework.cli.demo.pairings import add_pairings
from casework.cli.demo.protections import protect_some
from casework.cli.demo.psychology import care_for_some
from casework.cli.demo.recognitions import add_recognitions
from casework.clock import Month
from casework.counting import counters
from casework.counting.work import KEPT_MONTHS
from casework.db.base import db
from casework.db.scope import SystemScope, bind_scope
from casework.needs import actions as needs
from casework.protection import actions as protection
from casework.recognition import actions as recognition
from casework.visits import actions as visits

group = AppGroup("demo", help="演示数据。")

#: An ideograph is as wide as two letters.
_WIDTHS = (12, 20, 12)
#: A county larger than this is there to be measured.
_WITH_INBOXES = 4000
_WITH_SIGNED = 5000


@group.command("load")
@click.option("--children", type=click.IntRange(10, 1_000_000), default=600, help="多少名儿童。")
@click.option("--months", type=click.IntRange(2, 60), default=12, help="多少个月的走访（含本月）。")
@click.option("--seed", type=int, default=1, help="种子；相同的种子编出相同的县。")
def load(children: int, months: int, seed: int) -> None:
    """编一个县：村、儿童、走访和各种角色的账号；只能装入空的数据库。"""
    bind_scope(db.session, SystemScope("demonstration data"))
    began = monotonic()

    def tell(stored: int) -> None:
        click.echo(f"已装入 {stored}／{children} 名儿童，{monotonic() - began:.0f} 秒", err=True)

    with plain_errors():
        state.check()
        expected = forecast(children, months)
        click.echo(expected.sentence, err=True)
        if db.engine.dialect.name == "sqlite":
            check_room(expected, Path(current_app.config["INSTANCE"]))
        loaded = load_demo(children=children, months=months, seed=seed, tell=tell)
        _count(months)
        if children <= _WITH_INBOXES:
            _protect(loaded.sign_ins, seed)
            add_recognitions(seed)
            add_pairings(seed)
            match_volunteers()
            add_allowances()
            care_for_some(seed)
            _fill_inboxes()
            pairing_contacts.add_contacts(seed)
        if children <= _WITH_SIGNED:
            sign_past_months(seed)
    click.echo(f"演示数据：{loaded.children} 名儿童，{loaded.visits} 次走访。", err=True)
    _print(loaded.sign_ins)


def _protect(sign_ins: Sequence[SignIn], seed: int) -> None:
    """Let the county's office have protected a few children."""
    login = next((each.login for each in sign_ins if each.role is Role.COUNTY_CIVIL), None)
    if login is not None:
        protect_some(seed, accounts.viewer_by_login(login))


def _count(months: int) -> None:
    """Build the counters of the months that have visits."""
    for back in range(min(months, KEPT_MONTHS)):
        counters.rebuild(Month.of(clock.today()).plus(-back))
        db.session.commit()


def _fill_inboxes() -> None:
    """Ask what the night asks (``inbox remind``), so that inboxes have something in them."""
    day = clock.today()
    children_.remind(day)
    needs.remind(day)
    protection.remind(day)
    visits.remind()
    recognition.remind(day)
    db.session.commit()


def _print(sign_ins: Sequence[SignIn]) -> None:
    click.echo("演示账号（只能在本机登录，密码只显示这一次）：")
    click.echo(_line("登录名", "角色", "地区", "密码"))
    for each in sign_ins:
        click.echo(_line(each.login, each.role.label, each.place, each.password))


def _line(*cells: str) -> str:
    *first, last = cells
    padded = (_padded(cell, width) for cell, width in zip(first, _WIDTHS, strict=True))
    return "".join(padded) + last


def _padded(text: str, width: int) -> str:
    shown = sum(1 if character.isascii() else 2 for character in text)
    return text + " " * max(1, width - shown)
