from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from casework.accounts.permissions import Role
from casework.accounts.viewer import Viewer
from casework.roster import actions
from casework.roster.queries import Plan
from tests.factories.accounts import COUNTY, a_viewer
from tests.factories.children import load_practice
from tests.factories.register import a_ledger, acting

Import = Callable[..., Plan]


@pytest.fixture
def county(session: scoped_session[Session]) -> Viewer:
    """The county that imports, with the practice that its ledgers are read by."""
    load_practice()
    return a_viewer(Role.COUNTY_CIVIL)


@pytest.fixture
def bring(app: Flask, county: Viewer) -> Import:
    """``bring({"姓名": "…"})``: import a ledger of these rows; return what it has done."""

    def bring(*rows: Mapping[str, str], by: Viewer = county, region: str = COUNTY) -> Plan:
        with acting(app, by):
            outcome = actions.import_roster(
                actor=by, region_code=region, filename="台账.csv", content=a_ledger(*rows)
            )
        return outcome.plan

    return bring


@pytest.fixture
def dry_run(app: Flask, county: Viewer) -> Import:
    """``dry_run({"姓名": "…"})``: say what importing such a ledger would do."""

    def dry_run(*rows: Mapping[str, str], by: Viewer = county, region: str = COUNTY) -> Plan:
        with acting(app, by):
            return actions.dry_run(
                actor=by, region_code=region, filename="台账.csv", content=a_ledger(*rows)
            )

    return dry_run
