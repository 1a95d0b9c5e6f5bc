"""Two people close the same month at once: one does, the other is told who was first."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import bind_scope
from casework.errors import RuleBroken
from casework.signoff import actions
from casework.signoff.models import MonthConfirmation, SignedMonth
from tests.factories.accounts import COUNTY, TOWNSHIP, a_viewer
from tests.signoff.closing import confirm, explain
from tests.signoff.conftest import OCTOBER, Files


def _at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Let each act happen in a session of its own, all begun together; return what was refused."""
    county, refused = a_viewer(Role.COUNTY_CIVIL), []
    gate = threading.Barrier(len(acts))
    db.session.commit()

    def do(act: Callable[[], object]) -> None:
        with app.app_context():
            bind_scope(db.session, county.scope)
            gate.wait()
            try:
                act()
                db.session.commit()
            except RuleBroken as broken:
                db.session.rollback()
                refused.append(str(broken.message))

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return refused


def test_a_month_is_confirmed_and_signed_once(app: Flask, files: Files) -> None:
    explain()
    county = a_viewer(Role.COUNTY_CIVIL)
    own: dict[str, Any] = {"actor": county, "township": TOWNSHIP, "month": OCTOBER}
    (refused,) = _at_once(app, *[lambda: actions.confirm(**own)] * 2)
    assert "确认过了" in refused
    assert len(db.session.scalars(select(MonthConfirmation)).all()) == 1

    why = {each.code: "岗位空缺" for each in actions.missing(county, COUNTY, OCTOBER)}
    sign: dict[str, Any] = {"actor": county, "county": COUNTY, "month": OCTOBER, "why_missing": why}
    (refused,) = _at_once(app, *[lambda: actions.sign(**sign)] * 2)
    assert "签发了2026年10月的月报" in refused
    assert len(db.session.scalars(select(SignedMonth)).all()) == 1


def test_a_confirmation_is_not_taken_back_while_the_county_signs(app: Flask, files: Files) -> None:
    confirm()
    county = a_viewer(Role.COUNTY_CIVIL)
    why = {each.code: "岗位空缺" for each in actions.missing(county, COUNTY, OCTOBER)}
    sign: dict[str, Any] = {"actor": county, "county": COUNTY, "month": OCTOBER, "why_missing": why}
    (refused,) = _at_once(
        app,
        lambda: actions.withdraw(actor=county, township=TOWNSHIP, month=OCTOBER),
        lambda: actions.sign(**sign),
    )
    withdrawn = db.session.scalars(select(MonthConfirmation)).one().withdrawn_at
    assert ("请写明为什么不等" in refused) == (withdrawn is not None)
    assert ("签发了" in refused) == (withdrawn is None)
