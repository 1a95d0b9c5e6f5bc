"""Taking in a county's ledger: seconds and statements a row."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.installations import ROOT, Installation, Workshop
from bench.population import employ
from bench.statements import noted
from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.permissions import Role
from casework.db.base import db
from casework.db.scope import bind_scope
from casework.practice import actions as practice
from casework.regions import actions as regions
from casework.regions.lists import read_list
from casework.roster import actions

TITLE = "The roster: a county's ledger of 373 rows, imported and imported again"

_DATA = ROOT / "tests" / "data"
_COUNTY = "320722000000"


def figures(workshop: Workshop, *, quick: bool) -> Iterator[Figure]:  # noqa: ARG001 - small anyway
    """Yield the first import and the second, which finds nothing new."""
    for installation in workshop.fresh():
        with installation.app.app_context():
            _prepare()
            yield from _import(installation, "first")
            yield from _import(installation, "again")


def _prepare() -> None:
    listed = (_DATA / "regions" / "320722.csv").read_text(encoding="utf-8-sig")
    regions.load(read_list(listed.splitlines()), valid_from=regions.BEGINNING)
    practice.load(ROOT / "config", on=clock.today())
    login = employ(Role.COUNTY_CIVIL, _COUNTY).login
    db.session.remove()
    bind_scope(db.session, accounts.viewer_by_login(login).scope)


def _import(installation: Installation, which: str) -> Iterator[Figure]:
    ledger: Path = _DATA / "rosters" / "county-ledger.xlsx"
    actor = accounts.viewer_by_login(f"{Role.COUNTY_CIVIL.value}-{_COUNTY}")
    started = time.perf_counter()
    with noted(db.engine) as sent:
        outcome = actions.import_roster(
            actor=actor, region_code=_COUNTY, filename=ledger.name, content=ledger.read_bytes()
        )
        db.session.commit()
    taken = time.perf_counter() - started
    plan = outcome.plan
    rows = len(plan.new) + len(plan.changed) + len(plan.unchanged)
    yield Figure(f"{which}: {rows} rows", taken, on=installation.on, unit=" s")
    at_most = rows // 500 + 50
    yield Figure(f"{which}: statements", len(sent), at_most, on=installation.on)
